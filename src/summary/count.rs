//! From an analysis to its summary: one walk over the models.

use std::collections::{HashMap, HashSet};

use super::{Backfill, Counts, Fields, Gap, Integration, Object, Read, Subscription, Summary, WatchSchema, When};
use crate::analysis::Analysis;
use crate::catalog::{Catalog, Incremental};
use crate::finding::Finding;
use crate::model::{self, DefaultPeriod, DeliveryMode, Field, IntegrationField, ReadObject, SubscribeObject};
use crate::rules::in_force::in_force;
use crate::schedule::{Rate, Schedule, Times};
use crate::syntax::NodeId;
use smol_str::SmolStr;

/// When `watchSchema` looks where nothing else is written.
const DEFAULT_WATCH: &str = "0 */24 * * *";
/// A name in a gap is no longer than that.
const NAME: usize = 60;

pub(super) fn summary(analysis: &Analysis, catalog: &Catalog, findings: &[Finding]) -> Summary {
    let mut summary = Summary::default();
    let schedules = known(analysis);
    for (node, integration) in analysis.definition().integrations() {
        let walk = Walk { analysis, schedules: &schedules, gaps: Vec::new() };
        summary.integrations.push(walk.integration(node, integration, catalog));
    }
    summary.reads_a_day = summary.integrations.iter().map(|integration| integration.reads_a_day).sum();
    count_findings(&mut summary, findings);
    for error in &analysis.tree().errors {
        let line = analysis.source().position(error.span.start as usize).line;
        let message = "cannot be read, and there may be more than what is summed up here".to_string();
        summary.gaps.push(Gap { message, line: Some(line) });
    }
    summary.gaps.extend(unreadable_integrations(analysis));
    summary
}

/// A schedule, and what there is to say of it.
struct Known<'a> {
    schedule: &'a Schedule,
    when: When,
}

/// The schedules of a text by what is written, each looked at once.
fn known(analysis: &Analysis) -> HashMap<&str, Option<Known<'_>>> {
    let mut all = HashMap::new();
    for at in analysis.schedules() {
        all.entry(at.text).or_insert_with(|| {
            at.schedule().map(|schedule| Known { schedule, when: describe(at.text, Some(schedule)) })
        });
    }
    all
}

/// Counts each finding for the text, and for the integration that it stands in.
fn count_findings(summary: &mut Summary, findings: &[Finding]) {
    let mut by_place: Vec<usize> = (0..summary.integrations.len()).collect();
    by_place.sort_by_key(|&nth| summary.integrations[nth].span);
    for finding in findings {
        summary.findings.count(finding);
        let behind = by_place.partition_point(|&nth| summary.integrations[nth].span.start <= finding.span.start);
        if let Some(&nth) = behind.checked_sub(1).and_then(|before| by_place.get(before)) {
            let integration = &mut summary.integrations[nth];
            if integration.span.contains(finding.span) {
                integration.findings.count(finding);
            }
        }
    }
}

/// The entries of a manifest's list that are no integrations at all, and the list itself where it is none.
fn unreadable_integrations(analysis: &Analysis) -> Vec<Gap> {
    use crate::analysis::Definition;
    let unreadable =
        |node: NodeId, what: &str| Gap { message: format!("{what} cannot be read"), line: line(analysis, node) };
    let items = |field: &Field<Vec<Field<model::Integration>>>| match field {
        Field::Absent => Vec::new(),
        Field::Unreadable(node) => vec![unreadable(*node, "the list of integrations")],
        Field::Value(_, list) => list
            .iter()
            .filter_map(|one| match one {
                Field::Unreadable(node) => Some(unreadable(*node, "an integration")),
                _ => None,
            })
            .collect(),
    };
    match analysis.definition() {
        Definition::Manifest(Field::Value(_, manifest)) => items(&manifest.integrations),
        Definition::Manifest(Field::Unreadable(node)) => vec![unreadable(*node, "the manifest")],
        Definition::Content(content) => match &**content {
            Field::Unreadable(node) => vec![unreadable(*node, "the integration")],
            _ => Vec::new(),
        },
        Definition::Revision(revision) => match &**revision {
            Field::Value(_, revision) => match &revision.content {
                Field::Unreadable(node) => vec![unreadable(*node, "the integration")],
                _ => Vec::new(),
            },
            Field::Unreadable(node) => vec![unreadable(*node, "the revision")],
            Field::Absent => Vec::new(),
        },
        Definition::Api(all) => {
            let is_gap = |one: &Field<model::ApiIntegration>| match one {
                Field::Unreadable(node) => Some(unreadable(*node, "an integration")),
                Field::Value(_, one) => match &one.latest_revision {
                    Field::Unreadable(node) => Some(unreadable(*node, "a revision")),
                    Field::Value(_, revision) => match &revision.content {
                        Field::Unreadable(node) => Some(unreadable(*node, "an integration")),
                        _ => None,
                    },
                    Field::Absent => None,
                },
                Field::Absent => None,
            };
            all.iter().filter_map(is_gap).collect()
        }
        _ => Vec::new(),
    }
}

