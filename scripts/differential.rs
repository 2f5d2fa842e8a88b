//! Holds the reader of YAML against the platform's own, text by text: what is rejected, and what is read.
//!
//! `differential READER COUNT [SEED]`: `READER` is a program that takes paths on stdin, one a line, and answers each with a line of
//! JSON: `{"json": VALUE}` or `{"error": "..."}`. The texts are made here: the examples of this project and odd texts of its own, changed by
//! bytes, by lines and by pieces, and texts put together from nothing. The first disagreements are printed; there must be none.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use amp_lint::{Layout, Source};
use serde_json::Value;

/// How many texts are compared at once.
const BATCH: usize = 2000;

/// How many disagreements are printed.
const SHOWN: usize = 20;

/// Odd texts to start from, one behind each line of equals signs.
const ODD: &str = include_str!("differential.txt");

/// What may be put anywhere.
const PIECES: &[&str] = &[
    " ",
    "  ",
    "\t",
    "\n",
    "\r\n",
    "\r",
    "\u{85}",
    "\u{2028}",
    "\n\n",
    "- ",
    "-",
    "? ",
    "?",
    ": ",
    ":",
    ",",
    "[",
    "]",
    "{",
    "}",
    "#",
    " #c\n",
    "&a ",
    "*a",
    "!",
    "!!str ",
    "!!int ",
    "!!binary ",
    "!!null ",
    "!x ",
    "!<t> ",
    "|",
    ">",
    "|-\n",
    ">+\n  ",
    "|2\n",
    "'",
    "\"",
    "''",
    "\\",
    "\\n",
    "\\x41",
    "\\u00e9",
    "\\/",
    "%",
    "%YAML 1.1\n",
    "%TAG ! t:\n",
    "@",
    "`",
    "---",
    "---\n",
    "...",
    "...\n",
    "<<: *a",
    "<<",
    "~",
    "null",
    "yes",
    "012",
    "1e3",
    "0x1F",
    ".inf",
    ".nan",
    "1_0",
    "=",
    "é",
    "😀",
    "\u{FEFF}",
    "\u{A0}",
    "\u{7}",
    "\0",
    "\u{7F}",
    "a: b\n",
    "  a: b\n",
    "- a\n",
    "  - a\n",
    "[a, b]",
    "{a: b}",
    "\"a b\"",
    "'a'",
    "a b",
    "&a",
    "!!float ",
    "!!bool ",
    "!!timestamp ",
    "2001-12-14t21:59:43.10-05:00",
    "aGk=",
    "true",
    "1",
    "-1",
    "18446744073709551615",
    "a",
    "b",
    "x:y",
    ": a",
    "- - a",
    "? a\n: b\n",
];

