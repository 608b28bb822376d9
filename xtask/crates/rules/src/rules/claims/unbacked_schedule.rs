//! X104: the constitution promises a schedule that no workflow has.

use super::{also, at};
use prodproof_constitution::claims::schedule::{Schedule, ScheduledPeriod};
use prodproof_constitution::claims::Claim;
use prodproof_constitution::Constitution;
use prodproof_syntax::finding::{rule, Finding};
use prodproof_syntax::span::{Span, Spanned};

rule! {
    /// ## What it does
    /// Reports a schedule that the prose promises and no workflow has: compared by what
    /// the cron lines mean, day and time in UTC.
    ///
    /// ## Why is this bad?
    /// A weekly rebuild that is promised but not scheduled leaves the base image's
    /// security fixes out, and everybody believes they are in.
    ///
    /// ## Example
    /// "The image is rebuilt every Monday at 04:30 UTC", and the workflow says
    ///
    /// ```yaml
    /// on:
    ///   schedule:
    ///     - cron: "30 4 * * 2"
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// on:
    ///   schedule:
    ///     - cron: "30 4 * * 1"
    /// ```
    ///
    /// ## References
    /// - <https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule>
    X104 UNBACKED_SCHEDULE "unbacked-schedule" Error "the constitution promises a schedule that no workflow has"
}

pub(super) fn found(
    constitution: &Constitution,
    schedule: &Schedule,
    group: &[&Claim],
    crons: &[(&str, Spanned<String>)],
    acc: &mut Vec<Finding>,
) {
    let Some(first) = group.first() else { return };
    let words: String =
        first.span.text(&constitution.text).split_whitespace().collect::<Vec<_>>().join(" ").replace('`', "");
    let message = match crons {
        [] => format!("`{words}` is promised, and no workflow has a schedule"),
        [(_, cron)] => format!("`{words}` is promised, and the only schedule is `{}`", cron.value),
        _ => format!("`{words}` is promised, and none of the {} schedules is that", crons.len()),
    };
    let mut finding = also(at(&UNBACKED_SCHEDULE, constitution, first, message), constitution, group);
    for (path, cron) in crons {
        finding = finding.related(*path, cron.span, "this schedule is another");
    }
    let help = match (cron_line(schedule), crons) {
        (Some(line), []) => {
            format!("add `schedule` with the cron line `{line}` to the workflow, or amend the constitution")
        }
        (Some(line), _) => format!("write the cron line `{line}`, or amend the constitution"),
        (None, _) => "add `schedule` to the workflow, or amend the constitution".to_string(),
    };
    finding = finding.help(help);
    // One schedule and one full statement of it: which cron line is meant is known.
    if let (Some(line), [(path, cron)]) = (cron_line(schedule), crons) {
        let plain = |span: Span| span.len() >= cron.value.len();
        if plain(cron.span) && schedule.time.is_some_and(|time| time.utc) {
            let quoted = cron.span.len() == cron.value.len() + 2;
            let span = if quoted { Span::new(cron.span.start + 1, cron.span.end - 1) } else { cron.span };
            if quoted || cron.span.len() == cron.value.len() {
                let edit = prodproof_syntax::finding::Edit::new(*path, span, line.clone());
                finding = finding.unsafe_fix(format!("write the cron line `{line}`"), vec![edit]);
            }
        }
    }
    acc.push(finding);
}

/// The cron line of a schedule that states day and time.
fn cron_line(schedule: &Schedule) -> Option<String> {
    let time = schedule.time.filter(|time| time.utc)?;
    let (hour, minute) = (time.hour, time.minute);
    let weekdays = match schedule.period {
        ScheduledPeriod::Daily => "*".to_string(),
        ScheduledPeriod::Weekly(Some(days)) => {
            (0..7).filter(|day| days & (1 << day) != 0).map(|day| day.to_string()).collect::<Vec<_>>().join(",")
        }
        _ => return None,
    };
    Some(format!("{minute} {hour} * * {weekdays}"))
}

#[cfg(test)]
mod tests {
    use crate::rules::claims::tests::{bad, bad_with, good, repo, run, BUILD};
    use prodproof_syntax::finding::apply;

    #[test]
    fn schedules_that_no_workflow_has() {
        let none = [(BUILD, "on: push\njobs: {}\n")];
        let other = [(
            BUILD,
            "\
on:
  schedule:
    - cron: '30 4 * * 2'
jobs: {}
",
        )];
        bad_with(
            "The image MUST be rebuilt weekly.",
            &none,
            &["X104e 3:27 `weekly` is promised, and no workflow has a schedule"],
        );
        bad_with(
            "The image is rebuilt every Monday at 04:30 UTC.",
            &other,
            &["X104w 3:22 `every Monday at 04:30 UTC` is promised, and the only schedule is `30 4 * * 2`"],
        );
        bad_with("The image is rebuilt weekly.", &other, &[]);
        bad("The image is rebuilt daily.", &["X104w 3:22 `daily` is promised, and the only schedule is `30 4 * * 1`"]);
        bad(
            "The image is rebuilt every Monday at 05:30 UTC.",
            &["X104w 3:22 `every Monday at 05:30 UTC` is promised, and the only schedule is `30 4 * * 1`"],
        );
        bad(
            "The build runs on cron `0 3 * * 1`.",
            &["X104w 3:25 `0 3 * * 1` is promised, and the only schedule is `30 4 * * 1`"],
        );
        good("The image is rebuilt every Monday at 05:30 CET.");
        // What cannot be read may hold it, and what is not there is another rule's.
        bad_with("The image is rebuilt weekly.", &[(BUILD, "on: [\n")], &[]);
        bad_with("The image is rebuilt weekly.", &[(BUILD, "")], &[]);
    }

    #[test]
    fn a_schedule_is_mended_in_the_workflow() {
        let other = "\
on:
  schedule:
    - cron: '30 4 * * 2' # weekly
jobs: {}
";
        let found = run(&repo("The image is rebuilt every Monday at 04:30 UTC.\n", &[(BUILD, other)]));
        let fix = found[0].fix.as_ref().expect("a fix");
        assert!(!fix.safe && fix.edits[0].place.path == BUILD);
        assert_eq!(apply(other, &fix.edits).unwrap(), other.replace("* * 2", "* * 1"));
    }
}
