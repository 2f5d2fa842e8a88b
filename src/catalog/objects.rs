//! The objects of a provider or a module, and what the connector does with each.

use smol_str::SmolStr;

use super::names::Names;
use super::table::Section;
use crate::near::Likeness;

/// What is known of the objects of a provider or a module. No list is complete.
#[derive(Debug, Default)]
pub struct Objects {
    /// Whether objects are the customers' own, and only names that everyone has are listed.
    pub open: bool,
    /// By name.
    all: Vec<Object>,
    readable: Names,
    writable: Names,
}

/// An object, and what the connector does with it before it asks the provider; nothing where that is not said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Its name in manifests.
    pub name: SmolStr,
    /// Whether its records can be read.
    pub read: Option<bool>,
    /// Whether records can be created.
    pub create: Option<bool>,
    /// Whether records can be changed.
    pub update: Option<bool>,
    /// Whether records can be deleted.
    pub delete: Option<bool>,
}

impl Object {
    /// Whether it can be written to, in one way or the other.
    pub fn write(&self) -> Option<bool> {
        match (self.create, self.update) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        }
    }

    fn read_from(line: &str) -> Result<Object, String> {
        let (name, marks) = line.split_once(' ').unwrap_or((line, "r???"));
        let can = |nth: usize, letter: u8| match marks.as_bytes().get(nth) {
            Some(b'?') => Ok(None),
            Some(b'-') => Ok(Some(false)),
            Some(&mark) if mark == letter => Ok(Some(true)),
            _ => Err(format!("`{marks}` does not say what can be done with `{name}`, as `rcud` or `r--?`")),
        };
        if marks.len() > 4 {
            can(4, b' ')?;
            return Err(format!("`{marks}` is more than four marks"));
        }
        Ok(Object {
            name: SmolStr::new(name),
            read: can(0, b'r')?,
            create: can(1, b'c')?,
            update: can(2, b'u')?,
            delete: can(3, b'd')?,
        })
    }
}

impl Objects {
    pub(super) fn read_from(section: Section) -> Result<Objects, String> {
        let open = match section.facts {
            "" => false,
            "open" => true,
            other => return Err(format!("`{other}` is not `open`")),
        };
        let mut all = section.lines().map(Object::read_from).collect::<Result<Vec<Object>, String>>()?;
        all.sort_unstable_by(|one, other| one.name.cmp(&other.name));
        all.dedup_by(|one, other| one.name == other.name);
        let of = |which: &dyn Fn(&Object) -> bool| {
            Names::of(all.iter().filter(|object| which(object)).map(|object| object.name.as_str()))
        };
        // A name is suggested only where it is known to work; those that everyone has are.
        let readable = of(&|object| object.read == Some(true) || open);
        let writable = of(&|object| object.write() == Some(true) || open);
        Ok(Objects { open, readable, writable, all })
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Object> {
        self.all.iter()
    }

    /// The object of that name, letter by letter.
    pub fn get(&self, name: &str) -> Option<&Object> {
        self.all.binary_search_by(|object| object.name.as_str().cmp(name)).ok().and_then(|at| self.all.get(at))
    }

    /// The objects for reading or for writing that a name is near to, the nearest first.
    pub fn near(&self, name: &str, reading: bool) -> Vec<(Likeness, &str)> {
        if reading { self.readable.near(name) } else { self.writable.near(name) }
    }
}
