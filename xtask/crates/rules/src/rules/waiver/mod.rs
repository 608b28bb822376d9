//! The constitution family, third part: waivers themselves, because a decision to live
//! with a fault needs a reason and must not outlive the fault.

mod expired_waiver;
mod reasonless_waiver;
mod unknown_waived_rule;
mod unreadable_waiver;
mod unused_waiver;

pub use expired_waiver::EXPIRED_WAIVER;
pub use reasonless_waiver::REASONLESS_WAIVER;
pub use unknown_waived_rule::UNKNOWN_WAIVED_RULE;
pub use unreadable_waiver::UNREADABLE_WAIVER;
pub use unused_waiver::{unused, UNUSED_WAIVER};

mod read;

pub use read::{all, inline, GivenWaiver, WaiverScope};

use crate::repo::Repo;
use crate::rules;
use prodproof_syntax::finding::{Finding, Rule};

/// The rows, in the order in which they are listed.
pub static RULES: &[&Rule] =
    &[&UNKNOWN_WAIVED_RULE, &UNUSED_WAIVER, &EXPIRED_WAIVER, &REASONLESS_WAIVER, &UNREADABLE_WAIVER];

/// Words of which the nearest rule's name is looked for: each is held against all of them.
const MOST_GUESSED: usize = 50;

/// What can be told without knowing the findings; see [`unused`] for the rest.
pub fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    let mut unknown = 0;
    for waiver in all(repo) {
        let inline = matches!(waiver.scope, WaiverScope::Lines(_));
        let place = waiver.place.clone();
        if waiver.word.is_empty() && inline {
            acc.push(unreadable_waiver::found(place));
            continue;
        }
        if waiver.rule().is_none() {
            unknown += 1;
            let like = if unknown > MOST_GUESSED { None } else { rules::like(&waiver.word) };
            acc.push(unknown_waived_rule::found(repo, place, &waiver.word, like));
            continue;
        }
        if let (true, Some((date, span))) = (waiver.expired, waiver.until) {
            acc.push(expired_waiver::found(&waiver, span, date));
            continue;
        }
        if waiver.reason.is_none() {
            acc.push(reasonless_waiver::found(&waiver));
        }
    }
}

/// The waiver that holds for a finding: an index. What is wrong with waivers cannot be
/// waived.
pub fn of(waivers: &[GivenWaiver], finding: &Finding) -> Option<usize> {
    waivers.iter().position(|one| !RULES.contains(&finding.rule) && one.covers(finding))
}

#[cfg(test)]
mod tests {
    use time::{Date, Month};

    use super::*;
    use prodproof_constitution::contract;
    use prodproof_syntax::finding::{apply, Edit};
    use prodproof_syntax::snapshot::{Facts, Snapshot};
    use prodproof_syntax::span::{Span, Spanned};

    const PATH: &str = ".specify/memory/constitution.md";

    fn day(day: u8) -> Date {
        Date::from_calendar_date(2026, Month::March, day).unwrap()
    }

    fn repo(path: &str, text: &str) -> Repo {
        Repo::new(Snapshot::of(&[(path, text), (PATH, "rule reason path until")], Facts::unknown("x", day(10))))
    }

    fn shown(repo: &Repo) -> Vec<String> {
        let waivers = all(repo);
        let mut findings = rules::check(repo);
        let used: Vec<usize> = findings.iter().filter_map(|one| of(&waivers, one)).collect();
        let sleeping = waivers.iter().enumerate().filter(|(index, _)| !used.contains(index));
        findings.extend(sleeping.filter_map(|(_, one)| unused(one, &repo.snapshot)));
        rules::sort(&mut findings);
        let about = |one: &&Finding| RULES.contains(&one.rule);
        findings.iter().filter(about).map(|one| format!("{}: {}", one.rule.name, one.message)).collect()
    }

    #[track_caller]
    fn comment(text: &str, expected: &[&str]) {
        assert_eq!(shown(&repo(".github/workflows/w.yml", text)), expected);
    }

