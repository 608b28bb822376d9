//! The constitution family: there is one, it states one version and right dates, and the
//! version follows its text. The levels and edits come from the model; here they become
//! findings.

mod ambiguous_date;
mod changed_ratification;
mod conflict_marks;
mod conflicting_versions;
mod disordered_dates;
mod diverging_copies;
mod downgraded_version;
mod future_date;
mod insufficient_bump;
mod invalid_date;
mod missing_base;
mod missing_version;
mod no_constitution;
mod overstated_report;
mod stale_amendment_date;
mod stale_history;
mod stale_sync_report;
mod template_placeholder;
mod unamended_bump;
mod unbumped_amendment;
mod unread_date;
mod unread_language;
mod unreadable_version;
mod unsure_version;
mod untouched_template;

pub use ambiguous_date::AMBIGUOUS_DATE;
pub use changed_ratification::CHANGED_RATIFICATION;
pub use conflict_marks::CONFLICT_MARKS;
pub use conflicting_versions::CONFLICTING_VERSIONS;
pub use disordered_dates::DISORDERED_DATES;
pub use diverging_copies::DIVERGING_COPIES;
pub use downgraded_version::DOWNGRADED_VERSION;
pub use future_date::FUTURE_DATE;
pub use insufficient_bump::INSUFFICIENT_BUMP;
pub use invalid_date::INVALID_DATE;
pub use missing_base::MISSING_BASE;
pub use missing_version::MISSING_VERSION;
pub use no_constitution::NO_CONSTITUTION;
pub use overstated_report::OVERSTATED_REPORT;
pub use stale_amendment_date::STALE_AMENDMENT_DATE;
pub use stale_history::STALE_HISTORY;
pub use stale_sync_report::STALE_SYNC_REPORT;
pub use template_placeholder::TEMPLATE_PLACEHOLDER;
pub use unamended_bump::UNAMENDED_BUMP;
pub use unbumped_amendment::UNBUMPED_AMENDMENT;
pub use unread_date::UNREAD_DATE;
pub use unread_language::UNREAD_LANGUAGE;
pub use unreadable_version::UNREADABLE_VERSION;
pub use unsure_version::UNSURE_VERSION;
pub use untouched_template::UNTOUCHED_TEMPLATE;

use crate::repo::Repo;
use prodproof_syntax::finding::{Finding, Place, Rule};

mod dates;
mod held;
mod records;
mod version;

/// The rows, in the order in which they are listed.
pub static RULES: &[&Rule] = &[
    &NO_CONSTITUTION,
    &MISSING_BASE,
    &UNTOUCHED_TEMPLATE,
    &TEMPLATE_PLACEHOLDER,
    &MISSING_VERSION,
    &UNREADABLE_VERSION,
    &CONFLICTING_VERSIONS,
    &UNBUMPED_AMENDMENT,
    &INSUFFICIENT_BUMP,
    &DOWNGRADED_VERSION,
    &UNAMENDED_BUMP,
    &INVALID_DATE,
    &FUTURE_DATE,
    &DISORDERED_DATES,
    &CHANGED_RATIFICATION,
    &STALE_AMENDMENT_DATE,
    &STALE_SYNC_REPORT,
    &STALE_HISTORY,
    &DIVERGING_COPIES,
    &CONFLICT_MARKS,
    &UNSURE_VERSION,
    &UNREAD_DATE,
    &AMBIGUOUS_DATE,
    &UNREAD_LANGUAGE,
    &OVERSTATED_REPORT,
];

pub fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    let place = Place::file(repo.constitution_path());
    let Some(constitution) = &repo.constitution else {
        acc.push(no_constitution::found(repo, place));
        return;
    };
    diverging_copies::check(repo, constitution, acc);
    if constitution.document.template {
        acc.push(untouched_template::found(repo, constitution, place));
        return;
    }
    acc.extend(missing_base::found(repo, place));
    template_placeholder::check(constitution, acc);
    if !held::check(constitution, acc) {
        version::check(repo, constitution, acc);
    }
    // What was not understood, so that nothing is left out in silence.
    unread_date::check(repo, constitution, acc);
    ambiguous_date::check(constitution, acc);
    unread_language::check(constitution, acc);
    overstated_report::check(constitution, acc);
    dates::check(repo, constitution, acc);
    records::check(repo, constitution, acc);
}

#[cfg(test)]
mod tests;
