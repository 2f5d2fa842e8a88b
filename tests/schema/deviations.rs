//! Where the emitted schema differs from the published one, and why. Nowhere else does it differ.

/// One place at which the published schema is not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deviation {
    /// The place, from the revision content on: `read.objects[].schedule`; `*` for every object.
    pub place: &'static str,
    /// What is different.
    pub what: Difference,
    /// Why.
    pub reason: &'static str,
}

/// How a place differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    /// Required there, not here.
    NotRequired,
    /// `oneOf` there, `anyOf` here.
    AnyOf,
    /// A member that only one branch of the published `oneOf` lists is listed by both here.
    InBothBranches,
    /// Other members are allowed there and unknown here.
    Closed,
}

/// All of them.
pub const DEVIATIONS: &[Deviation] = &[
    Deviation {
        place: "*",
        what: Difference::Closed,
        reason: "the platform drops a member that it does not know without a word, so that a misspelt key would be lost",
    },
    Deviation {
        place: "read.objects[].schedule",
        what: Difference::NotRequired,
        reason: "the platform deploys a read object without a schedule and reads it on request",
    },
    Deviation {
        place: "read.objects[].requiredFields[]",
        what: Difference::AnyOf,
        reason: "an entry with `fieldName` and `mapToName` is documented, and matches both branches of the `oneOf`",
    },
    Deviation {
        place: "read.objects[].optionalFields[]",
        what: Difference::AnyOf,
        reason: "an entry with `fieldName` and `mapToName` is documented, and matches both branches of the `oneOf`",
    },
    Deviation {
        place: "read.objects[].requiredFields[]",
        what: Difference::InBothBranches,
        reason: "with closed branches, an entry must not be rejected for a member that only the other branch lists",
    },
    Deviation {
        place: "read.objects[].optionalFields[]",
        what: Difference::InBothBranches,
        reason: "with closed branches, an entry must not be rejected for a member that only the other branch lists",
    },
];
