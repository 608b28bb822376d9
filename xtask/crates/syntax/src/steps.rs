//! How much work readers did, in steps that are the same on every machine: an event of YAML or
//! Markdown, a line of a unit, an entry that was looked at. Tests hold that twice the text is
//! no more than about twice the steps. Nothing is decided by it; must not know who counts.

use std::cell::Cell;

thread_local! {
    static TAKEN: Cell<u64> = const { Cell::new(0) };
}

/// Counts some steps.
pub fn took(steps: usize) {
    TAKEN.set(TAKEN.get().wrapping_add(steps as u64));
}

/// What `work` answers, and the steps that it took on this thread.
pub fn of<T>(work: impl FnOnce() -> T) -> (T, u64) {
    let before = TAKEN.get();
    let answer = work();
    (answer, TAKEN.get().wrapping_sub(before))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_of_inner_work_count_for_the_outer_too() {
        let ((_, inner), outer) = of(|| {
            took(2);
            of(|| took(3))
        });
        assert_eq!((inner, outer), (3, 5));
    }
}
