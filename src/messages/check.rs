//! A recorded message held against what the manifest says of it: what the JSON Schema rejects is an error at its place, and what it
//! takes is none. Beside that, what the manifest does not ask for is worth a warning.

use super::form::{Form, Keys, Object, Others, Types};
use super::{Key, Message, Messages};
use crate::clean;
use crate::finding::{Finding, Severity};
use crate::near::near_names;
use crate::source::{Source, Span};
use crate::syntax::{self, Kind, NodeId, Style, Tree};
use crate::words::{are, did_you_mean, one_of};

/// Something is missing.
const MISSING: &str = "message-missing";
/// A value is not what it has to be.
const VALUE: &str = "message-value";
/// A name that cannot be there.
const NAME: &str = "message-name";
/// A name that the manifest does not ask for.
const UNDECLARED: &str = "message-undeclared";
/// Not a message of the manifest at all.
const UNKNOWN: &str = "message-unknown";

/// The longest name that is shown whole.
const LONGEST: usize = 80;
/// How many names are shown as examples.
const SOME: usize = 5;

impl Messages {
    /// What does not fit in a text with one message or a list of them, in JSON; by place.
    pub fn check(&self, source: &Source) -> Vec<Finding> {
        // Whatever the file is called.
        let tree = syntax::parse(&source.clone().renamed("message.json".to_string()));
        if !tree.errors.is_empty() {
            return tree.errors.iter().map(crate::rules::syntax_finding).collect();
        }
        let Some(root) = tree.root() else {
            let message = "there is no message in this text".to_string();
            let (severity, span) = (Severity::Error, Span::default());
            let (note, path) = (String::new(), "$".to_string());
            return vec![Finding {
                rule: UNKNOWN,
                severity,
                message,
                help: None,
                span,
                note,
                labels: Vec::new(),
                path,
                fix: None,
            }];
        };
        let mut out = Vec::new();
        match tree.kind(root) {
            Kind::Sequence { .. } => tree.items(root).iter().for_each(|&item| out.extend(self.one(&tree, item))),
            _ => out = self.one(&tree, root),
        }
        out.sort_by_key(|finding| finding.span);
        out
    }

    /// What does not fit in one message.
    fn one(&self, tree: &Tree, node: NodeId) -> Vec<Finding> {
        let Some(data) = get(tree, node, "data").filter(|_| get(tree, node, "objectName").is_none()) else {
            return self.message(tree, node, false);
        };
        self.message(tree, data, true)
    }

    fn message(&self, tree: &Tree, node: NodeId, wrapped: bool) -> Vec<Finding> {
        let mut checked = Checked { tree, out: Vec::new() };
        if !matches!(tree.kind(node), Kind::Mapping { .. }) {
            checked.say(VALUE, tree.visible(node), node, "a message is an object".to_string(), None);
            return checked.out;
        }
        let text = |name| get(tree, node, name).filter(|&value| is_string(tree, value)).map(|value| tree.text(value));
        let (provider, action, object) = (text("provider"), text("action"), text("objectName"));
        let key = |(p, a, o): (&str, &str, &str)| -> Option<Key> {
            let action = [super::Action::Read, super::Action::Subscribe].into_iter().find(|one| one.name() == a)?;
            Some((p.into(), action.name(), o.into()))
        };
        let exact = provider.zip(action).zip(object).and_then(|((p, a), o)| self.index.get(&key((p, a, o))?));
        if let Some(all) = exact {
            let all: Vec<&Message> = all.iter().filter_map(|&nth| self.all.get(nth)).collect();
            let same: Vec<&Message> = all.iter().copied().filter(|message| message.in_kinesis == wrapped).collect();
            // Of several that nothing tells apart, the one that fits best.
            let tried = if same.is_empty() { &all } else { &same };
            let mut best: Option<Vec<Finding>> = None;
            for message in tried {
                let mut one = Checked { tree, out: Vec::new() };
                one.object(node, &message.form(message.record_form().form()));
                let found = one.out;
                if best.as_ref().is_none_or(|best| (errors(&found), found.len()) < (errors(best), best.len())) {
                    best = Some(found);
                }
                if best.as_ref().is_some_and(Vec::is_empty) {
                    break;
                }
            }
            let mut out = best.unwrap_or_default();
            if same.is_empty()
                && let Some(first) = all.first()
            {
                checked.wrapping(node, wrapped, first);
                out.append(&mut checked.out);
            }
            return out;
        }
        // What comes nearest; its records are not looked at, since they may be of something else.
        let score = |message: &&Message| {
            let same = |has: Option<&str>, wants: &str| usize::from(has == Some(wants));
            4 * same(object, &message.object)
                + 2 * same(action, message.action.name())
                + same(provider, &message.provider)
        };
        let nearest = self.all.iter().rev().max_by_key(score);
        let Some(nearest) = nearest.filter(|message| score(message) > 0) else {
            let mut names: Vec<&str> = self.all.iter().map(|message| message.object.as_str()).collect();
            names.sort_unstable();
            names.dedup();
            let names: Vec<_> = names.into_iter().take(SOME).map(|name| clean::cut(name, LONGEST)).collect();
            let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
            let help = format!("expected an `objectName` that the manifest delivers, such as {}", one_of(&names));
            checked.say(UNKNOWN, tree.handle(node), node, "this is no message of the manifest".to_string(), Some(help));
            return checked.out;
        };
        checked.object(node, &nearest.form(Form::Types(Types::ALL)));
        if let (Some(object), Some(at)) = (object, get(tree, node, "objectName"))
            && object != nearest.object
        {
            let near = near_names(object, self.all.iter().map(|message| message.object.as_str()));
            let mut names: Vec<&str> = near.into_iter().map(|(_, name)| name).collect();
            names.dedup();
            checked.out.retain(|finding| finding.span != tree.visible(at));
            let said = format!("the manifest delivers nothing as `{}`", clean::cut(object, LONGEST));
            checked.say(VALUE, tree.visible(at), at, said, did_you_mean(&names));
        }
        checked.out
    }
}

