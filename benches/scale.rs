//! What a lint costs on texts far larger than anybody's: against the parser's own events, in memory, over many files, and
//! how it grows. Prints a table; `cargo bench --bench scale`.

mod support;

use std::process::Command;
use std::time::{Duration, Instant};

use amp_lint::summary::{self, Summary};
use amp_lint::{Analysis, Catalog, Facts, Policy, Schema, Source, lint, timing};

/// The least of three runs.
fn time<T>(mut work: impl FnMut() -> T) -> Duration {
    (0..3)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(work());
            start.elapsed()
        })
        .min()
        .unwrap_or_default()
}

fn seconds(duration: Duration) -> String {
    format!("{:.3} s", duration.as_secs_f64())
}

/// The most memory this process has had, in bytes; where the system tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024)
}

fn main() {
    // Cargo passes `--bench`; any other word is one part to run, in a process of its own so that its memory is its own.
    let part = std::env::args().skip(1).find(|word| !word.starts_with("--"));
    let text = support::manifest(40_000, 40);
    let megabytes = text.len() as f64 / 1e6;
    if part.as_deref() == Some("memory") {
        let length = text.len() as f64;
        let source = Source::new("amp.yaml", text);
        let findings = lint(&source);
        if let Some(peak) = peak_memory() {
            // The text was made in this process, and stays: it counts once as the linter's own copy does.
            println!(
                "peak memory, {megabytes:.1} MB, {} findings: {:.0} MB, {:.1} times the text",
                findings.len(),
                peak as f64 / 1e6,
                peak as f64 / length
            );
        }
        return;
    }
    let events = time(|| granit_parser::Parser::new_from_str(&text).filter(Result::is_ok).count());
    println!("{:48} {:>10}", format!("parser events alone, {megabytes:.1} MB, 40,000 objects"), seconds(events));
    let source = Source::new("amp.yaml", text);
    let whole = time(|| lint(&source));
    println!(
        "{:48} {:>10}   {:.2} times the events",
        "lint of the same",
        seconds(whole),
        whole.as_secs_f64() / events.as_secs_f64()
    );
    // The fastest of three, stage by stage.
    let runs: Vec<_> = (0..3).map(|_| timing::stages(&source)).collect();
    for nth in 0..runs[0].len() {
        let (name, spent) = runs.iter().map(|run| run[nth]).min_by_key(|(_, spent)| *spent).unwrap_or_default();
        println!("{:48} {:>10}", format!("  {name}"), seconds(spent));
    }
    for (name, spent) in timing::rules(&source).into_iter().take(8) {
        println!("{:48} {:>10}", format!("    {name}"), seconds(spent));
    }

    if let Ok(program) = std::env::current_exe()
        && let Ok(output) = Command::new(program).arg("memory").output()
    {
        print!("{}", String::from_utf8_lossy(&output.stdout));
    }
    for (what, same) in [("40,000 objects in one integration", false), ("the same, all with one name", true)] {
        let grow = |objects: usize| {
            let mut text = support::manifest(objects, objects);
            if same {
                text = text
                    .lines()
                    .map(|line| {
                        if let Some(at) = line.find("objectName: object") {
                            format!("{}objectName: object\n", &line[..at])
                        } else if let Some(at) = line.find("mapToName: thing") {
                            format!("{}mapToName: thing\n", &line[..at])
                        } else {
                            format!("{line}\n")
                        }
                    })
                    .collect();
            }
            let source = Source::new("amp.yaml", text);
            time(|| lint(&source))
        };
        let (small, large) = (grow(4_000), grow(40_000));
        println!("{:48} {:>10}   {:.1} times 4,000", what, seconds(large), large.as_secs_f64() / small.as_secs_f64());
    }
    growth();
    repeated();
    deployed();
    summaries();
    many_files();
}

