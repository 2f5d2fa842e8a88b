//! What is where: the tree of a text's parts, parts by name over all open texts, what can be folded, and what a selection grows to.

use gen_lsp_types::{
    BaseSymbolInformation, DocumentSymbol, FoldingRange, FoldingRangeKind, Position, SelectionRange, SymbolInformation,
    SymbolKind, WorkspaceSymbol,
};

use super::opened::Opened;
use super::spot;
use crate::clean;
use crate::reading::view::View;
use crate::source::Span;
use crate::syntax::{Kind, NodeId};

/// The parts of a manifest: integrations, their sections, objects, fields.
pub fn symbols(opened: &Opened) -> Vec<DocumentSymbol> {
    let view = opened.analysis().view();
    let all = spot::integrations(opened);
    all.into_iter().filter_map(|integration| of_integration(opened, view, integration)).collect()
}

fn of_integration(opened: &Opened, view: &View, integration: NodeId) -> Option<DocumentSymbol> {
    let mapping = view.tree().target(integration);
    let sections = view.entries(mapping).iter().filter_map(|&[key, value]| {
        let name = view.name(key).filter(|name| SECTIONS.contains(name))?;
        let children = objects(opened, view, value);
        let whole = joined(view, key, value);
        Some(symbol(opened, name, None, SymbolKind::Module, whole, view.tree().span(key), children))
    });
    let children: Vec<_> = sections.collect();
    let provider = spot::text(view, mapping, "provider").map(|provider| clean::line(&provider).into_owned());
    let name = view.get(mapping, "name");
    let text = name.and_then(|name| view.text(name)).unwrap_or_default();
    let place = name.map_or_else(|| view.tree().visible(mapping), |name| view.tree().span(name));
    Some(symbol(opened, &text, provider, SymbolKind::Namespace, view.tree().span(integration), place, children))
}

/// The sections of an integration.
const SECTIONS: [&str; 5] = ["read", "write", "subscribe", "proxy", "watchSchema"];

fn objects(opened: &Opened, view: &View, section: NodeId) -> Vec<DocumentSymbol> {
    let list = view.get(section, "objects");
    let items = list.map(|list| view.items(list)).unwrap_or_default();
    let object = |&item: &NodeId| {
        let name = view.get(item, "objectName")?;
        let mapped = spot::text(view, item, "mapToName").map(|mapped| format!("→ {}", clean::line(&mapped)));
        let children = fields(opened, view, item);
        // An alias, and what is merged, has its parts elsewhere.
        let whole = view.tree().span(item);
        let place = view.tree().span(name);
        let place = if whole.contains(place) { place } else { view.tree().visible(item) };
        Some(symbol(opened, &view.text(name)?, mapped, SymbolKind::Class, whole, place, children))
    };
    items.iter().filter_map(object).collect()
}

fn fields(opened: &Opened, view: &View, object: NodeId) -> Vec<DocumentSymbol> {
    let whole = view.tree().span(object);
    let lists = ["requiredFields", "optionalFields"].into_iter().filter_map(|list| view.get(object, list));
    let items = lists.flat_map(|list| view.items(list));
    let field = |&item: &NodeId| {
        let names = ["fieldName", "mapToName"].map(|member| view.get(item, member));
        let name = names.into_iter().flatten().next().filter(|&name| whole.contains(view.tree().span(name)))?;
        let mapped = names[0].and(names[1]).and_then(|mapped| view.text(mapped));
        let mapped = mapped.map(|mapped| format!("→ {}", clean::line(&mapped)));
        let (span, place) = (view.tree().span(item), view.tree().span(name));
        Some(symbol(opened, &view.text(name)?, mapped, SymbolKind::Field, span, place, Vec::new()))
    };
    items.filter_map(field).collect()
}

#[allow(deprecated, reason = "the member is there in any case, and left empty")]
fn symbol(
    opened: &Opened,
    name: &str,
    detail: Option<String>,
    kind: SymbolKind,
    whole: Span,
    place: Span,
    children: Vec<DocumentSymbol>,
) -> DocumentSymbol {
    let name = clean::line(name).into_owned();
    // Clients refuse whole lists for an empty name, and for a part that lies outside.
    let name = if name.trim().is_empty() { "(without a name)".to_string() } else { name };
    let place = if whole.contains(place) { place } else { Span { end: whole.start, ..whole } };
    DocumentSymbol {
        name,
        detail,
        kind,
        tags: None,
        deprecated: None,
        range: opened.range(whole),
        selection_range: opened.range(place),
        children: (!children.is_empty()).then_some(children),
    }
}

/// The same as a list, for clients that know no tree.
pub fn flat(opened: &Opened) -> Vec<SymbolInformation> {
    let mut all = Vec::new();
    flatten(opened, symbols(opened), None, &mut all);
    all
}

