//! The pictures in the README are what the program really prints, rendered.

mod support;

use std::fs;

use anstyle::{Color, RgbColor};
use anstyle_svg::{Palette, Term};
use support::files::project;
use support::output::{stderr, stdout};
use support::program::run;

/// The pictures, each with what is typed: a terminal of a hundred columns shows the rest.
const PICTURES: [(&str, &[&str]); 2] =
    [("picture", &["examples/broken/first-look.yaml"]), ("summary", &["summary", "examples/many-objects.yaml"])];

fn printed(arguments: &[&str]) -> String {
    let output = run(project(), &[arguments, &["--color", "always"]].concat());
    let text = stdout(&output) + &stderr(&output);
    format!("$ amp-lint {}\n{text}", arguments.join(" "))
}

fn picture(text: &str, foreground: RgbColor, background: RgbColor, colours: [RgbColor; 8]) -> String {
    // The bright colours are the same as the plain ones.
    let palette = std::array::from_fn(|nth| colours[nth % 8]);
    let term = Term::new().fg_color(Color::Rgb(foreground)).bg_color(Color::Rgb(background));
    term.palette(Palette(palette)).render_svg(text)
}

/// Black, red, green, yellow, blue, magenta, cyan, white.
const ON_LIGHT: [RgbColor; 8] = [
    RgbColor(0x1F, 0x23, 0x28),
    RgbColor(0xCF, 0x22, 0x2E),
    RgbColor(0x11, 0x63, 0x29),
    RgbColor(0x9A, 0x67, 0x00),
    RgbColor(0x09, 0x69, 0xDA),
    RgbColor(0x82, 0x50, 0xDF),
    RgbColor(0x1B, 0x7C, 0x83),
    RgbColor(0x6E, 0x77, 0x81),
];
const ON_DARK: [RgbColor; 8] = [
    RgbColor(0x48, 0x4F, 0x58),
    RgbColor(0xFF, 0x7B, 0x72),
    RgbColor(0x3F, 0xB9, 0x50),
    RgbColor(0xE3, 0xB3, 0x41),
    RgbColor(0x58, 0xA6, 0xFF),
    RgbColor(0xBC, 0x8C, 0xFF),
    RgbColor(0x39, 0xC5, 0xCF),
    RgbColor(0xB1, 0xBA, 0xC4),
];

#[test]
fn the_pictures_are_fresh() {
    for (picture_of, arguments) in PICTURES {
        let text = printed(arguments);
        let light = picture(&text, RgbColor(0x1F, 0x23, 0x28), RgbColor(0xFF, 0xFF, 0xFF), ON_LIGHT);
        let dark = picture(&text, RgbColor(0xE6, 0xED, 0xF3), RgbColor(0x0D, 0x11, 0x17), ON_DARK);
        for (name, svg) in [("light", light), ("dark", dark)] {
            let name = format!("docs/{picture_of}-{name}.svg");
            let path = project().join(&name);
            if std::env::var_os("UPDATE_DOCS").is_some() {
                fs::write(&path, &svg).unwrap();
            }
            let written = fs::read_to_string(&path).unwrap_or_default();
            let readme = fs::read_to_string(project().join("README.md")).unwrap();
            assert!(readme.contains(&name), "the README does not show it");
            assert!(written == svg, "{} is stale: run UPDATE_DOCS=1 cargo test --test picture", path.display());
        }
    }
}
