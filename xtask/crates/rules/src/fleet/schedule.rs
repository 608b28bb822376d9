//! The `on.schedule` of a workflow. Must not know what the workflow publishes.

use prodproof_publication::WorkflowFile;

/// The cron lines under `on.schedule` of a workflow, in their order.
pub fn crons(file: &WorkflowFile) -> &[String] {
    file.triggers.as_ref().and_then(|all| all.get("schedule")).map_or(&[], |schedule| &schedule.crons)
}

/// A cron line for people, where it is one of the common shapes: `30 4 * * 1` is
/// "Mondays at 04:30 UTC". Source: crontab(5); GitHub runs schedules in UTC.
pub fn in_words(cron: &str) -> Option<String> {
    let fields: Vec<&str> = cron.split_whitespace().collect();
    let [minute, hour, day, month, weekday] = fields.as_slice() else { return None };
    let number = |field: &str, most: u8| field.parse::<u8>().ok().filter(|&n| n <= most);
    if *month != "*" {
        return None;
    }
    let at = match (number(minute, 59), number(hour, 23), *hour) {
        (Some(minute), Some(hour), _) => format!("at {hour:02}:{minute:02} UTC"),
        (Some(minute), None, "*") if *day == "*" && *weekday == "*" => return Some(format!("hourly at :{minute:02}")),
        _ => return None,
    };
    let names = ["Sundays", "Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"];
    match (*day, *weekday) {
        ("*", "*") => Some(format!("daily {at}")),
        ("*", weekday) => {
            let short = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
            let named = short.iter().position(|name| weekday.eq_ignore_ascii_case(name));
            let number = named.or_else(|| number(weekday, 7).map(usize::from))?;
            names.get(number).map(|name| format!("{name} {at}"))
        }
        (day, "*") => number(day, 31).map(|day| format!("monthly on day {day} {at}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crons_of_a_workflow() {
        let read = |text: &str| crons(&WorkflowFile::read("w.yml", text)).to_vec();
        assert_eq!(
            read(
                "\
on:
  schedule:
    - cron: '30 4 * * 1'
    - cron: 0 0 * * *
"
            ),
            ["30 4 * * 1", "0 0 * * *"]
        );
        assert!(read("on: push\n").is_empty());
        assert!(read("on: [push, schedule]\n").is_empty());
        assert!(read("on:\n  schedule: daily\n").is_empty());
    }

    #[test]
    fn common_crons_in_words() {
        for (cron, words) in [
            ("30 4 * * 1", "Mondays at 04:30 UTC"),
            ("0 0 * * sun", "Sundays at 00:00 UTC"),
            ("0 6 * * *", "daily at 06:00 UTC"),
            ("15 * * * *", "hourly at :15"),
            ("0 3 1 * *", "monthly on day 1 at 03:00 UTC"),
        ] {
            assert_eq!(in_words(cron).as_deref(), Some(words), "{cron}");
        }
        for cron in ["*/5 * * * *", "0 0 1 1 *", "0 0 1 * 1", "nonsense", "99 4 * * 1", "0 0 * * 9"] {
            assert_eq!(in_words(cron), None, "{cron}");
        }
    }
}
