//! Why the platform's reader gives up, and what it was reading.
//!
//! Facts for recovery, which looks for the cause in what the user wrote, and puts it into words.

/// A text that is no YAML from some place on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::syntax) struct Broken {
    /// Where the reader gave up, in bytes. The cause may lie before.
    pub(in crate::syntax) at: usize,
    /// Where what it was reading starts: a quote, a key, a collection.
    pub(in crate::syntax) from: usize,
    /// What it ran into.
    pub(in crate::syntax) fault: Fault,
}

/// What the reader ran into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::syntax) enum Fault {
    /// A character that starts nothing: `@`, a backtick, `%`; a tab where a key or an item may start.
    Character,
    /// A key without its colon; `from` is the key.
    Colon,
    /// `- ` where no item can start.
    Entry,
    /// `? ` where no key can start.
    Key,
    /// `: ` behind what is no key.
    Value,
    /// A list or a mapping before a `:`; `from` is where it starts.
    CollectionKey,
    /// `&` or `*` without a name, or with a character in it that names cannot have.
    AnchorName,
    /// A tag that is none.
    Tag,
    /// A tag handle that no directive declares.
    TagHandle,
    /// A directive that is none, or that stands twice.
    Directive,
    /// A version of YAML other than 1.1.
    Version,
    /// A directive without a document behind it.
    DocumentStart,
    /// Something behind `|` or `>` that does not belong there.
    BlockHeader,
    /// A tab in the indentation of a block of text.
    BlockTab,
    /// A quote that nothing closes; `from` is the quote.
    Quote,
    /// `---` or `...` at the start of a line in quotes.
    QuotedDocument,
    /// A backslash with something behind it that it cannot have.
    Escape,
    /// A tab in the indentation of a text over several lines.
    PlainTab,
    /// Nested deeper than the platform reads.
    Depth,
    /// Nothing where a value must be: in braces or brackets, or behind a dash.
    Node,
    /// Something other than a `-` in a list.
    Item,
    /// Something other than a key in a mapping.
    Member,
    /// Something other than `,` or `]`.
    ListEnd,
    /// Something other than `,` or `}`.
    BracesEnd,
}
