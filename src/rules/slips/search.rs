//! What a key was meant for: another name of the mapping that it stands in, or another mapping.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::{Because, Kin, Meant, Side, Slip, Spot, Target};
use crate::finding::Severity;
use crate::near::{has_letters_of, near_keys, shares_words};
use crate::reading::names::Symbol;
use crate::rules::odd_lines::plain_name;
use crate::rules::{Context, Found};
use crate::shape::check::Fit;
use crate::shape::places::Places;
use crate::shape::plan::Object;
use crate::syntax::NodeId;

/// How many items of lists are looked at in one text, to find the one that a key belongs in.
const MAX_ITEMS: usize = 1 << 20;

/// How many mappings around a key are looked at, where aliases make them many.
pub(super) const MAX_AROUND: usize = 256;

/// The search for what the keys of a text were meant for.
pub(super) struct Search<'a> {
    pub(super) cx: &'a Context<'a>,
    pub(super) places: Places,
    pub(super) missed: Missed,
    pub(super) items_left: Cell<usize>,
    /// By the name of a key: the places that miss it, by the integration that they stand in.
    pub(super) beside: RefCell<HashMap<Symbol, HashMap<NodeId, Beside>>>,
    /// What is known of the mappings that keys are read in.
    known: RefCell<HashMap<(NodeId, *const Object), Known>>,
    /// How well values go with expectations.
    pub(super) fits: RefCell<HashMap<(NodeId, usize), Fit>>,
}

/// The places of an integration that miss some key.
#[derive(Default)]
pub(super) struct Beside {
    pub(super) targets: Vec<Target>,
    /// The numbers of those in an object of some name.
    pub(super) by_name: HashMap<String, Vec<usize>>,
}

/// What is known of a mapping, for all keys that are read in it.
#[derive(Clone)]
pub(super) struct Known {
    /// The numbers of its places.
    pub(super) numbers: Rc<[usize]>,
    /// The members that are there already, by their symbols.
    there: Rc<HashSet<Symbol>>,
}

