//! An expression of the Common Expression Language: read by the `cel` crate, and checked as far as that goes without a manifest.
//!
//! The crate's own evaluation has no end to what it may cost, so that only its reader is used. What is read is small: a text of
//! a few lines, no deeper than the program's own stack takes without a thought.

use std::cell::Cell;
use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use cel::IdedExpr;
use cel::common::ast::{Expr, LiteralValue};
use cel::parser::PrattParser;
use regex::{Regex, RegexBuilder};
use serde_json::Value as Json;

use super::Subject;
use super::evaluate::{Evaluation, Stop, Value};
use crate::shape::plan::{Place, Root, Schema};

/// No policy needs more, and what is read is walked by functions that call themselves.
const LONGEST: usize = 2_000;
const DEEPEST: usize = 100;
/// What a pattern may take once it is compiled.
const PATTERN: usize = 1 << 18;

/// The functions, with how many values each takes, that before its dot included.
const FUNCTIONS: [(&str, usize); 7] = [
    ("size", 1),
    ("startsWith", 2),
    ("endsWith", 2),
    ("contains", 2),
    ("matches", 2),
    ("lowerAscii", 1),
    ("runsADay", 1),
];

/// An expression that can be evaluated.
#[derive(Clone)]
pub(crate) struct Expression {
    parsed: Arc<IdedExpr>,
    patterns: Arc<HashMap<String, Regex>>,
}

impl fmt::Debug for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Expression").finish_non_exhaustive()
    }
}

/// What is wrong with an expression.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The bytes to point at.
    pub(crate) at: Range<usize>,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

/// What names stand for in an expression.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope {
    object: Option<Place>,
    integration: Option<Place>,
    has_object: bool,
}

impl Scope {
    pub(crate) fn of(subject: Subject) -> Scope {
        let schema = Schema::integrations();
        let integration = Place::root(schema, Root::Integration as usize);
        let object = |section: &str| {
            let member = |place: Place, name: &str| place.member(schema.names.symbol(name));
            member(member(integration, section)?, "objects")?.item()
        };
        let object = match subject {
            Subject::Integration => None,
            Subject::ReadObject => object("read"),
            Subject::WriteObject => object("write"),
            Subject::SubscribeObject => object("subscribe"),
        };
        Scope { object, integration: Some(integration), has_object: subject != Subject::Integration }
    }

    /// What a policy is about.
    pub(crate) fn subject(&self) -> Option<Place> {
        if self.has_object { self.object } else { self.integration }
    }
}

impl Expression {
    /// Reads and checks an expression.
    pub(crate) fn read(text: &str, scope: Scope) -> Result<Expression, Fault> {
        let whole = 0..text.len();
        let fault = |message: String| Fault { at: whole.clone(), message, help: None };
        if text.len() > LONGEST {
            return Err(fault(format!("an expression has at most {LONGEST} bytes, and this has {}", text.len())));
        }
        let parser = PrattParser::new().max_recursion_depth(DEEPEST as u16 / 2).max_expression_node_count(LONGEST);
        let parsed = parser.parse(text).map_err(|errors| match errors.errors.first() {
            Some(error) => {
                let at = offset(text, error.pos);
                let why = error.msg.trim().trim_start_matches("Syntax error:").trim().to_string();
                Fault { at, message: format!("this is no expression: {why}"), help: None }
            }
            None => fault("this is no expression".to_string()),
        })?;
        let mut check = Check { text, names: Vec::new(), scope, patterns: HashMap::new() };
        check.expression(&parsed, 0)?;
        Ok(Expression { parsed: Arc::new(parsed), patterns: Arc::new(check.patterns) })
    }

    /// What comes of it, for no more work than there is left.
    pub(super) fn evaluate<'a>(
        &'a self,
        object: Option<&'a Json>,
        integration: &'a Json,
        budget: &Cell<u64>,
    ) -> Result<Value<'a>, Stop> {
        Evaluation::new(&self.patterns, object, integration, budget).value(&self.parsed)
    }
}

/// The character at a line and a column, both from 1 on; the last one where that is behind the end.
fn offset(text: &str, (line, column): (isize, isize)) -> Range<usize> {
    let before: usize = text.split_inclusive('\n').take((line - 1).max(0) as usize).map(str::len).sum();
    let rest = &text[before.min(text.len())..];
    let at = rest.char_indices().nth((column - 1).max(0) as usize).map_or(text.len(), |(at, _)| before + at);
    match text[at..].chars().next() {
        Some(c) => at..at + c.len_utf8(),
        None => text.char_indices().next_back().map_or(0..0, |(last, _)| last..text.len()),
    }
}

/// Looks an expression over before it is ever evaluated.
struct Check<'t> {
    text: &'t str,
    /// The names that `all`, `exists` and the like bind, and what each stands for.
    names: Vec<(String, Option<Place>)>,
    scope: Scope,
    patterns: HashMap<String, Regex>,
}

