//! One text, analysed.

pub mod definition;
pub mod fill;
