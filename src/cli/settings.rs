//! What there is to say about the settings files of a run.

use super::error::Error;
use super::output::{self, Colour, Stream, complain};
use super::secrets;
use crate::finding::{Finding, Severity};
use crate::report::{Linted, pretty};
use crate::settings::nearest::{AllSettings, Said};
use crate::source::Source;

/// Says what there is to say about the settings of the run; with `quiet`, only why they cannot be used.
pub fn report(settings: &AllSettings, colour: Colour, quiet: bool) -> Result<(), Error> {
    let mut usable = Ok(());
    // Nobody is left to tell when stderr is gone.
    let show = |source: &Source, findings: &[Finding]| {
        let linted = Linted { source: source.clone(), findings: findings.to_vec(), counts: Severity::Error };
        let linted = [secrets::covered(linted)];
        let _ = pretty::write(&mut std::io::stderr().lock(), &linted, output::style(colour, Stream::Stderr));
    };
    for said in settings.said() {
        match said {
            Said::Note(_) | Said::Warnings(..) if quiet => {}
            Said::Note(note) => complain(format_args!("{note}")),
            Said::Warnings(source, findings) => show(source, findings),
            Said::Unusable(complaint) => complain(format_args!("{complaint}")),
            Said::Broken(source, findings) => {
                show(source, findings);
                let name = source.name();
                complain(format_args!("the settings {name} cannot be used, and nothing was linted"));
            }
        }
        if matches!(said, Said::Unusable(_) | Said::Broken(..)) {
            usable = Err(Error::Said);
        }
    }
    usable
}
