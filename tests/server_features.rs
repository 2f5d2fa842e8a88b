//! What an editor can ask of an open manifest, beside its findings and what may be written.

#![cfg(feature = "server")]

mod support;

use std::fs;

use serde_json::{Value, json};
use support::editor::{Editor, able};
use support::files::{files, folder, project};
use tempfile::TempDir;

/// An editor with a text open; `|` is where the cursor is.
struct At {
    editor: Editor,
    uri: String,
    text: String,
    line: usize,
    character: usize,
    _folder: TempDir,
}

fn at(text: &str) -> At {
    with_options(text, json!({}))
}

fn with_options(text: &str, options: Value) -> At {
    let folder = folder(&[]);
    let mut editor = Editor::with_options(folder.path(), able(), options);
    let cursor = text.find('|').unwrap_or(0);
    let text = text.replacen('|', "", 1);
    let uri = editor.open("amp.yaml", &text);
    let point = amp_lint::Source::new("", text.clone()).point(cursor, amp_lint::Encoding::Utf8);
    At { editor, uri, text, line: point.line, character: point.character, _folder: folder }
}

impl At {
    fn ask(&mut self, method: &str) -> Value {
        self.editor.at(method, &self.uri.clone(), self.line, self.character)
    }

    fn hover(&mut self) -> String {
        self.ask("textDocument/hover")["contents"]["value"].as_str().unwrap_or_default().to_string()
    }

    /// The actions at the cursor, of some kinds.
    fn actions(&mut self, only: Option<&str>) -> Vec<Value> {
        let place = json!({"line": self.line, "character": self.character});
        let mut context = json!({"diagnostics": []});
        if let Some(only) = only {
            context["only"] = json!([only]);
        }
        let more = json!({"range": {"start": place, "end": place}, "context": context});
        let actions = self.editor.ask("textDocument/codeAction", &self.uri.clone(), more);
        actions.as_array().unwrap().clone()
    }

    /// The text after the edits of an answer.
    fn after(&self, edit: &Value) -> String {
        let document = &edit["documentChanges"][0];
        assert_eq!(document["textDocument"], json!({"uri": self.uri, "version": 1}), "{edit:#}");
        apply(&self.text, &document["edits"])
    }

    fn rename(&mut self, name: &str) -> Value {
        let position = json!({"line": self.line, "character": self.character});
        let more = json!({"position": position, "newName": name});
        self.editor.ask("textDocument/rename", &self.uri.clone(), more)
    }

    /// The pieces of text at some places.
    fn pieces(&self, places: &Value) -> Vec<(usize, &str)> {
        let places = places.as_array().unwrap().iter();
        places
            .map(|place| {
                let span = span(&self.text, &place["range"]);
                (self.text[..span.start].matches('\n').count() + 1, &self.text[span])
            })
            .collect()
    }
}

fn span(text: &str, range: &Value) -> std::ops::Range<usize> {
    let source = amp_lint::Source::new("", text);
    let offset = |end: &str| {
        let number = |name: &str| range[end][name].as_u64().unwrap() as usize;
        let point = amp_lint::Point { line: number("line"), character: number("character") };
        source.offset(point, amp_lint::Encoding::Utf8)
    };
    offset("start")..offset("end")
}

fn apply(text: &str, edits: &Value) -> String {
    let mut edits: Vec<_> = edits
        .as_array()
        .unwrap()
        .iter()
        .map(|edit| (span(text, &edit["range"]), edit["newText"].as_str().unwrap()))
        .collect();
    edits.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    let mut text = text.to_string();
    for (span, new) in edits {
        text.replace_range(span, new);
    }
    text
}

const MANIFEST: &str = "\
specVersion: 1.0.0
integrations:
  - name: crm
    provider: hubspot
    read:
      objects:
        - objectName: contacts
          destination: hook
          schedule: \"*/10 * * * *\"
          mapToName: people
          requiredFields:
            - fieldName: Email
            - mapToName: source
          optionalFieldsAuto: all
          backfill:
            defaultPeriod:
              days: 30
    subscribe:
      objects:
        - objectName: contacts
          destination: hook
          inheritFieldsAndMapping: true
          deleteEvent:
            enabled: always
