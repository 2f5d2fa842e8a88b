//! Slips in keys: misspelt ones, and ones in the wrong place. What each was meant for, and what it is to blame for.
//!
//! A key that is not where it belongs is missed there, and the rules say so; it is one mistake all the same. What a slip was
//! meant for is found by its name, by the spec, and by what the rules miss. The rules are then run once more on the models
//! with those members hidden, there and unreadable: what they no longer say is the slip's doing. Facts only; the words are
//! `unknown-key`'s.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::collections::hash_map::{Entry, HashMap};
use std::rc::Rc;

use super::{Context, Found};
use crate::definition::Definition;
use crate::finding::Severity;
use crate::near::{has_letters_of, near_keys, shares_words};
use crate::shape::check::{self, Fit, Violation};
use crate::shape::places::{Place, Places};
use crate::shape::plan::{Object, Step};
use crate::spec::from_tree::Hidden;
use crate::tree::NodeId;
use crate::tree::view::{Seen, Symbol};

/// How many items of lists are looked at in one text, to find the one that a key belongs in.
const MAX_ITEMS: usize = 1 << 20;

/// How many mappings around a key are looked at, where aliases make them many.
const MAX_AROUND: usize = 256;

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
    if !cx.violations.iter().any(is_slip) {
        return Vec::new();
    }
    let Some(node) = cx.tree.root() else { return Vec::new() };
    let root = match cx.definition {
        Definition::Settings => Some(0),
        _ => Definition::root(cx.view).map(|root| root as usize),
    };
    let Some(root) = root else { return Vec::new() };
    let search = Search {
        cx,
        places: Places::of(cx.view, cx.plan, node, root),
        missed: Missed::of(all),
        items_left: Cell::new(MAX_ITEMS),
        beside: Default::default(),
        known: Default::default(),
        fits: Default::default(),
    };
    // What is missed where a key stands, or around it, is not looked for elsewhere in its place.
    let mut sites: Vec<(NodeId, Vec<Site>)> = Vec::new();
    let mut nth_of: HashMap<NodeId, usize> = HashMap::new();
    let mut seen = HashSet::new();
    for violation in cx.violations {
        let &Violation::UnknownKey { object, key, value, spec } = violation else { continue };
        let mapping = cx.tree.target(object);
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

/// Takes what the rules say only because of the slips out of their findings, and lays it at the slips' door.
pub(super) fn blame(
    cx: &Context,
    slips: &mut [Slip],
    all: &mut Vec<Found>,
    without: impl FnOnce(&Context) -> Vec<Found>,
) {
    let mut hidden = Hidden::new();
    let mut by_member: HashMap<(NodeId, &str), usize> = HashMap::new();
    let mut around: HashMap<NodeId, usize> = HashMap::new();
    for (nth, slip) in slips.iter().enumerate() {
        for &(mapping, name) in &slip.hides {
            hidden.entry(mapping).or_default().push(name);
            by_member.entry((mapping, name)).or_insert(nth);
        }
        let from = slip.hides.iter().map(|(mapping, _)| *mapping).chain(slip.keys.iter().map(|[key, _]| *key));
        for node in from {
            let mut at = Some(node);
            while let Some(node) = at.filter(|node| !around.contains_key(node)) {
                around.insert(node, nth);
                at = cx.tree.parent(node);
            }
        }
    }
    if hidden.is_empty() {
        return;
    }
    let is_there = |object: NodeId, name: &str| {
        hidden.get(&cx.tree.target(object)).is_some_and(|names| names.iter().any(|hidden| *hidden == name))
    };
    let violations: Vec<Violation> = cx
        .violations
        .iter()
        .filter(|violation| match violation {
            Violation::Missing { object, name, .. } | Violation::Null { object, name, .. } => !is_there(*object, name),
            _ => true,
        })
        .cloned()
        .collect();
    let read_again = match cx.definition {
        Definition::Settings | Definition::Unknown => None,
        _ => Definition::root(cx.view).map(|root| Definition::read_hiding(cx.view, root, &violations, &hidden)),
    };
    let definition = read_again.as_ref().unwrap_or(cx.definition);
    let schedules = super::ScheduleAt::all(definition);
    let left = without(&Context { definition, violations: &violations, schedules: &schedules, ..*cx });
    let left: HashSet<_> = left.iter().map(identity).collect();
    let mut blamed: Vec<(usize, Severity)> = Vec::new();
    all.retain(|found| {
        if left.contains(&identity(found)) {
            return true;
        }
        let lacks = found.lacks.iter().flat_map(|(mapping, names)| names.iter().map(|name| (*mapping, *name)));
        let culprit = lacks.filter_map(|member| by_member.get(&member)).next().copied().or_else(|| {
            let mut outwards = std::iter::successors(Some(found.node), |&node| cx.tree.parent(node));
            outwards.find_map(|node| around.get(&node).copied())
        });
        blamed.push((culprit.unwrap_or(0), found.finding.severity));
        false
    });
    for (nth, severity) in blamed {
        slips[nth].severity = slips[nth].severity.max(severity);
    }
}

/// What makes a finding the same one in two runs.
fn identity(found: &Found) -> (&'static str, crate::source::Span, Option<(NodeId, Vec<&'static str>)>) {
    (found.finding.rule, found.finding.span, found.lacks.clone())
}

