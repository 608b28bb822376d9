//! Moments, as the others write them, and how far away they are. Must not ask a clock.

use std::fmt;

use time::{Date, Month};

/// A moment of UTC, in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(pub i64);

const DAY: i64 = 86_400;

impl Moment {
    /// RFC 3339, as GitHub, registries and podman write it: `2026-11-30T02:44:28Z`, with
    /// any fraction and offset.
    pub fn rfc3339(text: &str) -> Option<Self> {
        let (date, rest) = text.split_at_checked(10)?;
        let rest = rest.strip_prefix(['T', 't', ' '])?;
        let (clock, rest) = rest.split_at_checked(8)?;
        let rest = match rest.strip_prefix('.') {
            Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
            None => rest,
        };
        // Go's own format ends in ` UTC` or in an offset and a name: `+0000 UTC`.
        let offset = offset(rest.trim_start())?;
        Some(Self(day(date)? * DAY + clock_seconds(clock)? - offset))
    }

    /// systemd's, asked for with `TZ=UTC`: `Mon 2026-11-30 02:47:06 UTC`. `None` for `n/a`
    /// and for a moment that was never.
    pub fn systemd(text: &str) -> Option<Self> {
        let mut words = text.split_ascii_whitespace().skip(1);
        let (date, clock, zone) = (words.next()?, words.next()?, words.next()?);
        (zone == "UTC").then_some(())?;
        let clock = clock.split_once('.').map_or(clock, |(seconds, _)| seconds);
        Some(Self(day(date)? * DAY + clock_seconds(clock)?))
    }

    /// Seconds since 1970, as quay.io writes them.
    pub fn unix(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Nobody built anything then: what reproducible builds write instead of a time.
    pub fn is_placeholder(self) -> bool {
        // 2001: containers came later, and what is set to the epoch or to 1980 is older.
        self.0 < 978_307_200
    }

    /// Seconds from `earlier` until here; negative if it is later.
    pub fn since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }

    pub fn plus(self, seconds: i64) -> Self {
        Self(self.0 + seconds)
    }

    fn date(self) -> Option<Date> {
        let julian = i32::try_from(self.0.div_euclid(DAY)).ok()?.checked_add(EPOCH)?;
        Date::from_julian_day(julian).ok()
    }

    /// How long ago, or in how long: "1 h 55 min ago", "in 3 min".
    pub fn seen_from(self, now: Self) -> String {
        let seconds = now.since(self);
        match seconds {
            -59..=59 => "just now".into(),
            60.. => format!("{} ago", length(seconds)),
            _ => format!("in {}", length(-seconds)),
        }
    }

    /// As people say it: the clock within a day, the weekday within a week, else the date.
    pub fn said_at(self, now: Self) -> String {
        let clock = format!("{:02}:{:02}", self.0.rem_euclid(DAY) / 3600, self.0.rem_euclid(3600) / 60);
        let Some(date) = self.date() else { return clock };
        match now.since(self).abs() {
            ..DAY => format!("{clock} UTC"),
            far if far < 6 * DAY => format!("{} {clock} UTC", &date.weekday().to_string()[..3]),
            _ => format!("{date} {clock} UTC"),
        }
    }
}

impl Moment {
    /// The weekday and the clock of something that comes again: "Monday", "04:30 UTC".
    pub fn in_week(self) -> (String, String) {
        let clock = format!("{:02}:{:02} UTC", self.0.rem_euclid(DAY) / 3600, self.0.rem_euclid(3600) / 60);
        (self.date().map_or_else(String::new, |date| date.weekday().to_string()), clock)
    }
}

impl fmt::Display for Moment {
    /// RFC 3339 in UTC.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(date) = self.date() else { return write!(f, "@{}", self.0) };
        let clock = self.0.rem_euclid(DAY);
        write!(f, "{date}T{:02}:{:02}:{:02}Z", clock / 3600, clock / 60 % 60, clock % 60)
    }
}

/// 1970-01-01 as a Julian day.
const EPOCH: i32 = 2_440_588;