impl Check<'_> {
    /// What an expression stands for, where it is a place of the spec.
    fn expression(&mut self, one: &IdedExpr, depth: usize) -> Result<Option<Place>, Fault> {
        if depth > DEEPEST {
            return Err(self.fault(None, format!("an expression is at most {DEEPEST} operations deep"), None));
        }
        let depth = depth + 1;
        match &one.expr {
            Expr::Ident(name) => self.name(name),
            Expr::Literal(LiteralValue::Bytes(_)) => {
                Err(self.fault(None, "a manifest has no bytes to compare with".to_string(), None))
            }
            Expr::Literal(_) => Ok(None),
            Expr::Select(select) => {
                let operand = self.expression(&select.operand, depth)?;
                self.member(operand, &select.field)
            }
            Expr::List(list) => {
                list.elements.iter().try_for_each(|element| self.expression(element, depth).map(drop))?;
                Ok(None)
            }
            Expr::Comprehension(all) => {
                let items = self.expression(&all.iter_range, depth)?.and_then(Place::item);
                self.expression(&all.accu_init, depth)?;
                self.names.push((all.iter_var.clone(), items));
                self.names.push((all.accu_var.clone(), None));
                self.expression(&all.loop_cond, depth)?;
                self.expression(&all.loop_step, depth)?;
                self.expression(&all.result, depth)?;
                self.names.truncate(self.names.len() - 2);
                Ok(None)
            }
            Expr::Call(call) => {
                let values = call.target.iter().map(|target| &**target).chain(&call.args);
                let mut count = 0;
                for value in values {
                    self.expression(value, depth)?;
                    count += 1;
                }
                self.function(&call.func_name, count)?;
                if call.func_name == "matches" {
                    self.pattern(call.args.last())?;
                }
                Ok(None)
            }
            Expr::Map(_) | Expr::Struct(_) | Expr::Unspecified => {
                Err(self.fault(None, "mappings are not made in a policy".to_string(), None))
            }
        }
    }

    fn name(&self, name: &str) -> Result<Option<Place>, Fault> {
        if let Some((_, place)) = self.names.iter().rev().find(|(known, _)| known == name) {
            return Ok(*place);
        }
        match name {
            "integration" => Ok(self.scope.integration),
            "object" if self.scope.has_object => Ok(self.scope.object),
            _ => {
                let known = if self.scope.has_object { "`object` and `integration`" } else { "`integration`" };
                let help = format!("start from {known}");
                Err(self.fault(Some(name), format!("there is nothing called `{name}` here"), Some(help)))
            }
        }
    }

    /// A member: one that the spec knows, where it is known what has it.
    fn member(&self, of: Option<Place>, name: &str) -> Result<Option<Place>, Fault> {
        let Some(object) = of.and_then(Place::object) else { return Ok(None) };
        let symbol = Schema::integrations().names.symbol(name);
        let place = of.and_then(|place| place.member(symbol));
        let is_spelt = object.members.iter().any(|member| member.name == name);
        match (place, is_spelt || !object.closed) {
            (place, true) => Ok(place),
            (_, false) => {
                let names: Vec<&str> = object.members.iter().map(|member| member.name).collect();
                let help = format!("it has {}", crate::words::all_of(&names));
                Err(self.fault(Some(name), format!("a {} has no `{name}`", object.title), Some(help)))
            }
        }
    }

    fn function(&self, name: &str, count: usize) -> Result<(), Fault> {
        let is_operator = !name.starts_with(|c: char| c.is_ascii_alphabetic());
        match FUNCTIONS.iter().find(|(known, _)| *known == name) {
            _ if is_operator => Ok(()),
            Some((_, wanted)) if *wanted == count => Ok(()),
            Some(_) => Err(self.fault(Some(name), format!("`{name}` is given too little or too much"), None)),
            None => {
                let names = FUNCTIONS.map(|(name, _)| name);
                let help = format!(
                    "there are {}, and `has`, `all`, `exists`, `exists_one`, `filter` and `map`",
                    crate::words::all_of(&names)
                );
                Err(self.fault(Some(name), format!("there is no function `{name}`"), Some(help)))
            }
        }
    }

    /// A pattern is written out, so that it is compiled once and can be said to be wrong.
    fn pattern(&mut self, pattern: Option<&IdedExpr>) -> Result<(), Fault> {
        let Some(Expr::Literal(LiteralValue::String(pattern))) = pattern.map(|one| &one.expr) else {
            return Err(self.fault(Some("matches"), "`matches` takes a pattern in quotes".to_string(), None));
        };
        let pattern = pattern.inner();
        match RegexBuilder::new(pattern).size_limit(PATTERN).dfa_size_limit(PATTERN).build() {
            Ok(regex) => {
                self.patterns.insert(pattern.to_string(), regex);
                Ok(())
            }
            Err(why) => {
                let why = why.to_string();
                let why = why.lines().last().unwrap_or_default().trim_start_matches("error: ").to_string();
                Err(self.fault(Some(pattern), format!("`{pattern}` is no pattern: {why}"), None))
            }
        }
    }

    /// Points at a word of the text, the first time that it is one; at all of the text without one.
    fn fault(&self, word: Option<&str>, message: String, help: Option<String>) -> Fault {
        let is_of_word = |c: char| c.is_alphanumeric() || c == '_';
        let stands_alone = |at: usize, word: &str| {
            !self.text[..at].ends_with(is_of_word) && !self.text[at + word.len()..].starts_with(is_of_word)
        };
        let at = word.and_then(|word| {
            let (at, _) = self.text.match_indices(word).find(|(at, _)| stands_alone(*at, word))?;
            Some(at..at + word.len())
        });
        Fault { at: at.unwrap_or(0..self.text.len()), message, help }
    }
}
