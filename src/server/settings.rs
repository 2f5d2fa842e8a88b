//! Which of the open texts is what, and what the project's settings say about it.
//!
//! Reads settings files where they lie, as the command line does; what there is to say about them is said where they are open.

use gen_lsp_types::Uri;

use super::documents::{Document, Kind};
use super::uri;
use crate::analysis::Analysis;
use crate::catalog::Catalog;
use crate::facts::Facts;
use crate::finding::{Finding, Severity};
use crate::rules::Policy;
use crate::settings::nearest::{AllSettings, FILE_NAMES, absolute};
use crate::settings::{Config, FileSettings};

/// The language that makes a manifest of a text whatever its name.
pub const LANGUAGE: &str = "ampersand";

/// The names under which manifests are kept.
const MANIFESTS: [&str; 2] = ["amp.yaml", "amp.yml"];

/// What is set for an open text.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// By the project's settings file.
    pub file: FileSettings,
    /// Whether advice is shown, too.
    pub pedantic: bool,
}

impl Settings {
    /// What is to be shown of the findings of the command line.
    pub fn findings(&self, kind: Kind, catalog: &Catalog, analysis: &Analysis) -> Vec<Finding> {
        let mut findings = match kind {
            Kind::Other => Vec::new(),
            Kind::Settings => Config::read(analysis.source()).1,
            Kind::Manifest => {
                let destinations = self.file.destinations.as_deref();
                let facts = Facts { catalog, destinations, policies: &self.file.policies, ..Facts::default() };
                analysis.findings(&facts, &Policy { selection: None, levels: Some(&self.file.levels) })
            }
        };
        let least = if self.pedantic { Severity::Pedantic } else { Severity::Warning };
        findings.retain(|finding| finding.severity >= least);
        findings
    }
}

/// What an open text is, and what the settings say about it.
pub fn of(document: &Document) -> (Kind, FileSettings) {
    let name = uri::file_name(&document.uri);
    if FILE_NAMES.contains(&name.as_str()) {
        return (Kind::Settings, FileSettings::default());
    }
    let asked = document.language == LANGUAGE;
    let named = asked || MANIFESTS.contains(&name.as_str());
    let Some(path) = uri::path(&document.uri) else {
        let kind = if named { Kind::Manifest } else { Kind::Other };
        return (kind, FileSettings::default());
    };
    let path = absolute(&path);
    let mut settings = AllSettings::new(None, false);
    let is_searched = path.parent().map(|folder| settings.for_folder(folder)).is_some_and(|folder| {
        let is_taken = named || folder.include(&path);
        is_taken && !folder.exclude(&path)
    });
    match asked || is_searched {
        true => (Kind::Manifest, settings.for_place(&path)),
        false => (Kind::Other, FileSettings::default()),
    }
}

/// Whether a file has settings in it.
pub fn is_settings(uri: &Uri) -> bool {
    FILE_NAMES.contains(&uri::file_name(uri).as_str())
}
