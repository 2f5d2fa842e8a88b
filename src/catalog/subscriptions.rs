//! What can be subscribed to, and how fields can be watched.

use smol_str::SmolStr;

use super::table::Section;

/// What is known of subscribing to a provider or a module.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Subscriptions {
    /// Whether no other object can be subscribed to.
    pub complete: bool,
    /// How fields can be watched.
    pub watch: Watch,
    /// The objects that are known by name.
    pub objects: Vec<SubscribeFacts>,
    /// The events of any other object, where they are the same for all.
    pub any_other: Option<SubscribeFacts>,
}

/// The events of an object.
#[derive(Debug, PartialEq, Eq)]
pub struct SubscribeFacts {
    /// The object's name.
    pub name: SmolStr,
    /// Whether there are events for records that are created.
    pub create: bool,
    /// Whether there are events for records that change.
    pub update: bool,
    /// Whether there are events for records that are deleted.
    pub delete: bool,
    /// Whether there are other events.
    pub other: bool,
}

/// How fields can be watched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Watch {
    /// In any way, as far as is known.
    #[default]
    Any,
    /// Not as a list.
    NoList,
    /// All fields, and nothing else.
    AllOnly,
    /// As a list of at most ten.
    ListOfTen,
}

impl Subscriptions {
    /// The events of the object of that name.
    pub fn object(&self, name: &str) -> Option<&SubscribeFacts> {
        self.objects.iter().find(|object| object.name == name).or(self.any_other.as_ref())
    }

    /// Whether the object is known by its name.
    pub fn names(&self, name: &str) -> bool {
        self.objects.iter().any(|object| object.name == name)
    }

    pub(super) fn read_from(section: Section) -> Result<Subscriptions, String> {
        let (extent, watch) = section.facts.split_once(", watch ").unwrap_or((section.facts, "any"));
        let complete = match extent {
            "complete" => true,
            "partial" => false,
            other => return Err(format!("`{other}` is neither `complete` nor `partial`")),
        };
        let watch = match watch {
            "any" => Watch::Any,
            "no-list" => Watch::NoList,
            "all-only" => Watch::AllOnly,
            "list-10" => Watch::ListOfTen,
            other => return Err(format!("`{other}` is no way of watching fields")),
        };
        let mut objects = section.lines().map(SubscribeFacts::read_from).collect::<Result<Vec<_>, String>>()?;
        let any = objects.iter().position(|object| object.name == "*");
        let any_other = any.map(|at| objects.remove(at));
        Ok(Subscriptions { complete, watch, objects, any_other })
    }
}

impl SubscribeFacts {
    /// The events that it has, by the names that the tables have for them.
    pub fn events(&self) -> Vec<&'static str> {
        let all = [("create", self.create), ("update", self.update), ("delete", self.delete), ("other", self.other)];
        all.into_iter().filter(|(_, offered)| *offered).map(|(event, _)| event).collect()
    }

    fn read_from(line: &str) -> Result<SubscribeFacts, String> {
        let (name, events) = line.split_once(": ").unwrap_or((line, "-"));
        let mut facts =
            SubscribeFacts { name: SmolStr::new(name), create: false, update: false, delete: false, other: false };
        for event in events.split(' ').filter(|event| *event != "-") {
            match event {
                "create" => facts.create = true,
                "update" => facts.update = true,
                "delete" => facts.delete = true,
                "other" => facts.other = true,
                other => return Err(format!("`{other}` is no kind of event")),
            }
        }
        Ok(facts)
    }
}