    /// `until` is the day of the month whose 10th is today.
    #[track_caller]
    fn in_contract(rule: &str, reason: &str, path: Option<&str>, until: Option<u8>, expected: &[&str]) {
        let mut repo = repo("deploy/a.service", "");
        let spanned = |text: &str| Spanned::new(text.to_string(), Span::new(0, 4));
        std::sync::Arc::make_mut(&mut repo.contract).waivers = vec![contract::Waiver {
            rule: spanned(rule),
            reason: Some(spanned(reason)),
            image: None,
            path: path.map(spanned),
            until: until.map(|until| Spanned::new(day(until), Span::new(17, 22))),
            span: Span::new(0, 22),
        }];
        assert_eq!(shown(&repo), expected);
    }

    #[test]
    fn one_fault_is_one_finding() {
        comment("# xtask: allow(unusd-waiver)\n", &["unknown-waived-rule: there is no rule `unusd-waiver`"]);
        comment("# xtask: ignore[unused-waiver]\n", &["unreadable-waiver: this comment waives nothing"]);
        in_contract("nothing-like-it", "", None, Some(1), &["unknown-waived-rule: there is no rule `nothing-like-it`"]);
        in_contract("C204", "", None, Some(9), &["expired-waiver: the waiver of `C204` held until 2026-03-09"]);
    }

    #[test]
    fn a_waiver_of_the_contract_goes_with_its_table() {
        let head = "# A\n\n```toml contract\n[image]\nname = \"quay.io/acme/widget\"\n";
        let one = |rule: &str| format!("\n[[waiver]]\nrule = \"{rule}\"\nreason = \"decided\"\n");
        let foot = "```\n\n**Version**: 1.0.0\n";
        let left = |between: String, nth: usize| {
            let text = format!("{head}{between}{foot}");
            let repo = Repo::new(Snapshot::of(&[(PATH, text.as_str())], Facts::unknown("x", day(10))));
            let removal = all(&repo)[nth].removal;
            let edit = removal.map(|span| Edit::new(PATH, span, String::new()));
            edit.map(|edit| apply(&text, &[edit]).unwrap())
        };
        let (a, b) = (one("C201"), one("C202"));
        assert_eq!(left(format!("{a}{b}"), 0), Some(format!("{head}{b}{foot}")));
        assert_eq!(left(format!("{a}{b}"), 1), Some(format!("{head}{a}{foot}")));
        assert_eq!(left(a.clone(), 0), Some(format!("{head}{foot}")));
        let told = a.replace("[[waiver]]", "# asked by ops\n[[waiver]]");
        assert_eq!(left(told, 0), None, "a word about it is somebody's");
        let inline = "waiver = [{ rule = \"C201\", reason = \"decided\" }]\n[image]";
        let text = format!("{head}{foot}").replace("[image]", inline);
        let repo = Repo::new(Snapshot::of(&[(PATH, text.as_str())], Facts::unknown("x", day(10))));
        assert_eq!(all(&repo)[0].removal, None);
    }

    #[test]
    fn a_waiver_holds_on_its_last_day() {
        let unused = "unused-waiver: `unreadable-waiver` is about waivers and cannot be waived";
        in_contract("C204", "decided", None, Some(10), &[unused]);
    }

    #[test]
    fn what_is_wrong_with_waivers_cannot_be_waived() {
        let text = "# xtask: allow(unreadable-waiver) x\na: 1 # xtask: allow[b]\n";
        comment(
            text,
            &[
                "unused-waiver: `unreadable-waiver` is about waivers and cannot be waived",
                "unreadable-waiver: this comment waives nothing",
            ],
        );
    }

    #[test]
    fn a_reason_is_needed_wherever_it_is_written() {
        in_contract("C204", " ", None, None, &["reasonless-waiver: the waiver of `C204` has no reason"]);
        comment("a: 1 # xtask: allow(C204)\n", &["reasonless-waiver: the waiver of `C204` has no reason"]);
    }

    #[test]
    fn comments_about_other_things_are_fine() {
        comment("# xtask: proves it\non: push # allow(this)\n", &[]);
    }
}