fn errors(found: &[Finding]) -> usize {
    found.iter().filter(|finding| finding.severity == Severity::Error).count()
}

/// The value of a member; of several that are called the same the last counts.
fn get(tree: &Tree, node: NodeId, name: &str) -> Option<NodeId> {
    tree.pairs(node).iter().rev().find(|[key, _]| tree.text(*key) == name).map(|[_, value]| *value)
}

/// Whether a value is a text: in JSON, which this is read as, that is what stands in quotes.
fn is_string(tree: &Tree, node: NodeId) -> bool {
    matches!(tree.kind(node), Kind::Scalar { style, .. } if style != Style::Plain)
}

/// The names of kinds in a sentence.
fn kinds(of: Types) -> String {
    let name = |name: &str| match name {
        "null" => name.to_string(),
        "integer" | "object" | "array" => format!("an {name}"),
        _ => format!("a {name}"),
    };
    of.names().into_iter().map(name).collect::<Vec<_>>().join(" or ")
}

/// The kind of a value, and its name.
fn type_of(tree: &Tree, node: NodeId) -> (Types, &'static str) {
    match tree.kind(node) {
        Kind::Mapping { .. } => (Types::OBJECT, "an object"),
        Kind::Sequence { .. } => (Types::ARRAY, "an array"),
        Kind::Scalar { .. } if is_string(tree, node) => (Types::STRING, "a string"),
        _ => match tree.text(node) {
            "null" => (Types::NULL, "null"),
            "true" | "false" => (Types::BOOLEAN, "a boolean"),
            number => match number.parse::<f64>() {
                Ok(value) if value.fract() == 0.0 => (Types::INTEGER, "a number"),
                _ => (Types::NUMBER, "a number"),
            },
        },
    }
}

/// What was found in a message.
struct Checked<'t> {
    tree: &'t Tree,
    out: Vec<Finding>,
}