#[allow(deprecated, reason = "the member is there in any case, and left empty")]
fn flatten(opened: &Opened, symbols: Vec<DocumentSymbol>, container: Option<&str>, all: &mut Vec<SymbolInformation>) {
    for symbol in symbols {
        let location = gen_lsp_types::Location { uri: opened.uri().clone(), range: symbol.range };
        all.push(SymbolInformation { deprecated: None, location, base_symbol_information: base(&symbol, container) });
        flatten(opened, symbol.children.unwrap_or_default(), Some(&symbol.name), all);
    }
}

/// The parts of a text whose names hold what is looked for, whatever its case.
pub fn found(opened: &Opened, query: &str) -> Vec<WorkspaceSymbol> {
    let wanted = query.to_lowercase();
    let all = flat(opened).into_iter().filter(|one| {
        let name = &one.base_symbol_information.name;
        !SECTIONS.contains(&name.as_str()) && name.to_lowercase().contains(&wanted)
    });
    let symbol = |one: SymbolInformation| WorkspaceSymbol {
        location: one.location.into(),
        data: None,
        base_symbol_information: one.base_symbol_information,
    };
    all.map(symbol).collect()
}

fn base(symbol: &DocumentSymbol, container: Option<&str>) -> BaseSymbolInformation {
    let container_name = container.map(str::to_string);
    BaseSymbolInformation { name: symbol.name.clone(), kind: symbol.kind, tags: None, container_name }
}

/// What can be folded: collections over several lines, and comments that stand together.
pub fn folds(opened: &Opened) -> Vec<FoldingRange> {
    let tree = opened.analysis().tree();
    let mut folds: Vec<FoldingRange> = Vec::new();
    let mut fold = |start: u32, end: u32, kind: Option<FoldingRangeKind>| {
        if start < end && folds.last().is_none_or(|last| last.start_line != start || last.kind != kind) {
            folds.push(FoldingRange { start_line: start, end_line: end, kind, ..FoldingRange::default() });
        }
    };
    let line = |offset: u32| opened.analysis().source().line_index(offset as usize) as u32;
    for node in opened.analysis().nodes() {
        if !matches!(tree.kind(node), Kind::Mapping { .. } | Kind::Sequence { .. }) {
            continue;
        }
        let span = tree.span(node);
        let whole = tree.key_of(node).map_or(span, |key| joined(opened.analysis().view(), key, node));
        // The end of a collection is that of its last line with something on it.
        let end = span.start as usize + opened.slice(span).trim_end().len();
        fold(line(whole.start), line(end as u32), None);
    }
    let mut block: Option<(u32, u32)> = None;
    for comment in tree.comments() {
        let at = line(comment.span.start);
        let start = opened.analysis().source().line_span(at as usize).start;
        let is_alone = opened.slice(Span { start, end: comment.span.start }).trim().is_empty();
        match &mut block {
            Some((_, last)) if is_alone && *last + 1 == at => *last = at,
            _ => {
                if let Some((first, last)) = block.take() {
                    fold(first, last, Some(FoldingRangeKind::Comment));
                }
                block = is_alone.then_some((at, at));
            }
        }
    }
    if let Some((first, last)) = block {
        fold(first, last, Some(FoldingRangeKind::Comment));
    }
    folds
}

/// From a key or value outwards: what a selection grows to.
pub fn selection(opened: &Opened, position: Position) -> SelectionRange {
    let tree = opened.analysis().tree();
    let offset = opened.offset(position);
    let mut spans = vec![Span::new(0, opened.document.text().len())];
    let mut way = Vec::new();
    let mut at = opened.analysis().node_at(offset);
    while let Some(node) = at {
        way.push(tree.span(node));
        let pair = match (tree.with_key(node), tree.key_of(node)) {
            (Some((_, value)), _) => Some((node, value)),
            (None, Some(key)) => Some((key, node)),
            (None, None) => None,
        };
        if let Some((key, value)) = pair {
            way.push(joined(opened.analysis().view(), key, value));
        }
        at = tree.parent(node);
    }
    for span in way.into_iter().rev() {
        if spans.last().is_some_and(|last| last.contains(span) && *last != span) {
            spans.push(span);
        }
    }
    let mut parent = None;
    for span in spans {
        parent = Some(Box::new(SelectionRange { range: opened.range(span), parent }));
    }
    let nothing = || SelectionRange { range: opened.range(Span::new(offset, offset)), parent: None };
    parent.map_or_else(nothing, |innermost| *innermost)
}

/// From a key to the end of its value.
fn joined(view: &View, key: NodeId, value: NodeId) -> Span {
    let (key, value) = (view.tree().span(key), view.tree().span(value));
    Span { start: key.start, end: key.end.max(value.end) }
}
