//! Slips in keys: misspelt ones, and ones in the wrong place. What each was meant for, and what it is to blame for.
//!
//! A key that is not where it belongs is missed there, and the rules say so; it is one mistake all the same. What a slip was
//! meant for is found by its name, by the spec, and by what the rules miss. The rules are then run once more on the models
//! with those members hidden, there and unreadable: what they no longer say is the slip's doing. Facts only; the words are
//! `unknown-key`'s.

mod blame;
mod search;
mod targets;

use std::collections::HashSet;
use std::collections::hash_map::{Entry, HashMap};

pub(super) use blame::blame;
use search::{Search, Site};

use super::{Context, Found};
use crate::finding::Severity;
use crate::shape::check::{Fit, Violation};
use crate::shape::plan::{Object, Step};
use crate::syntax::NodeId;

/// A key that the spec does not have where it stands, or several that have lost a level in common.
#[derive(Debug)]
pub struct Slip {
    /// The keys with their values, by place; all written in one mapping, and pointed at by the first.
    pub keys: Vec<[NodeId; 2]>,
    /// The mapping that they stand in, as it is read.
    pub here: Spot,
    /// What was meant.
    pub meant: Meant,
    /// The places of the spec that have such a key: for words, where nothing better is known.
    pub homes: Vec<Kin>,
    /// How bad it is: as bad as what is missed elsewhere for its sake.
    pub severity: Severity,
    /// Whether moving it is right wherever it is read: not where aliases or merges bring it to other places as well.
    pub movable: bool,
    /// Whether it stands in mappings of one kind wherever it is read, so that another name would be right in all of them.
    pub one_kind: bool,
    /// The mappings that it is read in.
    read_in: Vec<NodeId>,
    /// The members that are there if what was meant is taken for what is written.
    hides: Vec<(NodeId, &'static str)>,
}

/// What a key was meant for.
#[derive(Debug, Clone, PartialEq)]
pub enum Meant {
    /// Nobody knows.
    Nothing,
    /// One of these members of the same mapping.
    Name {
        /// Their names, the likeliest first.
        names: Vec<&'static str>,
        /// What speaks for them.
        because: Because,
    },
    /// This member of the same mapping, which is there already.
    Taken(&'static str),
    /// The member of that name somewhere else.
    Place(Target),
    /// The same, of any of these, or of all.
    OneOf(Vec<Target>),
    /// The same, which is there already.
    Occupied(Target),
}

/// What speaks for a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// It is spelt nearly so.
    Near,
    /// It is missed here, and has those letters.
    Missed,
    /// It is the same thing under this mapping's name for it.
    Words,
}

/// A mapping, and what is needed to speak of it.
#[derive(Debug, Clone, Copy)]
pub struct Spot {
    /// The mapping as written.
    pub mapping: NodeId,
    /// The object of the spec that it is.
    pub object: &'static Object,
    /// How it is reached.
    pub kin: Kin,
    /// The innermost list item that it is or stands in.
    pub item: Option<NodeId>,
}

impl PartialEq for Spot {
    fn eq(&self, other: &Spot) -> bool {
        self.mapping == other.mapping
    }
}

/// How a mapping is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kin {
    /// It is the whole.
    Top,
    /// By this key.
    Key(&'static str),
    /// As an item of a list: what the spec calls it.
    Item(&'static str),
}

/// A place where a key belongs.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// The innermost mapping on the way that is there.
    pub spot: Spot,
    /// The steps from it that are not written yet.
    pub missing: Vec<Step>,
    /// The key, as the spec spells it.
    pub name: &'static str,
    /// Where that is, seen from the key.
    pub side: Side,
    /// How well the value goes there.
    pub fit: Fit,
    /// How far away it is.
    steps: usize,
}

/// Where a place is, seen from a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// In the mapping that the key stands in.
    Below,
    /// One of the mappings around.
    Above,
    /// Somewhere else in the integration.
    Beside,
}

impl Target {
    /// The member of the mapping that would be there.
    fn member(&self) -> (NodeId, &'static str) {
        (self.spot.mapping, self.missing.first().map_or(self.name, |step| step.name))
    }
}

/// The slips of a text, by what the rules miss in it.
pub(super) fn find(cx: &Context, all: &[Found]) -> Vec<Slip> {
    let is_slip = |violation: &Violation| matches!(violation, Violation::UnknownKey { .. });
    if !cx.violations().iter().any(is_slip) {
        return Vec::new();
    }
    let Some(search) = Search::of(cx, all) else { return Vec::new() };
    // What is missed where a key stands, or around it, is not looked for elsewhere in its place.
    let mut sites: Vec<(NodeId, Vec<Site>)> = Vec::new();
    let mut nth_of: HashMap<NodeId, usize> = HashMap::new();
    let mut seen = HashSet::new();
    for violation in cx.violations() {
        let &Violation::UnknownKey { object, key, value, spec } = violation else { continue };
        let mapping = cx.tree().target(object);
        if !seen.insert((key, mapping, std::ptr::from_ref(spec))) {
            continue;
        }
        let nth = *nth_of.entry(key).or_insert_with(|| {
            sites.push((key, Vec::new()));
            sites.len() - 1
        });
        sites[nth].1.push(search.site(mapping, spec, value));
    }
    for (key, sites) in &mut sites {
        for site in sites {
            site.meant = search.certain(*key, site);
            site.hides = search.hides(site);
        }
    }
    let mut claimed: HashSet<(NodeId, &str)> =
        sites.iter().flat_map(|(_, sites)| sites).flat_map(|site| site.hides.iter().copied()).collect();
    for (key, sites) in &mut sites {
        for site in sites.iter_mut().filter(|site| site.meant.is_none()) {
            let (meant, shared) = search.likely(*key, site, &claimed);
            (site.meant, site.shared) = (Some(meant), shared);
            site.hides = search.hides(site);
            site.hides.append(&mut site.shared);
            claimed.extend(site.hides.iter().copied());
        }
    }
    let mut slips: Vec<Slip> = sites.into_iter().filter_map(|(key, sites)| search.slip(key, sites)).collect();
    search.follow(&mut slips);
    join_levels(cx, slips)
}

/// Makes one slip of those in one mapping that belong in one place: a level, or some indentation, is what is wrong there.
fn join_levels(cx: &Context, slips: Vec<Slip>) -> Vec<Slip> {
    let mut joined: Vec<Slip> = Vec::new();
    let mut by_target: HashMap<(Option<NodeId>, NodeId, Vec<Step>), usize> = HashMap::new();
    for slip in slips {
        let target = match &slip.meant {
            Meant::Place(target) if slip.movable => Some(target),
            _ => None,
        };
        let Some(target) = target else {
            joined.push(slip);
            continue;
        };
        let owner = slip.keys.first().and_then(|[key, _]| cx.tree().parent(*key));
        match by_target.entry((owner, target.spot.mapping, target.missing.clone())) {
            Entry::Occupied(earlier) => {
                let earlier = &mut joined[*earlier.get()];
                earlier.keys.extend(slip.keys);
                earlier.keys.sort_unstable();
                earlier.hides.extend(slip.hides);
                if let (Meant::Place(earlier), Meant::Place(other)) = (&mut earlier.meant, &slip.meant) {
                    earlier.fit = earlier.fit.min(other.fit);
                }
            }
            Entry::Vacant(free) => {
                free.insert(joined.len());
                joined.push(slip);
            }
        }
    }
    joined
}
