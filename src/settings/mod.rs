//! The project's settings: `.amp-lint.yaml`.
//!
//! A settings file is read by the same machinery as a manifest: its schema comes from the types below, and what is wrong with it
//! is reported at its place. A file with an error in it is not used at all. Only `nearest` looks for files.

pub(crate) mod nearest;
pub(crate) mod patterns;
mod policies;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

use schemars::{JsonSchema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use smol_str::SmolStr;

use self::patterns::{Pattern, Patterns};
use crate::analysis::Analysis;
use crate::facts::Facts;
use crate::finding::{Finding, Severity};
use crate::model::Field;
use crate::policies::OwnPolicy;
use crate::rules::{self, Level, Policy, SwitchOff};
use crate::shape::plan::Schema;
use crate::shape::schema::{self, Draft};
use crate::source::{Source, Span};

/// Examples of globs.
const INCLUDED: [&str; 1] = ["manifests/*.yaml"];
const EXCLUDED: [&str; 1] = ["vendor/**"];
const COVERED: [&str; 1] = ["sandbox/**"];

/// The settings of amp-lint for a project. The nearest file upwards from each manifest counts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "amp-lint settings", deny_unknown_fields)]
pub struct Settings {
    /// `true` lets warnings count: exit status 1.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Strict")]
    pub strict: Field<bool>,
    /// The severity of single rules.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Rules")]
    pub rules: Field<Levels>,
    /// Other severities for some files. Of several that match a file, the later ones win.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Overrides")]
    pub overrides: Field<Vec<Field<Override>>>,
    /// The names of the project's destinations. With them, any other destination in a manifest is an error.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Destinations")]
    pub destinations: Field<Vec<Field<SmolStr>>>,
    /// Files that a search takes beside amp.yaml and amp.yml, as globs from this file's folder; without a `/`, in any folder.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Include", example = INCLUDED)]
    pub include: Field<Vec<Field<SmolStr>>>,
    /// Files and folders that a search leaves out, as globs from this file's folder; without a `/`, in any folder.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Exclude", example = EXCLUDED)]
    pub exclude: Field<Vec<Field<SmolStr>>>,
    /// What the organisation wants of its integrations, each as an expression that must hold.
    #[serde(default, skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Policies")]
    pub policies: Field<Vec<Field<policies::Policy>>>,
}

/// Severities for some files.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "Override", deny_unknown_fields)]
pub struct Override {
    /// The files and folders, as globs from this file's folder; without a `/`, in any folder.
    #[serde(skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Paths", example = COVERED)]
    pub paths: Field<Vec<Field<SmolStr>>>,
    /// The severity of single rules in these files.
    #[serde(skip_serializing_if = "Field::is_absent")]
    #[schemars(title = "Rules")]
    pub rules: Field<Levels>,
}

/// Severities by the name of the rule.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Levels(pub BTreeMap<String, Field<Level>>);

/// An object with a member for every rule, so that a name that no rule has is an unknown key.
impl JsonSchema for Levels {
    fn schema_name() -> Cow<'static, str> {
        "Levels".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> schemars::Schema {
        let level = generator.subschema_for::<Level>();
        let mut properties = Map::new();
        for rule in rules::all() {
            // What cannot be switched off has one level.
            let mut one = match rule.switch_off {
                SwitchOff::Never => json_schema!({"type": "string", "enum": [rule.severity.name()]}),
                SwitchOff::Warnings | SwitchOff::Yes => level.clone(),
            };
            one.insert("description".to_string(), Value::String(rule.summary.to_string()));
            properties.insert(rule.name.to_string(), one.to_value());
        }
        json_schema!({"title": "Levels", "type": "object", "properties": properties, "additionalProperties": false})
    }
}

/// What the settings say about one file.
#[derive(Clone, Debug, Default)]
pub struct FileSettings {
    /// Severities by rule.
    pub levels: HashMap<String, Level>,
    /// The project's destinations, where they are listed.
    pub destinations: Option<Vec<String>>,
    /// Whether warnings count.
    pub strict: bool,
    /// The organisation's own policies.
    pub policies: Arc<[OwnPolicy]>,
}

/// A settings file that can be used.
#[derive(Debug)]
pub struct Config {
    settings: Settings,
    overrides: Vec<(Patterns, HashMap<String, Level>)>,
    include: Patterns,
    exclude: Patterns,
    policies: Arc<[OwnPolicy]>,
}

impl Config {
    /// The schema of a settings file.
    pub fn schema(draft: Draft) -> Value {
        schema::emit::<Settings>(draft, "config")
    }

    /// Reads a settings file: what it says, and what there is to say about it. With an error among that, it says nothing.
    pub fn read(source: &Source) -> (Option<Config>, Vec<Finding>) {
        let analysis = Analysis::of(source.clone(), Schema::settings());
        let mut findings = analysis.findings(&Facts::default(), &Policy::default());
        let tree = analysis.tree();
        let settings: Field<Settings> = match analysis.root() {
            Some(_) => analysis.fill(),
            None => Field::from(Settings::default()),
        };
        let settings = settings.value().cloned().unwrap_or_default();
        let mut patterns = |list: &Field<Vec<Field<SmolStr>>>| {
            let mut all = Vec::new();
            for (node, text) in list.items() {
                match Pattern::new(text) {
                    Ok(pattern) => all.push(pattern),
                    Err(why) => findings.push(no_pattern(tree.span(node), tree.path(node), text, &why)),
                }
            }
            Patterns::new(all)
        };
        let include = patterns(&settings.include);
        let exclude = patterns(&settings.exclude);
        let overrides = settings
            .overrides
            .items()
            .map(|(_, one)| (patterns(&one.paths), one.rules.value().map(levels).unwrap_or_default()))
            .collect();
        let policies = policies::compiled(&settings.policies, tree, &mut findings);
        let is_usable = findings.iter().all(|finding| finding.severity < Severity::Error);
        (is_usable.then_some(Config { settings, overrides, include, exclude, policies: policies.into() }), findings)
    }

    /// What the settings say about a file, by its path from the settings file's folder.
    pub fn for_file(&self, path: &Path) -> FileSettings {
        let mut all = self.settings.rules.value().map(levels).unwrap_or_default();
        for (_, levels) in self.overrides.iter().filter(|(paths, _)| paths.cover(path)) {
            all.extend(levels.iter().map(|(name, level)| (name.clone(), *level)));
        }
        let destinations = self.settings.destinations.value();
        FileSettings {
            levels: all,
            destinations: destinations
                .map(|_| self.settings.destinations.items().map(|(_, name)| name.to_string()).collect()),
            strict: self.settings.strict.value() == Some(&true),
            policies: Arc::clone(&self.policies),
        }
    }

    /// Whether a search takes a file whatever its name, by its path from the settings file's folder.
    pub fn includes(&self, path: &Path) -> bool {
        self.include.are_for(path)
    }

    /// Whether a search leaves out a file or a folder, by its path from the settings file's folder.
    pub fn excludes(&self, path: &Path) -> bool {
        self.exclude.cover(path)
    }
}

fn levels(levels: &Levels) -> HashMap<String, Level> {
    levels.0.iter().filter_map(|(name, level)| Some((name.clone(), *level.value()?))).collect()
}

fn no_pattern(span: Span, path: String, text: &str, why: &str) -> Finding {
    Finding {
        rule: rules::INVALID_VALUE,
        severity: Severity::Error,
        message: format!("`{text}` is no glob: {why}"),
        help: Some(patterns::HELP.to_string()),
        span,
        note: String::new(),
        labels: Vec::new(),
        path,
        fix: None,
    }
}