";

fn cursor(before: &str) -> String {
    assert_eq!(MANIFEST.matches(before).count(), 1, "{before}");
    MANIFEST.replacen(before, &format!("{before}|"), 1)
}

#[test]
fn a_pointer_tells_what_is_known_of_the_place() {
    let hover = |before: &str| at(&cursor(before)).hover();
    let provider = hover("provider: hub");
    assert!(
        provider.contains("**HubSpot** (`hubspot`)")
            && provider.contains("Supports read")
            && provider.contains("As of 20"),
        "{provider}"
    );
    let schedule = hover("\"*/10");
    assert!(schedule.starts_with("**Every 10 min**"), "{schedule}");
    assert_eq!(schedule.matches("\n- ").count(), 5, "{schedule}");
    assert!(schedule.contains("Smallest gap: 10 min, from 00:00 to 00:10"), "{schedule}");
    let key = hover("          sched");
    assert!(key.starts_with("**") && key.contains("`schedule`"), "{key}");
    assert!(hover("fieldName: Em").contains("Arrives as `email` in `fields`"));
    assert!(
        hover("mapToName: sou").contains("The field that the customer chooses arrives as `source` in `mappedFields`")
    );
    assert!(hover("mapToName: peop").contains("Records of `contacts` arrive with `objectName` `people`"));
    assert_eq!(hover("integrations:\n "), "");
    let module = at("integrations:\n  - provider: hubspot\n    module: cr|m\n").hover();
    assert!(module.contains("a module of `hubspot`"), "{module}");
    // A finding comes first.
    let finding = at(&MANIFEST.replace("hubspot", "hubsp|ott")).hover();
    assert!(finding.starts_with("**Error**: ") && finding.contains("`provider-not-supported`"), "{finding}");
    // Names that would be Markdown stay what they are.
    let odd = at("specVersion: 1.0.0\nintegrations:\n  - name: a\n    provider: '`<b>*x|'\n").hover();
    assert!(odd.contains("`` `<b>*x ``") || !odd.contains("<b>"), "{odd}");
    let field = at("integrations:\n  - provider: connectWise\n    read:\n      objects:\n        - objectName: contacts\n          requiredFields:\n            - fieldName: firs|tName\n").hover();
    assert!(field.contains("a field of `contacts`") && field.contains("As of 20"), "{field}");
}

#[test]
fn what_words_mean_stands_beside_them() {
    let hints = |options: Value| {
        let mut at = with_options(MANIFEST, options);
        let whole = json!({"range": {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}});
        let uri = at.uri.clone();
        let hints = at.editor.ask("textDocument/inlayHint", &uri, whole);
        let hints = hints.as_array().unwrap().iter();
        hints
            .map(|hint| (hint["position"]["line"].as_u64().unwrap(), hint["label"].as_str().unwrap().to_string()))
            .collect::<Vec<_>>()
    };
    let all = hints(json!({}));
    assert_eq!(all[0], (3, "module crm".to_string()));
    assert_eq!(all[1], (8, "every 10 min".to_string()));
    let (line, back) = all.last().unwrap();
    assert!(*line == 16 && back.starts_with("back to 20"), "{all:?}");
    assert!(hints(json!({"inlayHints": false})).is_empty());
}

