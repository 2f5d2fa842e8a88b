//! The places where a key could belong: in its mapping, around it, and elsewhere in its integration.

use std::collections::{HashMap, HashSet};

use super::search::{Beside, MAX_AROUND, Search, Site};
use super::{Kin, Meant, Side, Spot, Target};
use crate::reading::names::Symbol;
use crate::reading::view::Seen;
use crate::shape::check::{self, Fit};
use crate::shape::places::Place;
use crate::shape::plan::{Object, Step};
use crate::syntax::NodeId;

impl Search<'_> {
    /// The place that misses the key, of those that could have it; all of them where several do.
    pub(super) fn missing_it(&self, free: &[Target]) -> Option<(Meant, bool)> {
        let missing: Vec<&Target> =
            free.iter().filter(|target| self.missed.members.contains(&target.member())).collect();
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
        let view = self.cx.view();
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
    pub(super) fn unmissed(&self, free: &[Target], occupied: &[Target], side: Side) -> Option<Target> {
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
    pub(super) fn below(&self, number: usize, name: &'static str, value: NodeId) -> Vec<Target> {
        let view = self.cx.view();
        let from = *self.places.get(number);
        let symbol = view.names().symbol(name);
        let mut found = Vec::new();
        for (way, object) in self.cx.schema().ways_down(from.object, symbol) {
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
        let mapping = self.cx.tree().target(value);
        let parent = self.places.get(parent).mapping;
        let numbers = self.places.of_mapping(mapping);
        let is_in = |number: &&usize| {
            self.places.get(**number).parent.is_some_and(|around| self.places.get(around).mapping == parent)
        };
        numbers.iter().take(MAX_AROUND).find(is_in).or(numbers.first()).copied()
    }

    /// The mappings around a key that can have it. Several that are equally far where aliases use the key's mapping.
    pub(super) fn above(&self, numbers: &[usize], name: &'static str, value: NodeId) -> Vec<Target> {
        let symbol = self.cx.view().names().symbol(name);
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
    pub(super) fn uses(&self, target: &Target, numbers: &[usize]) -> Vec<Target> {
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
    pub(super) fn beside(
        &self,
        number: usize,
        site: &Site,
        symbol: Option<Symbol>,
        claimed: &HashSet<(NodeId, &str)>,
    ) -> Vec<Target> {
        let Some(symbol) = symbol else { return Vec::new() };
        let value = site.value;
        let scope = self.scope(number);
        let mut beside = self.beside.borrow_mut();
        let by_scope = beside.entry(symbol).or_insert_with(|| self.all_that_miss(symbol));
        let Some(there) = by_scope.get(&scope) else { return Vec::new() };
        let fit = |target: &Target| {
            self.object_of(target)
                .and_then(|object| object.member(Some(symbol)))
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
        let name = self.cx.view().names().text(symbol);
        let mut by_scope: HashMap<NodeId, Beside> = HashMap::new();
        let mut missed: Vec<&(NodeId, &'static str)> = self.missed.members.iter().collect();
        missed.sort_unstable();
        for &(mapping, member) in missed {
            let Some(&number) = self.places.of_mapping(mapping).first() else { continue };
            let (place, scope) = (self.places.get(number), self.scope(number));
            let Some(member) = place.object.members.iter().find(|other| other.name == member) else { continue };
            let missing = match self.cx.schema().below(member) {
                _ if member.name == name => Vec::new(),
                Some((object, step)) if !step.item && object.member(Some(symbol)).is_some() => vec![step],
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
    pub(super) fn scope(&self, number: usize) -> NodeId {
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
        let value = self.cx.view().get(item, "objectName")?;
        self.cx.view().text(value).map(|text| text.into_owned())
    }

    pub(super) fn spot(&self, number: usize) -> Spot {
        let place = self.places.get(number);
        let mut outwards = self.outwards(number).map(|number| self.places.get(number));
        let item = outwards.find(|place| place.item).map(|place| place.mapping);
        Spot { mapping: place.mapping, object: place.object, kin: kin(place), item }
    }

    /// The places of the spec that have a key: those in the mapping that it stands in, else all that this kind of input has; and
    /// of these the ones that the value goes with, if it goes with any.
    pub(super) fn homes(&self, number: usize, symbol: Option<Symbol>, value: NodeId) -> Vec<Kin> {
        if symbol.is_none() {
            return Vec::new();
        }
        let fit = |object: &Object| object.member(symbol).map_or(Fit::None, |member| self.fit(value, member.value));
        let ways = |object: &'static Object| {
            let ways = self.cx.schema().ways_down(object, symbol).into_iter();
            let home = |(way, object): (Vec<Step>, &'static Object)| {
                let step = way.last()?;
                let kin = if step.item { Kin::Item(object.title) } else { Kin::Key(step.name) };
                Some((fit(object), kin))
            };
            ways.filter_map(home).collect::<Vec<_>>()
        };
        let mut homes = ways(self.places.get(number).object);
        if !homes.iter().any(|(fit, _)| *fit > Fit::None)
            && let Some(top) = self.outwards(number).last().map(|number| self.places.get(number))
        {
            let at_top = top.object.member(symbol).map(|_| (fit(top.object), kin(top)));
            homes.extend(at_top.into_iter().chain(ways(top.object)));
        }
        if homes.iter().any(|(fit, _)| *fit > Fit::None) {
            homes.retain(|(fit, _)| *fit > Fit::None);
        }
        let mut kinds = Vec::new();
        for (_, home) in homes {
            if !kinds.contains(&home) {
                kinds.push(home);
            }
        }
        kinds
    }

    pub(super) fn fit(&self, value: NodeId, expectation: usize) -> Fit {
        let key = (self.cx.tree().target(value), expectation);
        if let Some(&fit) = self.fits.borrow().get(&key) {
            return fit;
        }
        let fit = check::fit(self.cx.view(), key.0, self.cx.schema(), expectation);
        self.fits.borrow_mut().insert(key, fit);
        fit
    }
}

fn kin(place: &Place) -> Kin {
    match place.parent {
        _ if place.item => Kin::Item(place.object.title),
        None => Kin::Top,
        Some(_) => Kin::Key(place.member),
    }
}