/// What the rules miss: members of mappings, any one of which would do.
struct Missed {
    members: HashMap<(NodeId, &'static str), Severity>,
    of_mapping: HashMap<NodeId, Vec<&'static str>>,
}

impl Missed {
    fn of(all: &[Found]) -> Missed {
        let mut missed = Missed { members: HashMap::new(), of_mapping: HashMap::new() };
        for found in all {
            let Some((mapping, names)) = &found.lacks else { continue };
            for &name in names {
                let severity = missed.members.entry((*mapping, name)).or_insert_with(|| {
                    missed.of_mapping.entry(*mapping).or_default().push(name);
                    found.finding.severity
                });
                *severity = found.finding.severity.max(*severity);
            }
        }
        missed
    }

    fn has(&self, member: (NodeId, &'static str)) -> bool {
        self.members.contains_key(&member)
    }
}

struct Search<'a> {
    cx: &'a Context<'a>,
    places: Places,
    missed: Missed,
    items_left: Cell<usize>,
    /// By the name of a key: the places that miss it, by the integration that they stand in.
    beside: RefCell<HashMap<Symbol, HashMap<NodeId, Beside>>>,
    /// What is known of the mappings that keys are read in.
    known: RefCell<HashMap<(NodeId, *const Object), Known>>,
    /// How well values go with expectations.
    fits: RefCell<HashMap<(NodeId, usize), Fit>>,
}

/// The places of an integration that miss some key.
#[derive(Default)]
struct Beside {
    targets: Vec<Target>,
    /// The numbers of those in an object of some name.
    by_name: HashMap<String, Vec<usize>>,
}

/// What is known of a mapping, for all keys that are read in it.
#[derive(Clone)]
struct Known {
    /// The numbers of its places.
    numbers: Rc<[usize]>,
    /// The members that are there already, by their symbols.
    there: u128,
    /// Whether it is this object of the spec wherever it is used.
    one_kind: bool,
}

/// A mapping in which a key is read.
struct Site {
    mapping: NodeId,
    object: &'static Object,
    known: Known,
    value: NodeId,
    /// What the key is meant for here, and whether nothing else is changed if it goes there.
    meant: Option<(Meant, bool)>,
    /// The members that are there if that is so.
    hides: Vec<(NodeId, &'static str)>,
    /// More of them, in other integrations that use the same mapping.
    shared: Vec<(NodeId, &'static str)>,
}

impl Search<'_> {
    /// A mapping that a key is read in; more than one where it is merged.
    fn site(&self, mapping: NodeId, object: &'static Object, value: NodeId) -> Site {
        let mut known = self.known.borrow_mut();
        let known = known.entry((mapping, std::ptr::from_ref(object))).or_insert_with(|| {
            let written = self.cx.view.entries(mapping).iter().filter(|[_, value]| !self.cx.view.is_null(*value));
            let mut all = self.places.of_mapping(mapping).iter().map(|&number| self.places.get(number));
            Known {
                numbers: self.places_of(mapping, object).into(),
                there: written.fold(0, |there, [key, _]| there | 1 << self.cx.view.symbol(*key)),
                one_kind: all.all(|place| std::ptr::eq(place.object, object)),
            }
        });
        Site { mapping, object, known: known.clone(), value, meant: None, hides: Vec::new(), shared: Vec::new() }
    }

    /// The slip of a key, by what is known of it wherever it is read.
    fn slip(&self, key: NodeId, sites: Vec<Site>) -> Option<Slip> {
        let tree = self.cx.tree;
        let mut sites = sites.into_iter();
        let first = sites.next()?;
        let (meant, alone) = first.meant?;
        let mut slip = Slip {
            keys: vec![[key, first.value]],
            here: match first.known.numbers.first() {
                Some(&number) => self.spot(number),
                None => Spot {
                    mapping: first.mapping,
                    object: first.object,
                    kin: Kin::Item(&first.object.title),
                    item: None,
                },
            },
            homes: match first.known.numbers.first() {
                Some(&number) => self.homes(number, self.cx.view.symbol(key)),
                None => Vec::new(),
            },
            read_in: vec![first.mapping],
            movable: alone && tree.parent(key) == Some(first.mapping),
            one_kind: first.known.one_kind,
            meant,
            severity: Severity::Warning,
            hides: first.hides,
        };
        // What stays in the mapping that it is written in is right for all that merge it.
        let stays = matches!(&slip.meant, Meant::Place(target) if target.side == Side::Below);
        for site in sites {
            slip.movable &= stays;
            slip.one_kind &= std::ptr::eq(site.object, first.object) && site.known.one_kind;
            slip.read_in.push(site.mapping);
            slip.hides.extend(site.hides);
        }
        slip.movable &= slip.one_kind;
        Some(slip)
    }

    /// Where a level is lost that one key of a mapping was certainly meant for, the others there were too, if they can be.
    fn follow(&self, slips: &mut [Slip]) {
        let owner = |slip: &Slip| slip.keys.first().and_then(|[key, _]| self.cx.tree.parent(*key));
        let mut lost: HashMap<Option<NodeId>, Target> = HashMap::new();
        for slip in slips.iter().filter(|slip| slip.movable) {
            if let Meant::Place(target) = &slip.meant
                && target.side == Side::Below
                && !target.missing.is_empty()
            {
                lost.entry(owner(slip)).or_insert_with(|| target.clone());
            }
        }
        for slip in slips {
            let Some(target) = lost.get(&owner(slip)) else { continue };
            let Some(&[key, value]) = slip.keys.first() else { continue };
            if !matches!(slip.meant, Meant::Nothing | Meant::OneOf(_)) || self.cx.view.is_null(value) {
                continue;
            }
            let member = self.object_of(target).and_then(|object| object.member(self.cx.view.symbol(key)));
            let Some(member) = member.filter(|_| self.cx.view.symbol(key) != 0) else { continue };
            let fit = self.fit(value, member.value);
            if fit > Fit::None {
                let target = Target { name: member.name, fit, ..target.clone() };
                let (mapping, name) = target.member();
                let is_owner = self.cx.tree.parent(key) == Some(slip.here.mapping);
                slip.movable = slip.one_kind && is_owner && mapping == slip.here.mapping;
                slip.hides = match slip.movable {
                    true => slip.read_in.iter().map(|mapping| (*mapping, name)).collect(),
                    false => vec![(mapping, name)],
                };
                slip.meant = Meant::Place(target);
            }
        }
    }

    /// The object of the spec that a target is, once its levels are written.
    fn object_of(&self, target: &Target) -> Option<&'static Object> {
        target.missing.iter().try_fold(target.spot.object, |object, step| {
            let member = object.members.iter().find(|member| member.name == step.name)?;
            self.cx.plan.below(member).map(|(object, _)| object)
        })
    }

