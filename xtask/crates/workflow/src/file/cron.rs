//! Whether GitHub takes a `cron`. Must not know when it would run.
//!
//! Source: `cron.ts` of `@actions/workflow-parser`; github/docs
//! `events-that-trigger-workflows.md` (five fields, names of months and days, no `@daily`).

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/// Five fields in range, separated by spaces.
pub(super) fn is_valid(cron: &str) -> bool {
    let mut fields: Vec<&str> = cron.split(' ').collect();
    // Several spaces separate like one, but none may stand at the ends.
    let last = fields.len().saturating_sub(1);
    let mut index = 0;
    fields.retain(|field| {
        index += 1;
        !field.is_empty() || index == 1 || index == last + 1
    });
    let [minute, hour, day, month, weekday] = fields.as_slice() else { return false };
    field(minute, 0, 59, &[], 0)
        && field(hour, 0, 23, &[], 0)
        && field(day, 1, 31, &[], 0)
        && field(month, 1, 12, &MONTHS, 1)
        && field(weekday, 0, 6, &DAYS, 0)
}

/// `*`, values, ranges and steps; `first`: the number of the first name.
fn field(text: &str, least: u32, most: u32, names: &[&str], first: u32) -> bool {
    let number = |text: &str| -> Option<u32> {
        let named = names.iter().zip(first..).find(|(name, _)| name.eq_ignore_ascii_case(text));
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let number = named.map(|(_, number)| number).or_else(|| digits.then(|| text.parse().ok()).flatten())?;
        (least..=most).contains(&number).then_some(number)
    };
    text.split(',').all(|part| {
        let (range, step) = match part.split_once('/') {
            Some((range, step)) => (range, Some(step)),
            None => (part, None),
        };
        let stepped = step.is_none_or(|step| number(step).is_some_and(|step| step > 0));
        let ranged = match range.split_once('-') {
            _ if range == "*" => true,
            Some((from, to)) => matches!((number(from), number(to)), (Some(from), Some(to)) if from <= to),
            None => number(range).is_some(),
        };
        stepped && ranged
    })
}

#[cfg(test)]
mod tests {
    use super::is_valid;

    #[test]
    fn crons() {
        for good in ["0 0 * * *", "*/15 * * * *", "0  0 1 jan MON-fri", "5,10 1-5/2 31 12 6"] {
            assert!(is_valid(good), "{good}");
        }
        for bad in [
            "@daily",
            "60 * * * *",
            "* * 0 * *",
            "* * * *",
            " 0 0 * * *",
            "*/0 * * * *",
            "5-1 * * * *",
            ", * * * *",
            "0 0 * * 7",
        ] {
            assert!(!is_valid(bad), "{bad}");
        }
    }
}
