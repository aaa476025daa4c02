//! Work on pieces on several threads, its results taken in the order of the pieces.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::failure::Failure;

struct Shared<T> {
    /// Which piece is taken next, and of which the result is handed on next.
    next: usize,
    handed_on: usize,
    done: BTreeMap<usize, T>,
    is_over: bool,
}

/// Works on pieces 0 up to `count`, and hands on the results in their order, by the calling thread. Nobody runs ahead by
/// more than two pieces a thread.
pub fn in_order<T: Send>(
    count: usize,
    threads: NonZeroUsize,
    work: impl Fn(usize) -> T + Sync,
    mut sink: impl FnMut(T) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let shared = Mutex::new(Shared { next: 0, handed_on: 0, done: BTreeMap::new(), is_over: false });
    let moved_on = Condvar::new();
    let ahead = 2 * threads.get();
    let wait = |own| moved_on.wait(own).unwrap_or_else(PoisonError::into_inner);
    let take = || {
        let mut own = lock(&shared);
        while !own.is_over && own.next < count && own.next >= own.handed_on + ahead {
            own = wait(own);
        }
        let is_left = !own.is_over && own.next < count;
        is_left.then(|| {
            own.next += 1;
            own.next - 1
        })
    };
    std::thread::scope(|scope| {
        for _ in 0..threads.get() {
            scope.spawn(|| {
                let _bell = Bell { shared: &shared, moved_on: &moved_on };
                while let Some(piece) = take() {
                    let done = work(piece);
                    lock(&shared).done.insert(piece, done);
                    moved_on.notify_all();
                }
            });
        }
        let mut outcome = Ok(());
        for piece in 0..count {
            let mut own = lock(&shared);
            let done = loop {
                match own.done.remove(&piece) {
                    Some(done) => break Some(done),
                    None if own.is_over => break None,
                    None => own = wait(own),
                }
            };
            own.handed_on = piece + 1;
            drop(own);
            moved_on.notify_all();
            let Some(done) = done else { break };
            outcome = sink(done);
            if outcome.is_err() {
                break;
            }
        }
        lock(&shared).is_over = true;
        moved_on.notify_all();
        outcome
    })
}

fn lock<T>(shared: &Mutex<Shared<T>>) -> MutexGuard<'_, Shared<T>> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Tells the others, where whoever holds it panics: they would wait for what never comes.
struct Bell<'s, T> {
    shared: &'s Mutex<Shared<T>>,
    moved_on: &'s Condvar,
}

impl<T> Drop for Bell<'_, T> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            lock(self.shared).is_over = true;
            self.moved_on.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;

    use policy_dsl::Saying;

    use super::in_order;
    use crate::failure::Failure;

    #[test]
    fn results_come_in_the_order_of_the_pieces() {
        for threads in 1..4 {
            let threads = NonZeroUsize::new(threads).unwrap();
            let mut came = Vec::new();
            let outcome = in_order(
                100,
                threads,
                |piece| piece * 3,
                |done| {
                    came.push(done);
                    Ok(())
                },
            );
            assert_eq!(outcome, Ok(()));
            assert_eq!(came, (0..100).map(|piece| piece * 3).collect::<Vec<_>>());
            let failure = Failure::new(Saying::new("failure-no-data"));
            let outcome = in_order(
                100,
                threads,
                |piece| piece,
                |done| {
                    if done == 7 { Err(failure.clone()) } else { Ok(()) }
                },
            );
            assert_eq!(outcome, Err(failure));
        }
    }
}