/// Numbers that look like chance, the same for the same seed.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() >> 11) as usize % bound.max(1)
    }

    fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }

    fn often(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// The character boundary at or before a place.
fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A seed, or a few lines of one.
fn start(chance: &mut Chance, seeds: &[String]) -> String {
    let text = &seeds[chance.below(seeds.len())];
    if chance.often(50) {
        return text.clone();
    }
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let from = chance.below(lines.len());
    let to = (from + 1 + chance.below(8)).min(lines.len());
    lines[from..to].concat()
}

/// One change, of bytes, lines or pieces.
fn change(chance: &mut Chance, seeds: &[String], text: &mut String) {
    let at = floor(text, chance.below(text.len() + 1));
    match chance.below(10) {
        0..=3 => text.insert_str(at, chance.one(PIECES)),
        4 => {
            let to = floor(text, at + 1 + chance.below(4)).max(at);
            text.replace_range(at..to, "");
        }
        5 => {
            let to = floor(text, at + 1).max(at);
            text.replace_range(at..to, chance.one(PIECES));
        }
        6..=8 => {
            let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_string).collect();
            if lines.is_empty() {
                return;
            }
            let nth = chance.below(lines.len());
            match chance.below(7) {
                0 => lines[nth].insert_str(0, chance.one(&[" ", "  ", "\t", "- ", "   "])),
                1 => {
                    let line = lines[nth].strip_prefix(chance.one(&[" ", "  "])).unwrap_or(&lines[nth]).to_string();
                    lines[nth] = line;
                }
                2 => {
                    lines.remove(nth);
                }
                3 => {
                    let line = lines[nth].clone();
                    lines.insert(nth, line);
                }
                4 => {
                    let other = chance.below(lines.len());
                    lines.swap(nth, other);
                }
                5 => {
                    let line = lines[nth].trim_end().to_string();
                    lines[nth] = line + chance.one(&[" ", "\t\n", " \n", "  # c\n", ":\n", "\r\n"]);
                }
                _ => {
                    let line = lines[nth].trim_start().to_string();
                    lines[nth] = format!("{:width$}{line}", "", width = chance.below(7));
                }
            }
            *text = lines.concat();
        }
        _ => {
            let other = start(chance, seeds);
            let from = floor(&other, chance.below(other.len() + 1));
            let to = floor(&other, from + chance.below(40)).max(from);
            text.insert_str(at, &other[from..to]);
        }
    }
}

/// A text that no seed has anything to do with.
fn from_nothing(chance: &mut Chance) -> String {
    let mut text = String::new();
    for _ in 0..1 + chance.below(12) {
        if chance.often(30) {
            text.push('\n');
            text.extend(std::iter::repeat_n(' ', chance.below(5)));
        }
        text.push_str(chance.one(PIECES));
    }
    text
}

/// A value as block or flow YAML, mostly right.
fn grown(chance: &mut Chance, depth: usize, indent: usize, out: &mut String) {
    let scalars = [
        "a", "\"b c\"", "'d'", "12", "~", "yes", "x y", "e # f", "|\n", "&n g", "*n", "!!str 1", "a\n  b", "", "[]",
        "{}",
    ];
    if depth == 0 || chance.often(30) {
        out.push_str(chance.one(&scalars));
        return;
    }
    let blank = " ".repeat(indent);
    match chance.below(4) {
        0 => {
            for _ in 0..1 + chance.below(3) {
                out.push_str(&format!("\n{blank}- "));
                grown(chance, depth - 1, indent + 2, out);
            }
        }
        1 | 2 => {
            for nth in 0..1 + chance.below(3) {
                let key = chance.one(&["k", "\"q\"", "'r'", "k k", "&m s", "!!str t", "<<", "7", "? u\n:", "yes", "k"]);
                out.push_str(&format!("\n{blank}{key}{nth}: "));
                let deeper = if chance.often(80) { indent + 2 } else { indent + chance.below(4) };
                grown(chance, depth - 1, deeper, out);
            }
        }
        _ => {
            let list = chance.often(50);
            out.push(if list { '[' } else { '{' });
            for nth in 0..chance.below(3) {
                if nth > 0 {
                    out.push_str(chance.one(&[", ", ",", ",\n   ", " , "]));
                }
                if !list || chance.often(20) {
                    out.push_str(chance.one(&["k: ", "\"k\":", "? k : ", "k", "k :"]));
                }
                grown(chance, depth.saturating_sub(2), indent + 2, out);
            }
            out.push(if list { ']' } else { '}' });
        }
    }
}

fn make(chance: &mut Chance, seeds: &[String]) -> String {
    let mut text = match chance.below(10) {
        0..=5 => start(chance, seeds),
        6 => from_nothing(chance),
        _ => {
            let mut text = String::new();
            grown(chance, 4, 0, &mut text);
            text.trim_start_matches('\n').to_string()
        }
    };
    for _ in 0..chance.below(4) {
        change(chance, seeds, &mut text);
    }
    text
}