    /// The members that are there if a key is what it is meant for.
    fn hides(&self, site: &Site) -> Vec<(NodeId, &'static str)> {
        match &site.meant {
            Some((Meant::Name { names, .. }, _)) => {
                let free = names.iter().filter(|name| self.is_free(site, name));
                free.map(|name| (site.mapping, *name)).collect()
            }
            Some((Meant::Place(target), _)) => {
                self.uses(target, &site.known.numbers).iter().map(Target::member).collect()
            }
            Some((Meant::OneOf(targets), _)) => targets.iter().map(Target::member).collect(),
            _ => Vec::new(),
        }
    }

    /// The places of a mapping that is this object of the spec.
    fn places_of(&self, mapping: NodeId, spec: &'static Object) -> Vec<usize> {
        let is_spec = |&number: &usize| std::ptr::eq(self.places.get(number).object, spec);
        self.places.of_mapping(mapping).iter().copied().filter(is_spec).take(MAX_AROUND).collect()
    }

    fn is_free(&self, site: &Site, name: &str) -> bool {
        site.known.there & 1 << self.cx.view.names().symbol(name) == 0
    }

    /// What a key was meant for, by its spelling, or because just that is missed where it stands, in it or around it.
    fn certain(&self, key: NodeId, site: &Site) -> Option<(Meant, bool)> {
        let written = self.cx.tree.text(self.cx.tree.target(key));
        let symbol = self.cx.view.symbol(key);
        let near = self.near(written, site);
        if symbol == 0 && !near.is_empty() {
            return Some((self.by_name(site, near, Because::Near), true));
        }
        let missed = self.missed.of_mapping.get(&site.mapping).map_or(&[][..], Vec::as_slice);
        let has_its_letters = |name: &&&'static str| {
            self.is_free(site, name)
                && has_letters_of(written, name)
                && (symbol == 0 || self.fit_here(site, name) > Fit::None)
        };
        let names: Vec<&'static str> = missed.iter().filter(has_its_letters).copied().collect();
        if !names.is_empty() {
            return Some((self.by_name(site, names, Because::Missed), true));
        }
        if let ([only], true) = (&self.words(written, site)[..], symbol != 0)
            && self.missed.has((site.mapping, only))
        {
            return Some((self.by_name(site, vec![only], Because::Missed), true));
        }
        match self.can_move(symbol, site) {
            true => self.missing_it(&self.around_it(key, site).0),
            false => None,
        }
    }