/// 2,000 integrations with 15 objects each, summed up once they are linted, and written in each form.
fn summaries() {
    let object = |nth: usize, integration: usize| {
        let schedule = format!("{} */{} * * {}", (integration * 7 + nth) % 60, 1 + nth % 5, nth % 7);
        format!(
            "        - objectName: object{nth}\n          destination: hook{}\n          schedule: \"{schedule}\"\n          optionalFieldsAuto: all\n",
            nth % 3
        )
    };
    let mut text = String::from("specVersion: 1.0.0\nintegrations:\n");
    for nth in 0..2_000 {
        text.push_str(&format!("  - name: crm-{nth}\n    provider: hubspot\n    read:\n      objects:\n"));
        (0..15).for_each(|object_nth| text.push_str(&object(object_nth, nth)));
    }
    let analysis = Analysis::of(Source::new("amp.yaml", text), Schema::integrations());
    let findings = analysis.findings(&Facts::default(), &Policy::default());
    let spent = time(|| Summary::of(&analysis, Catalog::builtin(), &findings));
    println!("{:48} {:>10}", "summary of 2,000 integrations, 30,000 objects", seconds(spent));
    let summary = Summary::of(&analysis, Catalog::builtin(), &findings);
    let spent = time(|| summary::text::write(&summary, "amp.yaml").len());
    println!("{:48} {:>10}", "  as text", seconds(spent));
    let spent = time(|| summary::markdown::write(&summary, "amp.yaml").len());
    println!("{:48} {:>10}", "  as Markdown", seconds(spent));
}

/// Manifests in which many names refer to many others: ten times as many must take ten times as long.
fn growth() {
    let read = |name: &str, rest: &str| format!("        - objectName: {name}\n          destination: d\n{rest}");
    let subscribed = |name: &str| {
        format!(
            "        - objectName: {name}\n          destination: d\n          inheritFieldsAndMapping: true\n          createEvent: {{enabled: always}}\n"
        )
    };
    let scheduled = "          schedule: \"0 0 * * *\"\n          optionalFieldsAuto: all\n";
    let head = "specVersion: 1.0.0\nintegrations:\n  - name: a\n    provider: gong\n    read:\n      objects:\n";
    type Shape<'a> = (&'a str, Box<dyn Fn(usize) -> String + 'a>, Box<dyn Fn(usize) -> String + 'a>);
    let shapes: [Shape; 4] = [
        (
            "inherited objects",
            Box::new(|nth| read(&format!("o{nth}"), "")),
            Box::new(|nth| subscribed(&format!("o{nth}"))),
        ),
        (
            "subscribed, not read",
            Box::new(|nth| read(&format!("o{nth}"), scheduled)),
            Box::new(|nth| subscribed(&format!("p{nth}"))),
        ),
        ("misspelt, all alike", Box::new(|_| read("call", scheduled)), Box::new(|_| subscribed("call"))),
        (
            "silenced findings",
            Box::new(|nth| {
                read(&format!("o{nth}"), &format!("          colour: red # amp:ignore[unknown-key]\n{scheduled}"))
            }),
            Box::new(|nth| subscribed(&format!("o{nth}"))),
        ),
    ];
    for (what, one, other) in shapes {
        let grow = |count: usize| {
            let read: String = (0..count).map(&one).collect();
            let subscribed: String = (0..count).map(&other).collect();
            let source = Source::new("amp.yaml", format!("{head}{read}    subscribe:\n      objects:\n{subscribed}"));
            time(|| lint(&source))
        };
        let (small, large) = (grow(2_000), grow(20_000));
        let what = format!("20,000 {what}");
        println!("{:48} {:>10}   {:.1} times 2,000", what, seconds(large), large.as_secs_f64() / small.as_secs_f64());
    }
}

