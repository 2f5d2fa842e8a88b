//! Arguments that are one of many names: shells complete them, and a name that is none is answered with what may be meant.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Arg, Command, Error};

use super::secrets;
use crate::clean;

/// What reads a name.
#[derive(Clone, Copy)]
pub struct Names<T> {
    /// The names that shells offer.
    pub all: fn() -> Vec<&'static str>,
    /// What a name stands for. The error is a line for a person.
    pub read: fn(&str) -> Result<T, String>,
}

impl<T: Clone + Send + Sync + 'static> TypedValueParser for Names<T> {
    type Value = T;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, value: &OsStr) -> Result<T, Error> {
        let read = self.read;
        let cleaned = |complaint: String| clean::line(&secrets::redact(&complaint)).into_owned();
        let read = move |text: &str| read(text).map_err(cleaned);
        TypedValueParser::parse_ref(&read, command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new((self.all)().into_iter().map(PossibleValue::new)))
    }
}

/// A text that says something.
pub fn not_empty(text: &str) -> Result<String, String> {
    match text.trim().is_empty() {
        true => Err("it is empty".to_string()),
        false => Ok(text.to_string()),
    }
}