    /// What a key was meant for most likely; and the members that it is missed as in other integrations that use its mapping.
    fn likely(
        &self,
        key: NodeId,
        site: &Site,
        claimed: &HashSet<(NodeId, &str)>,
    ) -> ((Meant, bool), Vec<(NodeId, &'static str)>) {
        let symbol = self.cx.view.symbol(key);
        let can_move = self.can_move(symbol, site);
        let scopes = if can_move { self.scopes(site) } else { Vec::new() };
        let mut beside = scopes.into_iter().map(|number| self.beside(number, site, symbol, claimed));
        let first = beside.find(|targets| !targets.is_empty());
        let shared: Vec<_> = beside.flatten().map(|target| target.member()).collect();
        let meant = match first {
            Some(mut targets) if targets.len() == 1 => (Meant::Place(targets.remove(0)), shared.is_empty()),
            Some(targets) => (Meant::OneOf(targets), false),
            None => (self.likely_here(key, site, can_move), true),
        };
        (meant, shared)
    }

    /// What a key was meant for most likely, that is missed nowhere.
    fn likely_here(&self, key: NodeId, site: &Site, can_move: bool) -> Meant {
        let written = self.cx.tree.text(self.cx.tree.target(key));
        let words = self.words(written, site);
        if !can_move {
            return if words.is_empty() { Meant::Nothing } else { self.by_name(site, words, Because::Words) };
        }
        let near = self.near(written, site);
        if !near.is_empty() {
            return self.by_name(site, near, Because::Near);
        }
        let (free, occupied) = self.around_it(key, site);
        if let Some(target) = self.unmissed(&free, &occupied, Side::Below) {
            return Meant::Place(target);
        }
        if !words.is_empty() {
            return self.by_name(site, words, Because::Words);
        }
        if let Some(target) = self.unmissed(&free, &occupied, Side::Above) {
            return Meant::Place(target);
        }
        match occupied.as_slice() {
            [target] if free.iter().all(|target| target.fit == Fit::None) => Meant::Occupied(target.clone()),
            _ => Meant::Nothing,
        }
    }

    /// One place of a mapping in each integration that uses it.
    fn scopes(&self, site: &Site) -> Vec<usize> {
        let mut seen = HashSet::new();
        site.known.numbers.iter().copied().filter(|&number| seen.insert(self.scope(number))).collect()
    }

    /// Whether a key may be meant for another place: it is one of the spec's, and there is something behind it.
    fn can_move(&self, symbol: Symbol, site: &Site) -> bool {
        symbol != 0 && !site.known.numbers.is_empty() && !self.cx.view.is_null(site.value)
    }

    fn by_name(&self, site: &Site, names: Vec<&'static str>, because: Because) -> Meant {
        match names[..] {
            [only] if !self.is_free(site, only) => Meant::Taken(only),
            _ => Meant::Name { names, because },
        }
    }

    /// The members that are spelt nearly so.
    fn near(&self, written: &str, site: &Site) -> Vec<&'static str> {
        let names = site.object.members.iter().map(|member| member.name);
        near_keys(written, names).into_iter().map(|(_, name)| name).collect()
    }