/// Days since 1970 of a day that exists: `2026-11-30`.
fn day(text: &str) -> Option<i64> {
    let mut parts = text.split('-').map(|part| part.parse::<u16>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    let date = Date::from_calendar_date(i32::from(year), month, u8::try_from(day).ok()?).ok()?;
    Some(i64::from(date.to_julian_day() - EPOCH))
}

/// `02:47:06`.
fn clock_seconds(text: &str) -> Option<i64> {
    let mut parts = text.split(':').map(|part| part.parse::<i64>().ok());
    let (hours, minutes, seconds) = (parts.next()??, parts.next()??, parts.next()??);
    // A leap second is the next minute's first.
    let exists = (0..24).contains(&hours) && (0..60).contains(&minutes) && (0..=60).contains(&seconds);
    (exists && parts.next().is_none()).then_some(hours * 3600 + minutes * 60 + seconds)
}

/// Seconds east of UTC: `Z`, `+01:00`, `+0100`.
fn offset(text: &str) -> Option<i64> {
    let word = text.split_ascii_whitespace().next()?;
    if matches!(word, "Z" | "z" | "UTC") {
        return Some(0);
    }
    let (sign, rest) = match word.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let digits: String = rest.chars().filter(|c| *c != ':').collect();
    let (hours, minutes) = digits.split_at_checked(2)?;
    Some(sign * (hours.parse::<i64>().ok()? * 3600 + minutes.parse::<i64>().ok()? * 60))
}

/// A length as people say it: the two greatest units.
pub fn length(seconds: i64) -> String {
    let (days, hours, minutes) = (seconds / DAY, seconds / 3600 % 24, seconds / 60 % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, 0) => format!("{hours} h"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (1, 0, _) => "1 day".into(),
        (days, 0, _) => format!("{days} days"),
        (1, hours, _) => format!("1 day {hours} h"),
        (2..7, hours, _) => format!("{days} days {hours} h"),
        (days, ..) => format!("{days} days"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_of_every_spelling() {
        for (text, unix) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2026-11-30T02:44:28Z", 1_796_006_668),
            ("2026-11-30T03:44:28.123456789+01:00", 1_796_006_668),
            ("2026-11-29 21:44:28.5 -0500 EST", 1_796_006_668),
            ("2026-11-30 02:44:28 +0000 UTC", 1_796_006_668),
        ] {
            let moment = Moment::rfc3339(text);
            assert_eq!(moment, Some(Moment(unix)), "{text}");
        }
        for text in ["", "2026-11-30", "2026-02-30T00:00:00Z", "2026-11-30T25:00:00Z", "2026-11-30T02:44:28", "ééééé"]
        {
            assert_eq!(Moment::rfc3339(text), None, "{text}");
        }
        assert_eq!(Moment::systemd("Mon 2026-11-30 02:44:28 UTC"), Some(Moment(1_796_006_668)));
        assert_eq!(Moment::systemd("Mon 2026-11-30 02:44:28 CET"), None, "another zone than the one asked for");
        assert_eq!(Moment::systemd("n/a"), None);
        assert_eq!(Moment::systemd(""), None);
        assert_eq!(Moment(1_796_006_668).to_string(), "2026-11-30T02:44:28Z");
    }

    #[test]
    fn distances_as_people_say_them() {
        let now = Moment(1_796_006_668);
        for (ago, words) in [
            (10, "just now"),
            (61, "1 min ago"),
            (6900, "1 h 55 min ago"),
            (7200, "2 h ago"),
            (DAY + 3600, "1 day 1 h ago"),
            (40 * DAY, "40 days ago"),
            (-180, "in 3 min"),
        ] {
            assert_eq!(now.plus(-ago).seen_from(now), words);
        }
        assert_eq!(now.plus(-6900).said_at(now), "00:49 UTC");
        assert_eq!(now.plus(-2 * DAY).said_at(now), "Sat 02:44 UTC");
        assert_eq!(now.plus(-20 * DAY).said_at(now), "2026-11-10 02:44 UTC");
    }

    #[test]
    fn what_reproducible_builds_write_is_no_time() {
        for text in ["1970-01-01T00:00:00Z", "1980-01-01T00:00:00Z", "0001-01-01T00:00:00Z"] {
            assert!(Moment::rfc3339(text).is_some_and(Moment::is_placeholder), "{text}");
        }
        assert!(!Moment(1_796_006_668).is_placeholder());
    }
}
