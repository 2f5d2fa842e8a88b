//! The installations that are there, as plain data, and which of them a change touches.
//!
//! What customers have saved decides: an object or a field that nobody has chosen can go, and one that must be there from now
//! on is missing where it was not chosen.

use std::collections::{BTreeSet, HashMap};

use super::Impact;
use crate::facts::Installation;
use crate::model::Section;
use crate::words::some_of;

/// The installations of integrations, by the integration's name. Of an integration that is not in here nothing is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Installations {
    /// All that are known.
    pub of: HashMap<String, Vec<Installation>>,
}

/// Whom a change touches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// The groups.
    pub groups: Vec<String>,
    /// How many installations there are.
    pub of: usize,
    /// Whether it only differs from what they have saved: which of the two counts is not documented.
    pub only_differs: bool,
}

/// What a change is about, as far as installations can have chosen it.
#[derive(Clone, Debug)]
pub(super) enum Subject {
    /// The integration as a whole.
    Everyone,
    /// Something that no installation can have.
    Nobody,
    /// An object of an action.
    Object(Section, String),
    /// A field of a read object that is no longer there: those that chose it. Where it was required, all that read the object.
    Field { object: String, name: String, required: bool },
    /// All fields of a read object but these: those that chose one of the others.
    Beyond { object: String, listed: BTreeSet<String> },
    /// A mapping that is no longer there: those that filled it in.
    Mapping { object: String, name: String },
    /// A field that must be there: those that have not chosen it.
    WithoutField { object: String, name: String },
    /// A mapping that must be there: those that have not filled it in.
    WithoutMapping { object: String, name: String },
    /// Another schedule for a read object.
    Schedule { object: String, now: Option<String> },
    /// Another destination for a read object.
    Destination { object: String, now: Option<String> },
}

impl Subject {
    fn touches(&self, one: &Installation) -> bool {
        let read = |object: &str| one.read.get(&object.to_lowercase());
        match self {
            Subject::Everyone => true,
            Subject::Nobody => false,
            Subject::Object(Section::Read, object) => read(object).is_some(),
            Subject::Object(section, object) => {
                let saved = if *section == Section::Write { &one.write } else { &one.subscribe };
                // What was not saved follows the manifest.
                saved.as_ref().is_none_or(|saved| saved.contains(&object.to_lowercase()))
            }
            Subject::Field { object, name, required } => {
                read(object).is_some_and(|saved| *required || saved.has_field(name))
            }
            Subject::Beyond { object, listed } => {
                read(object).is_some_and(|saved| saved.all || saved.fields.iter().any(|field| !listed.contains(field)))
            }
            Subject::Mapping { object, name } => read(object).is_some_and(|saved| saved.mappings.contains_key(name)),
            Subject::WithoutField { object, name } => read(object).is_some_and(|saved| !saved.has_field(name)),
            Subject::WithoutMapping { object, name } => {
                read(object).is_some_and(|saved| !saved.mappings.contains_key(name))
            }
            Subject::Schedule { object, now } => {
                read(object).is_some_and(|saved| saved.schedule.is_some() && saved.schedule.as_ref() != now.as_ref())
            }
            Subject::Destination { object, now } => read(object)
                .is_some_and(|saved| saved.destination.is_some() && saved.destination.as_ref() != now.as_ref()),
        }
    }

    /// Whom a change of this touches.
    pub(super) fn touched(&self, installations: &[Installation]) -> Touched {
        let touched = installations.iter().filter(|one| self.touches(one));
        let mut groups: Vec<String> = touched.map(|one| one.group.clone()).collect();
        groups.sort();
        let only_differs = matches!(self, Subject::Schedule { .. } | Subject::Destination { .. });
        Touched { groups, of: installations.len(), only_differs }
    }
}

impl Touched {
    /// What a change does that would have this impact on somebody: where it touches nobody, it breaks nothing.
    pub(super) fn impact(&self, impact: Impact) -> Impact {
        // Where only what was saved differs, nobody knows who goes on as before.
        let nobody = self.of == 0 || (self.groups.is_empty() && !self.only_differs);
        if nobody { impact.min(Impact::Notable) } else { impact }
    }

    /// The same in words, behind what has changed.
    pub(super) fn words(&self, impact: Impact) -> String {
        let Touched { groups, of, only_differs } = self;
        let installations = if *of == 1 { "installation" } else { "installations" };
        let names: Vec<&str> = groups.iter().map(String::as_str).collect();
        let who = format!("{} of {of} {installations} ({})", groups.len(), some_of(&names));
        match (of, groups.len()) {
            (0, _) => "; there is no installation".to_string(),
            (_, 0) if *only_differs => format!("; none of {of} {installations} has saved another one"),
            (_, 0) => format!("; touches none of {of} {installations}"),
            _ if *only_differs => format!("; differs from what {who} saved"),
            _ if impact == Impact::Breaking => format!("; breaks {who}"),
            _ => format!("; touches {who}"),
        }
    }
}