    /// The members that are the same in other words, and that the value goes with.
    fn words(&self, written: &str, site: &Site) -> Vec<&'static str> {
        let is_same = |name: &&str| {
            shares_words(written, name) && self.is_free(site, name) && self.fit_here(site, name) == Fit::Whole
        };
        site.object.members.iter().map(|member| member.name).filter(is_same).collect()
    }

    /// How well a value goes with a member of the mapping that it stands in.
    fn fit_here(&self, site: &Site, name: &str) -> Fit {
        let member = site.object.members.iter().find(|member| member.name == name);
        member.map_or(Fit::None, |member| self.fit(site.value, member.value))
    }

    /// The places in a key's mapping and around it where the key belongs: those that have none yet, and the others.
    fn around_it(&self, key: NodeId, site: &Site) -> (Vec<Target>, Vec<Target>) {
        let name = self.cx.view.names().text(self.cx.view.symbol(key));
        let mut targets = self.below(site.known.numbers[0], name, site.value);
        targets.extend(self.above(&site.known.numbers, name, site.value));
        let is_free =
            |target: &Target| !target.missing.is_empty() || self.cx.view.get(target.spot.mapping, name).is_none();
        targets.into_iter().partition(is_free)
    }

    /// The place that misses the key, of those that could have it; all of them where several do.
    fn missing_it(&self, free: &[Target]) -> Option<(Meant, bool)> {
        let missing: Vec<&Target> = free.iter().filter(|target| self.missed.has(target.member())).collect();
        let best = missing.iter().map(|target| target.fit).max()?;
        let nearest = missing.iter().filter(|target| target.fit == best).map(|target| target.steps).min()?;
        let mut chosen: Vec<Target> =
            missing.into_iter().filter(|target| target.fit == best && target.steps == nearest).cloned().collect();
        self.prefer_begun(&mut chosen);
        let all_above = chosen.iter().all(|target| target.side == Side::Above);
        match chosen.len() {
            1 => Some((Meant::Place(chosen.remove(0)), true)),
            // The mapping that the key stands in is used in several places.
            _ if all_above => Some((Meant::Place(chosen.remove(0)), false)),
            _ => Some((Meant::OneOf(chosen), false)),
        }
    }

    /// Of places that are as likely, keeps those whose key is written with nothing after it, if there are any.
    fn prefer_begun(&self, targets: &mut Vec<Target>) {
        let view = self.cx.view;
        let is_begun = |target: &Target| {
            let (mapping, name) = target.member();
            view.entry(mapping, name).is_some()
        };
        if targets.iter().any(is_begun) {
            targets.retain(is_begun);
        }
    }

    /// The one place on a side that could have the key, though nothing misses it there: none of those that it goes as well with
    /// has one already.
    fn unmissed(&self, free: &[Target], occupied: &[Target], side: Side) -> Option<Target> {
        let here = |target: &&Target| target.side == side && target.fit > Fit::None;
        let best = free.iter().filter(here).map(|target| target.fit).max()?;
        let mut targets: Vec<&Target> = free.iter().filter(here).filter(|target| target.fit == best).collect();
        if side == Side::Above {
            let nearest = targets.iter().map(|target| target.steps).min();
            targets.retain(|target| Some(target.steps) == nearest);
        }
        let is_occupied = occupied.iter().any(|target| target.side == side && target.fit >= best);
        match targets[..] {
            [only] if !is_occupied => Some(only.clone()),
            _ => None,
        }
    }

    /// The places in a mapping where a key belongs, written or not.
    fn below(&self, number: usize, name: &'static str, value: NodeId) -> Vec<Target> {
        let view = self.cx.view;
        let from = *self.places.get(number);
        let symbol = view.names().symbol(name);
        let mut found = Vec::new();
        for (way, object) in self.cx.plan.ways_down(from.object, symbol) {
            let fit = object.member(symbol).map_or(Fit::None, |member| self.fit(value, member.value));
            let mut at = vec![number];
            for (nth, step) in way.iter().enumerate() {
                let mut next = Vec::new();
                for number in at {
                    let mapping = self.places.get(number).mapping;
                    let Some(value) = view.get(mapping, step.name) else {
                        found.push(Target {
                            spot: self.spot(number),
                            missing: way[nth..].to_vec(),
                            name,
                            side: Side::Below,
                            fit,
                            steps: way.len(),
                        });
                        continue;
                    };
                    match (view.see(value), step.item) {
                        (Seen::Mapping, false) => next.extend(self.place_in(number, value)),
                        (Seen::Sequence, true) => {
                            let items = view.items(value);
                            let left = self.items_left.get();
                            self.items_left.set(left.saturating_sub(items.len()));
                            next.extend(items.iter().take(left).filter_map(|&item| self.place_in(number, item)));
                        }
                        _ => {}
                    }
                }
                at = next;
            }
            found.extend(at.into_iter().map(|number| Target {
                spot: self.spot(number),
                missing: Vec::new(),
                name,
                side: Side::Below,
                fit,
                steps: way.len(),
            }));
        }
        found
    }

    /// The place of a value that stands in a place.
    fn place_in(&self, parent: usize, value: NodeId) -> Option<usize> {
        let mapping = self.cx.tree.target(value);
        let parent = self.places.get(parent).mapping;
        let numbers = self.places.of_mapping(mapping);
        let is_in = |number: &&usize| {
            self.places.get(**number).parent.is_some_and(|around| self.places.get(around).mapping == parent)
        };
        numbers.iter().take(MAX_AROUND).find(is_in).or(numbers.first()).copied()
    }

    /// The mappings around a key that can have it. Several that are equally far where aliases use the key's mapping.
    fn above(&self, numbers: &[usize], name: &'static str, value: NodeId) -> Vec<Target> {
        let symbol = self.cx.view.names().symbol(name);
        let mut found = Vec::new();
        for (steps, level) in self.around(numbers).into_iter().enumerate() {
            let mut seen = HashSet::new();
            for number in level {
                let place = self.places.get(number);
                if let Some(member) = place.object.member(symbol).filter(|_| seen.insert(place.mapping)) {
                    found.push(Target {
                        spot: self.spot(number),
                        missing: Vec::new(),
                        name,
                        side: Side::Above,
                        fit: self.fit(value, member.value),
                        steps: steps + 1,
                    });
                }
            }
        }
        found
    }

    /// The places around some places of one mapping, level by level, through all aliases.
    fn around(&self, numbers: &[usize]) -> Vec<Vec<usize>> {
        let mut levels = Vec::new();
        let mut level: Vec<usize> = numbers.to_vec();
        let mut count = 0;
        loop {
            let mut next = Vec::new();
            let mut seen = HashSet::new();
            for parent in level.iter().filter_map(|&number| self.places.get(number).parent) {
                let place = self.places.get(parent);
                if seen.insert(place.mapping) {
                    next.extend(self.places_of(place.mapping, place.object));
                }
            }
            count += next.len();
            if next.is_empty() || count > MAX_AROUND {
                return levels;
            }
            levels.push(next.clone());
            level = next;
        }
    }

    /// The targets of a key that goes to one of them: where it is one of the mappings around, those of all uses.
    fn uses(&self, target: &Target, numbers: &[usize]) -> Vec<Target> {
        if target.side != Side::Above {
            return vec![target.clone()];
        }
        let levels = self.around(numbers);
        let level = levels.get(target.steps - 1).map_or(&[][..], Vec::as_slice);
        let is_same = |number: &&usize| std::ptr::eq(self.places.get(**number).object, target.spot.object);
        level.iter().filter(is_same).map(|&number| Target { spot: self.spot(number), ..target.clone() }).collect()
    }

    /// The place elsewhere in the same integration that misses a key; of several the one in an object of the same name.
    /// More than one where one mapping could have it in several ways.
    fn beside(&self, number: usize, site: &Site, symbol: Symbol, claimed: &HashSet<(NodeId, &str)>) -> Vec<Target> {
        let value = site.value;
        let scope = self.scope(number);
        let mut beside = self.beside.borrow_mut();
        let by_scope = beside.entry(symbol).or_insert_with(|| self.all_that_miss(symbol));
        let Some(there) = by_scope.get(&scope) else { return Vec::new() };
        let fit = |target: &Target| {
            self.object_of(target)
                .and_then(|object| object.member(symbol))
                .map_or(Fit::None, |member| self.fit(value, member.value))
        };
        let name = self.spot(number).item.and_then(|item| self.object_name(item));
        let named = name.and_then(|name| there.by_name.get(&name)).map_or(&[][..], Vec::as_slice);
        // Of very many only one with the right name is found.
        let others = if there.targets.len() <= MAX_AROUND { 0..there.targets.len() } else { 0..0 };
        let others = others.filter(|nth| !named.contains(nth)).map(|nth| (false, nth));
        // The better it goes there the likelier, and so in an object of the same name.
        let mut best: Vec<(Fit, bool, &Target)> = named
            .iter()
            .take(MAX_AROUND)
            .map(|&nth| (true, nth))
            .chain(others)
            .map(|(is_same, nth)| (is_same, &there.targets[nth]))
            .filter(|(_, target)| !claimed.contains(&target.member()))
            .map(|(is_same, target)| (fit(target), is_same, target))
            .filter(|(fit, ..)| *fit > Fit::None)
            .collect();
        let top = best.iter().map(|(fit, same, _)| (*fit, *same)).max();
        best.retain(|(fit, same, _)| Some((*fit, *same)) == top);
        let mut targets: Vec<Target> =
            best.into_iter().map(|(fit, _, target)| Target { fit, ..target.clone() }).collect();
        self.prefer_begun(&mut targets);
        let in_one = targets.windows(2).all(|pair| pair[0].spot == pair[1].spot);
        if in_one { targets } else { Vec::new() }
    }

    /// The places that miss a key, by the integration that they stand in.
    fn all_that_miss(&self, symbol: Symbol) -> HashMap<NodeId, Beside> {
        let name = self.cx.view.names().text(symbol);
        let mut by_scope: HashMap<NodeId, Beside> = HashMap::new();
        let mut missed: Vec<&(NodeId, &'static str)> = self.missed.members.keys().collect();
        missed.sort_unstable();
        for &(mapping, member) in missed {
            let Some(&number) = self.places.of_mapping(mapping).first() else { continue };
            let (place, scope) = (self.places.get(number), self.scope(number));
            let Some(member) = place.object.members.iter().find(|other| other.name == member) else { continue };
            let missing = match self.cx.plan.below(member) {
                _ if member.name == name => Vec::new(),
                Some((object, step)) if !step.item && object.member(symbol).is_some() => vec![step],
                _ => continue,
            };
            let target =
                Target { spot: self.spot(number), missing, name, side: Side::Beside, fit: Fit::Kind, steps: 0 };
            let there = by_scope.entry(scope).or_default();
            if let Some(name) = target.spot.item.and_then(|item| self.object_name(item)) {
                there.by_name.entry(name).or_default().push(there.targets.len());
            }
            there.targets.push(target);
        }
        by_scope
    }

    /// The integration that a place stands in; the whole where there is none.
    fn scope(&self, number: usize) -> NodeId {
        let mut top = number;
        for place in self.outwards(number) {
            top = place;
            if self.places.get(place).object.title == "integration" {
                break;
            }
        }
        self.places.get(top).mapping
    }

    /// A place and those around it, the innermost first.
    fn outwards(&self, number: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(number), |&number| self.places.get(number).parent)
    }

    fn object_name(&self, item: NodeId) -> Option<String> {
        let value = self.cx.view.get(item, "objectName")?;
        self.cx.view.text(value).map(|text| text.into_owned())
    }

    fn spot(&self, number: usize) -> Spot {
        let place = self.places.get(number);
        let mut outwards = self.outwards(number).map(|number| self.places.get(number));
        let item = outwards.find(|place| place.item).map(|place| place.mapping);
        Spot { mapping: place.mapping, object: place.object, kin: kin(place), item }
    }

    /// The places of the spec that have a key: those in the mapping that it stands in, else all that this kind of input has.
    fn homes(&self, number: usize, symbol: Symbol) -> Vec<Kin> {
        if symbol == 0 {
            return Vec::new();
        }
        let mut homes = Vec::new();
        let mut add = |home: Kin| {
            if !homes.contains(&home) {
                homes.push(home);
            }
        };
        let mut ways = self.cx.plan.ways_down(self.places.get(number).object, symbol);
        if ways.is_empty()
            && let Some(top) = self.outwards(number).last().map(|number| self.places.get(number))
        {
            ways = self.cx.plan.ways_down(top.object, symbol);
            if top.object.member(symbol).is_some() {
                add(kin(top));
            }
        }
        for (way, object) in ways {
            if let Some(step) = way.last() {
                add(if step.item { Kin::Item(&object.title) } else { Kin::Key(step.name) });
            }
        }
        homes
    }

    fn fit(&self, value: NodeId, expectation: usize) -> Fit {
        let key = (self.cx.tree.target(value), expectation);
        if let Some(&fit) = self.fits.borrow().get(&key) {
            return fit;
        }
        let fit = check::fit(self.cx.view, key.0, self.cx.plan, expectation);
        self.fits.borrow_mut().insert(key, fit);
        fit
    }
}

fn kin(place: &Place) -> Kin {
    match place.parent {
        _ if place.item => Kin::Item(&place.object.title),
        None => Kin::Top,
        Some(_) => Kin::Key(place.member),
    }
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
        let owner = slip.keys.first().and_then(|[key, _]| cx.tree.parent(*key));
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
