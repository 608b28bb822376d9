//! The labels of GitHub-hosted runners that are gone. A job that asks for one waits for a
//! runner of that name, which only a self-hosted one can have, and is cancelled after a day.
//!
//! Source: the announcements in actions/runner-images, the number of the issue or pull
//! request behind each row (read in November 2026); github/docs `usage-limits` (a job is
//! queued for 24 hours at most). Must not know what a job does.

use prodproof_syntax::value::ValueSet;

/// A label, and the day (as ISO 8601 has it) from which on GitHub has no runner for it.
const RETIRED: [(&str, &str); 11] = [
    ("ubuntu-16.04", "2021-09-20"),   // #3287
    ("ubuntu-18.04", "2023-04-03"),   // #6002
    ("ubuntu-20.04", "2025-04-15"),   // #11101
    ("macos-10.15", "2022-12-01"),    // #5583
    ("macos-11", "2024-06-28"),       // #9255
    ("macos-12", "2024-12-03"),       // #10721
    ("macos-13", "2025-12-08"),       // #13046
    ("macos-14", "2026-11-02"),       // #13518
    ("windows-2016", "2022-04-01"),   // #5994
    ("vs2017-win2016", "2022-04-01"), // #5994
    ("windows-2019", "2025-06-30"),   // #12045
];

/// The label for which GitHub has no runner on this day, among those that a job asks for: a
/// runner has to have all of them. One that says `self-hosted` means a runner of one's own.
pub(super) fn retired(labels: &[ValueSet], today: &str) -> Option<&'static str> {
    let known = || labels.iter().filter_map(ValueSet::as_known);
    if known().any(|label| label.eq_ignore_ascii_case("self-hosted")) {
        return None;
    }
    let of = |label: &str| RETIRED.iter().find(|(own, _)| own.eq_ignore_ascii_case(label));
    known().find_map(|label| of(label).filter(|(_, since)| *since <= today)).map(|(label, _)| *label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_by_day() {
        let asked = |labels: &[&str], today: &str| {
            let labels: Vec<ValueSet> = labels.iter().map(|label| ValueSet::known(label)).collect();
            retired(&labels, today)
        };
        assert_eq!(asked(&["ubuntu-20.04"], "2025-04-14"), None);
        assert_eq!(asked(&["ubuntu-20.04"], "2025-04-15"), Some("ubuntu-20.04"));
        assert_eq!(asked(&["Ubuntu-20.04"], "2026-01-01"), Some("ubuntu-20.04"));
        assert_eq!(asked(&["self-hosted", "ubuntu-20.04"], "2026-01-01"), None);
        assert_eq!(asked(&["ubuntu-latest"], "2026-01-01"), None);
    }
}
