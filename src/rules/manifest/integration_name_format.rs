//! Names that other parts of the platform may not take.

use crate::model::limits::NAME_LENGTH;
use crate::rules::{Context, Findings};

rule! {
    name: "integration-name-format",
    severity: Warning,
    fix: No,
    rests_on: [Value],
    summary: "a name with unusual characters, or longer than 64",
}

fn check(cx: &Context, out: &mut Findings) {
    for (_, integration) in cx.integrations() {
        let Some((node, name)) = integration.name.get() else { continue };
        let odd: Vec<char> = name.chars().filter(|c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))).collect();
        let length = name.chars().count();
        if let Some(&first) = odd.first() {
            let what = match first {
                ' ' => "a space".to_string(),
                c if c.is_control() => "a control character".to_string(),
                c => format!("`{c}`"),
            };
            let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
            let words: Vec<&str> = name.split(|c| !allowed(c)).filter(|word| !word.is_empty()).collect();
            let suggestion = words.join("-");
            let draft = out.value(node, format!("the integration name has {what} in it"));
            match suggestion.is_empty() || length > NAME_LENGTH {
                true => draft.help("use letters, digits, `-` and `_` only"),
                false => draft.help(format!(
                    "use letters, digits, `-` and `_` only, as in `{suggestion}`; `displayName` may have any"
                )),
            };
        } else if length > NAME_LENGTH {
            out.value(node, format!("the integration name has {length} characters"))
                .help(format!("use at most {NAME_LENGTH}; `displayName` may be longer"));
        }
    }
}