#[test]
fn fixes_are_those_of_the_command_line_and_apply() {
    let text = "specVersion: 1.0.0\nintegrations:\n  - name: crm\n    Provider: hubspot\n    proxy: {enabled: yes}\n    mod|ul: crm\n";
    let mut here = at(text);
    let actions = here.actions(None);
    let titles: Vec<&str> = actions.iter().map(|action| action["title"].as_str().unwrap()).collect();
    assert_eq!(
        titles,
        [
            "Rename it to `module`",
            "Ignore `unknown-key` here",
            "Ignore `unknown-key` in this file",
            "Explain `unknown-key`"
        ]
    );
    assert!(here.after(&actions[0]["edit"]).contains("    module: crm\n"));
    assert_eq!(actions[0]["diagnostics"][0]["code"], "unknown-key");
    for action in &actions[1..3] {
        let ignored = here.after(&action["edit"]);
        assert!(ignored.contains("# amp:ignore[unknown-key]"), "{ignored}");
        let uri = here.editor.open("other/amp.yaml", &ignored);
        assert!(here.editor.diagnostics(&uri).iter().all(|one| one["code"] != "unknown-key"), "{ignored}");
    }
    assert_eq!(actions[3]["command"]["command"], "amp-lint.showRule");
    here.editor
        .request("workspace/executeCommand", json!({"command": "amp-lint.showRule", "arguments": ["unknown-key"]}));
    assert!(here.editor.heard("window/showMessage")["params"]["message"].as_str().unwrap().contains("unknown-key"));
    // An error cannot be ignored.
    let errors = at(&MANIFEST.replace("hubspot", "hubsp|ott")).actions(None);
    assert!(errors.iter().all(|action| !action["title"].as_str().unwrap().starts_with("Ignore")), "{errors:#?}");
}

#[test]
fn all_safe_fixes_are_one_edit_and_the_same_as_those_of_the_command_line() {
    for path in files("examples/broken") {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let folder = folder(&[("amp.yaml", &text)]);
        let mut editor = Editor::start(folder.path());
        let uri = editor.open_as("amp.yaml", "ampersand", &text);
        let start = json!({"line": 0, "character": 0});
        let more =
            json!({"range": {"start": start, "end": start}, "context": {"diagnostics": [], "only": ["source.fixAll"]}});
        let actions = editor.ask("textDocument/codeAction", &uri, more);
        let fixed = match actions.as_array().unwrap().as_slice() {
            [] => text.clone(),
            [action] => {
                assert_eq!(action["kind"], "source.fixAll.amp-lint");
                apply(&text, &action["edit"]["documentChanges"][0]["edits"])
            }
            several => panic!("{several:#?}"),
        };
        support::program::run(folder.path(), &["--fix", "--no-config", "amp.yaml"]);
        assert_eq!(fixed, fs::read_to_string(folder.path().join("amp.yaml")).unwrap(), "{}", path.display());
    }
}

#[test]
fn an_editor_that_knows_no_versions_gets_plain_edits() {
    let folder = folder(&[]);
    let mut editor = Editor::with(folder.path(), json!({}));
    let uri = editor.open("amp.yaml", "specVersion: 1.0.0\nintegrations: []\nIntegration: 1\n");
    let place = json!({"line": 2, "character": 0});
    let more = json!({"range": {"start": place, "end": place}, "context": {"diagnostics": []}});
    let actions = editor.ask("textDocument/codeAction", &uri, more);
    let edits: Vec<_> = actions.as_array().unwrap().iter().filter(|action| action.get("edit").is_some()).collect();
    assert!(!edits.is_empty());
    assert!(edits.iter().all(|action| action["edit"]["changes"][&uri].is_array()), "{edits:#?}");
}

#[test]
fn the_outline_is_the_manifest() {
    let mut here = at(MANIFEST);
    let uri = here.uri.clone();
    let symbols = here.editor.ask("textDocument/documentSymbol", &uri, json!({}));
    fn lines(symbols: &Value, depth: usize, all: &mut Vec<String>) {
        for symbol in symbols.as_array().into_iter().flatten() {
            let detail = symbol["detail"].as_str().map(|detail| format!(" {detail}")).unwrap_or_default();
            all.push(format!("{}{}{detail}", " ".repeat(depth), symbol["name"].as_str().unwrap()));
            lines(&symbol["children"], depth + 1, all);
        }
    }
    let mut all = Vec::new();
    lines(&symbols, 0, &mut all);
    assert_eq!(
        all,
        ["crm hubspot", " read", "  contacts → people", "   Email", "   source", " subscribe", "  contacts"]
    );
    let found = here.editor.request("workspace/symbol", json!({"query": "CONT"}));
    assert_eq!(found.as_array().unwrap().len(), 2, "{found:#}");
    let folds = here.editor.ask("textDocument/foldingRange", &uri, json!({}));
    let folds: Vec<(u64, u64)> = folds
        .as_array()
        .unwrap()
        .iter()
        .map(|fold| (fold["startLine"].as_u64().unwrap(), fold["endLine"].as_u64().unwrap()))
        .collect();
    assert!(folds.contains(&(4, 16)) && folds.contains(&(10, 12)), "{folds:?}");
    let more = json!({"positions": [{"line": 6, "character": 24}]});
    let mut selection = &here.editor.ask("textDocument/selectionRange", &uri, more)[0];
    let mut pieces = Vec::new();
    while !selection.is_null() {
        pieces.push(here.text[span(&here.text, &selection["range"])].to_string());
        selection = &selection["parent"];
    }
    assert_eq!(pieces[..2], ["contacts", "objectName: contacts"]);
    assert_eq!(pieces.last().unwrap(), MANIFEST);
    let links = here.editor.ask("textDocument/documentLink", &uri, json!({}));
    assert_eq!(here.pieces(&links), [(4, "hubspot")]);
}