/// What is read here; nothing for what is rejected.
fn read(text: &[u8]) -> Option<Value> {
    let source = Source::from_bytes("amp.yaml", text.to_vec());
    let json = amp_lint::read(&source, Layout::Compact).ok()?;
    Some(serde_json::from_str(&json).expect("what is written is JSON"))
}

/// Whether two values are the same; numbers by their value, however they are written.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        (a, b) => a == b,
    }
}

/// The bytes of a text: now and then in UTF-16, or with a byte order mark.
fn encoded(chance: &mut Chance, text: &str) -> Vec<u8> {
    match chance.below(40) {
        0 => [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect(),
        1 => [0xFE, 0xFF].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect(),
        2 => format!("\u{FEFF}{text}").into_bytes(),
        _ => text.as_bytes().to_vec(),
    }
}

/// What the platform's reader says of the files at these paths, a line for each.
fn ask(reader: &str, paths: &[PathBuf]) -> Vec<String> {
    let mut platform = Command::new(reader)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the platform's reader starts");
    let mut questions = platform.stdin.take().expect("a pipe");
    let lines: String = paths.iter().map(|path| format!("{}\n", path.display())).collect();
    std::thread::scope(|scope| {
        scope.spawn(move || questions.write_all(lines.as_bytes()).expect("the reader takes paths"));
        let output = platform.wait_with_output().expect("the reader answers");
        String::from_utf8_lossy(&output.stdout).lines().map(str::to_string).collect()
    })
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, reader, count, rest @ ..] = arguments.as_slice() else {
        eprintln!("usage: differential READER COUNT [SEED]");
        return ExitCode::from(2);
    };
    let count: usize = count.parse().expect("COUNT is a number");
    let seed: u64 = rest.first().map_or(1, |seed| seed.parse().expect("SEED is a number"));
    let mut seeds: Vec<String> = ODD.split("\n==========\n").map(str::to_string).collect();
    for folder in ["examples", "examples/broken"] {
        let mut paths: Vec<_> = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder))
            .expect("the examples")
            .map(|entry| entry.expect("an example").path())
            .filter(|path| path.is_file())
            .collect();
        paths.sort();
        seeds.extend(paths.iter().map(|path| fs::read_to_string(path).expect("an example is text")));
    }
    let folder = tempfile::tempdir().expect("a folder");
    let mut chance = Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let (mut done, mut read_by_both, mut wrong) = (0, 0, 0);
    while done < count {
        let size = BATCH.min(count - done);
        let texts: Vec<Vec<u8>> = (0..size)
            .map(|_| {
                let text = make(&mut chance, &seeds);
                encoded(&mut chance, &text)
            })
            .collect();
        let paths: Vec<_> = (0..size).map(|nth| folder.path().join(format!("{nth}.yaml"))).collect();
        for (path, text) in paths.iter().zip(&texts) {
            fs::write(path, text).expect("a text is written");
        }
        let answers = ask(reader, &paths);
        assert_eq!(answers.len(), size, "an answer for each text");
        for (text, line) in texts.iter().zip(&answers) {
            let answer: Value = serde_json::from_str(line).expect("an answer is JSON");
            let ours = read(text);
            let theirs = answer.get("json").filter(|_| answer.get("error").is_none());
            read_by_both += usize::from(ours.is_some() && theirs.is_some());
            let agree = match (&ours, theirs) {
                (None, None) => true,
                (Some(ours), Some(theirs)) => same(ours, theirs),
                // `null` is left out of an answer, as is everything empty.
                (Some(Value::Null), None) => answer.get("error").is_none(),
                _ => false,
            };
            if !agree {
                wrong += 1;
                if wrong <= SHOWN {
                    println!("{:?}\n  platform: {}\n  here:     {ours:?}", String::from_utf8_lossy(text), line);
                }
            }
        }
        done += size;
    }
    println!("{done} texts, {read_by_both} read by both, {wrong} disagreements");
    ExitCode::from(u8::from(wrong > 0))
}
