//! A text as nodes: mappings, sequences and scalars, each with the bytes it stands on.
//!
//! YAML and JSON become the same tree. Nothing is interpreted here: a scalar is its text and its
//! style, an alias remembers where it is written, a merge key is a key called `<<`. What the platform
//! reads out of that is [`view`]'s affair. The parser never fails: what it cannot read becomes a
//! [`SyntaxError`] and a node of kind [`Kind::Bad`], and the rest of the text is read all the same.

mod aliases;
mod arena;
mod json;
mod recover;
mod yaml;

pub use arena::{Kind, NodeId, Style, Tag, Tree};
pub(crate) use recover::looks_like_dash;

use crate::finding::Fix;
use crate::source::{Damage, MAX_SOURCE_BYTES, Source, Span};

/// How deep collections may nest: what the platform's readers of YAML and of JSON take.
pub const MAX_NESTING: usize = 10_000;

/// How often a text is parsed again after a syntax error was covered up.
const MAX_RECOVERIES: usize = 64;

/// Something that the platform's reader rejects.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SyntaxError {
    /// The text that the user would change.
    pub span: Span,
    /// What is wrong with it.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
    /// A second place that takes part, with what stands there.
    pub related: Option<(Span, String)>,
    /// How to put it right, where there is one right answer.
    pub fix: Option<Fix>,
}

impl SyntaxError {
    pub(crate) fn new(span: Span, message: impl Into<String>) -> SyntaxError {
        SyntaxError { span, message: message.into(), help: None, related: None, fix: None }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> SyntaxError {
        self.help = Some(help.into());
        self
    }
}

/// Which names keys have, and under which keys each of them is at home. Helps to guess what was meant in a text that cannot be
/// read, and decides nothing else.
#[derive(Debug, Default)]
pub struct Vocabulary {
    homes: &'static [(&'static str, &'static [&'static str])],
    mappings: &'static [&'static str],
}

impl Vocabulary {
    /// Names in the order of their letters, each with the keys under which it stands, an empty one for the top level; and those
    /// that are always followed by a mapping, in the same order.
    pub const fn new(
        homes: &'static [(&'static str, &'static [&'static str])],
        mappings: &'static [&'static str],
    ) -> Vocabulary {
        Vocabulary { homes, mappings }
    }

    /// Whether nothing is known.
    fn is_empty(&self) -> bool {
        self.homes.is_empty()
    }

    /// Whether there is a mapping behind a key of this name, and never a list.
    fn has_mapping(&self, name: &str) -> bool {
        self.mappings.binary_search(&name).is_ok()
    }

    /// The keys under which a name is at home; none for a name that is not known.
    pub fn homes(&self, name: &str) -> &'static [&'static str] {
        let found = self.homes.binary_search_by_key(&name, |(name, _)| name);
        found.ok().and_then(|at| self.homes.get(at)).map_or(&[], |(_, homes)| homes)
    }
}

/// Reads a source into a tree.
///
/// A name that ends in `.json` is read as JSON; one that ends in `.yaml` or `.yml` as YAML, as the platform does;
/// any other as JSON if it is JSON, else as YAML.
pub fn parse(source: &Source) -> Tree {
    parse_with(source, &Vocabulary::default())
}