#[test]
fn the_outline_of_whatever_there_is_holds_together() {
    let mut all = files("examples/broken");
    all.extend(files("examples"));
    let folder = folder(&[]);
    let mut editor = Editor::start(folder.path());
    for path in all {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let uri = editor.open_as("amp.yaml", "ampersand", &text);
        fn check(text: &str, symbols: &Value, around: std::ops::Range<usize>) {
            for symbol in symbols.as_array().into_iter().flatten() {
                let (whole, name) = (span(text, &symbol["range"]), span(text, &symbol["selectionRange"]));
                assert!(whole.start <= name.start && name.end <= whole.end, "{symbol:#}");
                assert!(around.start <= whole.start && whole.end <= around.end, "{symbol:#}");
                assert!(!symbol["name"].as_str().unwrap().trim().is_empty());
                check(text, &symbol["children"], whole);
            }
        }
        let symbols = editor.ask("textDocument/documentSymbol", &uri, json!({}));
        check(&text, &symbols, 0..text.len());
    }
}

const SHARED: &str = "\
specVersion: 1.0.0
x: &base
  destination: hook
integrations:
  - name: one
    provider: hubspot
    read:
      objects:
        - <<: *base
          objectName: contacts
          mapToName: people
    write:
      objects:
        - objectName: 'contacts'
          mapToName: people
  - name: two
    provider: salesforce
    read:
      objects:
        - <<: *base
          objectName: contacts
          mapToName: \"people\" # 😀
";

fn shared(before: &str) -> At {
    at(&SHARED.replacen(before, &format!("{before}|"), 1))
}

#[test]
fn what_belongs_together_is_found_from_each_of_its_places() {
    let places = |before: &str| {
        let mut here = shared(before);
        let uri = here.uri.clone();
        let more = json!({
            "position": {"line": here.line, "character": here.character},
            "context": {"includeDeclaration": true},
        });
        let found = here.editor.ask("textDocument/references", &uri, more);
        let lines: Vec<usize> = match found.is_null() {
            true => Vec::new(),
            false => here.pieces(&found).iter().map(|(line, _)| *line).collect(),
        };
        lines
    };
    assert_eq!(places("&ba"), [2, 9, 20]);
    assert_eq!(places("*ba"), [2, 9, 20]);
    assert_eq!(places("objectName: cont"), [10, 14]);
    assert_eq!(places("objectName: 'cont"), [10, 14]);
    assert_eq!(places("mapToName: \"peo"), [11, 15, 22]);
    assert_eq!(places("integra"), [] as [usize; 0]);
    let mut here = shared("objectName: 'con");
    let definition = here.ask("textDocument/definition");
    assert_eq!(definition["range"]["start"]["line"], 9, "{definition:#}");
    let marked = here.ask("textDocument/documentHighlight");
    assert_eq!(here.pieces(&marked).len(), 2);
}