fn line(analysis: &Analysis, node: NodeId) -> Option<usize> {
    (node != NodeId::NONE).then(|| {
        let node = analysis.tree().target(node);
        analysis.source().position(analysis.span(node).start as usize).line
    })
}

/// What a walk over one integration knows, and what it could not read.
struct Walk<'a> {
    analysis: &'a Analysis,
    schedules: &'a HashMap<&'a str, Option<Known<'a>>>,
    gaps: Vec<Gap>,
}

/// What the objects of a group have in common.
#[derive(PartialEq, Eq, Hash)]
struct Common<'a> {
    /// Nothing where there is no schedule; schedules that cannot be read, by their text.
    times: Option<Result<Times<'a>, &'a str>>,
    backfill: Backfill,
    destination: Option<&'a str>,
}

impl<'a> Walk<'a> {
    fn integration(mut self, node: NodeId, given: &'a model::Integration, catalog: &Catalog) -> Integration {
        let span = self.analysis.span(self.analysis.tree().target(node));
        let name = self.text(&given.name, "the name of the integration");
        let provider = self.text(&given.provider, "the provider");
        let module = self.text(&given.module, "the module");
        let reads = self.reads(given, catalog);
        let writes = self.writes(given);
        let subscriptions = self.subscriptions(given);
        let proxy = match self.value(&given.proxy, "`proxy`") {
            Some(proxy) => match &proxy.enabled {
                Field::Absent => Some(false),
                enabled => self.value(enabled, "whether the proxy is enabled").copied(),
            },
            None => None,
        };
        let watch_schema = self.watch_schema(given);
        let fields = self.fields(given);
        self.gaps.sort_by_key(|gap| gap.line);
        Integration {
            name,
            provider,
            module,
            span,
            line: self.analysis.source().position(span.start as usize).line,
            reads_a_day: reads.iter().map(|read| read.reads_a_day).sum(),
            full_reads_a_day: reads.iter().map(|read| read.full_reads_a_day).sum(),
            reads,
            fields,
            writes,
            subscriptions,
            proxy,
            watch_schema,
            findings: Counts::default(),
            gaps: self.gaps,
        }
    }

