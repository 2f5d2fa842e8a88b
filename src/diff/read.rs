//! Read objects: when, how, how far back and for whom they are read.

use super::compare::{At, Compare};
use super::installed::Subject;
use super::kinds::*;
use super::{Impact, Side};
use crate::model::{Always, Backfill, Delivery, DeliveryMode, Field, Read, ReadObject, Section};
use crate::schedule::Schedule;
use crate::syntax::NodeId;
use smol_str::SmolStr;

/// Two schedules of the same times, however they are written.
fn same_schedule(old: Option<&str>, new: Option<&str>) -> bool {
    match (old, new) {
        (Some(old), Some(new)) => {
            old.trim() == new.trim()
                || matches!((Schedule::parse(old), Schedule::parse(new)), (Ok(old), Ok(new)) if old.runs_like(&new))
        }
        (old, new) => old == new,
    }
}

impl Compare<'_> {
    pub(super) fn read(&mut self, old: &Read, new: &Read) {
        let kinds = (&READ_OBJECT_REMOVED, &READ_OBJECT_ADDED);
        let begins = |object: &ReadObject| match object.enabled.value() {
            Some(Always::Always) => (Impact::Notable, ", for every installation at once"),
            None => (Impact::Safe, ""),
        };
        let lists = (&old.objects, &new.objects);
        for (old, new) in self.objects(lists, |object| &object.object_name, kinds, (Section::Read, "read"), begins) {
            let name = old.1.object_name.text().unwrap_or_default().to_string();
            // An object that is read for everybody needs no one to choose it.
            let is_chosen = old.1.enabled.is_absent();
            let subject = if is_chosen { Subject::Object(Section::Read, name) } else { Subject::Everyone };
            let around = std::mem::replace(&mut self.subject, subject);
            self.read_object(old, new);
            self.subject = around;
        }
    }

    fn read_object(&mut self, (old_node, old): (NodeId, &ReadObject), (new_node, new): (NodeId, &ReadObject)) {
        let name = new.object_name.text().unwrap_or("this object").to_string();
        let places = (old_node, new_node);
        // What customers have saved of these may count in place of the manifest's.
        let (object, now) = (name.clone(), new.destination.text().map(str::to_string));
        let of_object = std::mem::replace(&mut self.subject, Subject::Destination { object, now });
        self.destination(&format!("`{name}`"), places, &old.destination, &new.destination);
        let (object, now) = (name.clone(), new.schedule.text().map(str::to_string));
        self.subject = Subject::Schedule { object, now };
        self.schedule(&format!("`{name}` is read"), places, &old.schedule, &new.schedule, None);
        self.subject = of_object;
        if let Some((before, now)) = self.texts(&old.map_to_name, &new.map_to_name) {
            // Where neither is mapped, only the case of the name itself can differ, which has been said.
            let delivered =
                |mapped: Option<&str>, object: &ReadObject| mapped.or(object.object_name.text()).map(str::to_string);
            let (was, is) = (delivered(before, old), delivered(now, new));
            if let (Some(was), Some(is)) = (was, is)
                && was != is
                && (before.is_some() || now.is_some())
            {
                let message = format!("`{name}` is delivered as `{is}`, not as `{was}`");
                let at = |object: &ReadObject| {
                    let mapped = object.map_to_name.text().and_then(|_| object.map_to_name.node());
                    mapped.or(object.object_name.node()).map(At::Value)
                };
                self.change(&MAP_TO_NAME_CHANGED, message, at(old), at(new));
            }
        }
        self.wording(&old.map_to_display_name, &new.map_to_display_name);
        if self.both(&old.backfill, &new.backfill).is_some() {
            let (was, is) = (self.depth(Side::Old, &old.backfill), self.depth(Side::New, &new.backfill));
            if let (Some(was), Some(is)) = (was, is)
                && was != is
            {
                let at = |field: &Field<Backfill>, node| Some(At::Member(field.node().unwrap_or(node)));
                let message = format!("the first read of `{name}` goes back {}, not {}", is.words(), was.words());
                self.change(&BACKFILL_CHANGED, message, at(&old.backfill, old_node), at(&new.backfill, new_node));
            }
        }
        if self.both(&old.delivery, &new.delivery).is_some() {
            let (was, is) = (self.way(Side::Old, &old.delivery), self.way(Side::New, &new.delivery));
            if let (Some(was), Some(is)) = (was, is)
                && was != is
            {
                let at = |field: &Field<Delivery>, node| Some(At::Member(field.node().unwrap_or(node)));
                // Who has never asked gets nothing.
                let impact = if was.is_none() { Impact::Breaking } else { Impact::Notable };
                let message = format!("`{name}` is delivered {}, not {}", in_words(is), in_words(was));
                let places = (at(&old.delivery, old_node), at(&new.delivery, new_node));
                self.change_of(&DELIVERY_CHANGED, impact, message, places.0, places.1);
            }
        }
        if let Some((before, now)) = self.both(&old.enabled, &new.enabled)
            && before.is_some() != now.is_some()
        {
            let (impact, message) = match now {
                Some(_) => (Impact::Notable, format!("`{name}` is read for every installation")),
                None => (Impact::Breaking, format!("`{name}` is read only for the installations that want it")),
            };
            let at = |object: &ReadObject, node| Some(At::Member(object.enabled.node().unwrap_or(node)));
            self.change_of(&ENABLED_CHANGED, impact, message, at(old, old_node), at(new, new_node));
        }
        self.fields(&name, (old_node, old), (new_node, new));
    }

    /// Whether the same objects are read by the same times; `default` is what counts where nothing is written.
    pub(super) fn schedule(
        &mut self,
        who: &str,
        owners: (NodeId, NodeId),
        old: &Field<SmolStr>,
        new: &Field<SmolStr>,
        default: Option<&str>,
    ) {
        let Some((before, now)) = self.texts(old, new) else { return };
        let (before, now) = (before.or(default), now.or(default));
        if same_schedule(before, now) {
            return;
        }
        let (impact, message) = match (before, now) {
            (Some(before), None) => (
                Impact::Breaking,
                format!("{who} by no schedule, and was by `{before}`: it stops until something asks for it"),
            ),
            (before, now) => {
                let word = |text: Option<&str>| text.map_or("no schedule".to_string(), |text| format!("`{text}`"));
                (Impact::Notable, format!("{who} by {}, not by {}", word(now), word(before)))
            }
        };
        let at = |field: &Field<SmolStr>, owner: NodeId| match field.text() {
            Some(_) => field.node().map(At::Value),
            None => Some(At::Member(owner)),
        };
        self.change_of(&SCHEDULE_CHANGED, impact, message, at(old, owners.0), at(new, owners.1));
    }

    /// How far a backfill goes; nothing where that cannot be told.
    fn depth(&mut self, side: Side, backfill: &Field<Backfill>) -> Option<Depth> {
        let Some((node, backfill)) = backfill.get() else { return Some(Depth::None) };
        let (node, period) = match &backfill.default_period {
            Field::Value(node, period) => (*node, period),
            Field::Unreadable(period) => {
                self.unreadable(side, *period);
                return None;
            }
            Field::Absent => {
                self.not_compared(side, "`defaultPeriod` is missing".to_string(), At::Member(node));
                return None;
            }
        };
        match (&period.days, &period.full_history) {
            (Field::Unreadable(node), _) | (_, Field::Unreadable(node)) => {
                self.unreadable(side, *node);
                None
            }
            (Field::Value(_, days), Field::Absent) if *days > 0 => Some(Depth::Days(*days)),
            (Field::Absent, Field::Value(_, true)) => Some(Depth::All),
            (Field::Value(..), Field::Absent) | (Field::Absent, Field::Value(..)) => Some(Depth::None),
            (Field::Absent, Field::Absent) => {
                let message = "neither `days` nor `fullHistory` is there".to_string();
                self.not_compared(side, message, At::Member(node));
                None
            }
            (Field::Value(..), Field::Value(node, _)) => {
                let message = "`fullHistory` and `days` exclude each other".to_string();
                self.not_compared(side, message, At::Member(*node));
                None
            }
        }
    }

    /// The page size of deliveries on request; nothing in the inner place for deliveries at once; nothing at all where
    /// that cannot be told.
    fn way(&mut self, side: Side, delivery: &Field<Delivery>) -> Option<Option<i64>> {
        let Some((node, delivery)) = delivery.get() else { return Some(None) };
        match (&delivery.mode, &delivery.page_size) {
            (Field::Unreadable(node), _) => {
                self.unreadable(side, *node);
                None
            }
            (Field::Absent | Field::Value(_, DeliveryMode::Auto), _) => Some(None),
            (Field::Value(_, DeliveryMode::OnRequest), Field::Value(_, size)) => Some(Some(*size)),
            (Field::Value(_, DeliveryMode::OnRequest), Field::Unreadable(node)) => {
                self.unreadable(side, *node);
                None
            }
            (Field::Value(_, DeliveryMode::OnRequest), Field::Absent) => {
                self.not_compared(side, "`pageSize` is missing".to_string(), At::Member(node));
                None
            }
        }
    }
}

/// How far a backfill goes.
#[derive(PartialEq, Eq)]
enum Depth {
    /// Nothing of the past.
    None,
    /// So many days.
    Days(i64),
    /// All of it.
    All,
}

impl Depth {
    fn words(&self) -> String {
        match self {
            Depth::None => "not at all".to_string(),
            Depth::Days(1) => "1 day".to_string(),
            Depth::Days(days) => format!("{days} days"),
            Depth::All => "all the way".to_string(),
        }
    }
}

fn in_words(way: Option<i64>) -> String {
    match way {
        None => "as it comes".to_string(),
        Some(size) => format!("on request, {size} at a time"),
    }
}
