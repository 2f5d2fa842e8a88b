//! `scripts/regenerate-catalog`: what it makes of tables of facts, and that it stops at a row which is not as it should be.

#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use amp_lint::catalog::{Catalog, Known, Topic, Watch};
use tempfile::TempDir;

type Tables = BTreeMap<&'static str, String>;

/// Small tables that go together.
fn tables() -> Tables {
    let table = |columns: &str, rows: &[&str]| {
        let rows: String = rows.iter().map(|row| format!("{}\n", row.replace(' ', "\t").replace('_', " "))).collect();
        format!("# as of 2027-03-04; made up\n{}\n{rows}", columns.replace(' ', "\t"))
    };
    BTreeMap::from([
        (
            "providers",
            table(
                "provider module display_name default_module read write subscribe proxy",
                &[
                    "acme - Acme_Ltd. main 1 0 0 1",
                    "acme main Acme_Main main 1 1 0 0",
                    "acme side Acme_Side main 0 0 0 0",
                    "twin - Twin - 0 0 0 0",
                ],
            ),
        ),
        ("objects", table("provider module object", &["acme main things", "acme main stuff"])),
        (
            "support",
            table(
                "provider module object read create update delete source",
                &["acme main orders 0 1 1  x.go", "acme main stuff 0 1   x.go", "acme side things 1    y.go"],
            ),
        ),
        ("support-more", table("provider module read write proxy source", &["acme side 1 - - guide"])),
        ("incremental", table("provider object", &["twin -"])),
        (
            "incremental-more",
            table("provider module object source", &["acme main things guide", "acme main stuff guide"]),
        ),
        (
            "subscribe",
            table(
                "provider module object events watch complete",
                &["acme main things create - yes", "acme main old create,update - yes", "twin - * - list-10 -"],
            ),
        ),
        (
            "subscribe-code",
            table(
                "provider module object events watch complete source",
                &["acme main * - all-only - z.go", "acme main things create,delete all-only no z.go"],
            ),
        ),
        ("other-events", table("provider event source", &["acme made z.go"])),
        (
            "limits",
            table(
                "provider module object kind value source",
                &["acme main things max-records 500 guide", "acme main stuff incremental preview guide"],
            ),
        ),
        ("field-aliases", table("provider module as_provider as_module", &["twin - acme main"])),
        (
            "field-handling",
            table(
                "provider module object how match unknown source",
                &["acme main things,_stuff query_fields i dropped a.go"],
            ),
        ),
        (
            "field-objects",
            table(
                "provider module object source match fields",
                &["acme main things custom s 3", "acme main rest query i 1"],
            ),
        ),
        (
            "fields",
            table(
                "provider module object object_display field field_display type read_only values references",
                &[
                    "acme main things The_things title Their_title string 1  ",
                    "acme main things The_things amount = int   ",
                    "acme main things The_things state = singleSelect 0 open|closed stuff",
                    "acme main rest = id = string   ",
                ],
            ),
        ),
    ])
}