    /// A value; one that is there and cannot be read is a gap.
    fn value<'f, T>(&mut self, field: &'f Field<T>, what: &str) -> Option<&'f T> {
        if let Field::Unreadable(node) = field {
            self.gap(*node, format!("{what} cannot be read"));
        }
        field.value()
    }

    fn text(&mut self, field: &Field<SmolStr>, what: &str) -> Option<String> {
        self.value(field, what);
        field.text().map(str::to_string)
    }

    /// Says that nobody knows where something goes.
    fn destination(&mut self, node: NodeId, field: &Field<SmolStr>, called: &str) {
        self.value(field, &format!("the destination of {called}"));
        if field.is_blank() {
            self.gap(node, format!("{called} has no destination"));
        }
    }

    fn gap(&mut self, node: NodeId, message: String) {
        let line = line(self.analysis, node);
        self.gaps.push(Gap { message, line });
    }

    /// The readable items of a list; the others are gaps.
    fn items<'f, T>(&mut self, list: &'f Field<Vec<Field<T>>>, whole: &str, one: &str) -> Vec<(NodeId, &'f T)> {
        let Some(items) = self.value(list, whole) else { return Vec::new() };
        for item in items {
            self.value(item, one);
        }
        list.items().collect()
    }

    fn reads(&mut self, given: &'a model::Integration, catalog: &Catalog) -> Vec<Read> {
        let Some(read) = self.value(&given.read, "`read`") else { return Vec::new() };
        let incremental =
            in_force(catalog, given).and_then(|force| catalog.incremental_of(&force.provider.name, force.module));
        let lower = |name: &SmolStr| name.to_lowercase();
        let written: HashSet<String> =
            given.write_objects().filter_map(|(_, object)| object.object_name.value().map(lower)).collect();
        let mut groups: HashMap<Common, usize> = HashMap::new();
        let mut reads: Vec<Read> = Vec::new();
        for (node, object) in self.items(&read.objects, "the list of read objects", "a read object") {
            let name = object.object_name.text();
            let called =
                name.map_or("a read object".to_string(), |name| format!("`{}`", crate::clean::cut(name, NAME)));
            self.value(&object.object_name, "the name of a read object");
            if object.object_name.is_blank() {
                self.gap(node, "a read object has no name".to_string());
            }
            let when = self.when(&object.schedule, &called);
            self.destination(node, &object.destination, &called);
            let backfill = self.backfill(object, &called);
            let times = when.map(|(text, known)| known.map(|known| known.schedule.times()).ok_or(text));
            let common = Common { times, backfill, destination: object.destination.text() };
            let nth = *groups.entry(common).or_insert_with(|| {
                reads.push(Read {
                    objects: Vec::new(),
                    schedule: shown(when),
                    destination: object.destination.text().map(str::to_string),
                    backfill,
                    reads_a_day: Rate::default(),
                    full_reads_a_day: Rate::default(),
                    also_written: 0,
                    always: 0,
                    on_request: 0,
                });
                reads.len() - 1
            });
            let group = &mut reads[nth];
            let rate = group.schedule.times_a_day;
            group.reads_a_day += rate;
            if is_read_in_full(incremental, name) {
                group.full_reads_a_day += rate;
            }
            group.also_written += usize::from(name.is_some_and(|name| written.contains(&name.to_lowercase())));
            group.always += usize::from(object.enabled.value().is_some());
            let mode = object.delivery.value().and_then(|delivery| delivery.mode.value());
            group.on_request += usize::from(mode == Some(&DeliveryMode::OnRequest));
            let span = self.analysis.span(self.analysis.tree().target(node));
            group.objects.push(Object {
                name: name.map(str::to_string),
                arrives_as: object.map_to_name.text().filter(|as_| Some(*as_) != name).map(str::to_string),
                span,
                line: self.analysis.source().position(span.start as usize).line,
            });
        }
        reads
    }

    /// What is written as a schedule, and the schedule where it is one.
    fn when(&mut self, field: &'a Field<SmolStr>, called: &str) -> Option<(&'a str, Option<&'a Known<'a>>)> {
        self.value(field, &format!("the schedule of {called}"));
        if let Field::Unreadable(_) = field {
            return Some(("", None));
        }
        let (node, text) = field.get().filter(|(_, text)| !text.is_empty())?;
        let known = self.schedules.get(text.as_str()).and_then(Option::as_ref);
        if known.is_none() {
            let text = crate::clean::cut(text, NAME);
            self.gap(node, format!("`{text}` is no schedule, and how often {called} is read is not known"));
        }
        Some((text, known))
    }

    fn backfill(&mut self, object: &ReadObject, called: &str) -> Backfill {
        let what = format!("the backfill of {called}");
        if object.backfill.is_absent() {
            return Backfill::None;
        }
        let Some(backfill) = self.value(&object.backfill, &what) else { return Backfill::Unknown };
        let Some(period) = self.value(&backfill.default_period, &what) else { return Backfill::Unknown };
        let DefaultPeriod { days, full_history } = period;
        self.value(days, &what);
        self.value(full_history, &what);
        match (days, full_history) {
            (Field::Value(_, 0), Field::Absent) | (Field::Absent, Field::Value(_, false)) => Backfill::None,
            (Field::Value(_, days), Field::Absent) => Backfill::Days(*days),
            (Field::Absent, Field::Value(_, true)) => Backfill::FullHistory,
            (Field::Unreadable(_), _) | (_, Field::Unreadable(_)) => Backfill::Unknown,
            _ => {
                let node = object.backfill.node().unwrap_or(NodeId::NONE);
                self.gap(node, format!("{what} says nothing, or two things at once"));
                Backfill::Unknown
            }
        }
    }

    fn fields(&mut self, given: &model::Integration) -> Fields {
        let mut fields = Fields::default();
        for (_, object) in given.read_objects() {
            let mut count = |list: &Field<Vec<Field<IntegrationField>>>, what: &str| {
                let all = self.items(list, what, "a field");
                fields.mapped += all.iter().filter(|(_, field)| !field.map_to_name.is_absent()).count();
                fields.chosen_by_customers += all.iter().filter(|(_, field)| field.field_name.is_absent()).count();
                all.len()
            };
            fields.required += count(&object.required_fields, "a list of required fields");
            fields.optional += count(&object.optional_fields, "a list of optional fields");
            fields.objects_with_all += usize::from(object.optional_fields_auto.value().is_some());
        }
        fields
    }

    fn writes(&mut self, given: &model::Integration) -> Vec<String> {
        let Some(write) = self.value(&given.write, "`write`") else { return Vec::new() };
        let objects = self.items(&write.objects, "the list of write objects", "a write object");
        let name =
            |(_, object): (NodeId, &model::WriteObject)| self.text(&object.object_name, "the name of a write object");
        objects.into_iter().filter_map(name).collect()
    }

    fn subscriptions(&mut self, given: &'a model::Integration) -> Vec<Subscription> {
        let Some(subscribe) = self.value(&given.subscribe, "`subscribe`") else { return Vec::new() };
        let mut groups: HashMap<(Vec<String>, Option<&str>), usize> = HashMap::new();
        let mut all: Vec<Subscription> = Vec::new();
        for (node, object) in self.items(&subscribe.objects, "the list of subscribe objects", "a subscribe object") {
            let name = self.text(&object.object_name, "the name of a subscribe object");
            self.destination(node, &object.destination, "a subscribe object");
            let events = self.events(object);
            let destination = object.destination.text();
            let nth = *groups.entry((events, destination)).or_insert_with_key(|(events, destination)| {
                let destination = destination.map(str::to_string);
                all.push(Subscription { objects: Vec::new(), events: events.clone(), destination });
                all.len() - 1
            });
            all[nth].objects.push(name);
        }
        all
    }

    fn events(&mut self, object: &SubscribeObject) -> Vec<String> {
        let known = [
            ("create", object.create_event.node(), object.create_event.value().is_some()),
            ("update", object.update_event.node(), object.update_event.value().is_some()),
            ("delete", object.delete_event.node(), object.delete_event.value().is_some()),
            (
                "association change",
                object.association_change_event.node(),
                object.association_change_event.value().is_some(),
            ),
        ];
        let mut events = Vec::new();
        for (name, node, is_readable) in known {
            match node {
                Some(_) if is_readable => events.push(name.to_string()),
                Some(node) => self.gap(node, format!("the {name} event of a subscribe object cannot be read")),
                None => {}
            }
        }
        let others = self.items(&object.other_events, "the other events of a subscribe object", "an event");
        events.extend(others.into_iter().map(|(_, name)| name.to_string()));
        events
    }

    fn watch_schema(&mut self, given: &'a model::Integration) -> Option<WatchSchema> {
        let watch = self.value(&given.watch_schema, "`watchSchema`")?;
        let destination = self.text(&watch.destination, "the destination of `watchSchema`");
        let schedule = match self.when(&watch.schedule, "`watchSchema`") {
            None => When { written: None, ..describe(DEFAULT_WATCH, Schedule::parse(DEFAULT_WATCH).ok().as_ref()) },
            when => shown(when),
        };
        let all = self.value(&watch.all_objects, "`allObjects` of `watchSchema`");
        let changes = all.map_or(Vec::new(), |all| {
            let changes = [
                ("created", all.field_created.value().is_some()),
                ("deleted", all.field_deleted.value().is_some()),
                ("changed", all.field_changed.value().is_some()),
            ];
            changes.into_iter().filter(|(_, is_told)| *is_told).map(|(name, _)| name).collect()
        });
        Some(WatchSchema { destination, schedule, changes })
    }
}

fn shown(when: Option<(&str, Option<&Known>)>) -> When {
    match when {
        None => When::default(),
        Some((_, Some(known))) => known.when.clone(),
        Some((text, None)) => describe(text, None),
    }
}

fn describe(text: &str, schedule: Option<&Schedule>) -> When {
    When {
        written: (!text.is_empty()).then(|| text.to_string()),
        in_words: schedule.map(Schedule::in_words),
        times_a_day: schedule.map(Schedule::rate).unwrap_or_default(),
        unknown: schedule.is_none(),
    }
}

fn is_read_in_full(incremental: Option<&Incremental>, name: Option<&str>) -> bool {
    incremental.zip(name).and_then(|(known, name)| known.says(name)) == Some(false)
}
