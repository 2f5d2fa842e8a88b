//! A sign of life on a terminal for what takes long: the platform's answers, large folders, large files.
//!
//! Nothing of it goes anywhere but to a terminal, and nothing of it stays there.

use std::io::{self, IsTerminal};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// After how long people begin to wonder.
const LONG: Duration = Duration::from_millis(700);

/// Does some work, and says what it is when it takes long.
pub fn show<T>(what: &str, work: impl FnOnce() -> T) -> T {
    if !io::stderr().is_terminal() {
        return work();
    }
    let (done, waiting) = mpsc::channel::<()>();
    thread::scope(|scope| {
        let sign = scope.spawn(move || {
            if let Err(RecvTimeoutError::Timeout) = waiting.recv_timeout(LONG) {
                sign_of_life(what, &waiting);
            }
        });
        let result = work();
        drop(done);
        // Gone altogether, and not just at the end of its work: what follows may want to be the only thread.
        let _ = sign.join();
        result
    })
}

/// Shows that something is going on until the other side of the channel is gone.
fn sign_of_life(what: &str, waiting: &Receiver<()>) {
    let sign = ProgressBar::new_spinner().with_message(what.to_string());
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
        sign.set_style(style);
    }
    sign.enable_steady_tick(Duration::from_millis(100));
    // Nothing is ever sent: what ends the waiting is that the sender is dropped.
    let _ = waiting.recv();
    sign.finish_and_clear();
}