#[test]
fn a_name_is_changed_wherever_it_stands_and_back() {
    for (before, old, new) in
        [("&ba", "base", "shared"), ("objectName: con", "contacts", "leads"), ("mapToName: peo", "people", "folk")]
    {
        let mut here = shared(before);
        let prepared = here.ask("textDocument/prepareRename");
        assert_eq!(prepared["placeholder"], old);
        let edit = here.rename(new);
        let after = here.after(&edit);
        assert_ne!(after, SHARED);
        let mut there = at(&{
            let start = SHARED.find(before).unwrap() + before.len();
            let mut text = after.clone();
            // The value begins where it began, whatever quotes it has now.
            text.insert(start - (before.len() - before.rfind([' ', '&']).map_or(0, |at| at + 1)), '|');
            text
        });
        let back = there.rename(old);
        assert_eq!(there.after(&back), SHARED, "{after}");
    }
    // A name is in the quotes that it needs, and in those that it had.
    let mut here = shared("mapToName: peo");
    let edit = here.rename("yes: #1");
    assert_eq!(here.after(&edit).matches("mapToName: \"yes: #1\"").count(), 3);
    let mut here = shared("objectName: 'con");
    let edit = here.rename("it's");
    assert!(here.after(&edit).contains("objectName: 'it''s'") && here.after(&edit).contains("objectName: it's"));
    // What others refer to is left as it is, and it is said why.
    for (before, word) in [("name: on", "installations"), ("destination: ho", "project")] {
        let mut here = shared(before);
        let uri = here.uri.clone();
        let params =
            json!({"textDocument": {"uri": uri}, "position": {"line": here.line, "character": here.character}});
        let error = here.editor.refused("textDocument/prepareRename", params.clone());
        assert!(error["message"].as_str().unwrap().contains(word), "{error}");
    }
    let mut here = shared("&ba");
    for name in ["", " ", "a b", "x]"] {
        let params = json!({"textDocument": {"uri": here.uri}, "newName": name, "position": {"line": here.line, "character": here.character}});
        here.editor.refused("textDocument/rename", params);
    }
}

#[test]
fn a_line_above_each_integration_for_who_wants_it() {
    let lenses = |options: Value| {
        let mut here = with_options(MANIFEST, options);
        let uri = here.uri.clone();
        here.editor.ask("textDocument/codeLens", &uri, json!({}))
    };
    assert_eq!(lenses(json!({})), json!([]));
    let all = lenses(json!({"codeLens": true}));
    assert_eq!(all[0]["range"]["start"]["line"], 2);
    assert_eq!(all[0]["command"]["title"], "1 object read · 144 reads a day · 1 finding");
}

#[test]
fn what_is_set_in_the_editor_counts_at_once() {
    let mut here = at(MANIFEST);
    let uri = here.uri.clone();
    let lenses = here.editor.ask("textDocument/codeLens", &uri, json!({}));
    assert_eq!(lenses, json!([]));
    here.editor.notify("workspace/didChangeConfiguration", json!({"settings": {"amp-lint": {"codeLens": true}}}));
    assert_eq!(here.editor.ask("textDocument/codeLens", &uri, json!({})).as_array().unwrap().len(), 1);
}

#[test]
fn whatever_is_asked_wherever_there_is_an_answer() {
    let everything = fs::read_to_string(project().join("examples/everything.yaml")).unwrap();
    let mut texts = vec![everything, SHARED.to_string(), String::new(), "a: [".to_string(), "&a [*a]".to_string()];
    texts.extend(files("examples/broken").iter().filter_map(|path| fs::read_to_string(path).ok()));
    let folder = folder(&[]);
    let mut editor = Editor::with_options(folder.path(), able(), json!({"codeLens": true, "pedantic": true}));
    for text in &texts {
        let uri = editor.open_as("amp.yaml", "ampersand", text);
        for (line, content) in text.split('\n').chain([""]).enumerate() {
            for character in [0, content.len() / 3, content.len() / 2, content.len(), content.len() + 9] {
                for method in ["hover", "definition", "documentHighlight", "completion"] {
                    editor.at(&format!("textDocument/{method}"), &uri, line, character);
                }
            }
        }
        for method in ["documentSymbol", "foldingRange", "documentLink", "codeLens"] {
            editor.ask(&format!("textDocument/{method}"), &uri, json!({}));
        }
    }
}
