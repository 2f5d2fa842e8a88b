//! Signals while a file is written: they wait until it is whole or gone again.
//!
//! A program that is told to end while it writes would leave its temporary file behind. Waiting is safer than a handler: nothing
//! needs to be remembered, and a signal that the user has the program ignore (as `nohup` does) stays ignored. It takes the time
//! of one file. Nothing but the system's own end (`kill -9`, a power cut) comes in between.

/// As long as it lives, signals wait. They wait for this thread; while files are written, there is no other.
pub struct Held {
    #[cfg(unix)]
    before: Option<nix::sys::signal::SigSet>,
}

/// Lets signals wait from now on.
pub fn hold() -> Held {
    Held {
        #[cfg(unix)]
        before: nix::sys::signal::SigSet::all().thread_swap_mask(nix::sys::signal::SigmaskHow::SIG_BLOCK).ok(),
    }
}

#[cfg(unix)]
impl Drop for Held {
    fn drop(&mut self) {
        if let Some(before) = &self.before {
            // It was in force a moment ago, so that it cannot be refused.
            let _ = before.thread_set_mask();
        }
    }
}
