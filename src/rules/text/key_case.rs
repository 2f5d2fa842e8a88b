//! A known key in another case. The platform takes it; schemas, editors and other tools do not.

use crate::edit;
use crate::rules::{Context, Findings};
use crate::shape::check::Violation;

rule! {
    name: "key-case",
    severity: Warning,
    fix: Safe,
    summary: "a known key written in another case",
}

fn check(cx: &Context, out: &mut Findings) {
    for violation in cx.violations() {
        let Violation::KeyCase { object, key, name } = violation else { continue };
        let written = cx.tree().text(cx.tree().target(*key));
        // With the right spelling beside it, renaming would make the key stand twice.
        let owner = cx.tree().target(*object);
        let alone = cx
            .tree()
            .pairs(owner)
            .iter()
            .filter(|[other, _]| cx.view().symbol(*other) == cx.view().symbol(*key))
            .count()
            == 1;
        let draft = out
            .key(*key, format!("`{written}` is spelt `{name}`"))
            .help(format!("write `{name}`; the platform reads both, editors and other tools only the exact spelling"));
        if alone {
            draft.maybe_fix(edit::set_fix(cx.tree(), *key, name, true, format!("rename it to `{name}`")));
        }
    }
}
