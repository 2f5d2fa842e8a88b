//! `# amp:ignore`, placement by placement.

use amp_lint::{Severity, Source, lint};

/// The findings of a text as `line rule`, advice left out but for unused comments.
fn found(text: &str) -> Vec<String> {
    let source = Source::new("amp.yaml", text);
    lint(&source)
        .iter()
        .filter(|finding| finding.severity > Severity::Pedantic || finding.rule == "unused-ignore")
        .map(|finding| format!("{} {}", source.position(finding.span.start as usize).line, finding.rule))
        .collect()
}

/// Two read objects with an unknown key each, and comments where `@1` to `@9` stand.
fn manifest(comments: &[(&str, &str)]) -> String {
    let mut text = "@1specVersion: 1.0.0
integrations: @2
- name: a
  provider: hubspot
  read:
    objects: @3
@4    - @5objectName: contacts @6
      destination: d
      schedule: \"0 * * * *\"
      optionalFieldsAuto: all
@7      colour: red @8
    - {objectName: deals, destination: d, schedule: \"0 * * * *\", colour: red, @9
       optionalFieldsAuto: all}
"
    .to_string();
    for slot in 1..=9 {
        let name = format!("@{slot}");
        let comment = comments.iter().find(|(at, _)| *at == name).map_or("", |(_, comment)| comment);
        text = text.replace(&name, comment);
    }
    text
}

const BOTH: [&str; 2] = ["11 unknown-key", "12 unknown-key"];

#[test]
fn without_a_comment_both_are_reported() {
    assert_eq!(found(&manifest(&[])), BOTH);
}

#[test]
fn behind_a_value_it_is_for_that_key() {
    assert_eq!(found(&manifest(&[("@8", "# amp:ignore")])), [BOTH[1]]);
    // Behind the first key of an item it is for that key, and not for the item.
    assert_eq!(found(&manifest(&[("@6", "# amp:ignore")])), ["7 unused-ignore", BOTH[0], BOTH[1]]);
}

#[test]
fn behind_a_key_it_is_for_all_below() {
    assert!(found(&manifest(&[("@3", "# amp:ignore")])).is_empty());
    assert!(found(&manifest(&[("@2", "# amp:ignore")])).is_empty());
}

#[test]
fn behind_a_bare_dash_it_is_for_the_item() {
    assert_eq!(found(&manifest(&[("@5", "# amp:ignore\n      ")])), ["13 unknown-key"]);
}

#[test]
fn on_its_own_line_it_is_for_the_next_key() {
    assert_eq!(found(&manifest(&[("@7", "      # amp:ignore\n")])), ["13 unknown-key"]);
    assert_eq!(found(&manifest(&[("@7", "      # amp:ignore\n\n\n")])), ["15 unknown-key"]);
    assert_eq!(found(&manifest(&[("@7", "  # amp:ignore\n")])), ["13 unknown-key"]);
    // The next key is less deep: it is for nothing.
    assert_eq!(
        found(&manifest(&[("@7", "          # amp:ignore\n")])),
        ["11 unused-ignore", "12 unknown-key", "13 unknown-key"]
    );
}

#[test]
fn on_its_own_line_before_an_item_it_is_for_the_item() {
    assert_eq!(found(&manifest(&[("@4", "    # amp:ignore\n")])), ["13 unknown-key"]);
}

#[test]
fn several_in_a_row_add_up() {
    let two = "      # amp:ignore[schedule-uneven]\n      # amp:ignore[unknown-key]\n";
    assert_eq!(found(&manifest(&[("@7", two)])), ["11 unused-ignore", "14 unknown-key"]);
}

#[test]
fn inside_braces_it_is_for_the_key_and_the_line() {
    assert_eq!(found(&manifest(&[("@9", "# amp:ignore")])), [BOTH[0]]);
}

#[test]
fn only_the_named_rules_are_silenced() {
    assert_eq!(found(&manifest(&[("@8", "# amp:ignore[unknown-key]")])), [BOTH[1]]);
    // The other rule has nothing to silence here.
    assert_eq!(found(&manifest(&[("@8", "# amp:ignore[key-case, unknown-key]")])), ["11 unused-ignore", BOTH[1]]);
    assert_eq!(
        found(&manifest(&[("@8", "# amp:ignore[key-case]")])),
        ["11 unknown-key", "11 unused-ignore", "12 unknown-key"]
    );
}

#[test]
fn words_around_it_and_loose_spelling_are_read() {
    for comment in [
        "#amp:ignore",
        "# see the wiki; amp:ignore [unknown-key] for now",
        "# amp:ignore, we know",
        "# amp:ignore[ unknown-key ]",
    ] {
        assert_eq!(found(&manifest(&[("@8", comment)])), [BOTH[1]], "{comment}");
    }
    assert_eq!(found(&manifest(&[("@8", "# amp:ignored")])), BOTH);
}

#[test]
fn at_the_top_with_a_blank_line_it_is_for_the_file() {
    assert!(found(&manifest(&[("@1", "# amp:ignore[unknown-key]\n\n")])).is_empty());
    assert!(found(&manifest(&[("@1", "# The manifest.\n# amp:ignore\n# More words.\n\n")])).is_empty());
    // Without the blank line it is for `specVersion`.
    assert_eq!(found(&manifest(&[("@1", "# amp:ignore\n")])), ["1 unused-ignore", "12 unknown-key", "13 unknown-key"]);
}

#[test]
fn at_an_anchor_it_holds_for_the_aliases() {
    let text = "specVersion: 1.0.0
integrations:
- name: a
  provider: hubspot
  read: &read # amp:ignore[unknown-key]
    objects:
    - objectName: contacts
      destination: d
      schedule: \"0 * * * *\"
      optionalFieldsAuto: all
      colour: red
- name: b
  provider: hubspot
  read: *read
";
    assert!(found(text).is_empty(), "{:?}", found(text));
}

#[test]
fn errors_are_never_silenced() {
    let text = "# amp:ignore\n\nspecVersion: 2.0.0\nintegrations:\n- {name: a, provider: hubspot, colour: red, proxy: {enabled: true}}\n";
    assert_eq!(found(text), ["3 spec-version"]);
}

#[test]
fn names_of_the_vendors_validator_are_known_and_never_unused() {
    for name in ["destination-exists", "catalog-access", "update-event-enabled", "frequent-schedule-risk"] {
        assert_eq!(found(&manifest(&[("@6", &format!("# amp:ignore[{name}]"))])), BOTH);
    }
    assert_eq!(found(&manifest(&[("@6", "# amp:ignore[no-such-thing]")])), ["7 unknown-rule", BOTH[0], BOTH[1]]);
}

#[test]
fn what_looks_like_a_comment_in_a_text_is_none() {
    let text = manifest(&[]).replace("colour: red ", "mapToDisplayName: \"x # amp:ignore\"\n      colour: red ");
    assert_eq!(found(&text), ["12 unknown-key", "13 unknown-key"]);
}
