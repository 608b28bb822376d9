//! Schedules: cron lines, and what holds for them. All times are UTC, as GitHub reads
//! `schedule` (five fields, POSIX). Must not know how prose names days and times.

use crate::lexicon::{english_weekdays, CRON_MONTHS};
/// The minutes at which a cron line fires, as sets of bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cron {
    minutes: u64,
    hours: u64,
    days: u64,
    months: u64,
    /// 0 is Sunday.
    weekdays: u64,
}

const ALL_HOURS: u64 = (1 << 24) - 1;
const ALL_DAYS: u64 = (1 << 32) - 2;
const ALL_MONTHS: u64 = (1 << 13) - 2;
const ALL_WEEKDAYS: u64 = (1 << 7) - 1;

impl Cron {
    /// Reads five fields; `None` where GitHub would not take them.
    pub fn parse(text: &str) -> Option<Self> {
        let fields: Vec<&str> = text.split_whitespace().collect();
        let [minute, hour, day, month, weekday] = fields.as_slice() else { return None };
        let weekdays = field(weekday, 0, 7, &english_weekdays())?;
        Some(Self {
            minutes: field(minute, 0, 59, &[])?,
            hours: field(hour, 0, 23, &[])?,
            days: field(day, 1, 31, &[])?,
            months: field(month, 1, 12, &CRON_MONTHS)?,
            // Both 0 and 7 are Sunday.
            weekdays: (weekdays | (weekdays >> 7)) & ALL_WEEKDAYS,
        })
    }
}

fn field(text: &str, least: u64, most: u64, names: &[&str]) -> Option<u64> {
    let value = |text: &str| -> Option<u64> {
        let lower = text.to_ascii_lowercase();
        let named = names.iter().position(|name| lower.len() == 3 && name.starts_with(&lower));
        let number = match named {
            Some(at) => at as u64 + least,
            None if !text.is_empty() && text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit()) => {
                text.parse().ok()?
            }
            None => return None,
        };
        (least..=most).contains(&number).then_some(number)
    };
    let mut bits = 0;
    for part in text.split(',') {
        let (range, step) = match part.split_once('/') {
            Some((range, step)) => (range, step.parse::<usize>().ok().filter(|step| (1..=59).contains(step))?),
            None => (part, 1),
        };
        let (from, to) = match range.split_once('-') {
            _ if range == "*" => (least, most),
            Some((from, to)) => (value(from)?, value(to)?),
            None if part.contains('/') => (value(range)?, most),
            None => (value(range)?, value(range)?),
        };
        if from > to {
            return None;
        }
        for number in (from..=to).step_by(step) {
            bits |= 1u64 << number;
        }
    }
    Some(bits)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScheduledPeriod {
    Hourly,
    Daily,
    /// The days as bits, 1 << 0 is Sunday; `None` where no day is named.
    Weekly(Option<u64>),
    Monthly,
    Cron(Cron),
}

/// A schedule as the prose states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    pub period: ScheduledPeriod,
    /// Hour and minute, where the prose names a time.
    pub time: Option<Time>,
}

/// A time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time {
    pub hour: u64,
    pub minute: u64,
    /// Whether the prose says that it is UTC; else it is that of some zone.
    pub utc: bool,
}

impl Time {
    /// Whether a run at `hour` and `minute` UTC is at this time, in UTC or in some zone:
    /// those are whole hours off, but for a few (IANA tz database, 2026).
    fn is(self, hour: u64, minute: u64) -> bool {
        /// Minutes east of UTC of the zones that are not whole hours off.
        const PARTS: [i64; 12] = [-570, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, 765];
        if self.utc {
            return (self.hour, self.minute) == (hour, minute);
        }
        let off = (self.hour * 60 + self.minute) as i64 - (hour * 60 + minute) as i64;
        off % 60 == 0 || PARTS.iter().any(|part| (off - part) % 1440 == 0)
    }
}

