//! `amp-lint fetch`: what the platform holds, as a manifest that would deploy to the same.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use serde_json::{Map, Value};

use super::error::Error;
use super::names::not_empty;
use super::output;
use super::project::ProjectArguments;
use super::{Status, write};
use crate::api::projects::Deployed;
use crate::clean;
use crate::edit::emit;
use crate::files;
use crate::model::limits::SPEC_VERSION;
use crate::shape::order::in_spec_order;
use crate::shape::plan::Root;

#[derive(Debug, Args)]
pub struct Arguments {
    /// One integration, by name or id; all of the project's by default
    #[arg(value_parser = not_empty)]
    name: Option<String>,
    /// Write to amp.yaml in this folder; to stdout by default
    #[arg(short, long, value_name = "FOLDER")]
    output: Option<PathBuf>,
    /// Replace an amp.yaml that is there
    #[arg(long, requires = "output")]
    force: bool,
    #[command(flatten)]
    platform: ProjectArguments,
}

/// Fetches and writes.
pub fn run(arguments: &Arguments) -> Result<Status, Error> {
    let Some(project) = &arguments.platform.project else {
        return Err(Error::Usage("say of which project: --project PROJECT".to_string()));
    };
    arguments.platform.keep_secret();
    let path = arguments.output.as_ref().map(|folder| folder.join("amp.yaml"));
    if let Some(path) = path.as_ref().filter(|path| !arguments.force && fs::symlink_metadata(path).is_ok()) {
        return Err(Error::Usage(format!("{} is there already; --force replaces it", files::name(path))));
    }
    let (deployed, is_whole) = arguments.platform.deployed(project, arguments.name.as_deref())?;
    if !is_whole {
        return Err(Error::Said);
    }
    let text = manifest(project, &deployed)?;
    match path {
        None => Ok(output::write(|out| out.write_all(text.as_bytes())).unwrap_or(Status::Clean)),
        Some(path) => {
            write::create(&path, text.as_bytes())?;
            let count = match deployed.len() {
                1 => "1 integration".to_string(),
                count => format!("{count} integrations"),
            };
            // The one line that is neither a finding nor a failure.
            let path = files::name(&path);
            output::say(&format!("Wrote {count} to {}", clean::line(&path)));
            Ok(Status::Clean)
        }
    }
}

/// The manifest that would deploy to these integrations.
fn manifest(project: &str, deployed: &[Deployed]) -> Result<String, Error> {
    let mut version: Option<String> = None;
    let mut contents = Vec::with_capacity(deployed.len());
    for integration in deployed {
        let name = format!("{project}/{}", integration.name);
        // An answer that is JSON and cannot be read is nested deeper than anything that deploys.
        let whole: Result<Value, _> = serde_json::from_str(integration.raw.get());
        let mut whole = whole.map_err(|_| Error::Unusable(format!("{name} is nested too deep to be written")))?;
        let Some(revision) = whole.get_mut("latestRevision") else { continue };
        let own = revision.get("specVersion").and_then(Value::as_str).unwrap_or(SPEC_VERSION).to_string();
        match &version {
            Some(other) if *other != own => {
                let why = format!(
                    "{name} is of spec version {own}, others of {other}: one manifest cannot hold both; fetch them one by one"
                );
                return Err(Error::Unusable(why));
            }
            _ => version = Some(own),
        }
        let Some(content @ Value::Object(_)) = revision.get_mut("content").map(Value::take) else {
            return Err(Error::Unusable(format!("the revision of {name} has no content")));
        };
        contents.push(without_empty_schedules(content));
    }
    if contents.is_empty() {
        return Err(Error::Nothing(format!("project `{project}` has no integration to write")));
    }
    let mut manifest = Map::new();
    manifest.insert("specVersion".to_string(), Value::String(version.unwrap_or_else(|| SPEC_VERSION.to_string())));
    manifest.insert("integrations".to_string(), Value::Array(contents));
    Ok(emit::yaml(&in_spec_order(Value::Object(manifest), Root::Manifest)))
}

/// The API returns `"schedule": ""` for an object that has none.
fn without_empty_schedules(mut content: Value) -> Value {
    let drop = |place: Option<&mut Value>| {
        if let Some(Value::Object(members)) = place
            && members.get("schedule").and_then(Value::as_str) == Some("")
        {
            members.shift_remove("schedule");
        }
    };
    let objects = content.pointer_mut("/read/objects").and_then(Value::as_array_mut);
    objects.into_iter().flatten().for_each(|object| drop(Some(object)));
    drop(content.get_mut("watchSchema"));
    content
}
