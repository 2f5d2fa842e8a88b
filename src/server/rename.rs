//! Another name for what has one, at all of its places. What customers' installations or the project refer to is not renamed: to
//! the platform another name is another thing.

use gen_lsp_types::{Position, PrepareRenamePlaceholder, PrepareRenameResult, WorkspaceEdit};
use serde_json::Value;

use super::actions::workspace_edit;
use super::navigation::{self, Group, What};
use super::opened::Opened;
use crate::edit::emit;
use crate::finding::Edit;

/// What is to be renamed at a place; why not, where it cannot be.
pub fn prepare(opened: &Opened, position: Position) -> Result<Option<PrepareRenameResult>, String> {
    let Some(group) = navigation::group(opened, position) else { return Ok(None) };
    refused(&group)?;
    let offset = opened.offset(position) as u32;
    let here = group.places.iter().find(|place| place.start <= offset && offset <= place.end);
    let here = here.copied().unwrap_or(group.definition);
    let range = opened.range(here);
    Ok(Some(PrepareRenamePlaceholder { range, placeholder: group.name }.into()))
}

/// The edits that rename what stands at a place.
pub fn rename(opened: &Opened, position: Position, name: &str) -> Result<WorkspaceEdit, String> {
    let group = navigation::group(opened, position).ok_or("there is nothing here that has a name of its own")?;
    refused(&group)?;
    if name.trim().is_empty() {
        return Err("a name cannot be empty".to_string());
    }
    let edits: Vec<Edit> = match group.what {
        What::Anchor => {
            let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
            if !name.chars().all(is_plain) {
                return Err("the name of an anchor has letters, digits, dashes and underscores only".to_string());
            }
            if is_taken(opened, name) && name != group.name {
                return Err(format!("there is an anchor `{name}` already"));
            }
            group.places.iter().map(|&span| Edit { span, text: name.to_string() }).collect()
        }
        _ => group.places.iter().map(|&span| Edit { span, text: quoted(opened.slice(span), name) }).collect(),
    };
    Ok(workspace_edit(opened, &edits))
}

/// Why what has a name is not renamed.
fn refused(group: &Group) -> Result<(), String> {
    match group.what {
        What::Anchor | What::Object | What::MappedName => Ok(()),
        What::Integration => Err(format!(
            "installations belong to the integration `{}` by its name: under another name it is another integration, without them",
            group.name
        )),
        What::Destination => {
            Err(format!("the destination `{}` is one of the project, and is renamed there", group.name))
        }
    }
}

/// Whether an anchor has a name.
fn is_taken(opened: &Opened, name: &str) -> bool {
    let tree = opened.analysis().tree();
    opened.analysis().nodes().filter_map(|node| tree.anchor(node)).any(|span| {
        let text = opened.slice(span);
        text.strip_prefix('&') == Some(name)
    })
}

/// A name as it is written in the place of another: in the same quotes, else in those that it needs.
fn quoted(written: &str, name: &str) -> String {
    match written.chars().next() {
        Some('"') => Value::from(name).to_string(),
        Some('\'') => format!("'{}'", name.replace('\'', "''")),
        _ => emit::on_one_line(&Value::from(name), false),
    }
}
