//! A name that is none: it stands for one that is still to be filled in.

use crate::rules::names::{self, Name, NameOf};
use crate::rules::placeholders::{is_placeholder, is_template};
use crate::rules::words::excerpt;
use crate::rules::{Context, Findings};
use crate::source::Span;
use crate::syntax::{Kind, Tag};

rule! {
    name: "placeholder-value",
    severity: Warning,
    fix: No,
    summary: "a name that is still to be filled in, as `TODO` or `${VAR}`",
}

fn check(cx: &Context, out: &mut Findings) {
    // Hardly any text has a tag, and every name would be looked at for one.
    let has_tags = cx.source().text().contains('!');
    names::each(cx, |name| {
        if has_tags && let Some((place, tag)) = tag(cx, &name) {
            let message = format!(
                "`{}` fills in nothing: the platform reads the text behind it, `{}`",
                excerpt(tag),
                excerpt(name.text)
            );
            out.part(name.node, place, message).help(what_to_write(&name));
            return;
        }
        if !is_placeholder(name.text, name.of) || name.is_known(cx) {
            return;
        }
        let written = excerpt(name.text);
        let message = match name.of {
            NameOf::Display => format!("`{written}` is a placeholder, and customers see it as it stands"),
            of => format!("`{written}` is a placeholder, not the name of {}", of.what()),
        };
        let help = match is_template(name.text) {
            true => format!("{}: the platform fills in no variables", what_to_write(&name)),
            false => what_to_write(&name).to_string(),
        };
        out.value(name.node, message).help(help);
    });
}

/// The tag before a name that other tools fill in, as `!ENV` or `!Ref`, and its place.
fn tag<'a>(cx: &Context<'a>, name: &Name) -> Option<(Span, &'a str)> {
    let node = cx.tree().target(name.node);
    let Kind::Scalar { tag: Tag::Other, .. } = cx.tree().kind(node) else { return None };
    let before = cx.source().text().get(..cx.tree().span(node).start as usize)?.trim_end();
    let start = before.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    before[start..].starts_with('!').then(|| (Span::new(start, before.len()), &before[start..]))
}

fn what_to_write(name: &Name) -> &'static str {
    match name.of {
        NameOf::Integration => "write a name of your own, unique in the project",
        NameOf::Provider => "write the provider to connect to, as `salesforce` or `hubspot`",
        NameOf::Module => "write one of the provider's modules, or remove the key",
        NameOf::Destination => "write the name of one of your destinations",
        NameOf::Object => "write the name of the provider's object, as `contacts`",
        NameOf::Field => "write the name of the provider's field, as `email`",
        NameOf::Event => "write the name of the provider's event",
        NameOf::Mapped => "write the name that your application is to receive",
        NameOf::Display => "write what customers are to see",
    }
}