impl Checked<'_> {
    fn say(&mut self, rule: &'static str, span: Span, node: NodeId, message: String, help: Option<String>) {
        let path = self.tree.path(node);
        let severity = Severity::Error;
        let note = String::new();
        self.out.push(Finding { rule, severity, message, help, span, note, labels: Vec::new(), path, fix: None });
    }

    fn wrapping(&mut self, node: NodeId, wrapped: bool, message: &Message) {
        let to = &message.destination;
        let (said, help) = match wrapped {
            true => (
                "this stands in `data`, as in a record of a Kinesis stream".to_string(),
                format!("if `{to}` is one, say so with `--kinesis {to}`"),
            ),
            false => (
                format!("a record for the Kinesis stream `{to}` holds its message in `data`"),
                format!("leave out `--kinesis {to}` if it is none"),
            ),
        };
        self.say(VALUE, self.tree.handle(node), node, said, Some(help));
    }

    fn value(&mut self, node: NodeId, form: &Form) {
        let tree = self.tree;
        match form {
            Form::Types(types) => self.types(node, *types),
            Form::Text(_) | Form::Choice(_) if !is_string(tree, node) => self.types(node, Types::STRING),
            Form::Text(text) if tree.text(node) != text => {
                let said = format!("`{}` is not what the manifest delivers", clean::cut(tree.text(node), LONGEST));
                let help = format!("expected `{}`", clean::cut(text, LONGEST));
                self.say(VALUE, tree.visible(node), node, said, Some(help));
            }
            Form::Choice(texts) if !texts.contains(&tree.text(node)) => {
                let said = format!("`{}` is no value that this can have", clean::cut(tree.text(node), LONGEST));
                self.say(VALUE, tree.visible(node), node, said, Some(format!("expected {}", one_of(texts))));
            }
            // What is described elsewhere is not looked at here.
            Form::Text(_) | Form::Choice(_) | Form::Named(_) => {}
            Form::List(item) => match tree.kind(node) {
                Kind::Sequence { .. } => tree.items(node).iter().for_each(|&one| self.value(one, item)),
                _ => self.types(node, Types::ARRAY),
            },
            Form::Object(of) => self.object(node, of),
            Form::Shared(shared) => self.object(node, &shared.object()),
        }
    }

    fn types(&mut self, node: NodeId, wanted: Types) {
        let (is, name) = type_of(self.tree, node);
        if !wanted.has(is) {
            let said = format!("this is {name}, and has to be {}", kinds(wanted));
            self.say(VALUE, self.tree.visible(node), node, said, None);
        }
    }

    fn object(&mut self, node: NodeId, of: &Object) {
        let tree = self.tree;
        if !matches!(tree.kind(node), Kind::Mapping { .. }) {
            return self.types(node, of.types);
        }
        let missing: Vec<&str> = of.required.iter().copied().filter(|name| get(tree, node, name).is_none()).collect();
        if !missing.is_empty() {
            self.say(MISSING, tree.handle(node), node, format!("{} missing", are(&missing)), None);
        }
        let mut seen = std::collections::HashSet::new();
        for &[key, value] in tree.pairs(node).iter().rev() {
            let name = tree.text(key);
            if seen.insert(name) {
                self.member(of, name, key, value);
            }
        }
        if of.is_message {
            self.result(node);
        }
    }

    fn member(&mut self, of: &Object, name: &str, key: NodeId, value: NodeId) {
        let span = self.tree.span(key);
        if let Keys::Lower { but } = &of.keys {
            let shown = clean::cut(name, LONGEST);
            if name.contains(|c: char| c.is_ascii_uppercase()) {
                let said = format!("`{shown}` is not in lower case, as the names in `fields` are");
                self.say(NAME, span, value, said, Some(format!("expected `{}`", shown.to_lowercase())));
                return;
            }
            if but.binary_search_by(|one| one.as_str().cmp(name)).is_ok() {
                let said = format!("`{shown}` is mapped by the manifest, so that it is not in `fields`");
                let help = "expected it in `mappedFields`, under its mapped name".to_string();
                self.say(NAME, span, value, said, Some(help));
                return;
            }
        }
        match (of.member(name), &of.others) {
            (Some(member), _) => self.value(value, &member.form),
            (None, Others::Each(each)) => self.value(value, each),
            (None, Others::Fine) => {}
            (None, Others::Undeclared | Others::Installed) => {
                let near = near_names(name, of.members.iter().map(|member| member.name.as_str()));
                let names: Vec<&str> = near.into_iter().map(|(_, name)| name).collect();
                let said = format!("the manifest does not ask for `{}`", clean::cut(name, LONGEST));
                self.say(UNDECLARED, span, value, said, did_you_mean(&names));
                if let Some(said) = self.out.last_mut() {
                    let is_installed = matches!(of.others, Others::Installed);
                    said.severity = if is_installed { Severity::Pedantic } else { Severity::Warning };
                }
            }
        }
    }

    /// Where the records are has to be as `resultInfo` says.
    fn result(&mut self, node: NodeId) {
        let tree = self.tree;
        let Some(info) = get(tree, node, "resultInfo") else { return };
        let kind = get(tree, info, "type").filter(|&value| is_string(tree, value)).map(|value| tree.text(value));
        let count = get(tree, info, "numRecords").filter(|&value| !is_string(tree, value));
        let count = count.and_then(|value| tree.text(value).parse::<f64>().ok()).unwrap_or_default();
        if kind == Some("url") && get(tree, info, "downloadUrl").is_none() {
            let said = "`downloadUrl` is missing, and the records are there".to_string();
            self.say(MISSING, tree.handle(info), info, said, None);
        }
        if kind == Some("inline") && count >= 1.0 && get(tree, node, "result").is_none() {
            let said = "`result` is missing, and the records are in it".to_string();
            self.say(MISSING, tree.handle(node), node, said, None);
        }
    }
}
