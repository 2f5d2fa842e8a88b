//! Many requests: several at once, each once, and no more of them when one has shown that none will be answered.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use super::ApiError;

/// How many requests are under way at a time.
const AT_ONCE: usize = 8;

/// Asks for each item. The answers are in the order of the items; an item that was not asked for any more has none.
pub fn ask_all<T: Sync, R: Send>(
    items: &[T],
    ask: impl Fn(&T) -> Result<R, ApiError> + Sync,
) -> Vec<Option<Result<R, ApiError>>> {
    let next = AtomicUsize::new(0);
    let is_hopeless = AtomicBool::new(false);
    let answers = Mutex::new(Vec::with_capacity(items.len()));
    let work = || {
        while !is_hopeless.load(Ordering::Relaxed) {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { break };
            let answer = ask(item);
            if answer.as_ref().is_err_and(ApiError::is_for_all) {
                is_hopeless.store(true, Ordering::Relaxed);
            }
            answers.lock().unwrap_or_else(PoisonError::into_inner).push((at, answer));
        }
    };
    thread::scope(|scope| {
        let others: Vec<_> = (1..AT_ONCE.min(items.len())).map(|_| scope.spawn(work)).collect();
        work();
        for other in others {
            if let Err(panic) = other.join() {
                std::panic::resume_unwind(panic);
            }
        }
    });
    let mut all: Vec<Option<Result<R, ApiError>>> = items.iter().map(|_| None).collect();
    for (at, answer) in answers.into_inner().unwrap_or_else(PoisonError::into_inner) {
        all[at] = Some(answer);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_stand_in_the_order_of_the_items() {
        let items: Vec<usize> = (0..100).collect();
        let answers = ask_all(&items, |item| Ok(item * 2));
        assert!(answers.into_iter().enumerate().all(|(at, answer)| answer.unwrap().unwrap() == at * 2));
    }

    #[test]
    fn nobody_is_asked_again_who_does_not_let_us_in() {
        let count = AtomicUsize::new(0);
        let answers: Vec<Option<Result<(), _>>> = ask_all(&[(); 1000], |()| {
            count.fetch_add(1, Ordering::Relaxed);
            Err(ApiError::TimedOut { host: "h".to_string(), seconds: 1 })
        });
        assert!(count.load(Ordering::Relaxed) <= AT_ONCE);
        assert!(answers.iter().any(Option::is_none));
    }
}