fn regenerate(tables: &Tables, out: &Path) -> Output {
    let facts = TempDir::new().unwrap();
    for (name, text) in tables {
        fs::write(facts.path().join(format!("{name}.tsv")), text).unwrap();
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/regenerate-catalog");
    Command::new("python3").arg(script).arg(facts.path()).arg(out).output().unwrap()
}

#[test]
fn facts_become_tables_that_the_catalog_reads() {
    let out = TempDir::new().unwrap();
    let output = regenerate(&tables(), out.path());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = |name: &str| fs::read_to_string(out.path().join(name)).unwrap();
    assert!(text("providers.txt").contains("acme                             r--p  Acme Ltd."));
    let mut catalog = Catalog::of("2027-03-04".to_string(), Vec::new());
    for name in
        ["objects", "other-objects", "works", "incremental", "subscribe", "events", "limits", "handling", "aliases"]
    {
        catalog = catalog.with_table(name, text(&format!("{name}.txt"))).unwrap();
    }
    let main = Some("main");
    let object = |name: &str| catalog.object("acme", main, name).map(|object| (object.read, object.write()));
    assert_eq!(object("things"), Some((Some(true), None)));
    assert_eq!(object("orders"), Some((Some(false), Some(true))));
    // One table reads it and the other does not: nobody knows.
    assert_eq!(object("stuff"), Some((None, Some(true))));
    // Its fields are listed.
    assert_eq!(object("rest"), Some((Some(true), None)));
    assert_eq!((object("old"), catalog.knows_object("acme", main, "old")), (None, true));
    // What serves another has what that has.
    assert_eq!(catalog.object("twin", None, "things").unwrap().read, Some(true));
    assert_eq!(catalog.reads_incrementally("acme", main, "things"), Some(true));
    assert_eq!(catalog.reads_incrementally("acme", main, "stuff"), None);
    assert_eq!(catalog.reads_incrementally("twin", None, "things"), Some(false));
    // The code knows better than the guides.
    let offered = catalog.subscriptions("acme", main).unwrap();
    assert!(!offered.complete && offered.watch == Watch::AllOnly);
    assert_eq!(offered.object("things").unwrap().events(), ["create", "delete"]);
    assert_eq!(offered.object("old").unwrap().events(), ["create", "update"]);
    assert_eq!(catalog.subscriptions("twin", None).unwrap().watch, Watch::ListOfTen);
    assert!(catalog.events("acme", main).unwrap().has("made"));
    assert_eq!(catalog.limits_of("acme", main, "things").count(), 1);
    assert!(catalog.sent("acme", main, "stuff").unwrap().is_in_address());
    assert_eq!(catalog.date_of(Topic::Limits), "2027-03-04");
    // The packed fields, as text they are the same.
    let packed = fs::read(out.path().join("fields.pack")).unwrap();
    assert!(packed.starts_with(b"# As of 2027-03-04. Source: "));
    let fields = "# As of 2027-03-04. Source: made up.\nacme main\n  things\tcs\tamount\tstate\ttitle\n";
    let catalog = catalog.with_table("fields", fields.to_string()).unwrap();
    assert_eq!(catalog.fields("twin", None, "things").unwrap().knows("Amount"), Known::Case("amount"));
}

#[test]
fn the_same_facts_make_the_same_files() {
    let (one, other) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    assert!(regenerate(&tables(), one.path()).status.success());
    // Whatever the order of the rows.
    let mut turned = tables();
    for name in ["fields", "field-objects", "objects", "support", "limits", "other-events"] {
        let text = turned.get_mut(name).unwrap();
        let mut lines: Vec<&str> = text.lines().collect();
        lines[2..].reverse();
        *text = lines.join("\n") + "\n";
    }
    assert!(regenerate(&turned, other.path()).status.success());
    let names = ["fields.pack", "objects.txt", "events.txt", "aliases.txt", "works.txt", "subscribe.txt"];
    for name in names {
        assert_eq!(fs::read(one.path().join(name)).unwrap(), fs::read(other.path().join(name)).unwrap(), "{name}");
    }
}

#[test]
fn a_wrong_row_stops_it_at_its_line_and_nothing_is_written() {
    // A table, what stands in it, what stands there instead, and what is said, with the line.
    let cases = [
        (
            "providers",
            "acme\tside\tAcme Side\tmain\t0",
            "acme\tside\tAcme Side\tmain\tno",
            "providers.tsv:5: `no` cannot stand in the column read",
        ),
        ("providers", "twin\t-\tTwin", "twin\tone\tTwin", "providers.tsv:6: there is no row for twin itself"),
        ("objects", "acme\tmain\tstuff", "acme\tmain", "objects.tsv:4: there are 3 columns, and this row has 2"),
        (
            "objects",
            "acme\tmain\tstuff",
            "acme\tmain\tmy stuff",
            "objects.tsv:4: `my stuff` cannot stand in the column object",
        ),
        (
            "objects",
            "acme\tmain\tstuff",
            "acme\tmain\tthings",
            "objects.tsv:4: line 3 speaks of acme main things already",
        ),
        ("objects", "acme\tmain\tstuff", "acne\tmain\tstuff", "objects.tsv:4: there is no provider acne"),
        ("objects", "acme\tmain\tstuff", "acme\tmian\tstuff", "objects.tsv:4: acme has no module mian"),
        ("support", "orders\t0\t1", "orders\t2\t1", "support.tsv:3: `2` cannot stand in the column read"),
        ("support-more", "1\t-\t-", "1\t0\t-", "support-more.tsv:3: `0` cannot stand in the column write"),
        ("incremental-more", "stuff\tguide", "stuff\t", "incremental-more.tsv:4: `` cannot stand in the column source"),
        (
            "subscribe",
            "create,update",
            "create,updated",
            "subscribe.tsv:4: `create,updated` cannot stand in the column events",
        ),
        (
            "subscribe-code",
            "all-only\t-",
            "only-all\t-",
            "subscribe-code.tsv:3: `only-all` cannot stand in the column watch",
        ),
        ("other-events", "made\tz", "made up\tz", "other-events.tsv:3: `made up` cannot stand in the column event"),
        ("limits", "max-records\t500", "max-records\tmany", "limits.tsv:3: the value of max-records is a number"),
        ("limits", "max-records", "slow", "limits.tsv:3: `slow` cannot stand in the column kind"),
        ("field-aliases", "acme\tmain", "acme\tmore", "field-aliases.tsv:3: acme has no module more"),
        ("field-handling", "\ti\t", "\tx\t", "field-handling.tsv:3: `x` cannot stand in the column match"),
        ("field-objects", "custom\ts\t3", "custom\ts\t4", "field-objects.tsv:3: fields.tsv has 3 fields of it"),
        ("field-objects", "query\ti", "some\ti", "field-objects.tsv:4: `some` cannot stand in the column source"),
        ("fields", "rest\t=\tid", "best\t=\tid", "fields.tsv:6: field-objects.tsv does not know acme main best"),
        (
            "fields",
            "The things\tamount",
            "Some things\tamount",
            "fields.tsv:4: the object is called The things in the rows before",
        ),
        ("fields", "string\t1", "string\tyes", "fields.tsv:3: `yes` cannot stand in the column read_only"),
        ("fields", "type\tread_only", "read_only\ttype", "fields.tsv:2: the columns are"),
        ("fields", "# as of 2027-03-04", "# as of today", "fields.tsv:1: the first line says nothing of a date"),
    ];
    for (name, right, wrong, said) in cases {
        let out = TempDir::new().unwrap();
        let mut tables = tables();
        let text = tables.get_mut(name).unwrap();
        assert!(text.contains(right), "{name}: {right}");
        *text = text.replacen(right, wrong, 1);
        let output = regenerate(&tables, out.path());
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{name}: {wrong}\n{stderr}");
        assert!(stderr.contains(said) && !stderr.contains("Traceback"), "{name}: {wrong}\n{stderr}");
        assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0, "{name}: {wrong}");
    }
    let mut missing = tables();
    missing.remove("limits");
    let out = TempDir::new().unwrap();
    let output = regenerate(&missing, out.path());
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("limits.tsv"));
}
