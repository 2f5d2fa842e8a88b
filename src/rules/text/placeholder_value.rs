//! A name that is none: it stands for one that is still to be filled in.

use crate::rules::names::{self, Name, NameOf};
use crate::rules::placeholders::{is_placeholder, is_template};
use crate::rules::words::excerpt;
use crate::rules::{Context, Findings};

rule! {
    name: "placeholder-value",
    severity: Warning,
    fix: No,
    summary: "a name that is still to be filled in, as `TODO` or `${VAR}`",
}

fn check(cx: &Context, out: &mut Findings) {
    names::each(cx, |name| {
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