/// A mapping in which a key is read.
pub(super) struct Site {
    pub(super) mapping: NodeId,
    pub(super) object: &'static Object,
    pub(super) known: Known,
    pub(super) value: NodeId,
    /// What the key is meant for here, and whether nothing else is changed if it goes there.
    pub(super) meant: Option<(Meant, bool)>,
    /// The members that are there if that is so.
    pub(super) hides: Vec<(NodeId, &'static str)>,
    /// More of them, in other integrations that use the same mapping.
    pub(super) shared: Vec<(NodeId, &'static str)>,
}

impl<'a> Search<'a> {
    /// The search through a text; nothing where it defines nothing.
    pub(super) fn of(cx: &'a Context<'a>, all: &[Found]) -> Option<Search<'a>> {
        let root = cx.analysis.root()?;
        Some(Search {
            cx,
            places: Places::of(cx.view(), cx.schema(), cx.tree().root()?, root),
            missed: Missed::of(all),
            items_left: Cell::new(MAX_ITEMS),
            beside: RefCell::default(),
            known: RefCell::default(),
            fits: RefCell::default(),
        })
    }

    /// A mapping that a key is read in; more than one where it is merged.
    pub(super) fn site(&self, mapping: NodeId, object: &'static Object, value: NodeId) -> Site {
        let mut known = self.known.borrow_mut();
        let known = known.entry((mapping, std::ptr::from_ref(object))).or_insert_with(|| {
            let written = self.cx.view().entries(mapping).iter().filter(|[_, value]| !self.cx.view().is_null(*value));
            Known {
                numbers: self.places_of(mapping, object).into(),
                there: Rc::new(written.filter_map(|[key, _]| self.cx.view().symbol(*key)).collect()),
            }
        });
        Site { mapping, object, known: known.clone(), value, meant: None, hides: Vec::new(), shared: Vec::new() }
    }

    /// The slip of a key, by what is known of it wherever it is read.
    pub(super) fn slip(&self, key: NodeId, sites: Vec<Site>) -> Option<Slip> {
        let tree = self.cx.tree();
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
                    kin: Kin::Item(first.object.title),
                    item: None,
                },
            },
            homes: match first.known.numbers.first() {
                Some(&number) => self.homes(number, self.cx.view().symbol(key), first.value),
                None => Vec::new(),
            },
            read_in: vec![first.mapping],
            movable: alone && tree.parent(key) == Some(first.mapping),
            one_kind: tree.parent(key).is_some_and(|owner| self.places.is_of_one_kind(owner)),
            meant,
            severity: Severity::Warning,
            hides: first.hides,
        };
        // What stays in the mapping that it is written in is right for all that merge it.
        let stays = matches!(&slip.meant, Meant::Place(target) if target.side == Side::Below);
        for site in sites {
            slip.movable &= stays;
            slip.read_in.push(site.mapping);
            slip.hides.extend(site.hides);
        }
        slip.movable &= slip.one_kind;
        Some(slip)
    }

    /// Where a level is lost that one key of a mapping was certainly meant for, the others there were too, if they can be.
    pub(super) fn follow(&self, slips: &mut [Slip]) {
        let owner = |slip: &Slip| slip.keys.first().and_then(|[key, _]| self.cx.tree().parent(*key));
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
            if !matches!(slip.meant, Meant::Nothing | Meant::OneOf(_)) || self.cx.view().is_null(value) {
                continue;
            }
            let member = self.object_of(target).and_then(|object| object.member(self.cx.view().symbol(key)));
            let Some(member) = member else { continue };
            let fit = self.fit(value, member.value);
            if fit > Fit::None {
                let target = Target { name: member.name, fit, ..target.clone() };
                let (mapping, name) = target.member();
                let is_owner = self.cx.tree().parent(key) == Some(slip.here.mapping);
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
    pub(super) fn object_of(&self, target: &Target) -> Option<&'static Object> {
        target.missing.iter().try_fold(target.spot.object, |object, step| {
            let member = object.members.iter().find(|member| member.name == step.name)?;
            self.cx.schema().below(member).map(|(object, _)| object)
        })
    }

    /// The members that are there if a key is what it is meant for.
    pub(super) fn hides(&self, site: &Site) -> Vec<(NodeId, &'static str)> {
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
    pub(super) fn places_of(&self, mapping: NodeId, spec: &'static Object) -> Vec<usize> {
        let is_spec = |&number: &usize| std::ptr::eq(self.places.get(number).object, spec);
        self.places.of_mapping(mapping).iter().copied().filter(is_spec).take(MAX_AROUND).collect()
    }

    fn is_free(&self, site: &Site, name: &str) -> bool {
        !self.cx.view().names().symbol(name).is_some_and(|symbol| site.known.there.contains(&symbol))
    }

    /// What a key was meant for, by its spelling, or because just that is missed where it stands, in it or around it.
    pub(super) fn certain(&self, key: NodeId, site: &Site) -> Option<(Meant, bool)> {
        let written = self.cx.tree().text(self.cx.tree().target(key));
        let symbol = self.symbol(key);
        let near = self.near(written, site);
        if self.cx.view().symbol(key).is_none() && !near.is_empty() {
            return Some((self.by_name(site, near, Because::Near), true));
        }
        let missed = self.missed.of_mapping.get(&site.mapping).map_or(&[][..], Vec::as_slice);
        let has_its_letters = |name: &&&'static str| {
            self.is_free(site, name)
                && has_letters_of(written, name)
                && (symbol.is_none() || self.fit_here(site, name) > Fit::None)
        };
        let names: Vec<&'static str> = missed.iter().filter(has_its_letters).copied().collect();
        if !names.is_empty() {
            return Some((self.by_name(site, names, Because::Missed), true));
        }
        if let ([only], true) = (&self.words(written, site)[..], symbol.is_some())
            && self.missed.members.contains(&(site.mapping, *only))
        {
            return Some((self.by_name(site, vec![only], Because::Missed), true));
        }
        match self.can_move(symbol, site) {
            true => self.missing_it(&self.around_it(key, site).0),
            false => None,
        }
    }

    /// What a key was meant for most likely; and the members that it is missed as in other integrations that use its mapping.
    pub(super) fn likely(
        &self,
        key: NodeId,
        site: &Site,
        claimed: &HashSet<(NodeId, &str)>,
    ) -> ((Meant, bool), Vec<(NodeId, &'static str)>) {
        let symbol = self.symbol(key);
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
        let written = self.cx.tree().text(self.cx.tree().target(key));
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
    fn can_move(&self, symbol: Option<Symbol>, site: &Site) -> bool {
        symbol.is_some() && !site.known.numbers.is_empty() && !self.cx.view().is_null(site.value)
    }

    fn by_name(&self, site: &Site, names: Vec<&'static str>, because: Because) -> Meant {
        match names[..] {
            [only] if !self.is_free(site, only) => Meant::Taken(only),
            _ => Meant::Name { names, because },
        }
    }

    /// The name that a key stands for, whatever nobody sees around it.
    pub(super) fn symbol(&self, key: NodeId) -> Option<Symbol> {
        self.cx.view().symbol(key).or_else(|| {
            let written = self.cx.tree().text(self.cx.tree().target(key));
            let plain = plain_name(written);
            self.cx.view().names().symbol(plain).filter(|_| plain.len() < written.len())
        })
    }

    /// The members that are spelt nearly so.
    fn near(&self, written: &str, site: &Site) -> Vec<&'static str> {
        let names = site.object.members.iter().map(|member| member.name);
        // What nobody sees makes no other name of one.
        let plain = plain_name(written);
        if plain.len() < written.len()
            && let Some(name) = names.clone().find(|name| *name == plain)
        {
            return vec![name];
        }
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
        let name = self.symbol(key).map_or("", |symbol| self.cx.view().names().text(symbol));
        let mut targets = self.below(site.known.numbers[0], name, site.value);
        targets.extend(self.above(&site.known.numbers, name, site.value));
        let is_free =
            |target: &Target| !target.missing.is_empty() || self.cx.view().get(target.spot.mapping, name).is_none();
        targets.into_iter().partition(is_free)
    }
}

/// What the rules miss: members of mappings, any one of which would do.
pub(super) struct Missed {
    pub(super) members: HashSet<(NodeId, &'static str)>,
    of_mapping: HashMap<NodeId, Vec<&'static str>>,
}

impl Missed {
    fn of(all: &[Found]) -> Missed {
        let mut missed = Missed { members: HashSet::new(), of_mapping: HashMap::new() };
        for (mapping, names) in all.iter().filter_map(|found| found.lacks.as_ref()) {
            for &name in names {
                if missed.members.insert((*mapping, name)) {
                    missed.of_mapping.entry(*mapping).or_default().push(name);
                }
            }
        }
        missed
    }
}