/// The same thing said again and again: four times as often must take four times as long.
fn repeated() {
    let head = "specVersion: 1.0.0\nintegrations:\n  - name: a\n    provider: gong\n";
    let object = "    read:\n      objects:\n        - objectName: calls\n          destination: d\n";
    let watched = "    subscribe:\n      objects:\n        - objectName: calls\n          destination: d\n          \
                   inheritFieldsAndMapping: true\n          updateEvent:\n            enabled: always\n            \
                   requiredWatchFields:\n";
    type Shape = (&'static str, Box<dyn Fn(usize) -> String>);
    let shapes: [Shape; 6] = [
        ("times one key", Box::new(move |count| format!("{head}{}", "    displayName: b\n".repeat(count)))),
        (
            "keys, each of them twice",
            Box::new(move |count| {
                let keys: String = (0..count / 2).map(|nth| format!("    key{nth}: b\n")).collect();
                format!("{head}{keys}{keys}")
            }),
        ),
        (
            "times one watch field",
            Box::new(move |count| format!("{head}{object}{watched}{}", "              - id\n".repeat(count))),
        ),
        (
            "times one field name",
            Box::new(move |count| {
                format!("{head}{object}          requiredFields:\n{}", "            - fieldName: id\n".repeat(count))
            }),
        ),
        (
            "times one object name",
            Box::new(move |count| {
                let more = "        - objectName: calls\n          destination: d\n".repeat(count);
                format!("{head}{object}{more}")
            }),
        ),
        (
            "ignores above one key",
            Box::new(move |count| {
                format!("{head}{}    colour: red\n", "    # amp:ignore[unknown-key]\n".repeat(count))
            }),
        ),
    ];
    for (what, text) in shapes {
        let spent = |count| {
            let source = Source::new("amp.yaml", text(count));
            time(|| lint(&source))
        };
        let (small, large) = (spent(10_000), spent(40_000));
        let what = format!("40,000 {what}");
        println!("{:48} {:>10}   {:.1} times 10,000", what, seconds(large), large.as_secs_f64() / small.as_secs_f64());
    }
}

/// 10,000 integrations as the API answers them, against reading their JSON.
fn deployed() {
    let read = |name: String| {
        let fields: Vec<String> = (0..20).map(|nth| format!(r#"{{"fieldName":"field{nth}"}}"#)).collect();
        let objects: Vec<String> = ["Account", "Contact", "Lead"]
            .iter()
            .map(|object| {
                format!(
                    r#"{{"objectName":"{object}","destination":"hook","schedule":"0 * * * *","requiredFields":[{}]}}"#,
                    fields.join(",")
                )
            })
            .collect();
        format!(
            r#"{{"id":"i","projectId":"p","name":"{name}","provider":"salesforce","createTime":"2026-01-01T00:00:00Z","latestRevision":{{"id":"r","specVersion":"1.0.0","createTime":"2026-01-01T00:00:00Z","content":{{"name":"{name}","provider":"salesforce","read":{{"objects":[{}]}}}}}}}}"#,
            objects.join(",")
        )
    };
    let all: Vec<String> = (0..10_000).map(|nth| read(format!("crm-{nth}"))).collect();
    let body = format!("[{}]", all.join(","));
    let json = time(|| serde_json::from_str::<serde_json::Value>(&body));
    let linting = time(|| {
        let all: Vec<serde_json::Value> = serde_json::from_str(&body).unwrap_or_default();
        let text = |one| serde_json::to_string_pretty(one).unwrap_or_default();
        let findings = all.iter().map(|one| lint(&Source::new("p/i@r", text(one))).len());
        findings.sum::<usize>()
    });
    let megabytes = body.len() as f64 / 1e6;
    println!("{:48} {:>10}", format!("10,000 deployed integrations, {megabytes:.1} MB, their JSON"), seconds(json));
    println!(
        "{:48} {:>10}   {:.1} times their JSON, on one processor",
        "lint of the same",
        seconds(linting),
        linting.as_secs_f64() / json.as_secs_f64()
    );
}

/// A thousand small files, by the program itself, on one processor and on all.
fn many_files() {
    let program = env!("CARGO_BIN_EXE_amp-lint");
    let Ok(folder) = tempfile::tempdir() else { return };
    let text = support::manifest(4, 4);
    for at in 0..1000 {
        let inner = folder.path().join(at.to_string());
        if std::fs::create_dir(&inner).and_then(|()| std::fs::write(inner.join("amp.yaml"), &text)).is_err() {
            return;
        }
    }
    let run = |prefix: &[&str]| {
        let words: Vec<&str> = prefix.iter().copied().chain([program, "--quiet"]).collect();
        time(|| Command::new(words[0]).args(&words[1..]).arg(folder.path()).output())
    };
    let all = run(&[]);
    println!("{:48} {:>10}", "1,000 small files, all processors", seconds(all));
    if Command::new("taskset").arg("--version").output().is_ok() {
        let one = run(&["taskset", "-c", "0"]);
        println!(
            "{:48} {:>10}   {:.1} times as long",
            "1,000 small files, one processor",
            seconds(one),
            one.as_secs_f64() / all.as_secs_f64()
        );
    }
}