impl Schedule {
    /// Whether `cron` does what is stated. What the statement leaves open is free.
    pub fn holds(&self, cron: &Cron) -> bool {
        let once = |bits: u64| (bits.count_ones() == 1).then(|| u64::from(bits.trailing_zeros()));
        let at = once(cron.hours).zip(once(cron.minutes));
        let time = self.time.is_none_or(|time| at.is_some_and(|(hour, minute)| time.is(hour, minute)));
        let always = cron.days == ALL_DAYS && cron.months == ALL_MONTHS;
        time && match self.period {
            ScheduledPeriod::Cron(stated) => stated == *cron,
            ScheduledPeriod::Hourly => always && cron.weekdays == ALL_WEEKDAYS && cron.hours == ALL_HOURS,
            ScheduledPeriod::Daily => always && cron.weekdays == ALL_WEEKDAYS,
            ScheduledPeriod::Weekly(Some(days)) => always && cron.weekdays == days,
            ScheduledPeriod::Weekly(None) => always && cron.weekdays != ALL_WEEKDAYS,
            ScheduledPeriod::Monthly => cron.days.count_ones() == 1 && cron.weekdays == ALL_WEEKDAYS,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cron_lines_mean_the_same_or_not() {
        let same = |a: &str, b: &str| Cron::parse(a).is_some() && Cron::parse(a) == Cron::parse(b);
        assert!(same("30 4 * * 1", "30 4 * * MON"));
        assert!(same("0 0 * * 0", "0 0 * * 7"));
        assert!(same("*/30 * * * *", "0,30 * * * *"));
        assert!(same("0 3 1-31 * *", "0 3 * * *"));
        assert!(same("0 3 * jan-mar *", "0 3 * 1,2,3 *"));
        assert!(!same("30 4 * * 1", "30 5 * * 1"));
        for text in [
            "",
            "* * * *",
            "60 * * * *",
            "a b c d e",
            "30 4 * * 8",
            "5-1 * * * *",
            "*/0 * * * *",
            "@weekly",
            "1 2 3 4 5 6",
        ] {
            assert_eq!(Cron::parse(text), None, "{text}");
        }
    }

    #[test]
    fn prose_holds_for_cron_lines() {
        let holds = |period, time: Option<(u64, u64)>, cron: &str| {
            let time = time.map(|(hour, minute)| Time { hour, minute, utc: true });
            Schedule { period, time }.holds(&Cron::parse(cron).unwrap())
        };
        let monday = ScheduledPeriod::Weekly(Some(1 << 1));
        assert!(holds(monday, Some((4, 30)), "30 4 * * 1"));
        assert!(!holds(monday, Some((4, 30)), "30 5 * * 1"));
        assert!(!holds(monday, None, "30 4 * * 2"));
        assert!(!holds(monday, None, "30 4 * * *"));
        assert!(holds(ScheduledPeriod::Weekly(None), None, "0 0 * * 6"));
        assert!(!holds(ScheduledPeriod::Weekly(None), None, "0 0 * * *"));
        assert!(holds(ScheduledPeriod::Daily, None, "0 */6 * * *"), "at least daily");
        assert!(!holds(ScheduledPeriod::Daily, None, "0 3 * * 1-5"));
        assert!(holds(ScheduledPeriod::Monthly, None, "0 3 1 * *"));
        assert!(holds(ScheduledPeriod::Hourly, None, "7 * * * *"));
    }

    #[test]
    fn a_time_of_no_zone_is_that_of_some_zone() {
        let holds = |hour, minute, cron: &str| {
            let time = Some(Time { hour, minute, utc: false });
            Schedule { period: ScheduledPeriod::Daily, time }.holds(&Cron::parse(cron).unwrap())
        };
        assert!(holds(6, 0, "0 6 * * *") && holds(6, 0, "0 4 * * *"), "in Berlin");
        assert!(holds(6, 0, "30 0 * * *"), "in Delhi");
        assert!(!holds(6, 0, "30 4 * * *"), "nowhere is it half past one ahead");
        assert!(!holds(6, 0, "17 4 * * *"));
    }
}
