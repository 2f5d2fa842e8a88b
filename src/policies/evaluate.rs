//! What comes of an expression. Every step is counted, and so is whatever is copied, so that nothing goes on for longer than it may.
//!
//! A missing member is `false`, and so is what has no meaning, as a number less than a text: a policy is about manifests of
//! all kinds, and none of them is an error. What cannot be read in the manifest ends the evaluation without a verdict.

use std::borrow::Cow;
use std::cell::Cell;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::rc::Rc;

use cel::IdedExpr;
use cel::common::ast::{CallExpr, ComprehensionExpr, Expr, LiteralValue, operators};
use regex::Regex;
use serde_json::{Map, Value as Json};

use crate::schedule::Schedule;

/// What it costs to count the runs of a schedule.
const SCHEDULE: u64 = 500;

/// Why there is no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// Something on the way cannot be read.
    Unreadable,
    /// It takes more than its share.
    TooMuch,
}

/// A value of an expression.
#[derive(Clone, Debug)]
pub(super) enum Value<'a> {
    Null,
    Bool(bool),
    Int(i64),
    Double(f64),
    Text(Cow<'a, str>),
    /// A list of the manifest.
    Items(&'a [Json]),
    /// A list that was made.
    List(Rc<Vec<Value<'a>>>),
    Object(&'a Map<String, Json>),
}

const FALSE: Value<'static> = Value::Bool(false);

impl<'a> Value<'a> {
    fn of(json: &'a Json) -> Result<Value<'a>, Stop> {
        Ok(match json {
            Json::Null => return Err(Stop::Unreadable),
            Json::Bool(value) => Value::Bool(*value),
            Json::Number(number) => match number.as_i64() {
                Some(number) => Value::Int(number),
                None => Value::Double(number.as_f64().unwrap_or_default()),
            },
            Json::String(text) => Value::Text(Cow::Borrowed(text)),
            Json::Array(items) => Value::Items(items),
            Json::Object(members) => Value::Object(members),
        })
    }

    /// Whether it is `true`.
    pub(super) fn holds(&self) -> bool {
        matches!(self, Value::Bool(true))
    }

    /// As a message has it.
    pub(super) fn shown(&self) -> String {
        match self {
            Value::Null => "null".to_string(),
            Value::Bool(false) => "nothing".to_string(),
            Value::Bool(true) => "true".to_string(),
            Value::Int(number) => number.to_string(),
            Value::Double(number) => number.to_string(),
            Value::Text(text) => text.to_string(),
            Value::Items(items) => format!("{} items", items.len()),
            Value::List(items) => format!("{} items", items.len()),
            Value::Object(_) => "a mapping".to_string(),
        }
    }

    fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// How many items or characters it has.
    fn size(&self) -> i64 {
        let size = match self {
            Value::Text(text) => text.chars().count(),
            Value::Items(items) => items.len(),
            Value::List(items) => items.len(),
            Value::Object(members) => members.len(),
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Double(_) => 0,
        };
        size as i64
    }

    /// What it costs to look at all of it.
    fn weight(&self) -> u64 {
        match self {
            Value::Text(text) => text.len() as u64 / 16,
            value => value.size() as u64,
        }
    }

    fn item(&self, nth: usize) -> Option<Result<Value<'a>, Stop>> {
        match self {
            Value::Items(items) => items.get(nth).map(Value::of),
            Value::List(items) => items.get(nth).cloned().map(Ok),
            _ => None,
        }
    }
}

/// One evaluation.
pub(super) struct Evaluation<'a, 'b> {
    patterns: &'a HashMap<String, Regex>,
    object: Option<&'a Json>,
    integration: &'a Json,
    /// What `all`, `exists` and the like have bound.
    names: Vec<(&'a str, Value<'a>)>,
    budget: &'b Cell<u64>,
}

impl<'a, 'b> Evaluation<'a, 'b> {
    pub(super) fn new(
        patterns: &'a HashMap<String, Regex>,
        object: Option<&'a Json>,
        integration: &'a Json,
        budget: &'b Cell<u64>,
    ) -> Evaluation<'a, 'b> {
        Evaluation { patterns, object, integration, names: Vec::new(), budget }
    }

    fn spend(&self, steps: u64) -> Result<(), Stop> {
        let left = self.budget.get().checked_sub(steps).ok_or(Stop::TooMuch)?;
        self.budget.set(left);
        Ok(())
    }

    pub(super) fn value(&mut self, one: &'a IdedExpr) -> Result<Value<'a>, Stop> {
        self.spend(1)?;
        match &one.expr {
            Expr::Literal(literal) => Ok(match literal {
                LiteralValue::Boolean(value) => Value::Bool(*value.inner()),
                LiteralValue::Int(value) => Value::Int(*value.inner()),
                LiteralValue::UInt(value) => Value::Int(i64::try_from(*value.inner()).unwrap_or(i64::MAX)),
                LiteralValue::Double(value) => Value::Double(*value.inner()),
                LiteralValue::String(value) => Value::Text(Cow::Borrowed(value.inner())),
                LiteralValue::Null => Value::Null,
                LiteralValue::Bytes(_) => FALSE,
            }),
            Expr::Ident(name) => self.name(name),
            Expr::Select(select) => {
                let member = match self.value(&select.operand)? {
                    Value::Object(members) => members.get(&select.field),
                    _ => None,
                };
                match (member, select.test) {
                    (Some(Json::Null), _) => Err(Stop::Unreadable),
                    (member, true) => Ok(Value::Bool(member.is_some())),
                    (Some(member), false) => Value::of(member),
                    (None, false) => Ok(FALSE),
                }
            }
            Expr::List(list) => {
                let items = list.elements.iter().map(|element| self.value(element));
                Ok(Value::List(Rc::new(items.collect::<Result<_, _>>()?)))
            }
            Expr::Comprehension(all) => self.comprehension(all),
            Expr::Call(call) => self.call(call),
            Expr::Map(_) | Expr::Struct(_) | Expr::Unspecified => Ok(FALSE),
        }
    }

    fn name(&self, name: &str) -> Result<Value<'a>, Stop> {
        if let Some((_, value)) = self.names.iter().rev().find(|(known, _)| *known == name) {
            return Ok(value.clone());
        }
        match (name, self.object) {
            ("integration", _) => Value::of(self.integration),
            ("object", Some(object)) => Value::of(object),
            _ => Ok(FALSE),
        }
    }

    fn comprehension(&mut self, all: &'a ComprehensionExpr) -> Result<Value<'a>, Stop> {
        let range = self.value(&all.iter_range)?;
        let start = self.value(&all.accu_init)?;
        let depth = self.names.len();
        self.names.push((&all.iter_var, FALSE));
        self.names.push((&all.accu_var, start));
        let mut nth = 0;
        while let Some(item) = range.item(nth) {
            self.names[depth].1 = item?;
            if !self.value(&all.loop_cond)?.holds() {
                break;
            }
            let step = self.value(&all.loop_step)?;
            self.names[depth + 1].1 = step;
            nth += 1;
        }
        let result = self.value(&all.result);
        self.names.truncate(depth);
        result
    }

    fn call(&mut self, call: &'a CallExpr) -> Result<Value<'a>, Stop> {
        let mut values = call.target.iter().map(|target| &**target).chain(&call.args);
        let Some(first) = values.next() else { return Ok(FALSE) };
        let left = self.value(first)?;
        // What the first value decides is decided.
        match call.func_name.as_str() {
            operators::LOGICAL_AND if !left.holds() => return Ok(FALSE),
            operators::LOGICAL_OR if left.holds() => return Ok(left),
            operators::LOGICAL_AND | operators::LOGICAL_OR => {
                let Some(second) = values.next() else { return Ok(FALSE) };
                return Ok(Value::Bool(self.value(second)?.holds()));
            }
            operators::CONDITIONAL => {
                let chosen = if left.holds() { values.next() } else { values.nth(1) };
                return chosen.map_or(Ok(FALSE), |chosen| self.value(chosen));
            }
            operators::LOGICAL_NOT => return Ok(Value::Bool(!left.holds())),
            operators::NOT_STRICTLY_FALSE => return Ok(Value::Bool(!matches!(left, Value::Bool(false)))),
            operators::NEGATE => {
                return Ok(match left {
                    Value::Int(number) => number.checked_neg().map_or(FALSE, Value::Int),
                    Value::Double(number) => Value::Double(-number),
                    _ => FALSE,
                });
            }
            "size" => {
                self.spend(left.weight())?;
                return Ok(Value::Int(left.size()));
            }
            "lowerAscii" => {
                self.spend(left.weight())?;
                return Ok(left.text().map_or(FALSE, |text| Value::Text(text.to_ascii_lowercase().into())));
            }
            "runsADay" => {
                self.spend(SCHEDULE)?;
                let schedule = left.text().and_then(|text| Schedule::parse(text).ok());
                return Ok(schedule.map_or(FALSE, |schedule| Value::Double(schedule.rate().a_day())));
            }
            _ => {}
        }
        let Some(second) = values.next() else { return Ok(FALSE) };
        let right = self.value(second)?;
        self.pair(&call.func_name, left, right)
    }

    /// What two values give.
    fn pair(&self, function: &str, left: Value<'a>, right: Value<'a>) -> Result<Value<'a>, Stop> {
        let texts = || left.text().zip(right.text());
        let is = |holds: bool| Ok(Value::Bool(holds));
        self.spend(left.weight().saturating_add(right.weight()))?;
        match function {
            operators::EQUALS => is(self.same(&left, &right)?),
            operators::NOT_EQUALS => is(!self.same(&left, &right)?),
            operators::LESS => is(order(&left, &right).is_some_and(Ordering::is_lt)),
            operators::LESS_EQUALS => is(order(&left, &right).is_some_and(Ordering::is_le)),
            operators::GREATER => is(order(&left, &right).is_some_and(Ordering::is_gt)),
            operators::GREATER_EQUALS => is(order(&left, &right).is_some_and(Ordering::is_ge)),
            operators::IN => {
                if let (Value::Text(name), Value::Object(members)) = (&left, &right) {
                    return is(members.contains_key(&**name));
                }
                let mut nth = 0;
                while let Some(item) = right.item(nth) {
                    if self.same(&left, &item?)? {
                        return is(true);
                    }
                    nth += 1;
                }
                is(false)
            }
            operators::INDEX => match (&left, &right) {
                (Value::Object(members), Value::Text(name)) => members.get(&**name).map_or(Ok(FALSE), Value::of),
                (list, Value::Int(nth)) => {
                    usize::try_from(*nth).ok().and_then(|nth| list.item(nth)).unwrap_or(Ok(FALSE))
                }
                _ => Ok(FALSE),
            },
            operators::ADD => match (left, right) {
                (Value::Text(left), Value::Text(right)) => Ok(Value::Text((left.into_owned() + &right).into())),
                (left @ (Value::Items(_) | Value::List(_)), right @ (Value::Items(_) | Value::List(_))) => {
                    let mut all = Vec::new();
                    for list in [left, right] {
                        let mut nth = 0;
                        while let Some(item) = list.item(nth) {
                            all.push(item?);
                            nth += 1;
                        }
                    }
                    Ok(Value::List(Rc::new(all)))
                }
                (left, right) => Ok(number(function, &left, &right)),
            },
            "startsWith" => is(texts().is_some_and(|(text, start)| text.starts_with(start))),
            "endsWith" => is(texts().is_some_and(|(text, end)| text.ends_with(end))),
            "contains" => is(texts().is_some_and(|(text, piece)| text.contains(piece))),
            "matches" => {
                is(texts()
                    .is_some_and(|(text, pattern)| self.patterns.get(pattern).is_some_and(|one| one.is_match(text))))
            }
            _ => Ok(number(function, &left, &right)),
        }
    }

    /// Whether two values are the same. What is within them counts as a step each.
    fn same(&self, left: &Value<'a>, right: &Value<'a>) -> Result<bool, Stop> {
        self.spend(1)?;
        Ok(match (left, right) {
            (Value::Object(left), Value::Object(right)) => {
                self.spend(weight_of(left))?;
                left == right
            }
            (Value::Items(_) | Value::List(_), Value::Items(_) | Value::List(_)) => {
                if left.size() != right.size() {
                    return Ok(false);
                }
                let mut nth = 0;
                while let Some((left, right)) = left.item(nth).zip(right.item(nth)) {
                    if !self.same(&left?, &right?)? {
                        return Ok(false);
                    }
                    nth += 1;
                }
                true
            }
            (Value::Null, Value::Null) => true,
            (Value::Bool(left), Value::Bool(right)) => left == right,
            _ => order(left, right).is_some_and(Ordering::is_eq),
        })
    }
}

/// How much there is in a mapping, all that is in it included. It is a piece of the manifest, and not deeper than the spec.
fn weight_of(members: &Map<String, Json>) -> u64 {
    let of = |json: &Json| match json {
        Json::Object(members) => weight_of(members),
        Json::Array(items) => items.iter().map(|item| item.as_object().map_or(1, weight_of)).sum(),
        Json::String(text) => 1 + text.len() as u64 / 16,
        _ => 1,
    };
    1 + members.values().map(of).sum::<u64>()
}

fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Int(left), Value::Int(right)) => Some(left.cmp(right)),
        (Value::Text(left), Value::Text(right)) => Some(left.cmp(right)),
        _ => as_double(left)?.partial_cmp(&as_double(right)?),
    }
}

fn as_double(value: &Value) -> Option<f64> {
    match value {
        Value::Int(number) => Some(*number as f64),
        Value::Double(number) => Some(*number),
        _ => None,
    }
}

/// What comes of a calculation; `false` where nothing does.
fn number<'a>(function: &str, left: &Value, right: &Value) -> Value<'a> {
    if let (Value::Int(left), Value::Int(right)) = (left, right) {
        let result = match function {
            operators::ADD => left.checked_add(*right),
            operators::SUBSTRACT => left.checked_sub(*right),
            operators::MULTIPLY => left.checked_mul(*right),
            operators::DIVIDE => left.checked_div(*right),
            operators::MODULO => left.checked_rem(*right),
            _ => None,
        };
        return result.map_or(FALSE, Value::Int);
    }
    let Some((left, right)) = as_double(left).zip(as_double(right)) else { return FALSE };
    match function {
        operators::ADD => Value::Double(left + right),
        operators::SUBSTRACT => Value::Double(left - right),
        operators::MULTIPLY => Value::Double(left * right),
        operators::DIVIDE => Value::Double(left / right),
        _ => FALSE,
    }
}
