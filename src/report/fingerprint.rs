//! What makes a finding the same finding after the lines around it have moved.

use std::collections::HashMap;
use std::hash::Hasher;

use fnv::FnvHasher;

use super::Linted;
use crate::finding::Finding;

/// The findings of a text, in their order, each with a fingerprint: of the file, the rule, the message and the text at the
/// place; and of how many like it came before. Neither lines nor other findings count.
pub(super) fn all(one: &Linted) -> impl Iterator<Item = (&Finding, String)> {
    let mut seen: HashMap<u64, u64> = HashMap::new();
    one.findings.iter().map(move |finding| {
        let place = one.source.text().get(finding.span.range()).unwrap_or_default();
        let mut hasher = FnvHasher::default();
        for part in [one.source.name(), finding.rule, &finding.message, place] {
            hasher.write(part.as_bytes());
            // No text holds it.
            hasher.write_u8(0xFF);
        }
        let nth = seen.entry(hasher.finish()).or_default();
        *nth += 1;
        hasher.write(&nth.to_le_bytes());
        (finding, format!("{:016x}", hasher.finish()))
    })
}