/// The same for a text whose keys are known, which helps to guess what was meant where it cannot be read, or where the platform
/// reads nothing: a `---` with nothing before it is an error then, and what stands behind it is read.
pub fn parse_with(source: &Source, vocabulary: &Vocabulary) -> Tree {
    if let Some(damage) = source.damage() {
        let error = match damage {
            Damage::TooLong => {
                let limit = MAX_SOURCE_BYTES / (1024 * 1024);
                SyntaxError::new(Span::default(), format!("the text is longer than {limit} MiB"))
                    .help("a manifest of this size cannot be deployed; split it")
            }
            Damage::NotText(span) => {
                SyntaxError::new(*span, "this is neither UTF-8 nor UTF-16 text").help("save the file as UTF-8")
            }
        };
        let mut tree = recover::parse_yaml(source.shared_text(), !source.is_utf8(), vocabulary);
        // The replaced bytes may be the cause of whatever else the parser stumbled on.
        tree.errors = vec![error];
        return tree;
    }
    let name = source.name();
    let is = |ending: &str| {
        name.len() > ending.len()
            && name.as_bytes()[name.len() - ending.len()..].eq_ignore_ascii_case(ending.as_bytes())
    };
    if is(".yaml") || is(".yml") {
        return recover::parse_yaml(source.shared_text(), !source.is_utf8(), vocabulary);
    }
    let looks_like_json = source.text().trim_start_matches('\u{FEFF}').trim_start().starts_with(['{', '[', '/']);
    if is(".json") || looks_like_json {
        let tree = json::parse(source.shared_text());
        if tree.errors.is_empty() || (is(".json") && looks_like_json) {
            return tree;
        }
        if is(".json") {
            // Something else in a file of that name, read for the sake of what it holds.
            let mut read = recover::parse_yaml(source.shared_text(), !source.is_utf8(), vocabulary);
            let error = match read.root().filter(|&root| !read.span(root).is_empty()) {
                Some(root) => SyntaxError::new(read.handle(root), "the name of this file says JSON, and this is none")
                    .help("write it as JSON, or let the name end in `.yaml`"),
                None => SyntaxError::new(Span::default(), "this file has no JSON in it"),
            };
            read.errors = vec![error];
            return read;
        }
    }
    recover::parse_yaml(source.shared_text(), !source.is_utf8(), vocabulary)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tree in one line, to compare readings with.
    fn show(name: &str, text: &str) -> String {
        let tree = parse(&Source::new(name, text));
        fn walk(tree: &Tree, id: NodeId, out: &mut String) {
            match tree.kind(id) {
                Kind::Scalar { .. } => out.push_str(&format!("{:?}", tree.text(id))),
                Kind::Sequence { .. } => {
                    out.push('[');
                    for &item in tree.items(id) {
                        walk(tree, item, out);
                        out.push(' ');
                    }
                    out.push(']');
                }
                Kind::Mapping { .. } => {
                    out.push('{');
                    for &[key, value] in tree.pairs(id) {
                        walk(tree, key, out);
                        out.push(':');
                        walk(tree, value, out);
                        out.push(' ');
                    }
                    out.push('}');
                }
                Kind::Alias { target } => out.push_str(&format!("*{}", tree.slice(target))),
                Kind::Bad => out.push('!'),
            }
        }
        let mut out = String::new();
        if let Some(root) = tree.root() {
            walk(&tree, root, &mut out);
        }
        for error in &tree.errors {
            out.push_str(&format!(" ({}: {})", tree.source_slice(error.span), error.message));
        }
        out
    }

    #[test]
    fn json_with_every_escape_gives_the_tree_that_yaml_gives() {
        let text = "{\n\t\"a\\/b\": \"\\u003c\\ud83d\\ude00\\n\", \"n\": [1, -2.5e3, true, null]}";
        assert_eq!(show("x.json", text), r#"{"a/b":"<😀\n" "n":["1" "-2.5e3" "true" "null" ] }"#);
    }

    #[test]
    fn spans_of_scalars_and_collections_are_what_is_written() {
        let text = "a:\n- b: \"x\"\n  c: |\n    t\n\n# end\nd: {e: f} # g\n";
        let source = Source::new("x.yaml", text);
        let tree = parse(&source);
        let root = tree.root().unwrap();
        let [[_, list], [_, flow]] = tree.pairs(root) else { panic!() };
        assert_eq!(tree.slice(*list), "- b: \"x\"\n  c: |\n    t");
        assert_eq!(tree.slice(*flow), "{e: f}");
        let item = tree.items(*list)[0];
        assert_eq!(tree.slice(item), "b: \"x\"\n  c: |\n    t");
        assert_eq!(tree.slice(tree.pairs(item)[1][1]), "|\n    t");
        assert_eq!(tree.comments().len(), 2);
    }

    #[test]
    fn the_rest_of_a_broken_text_is_read() {
        let broken = show("x.yaml", "a: */10 * * * *\nb: 1\nc: */5 * * * *\n");
        assert!(broken.starts_with(r#"{"a":! "b":"1" "c":! }"#), "{broken}");
        assert!(show("x.yaml", "a: @b\nc: d\n").starts_with(r#"{"a":! "c":"d" }"#));
        assert!(show("x.yaml", "a: \"x\nb: c\nd: e\n").contains(r#""d":"e""#));
        assert!(show("x.yaml", "a: My app: best\nc: d\n").starts_with(r#"{"a":! "c":"d" }"#));
    }
}
