//! Schedules: cron lines, and the days and times that prose names. All times are UTC, as
//! GitHub reads `schedule` (five fields, POSIX).

use std::fmt;
use std::ops::Range;

use super::words::Word;
use super::{Context, What};
use crate::lexicon;

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

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS: [&str; 7] = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

const ALL_HOURS: u64 = (1 << 24) - 1;
const ALL_DAYS: u64 = (1 << 32) - 2;
const ALL_MONTHS: u64 = (1 << 13) - 2;
const ALL_WEEKDAYS: u64 = (1 << 7) - 1;

impl Cron {
    /// Reads five fields; `None` where GitHub would not take them.
    pub fn parse(text: &str) -> Option<Self> {
        let fields: Vec<&str> = text.split_whitespace().collect();
        let [minute, hour, day, month, weekday] = fields.as_slice() else { return None };
        let weekdays = field(weekday, 0, 7, &WEEKDAYS)?;
        Some(Self {
            minutes: field(minute, 0, 59, &[])?,
            hours: field(hour, 0, 23, &[])?,
            days: field(day, 1, 31, &[])?,
            months: field(month, 1, 12, &MONTHS)?,
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
pub enum Period {
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
    pub period: Period,
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
            Period::Cron(stated) => stated == *cron,
            Period::Hourly => always && cron.weekdays == ALL_WEEKDAYS && cron.hours == ALL_HOURS,
            Period::Daily => always && cron.weekdays == ALL_WEEKDAYS,
            Period::Weekly(Some(days)) => always && cron.weekdays == days,
            Period::Weekly(None) => always && cron.weekdays != ALL_WEEKDAYS,
            Period::Monthly => cron.days.count_ones() == 1 && cron.weekdays == ALL_WEEKDAYS,
        }
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.period {
            Period::Hourly => f.write_str("every hour")?,
            Period::Daily => f.write_str("every day")?,
            Period::Weekly(None) => f.write_str("every week")?,
            Period::Weekly(Some(days)) => {
                let names = WEEKDAYS.iter().enumerate().filter(|(day, _)| days & (1 << day) != 0);
                let names: Vec<String> =
                    names.map(|(_, name)| format!("{}{}", name[..1].to_uppercase(), &name[1..])).collect();
                write!(f, "every {}", names.join(" and "))?;
            }
            Period::Monthly => f.write_str("every month")?,
            Period::Cron(_) => f.write_str("this cron line")?,
        }
        match self.time {
            Some(Time { hour, minute, utc: true }) => write!(f, " at {hour:02}:{minute:02} UTC"),
            Some(Time { hour, minute, utc: false }) => write!(f, " at {hour:02}:{minute:02}"),
            None => Ok(()),
        }
    }
}

const ABOUT: [&str; 36] = [
    "build",
    "builds",
    "built",
    "rebuild",
    "rebuilds",
    "rebuilt",
    "rebuilding",
    "publish",
    "publishes",
    "published",
    "image",
    "images",
    "workflow",
    "workflows",
    "cron",
    "schedule",
    "scheduled",
    "pipeline",
    "container",
    "构建",
    "構建",
    "重建",
    "发布",
    "镜像",
    "定时",
    "工作流",
    "ビルド",
    "再構築",
    "イメージ",
    "ワークフロー",
    "公開",
    "スケジュール",
    "빌드",
    "이미지",
    "게시",
    "워크플로",
];
/// What people and hosts do by the week.
const OTHER: [&str; 40] = [
    "review",
    "reviews",
    "reviewed",
    "meeting",
    "meetings",
    "audit",
    "audits",
    "audited",
    "team",
    "report",
    "reports",
    "rotate",
    "rotated",
    "rotation",
    "backup",
    "backups",
    "retro",
    "triage",
    "triaged",
    "dependabot",
    "renovate",
    "standup",
    "maintainer",
    "maintainers",
    "timer",
    "auto-update",
    "autoupdate",
    "podman-auto-update",
    "prune",
    "pruned",
    "logs",
    "certificates",
    "scan",
    "scans",
    "scanned",
    "dependencies",
    "sync",
    "cleanup",
    "released",
    "审查",
];

pub(super) fn find(context: &Context<'_>, out: &mut Vec<(Range<usize>, What)>) {
    for word in context.words.iter().filter(|word| word.code) {
        let text = word.text.strip_prefix("cron:").unwrap_or(word.text).trim().trim_matches(['"', '\'']);
        if text.split_whitespace().count() != 5 {
            continue;
        }
        let is_cron = text.contains('*') || context.about(&["cron", "schedule", "scheduled"]);
        let on_host = context.about(&["timer", "oncalendar", "crontab", "backup", "backups"]);
        let Some(cron) = Cron::parse(text).filter(|_| is_cron && !on_host) else { continue };
        if context.modality.asserts(&word.range) {
            let start = word.range.start + word.text.find(text).unwrap_or(0);
            let what = What::Schedule(Schedule { period: Period::Cron(cron), time: None });
            out.push((start..start + text.len(), what));
            // Words beside a cron line explain it.
            return;
        }
    }
    let Some((range, period)) = period(context) else { return };
    let built = context.about(&ABOUT)
        || lexicon::about_building(&context.sentence.text)
        || lexicon::about_building(&context.sentence.lead);
    if !built || context.says(&OTHER) || OTHER.iter().any(|word| super::has_word(&context.sentence.lead, word)) {
        return;
    }
    // Timers run on the host.
    if context.words.iter().any(|word| word.text.ends_with(".timer") || word.lower.contains("auto-update")) {
        return;
    }
    if context.modality.asserts(&range) {
        let time = time(context);
        let end = time.as_ref().map_or(range.end, |(_, end)| range.end.max(*end));
        out.push((range.start..end, What::Schedule(Schedule { period, time: time.map(|(time, _)| time) })));
    }
}

/// Whether a word about building or running stands near.
fn beside(words: &[Word<'_>], index: usize) -> bool {
    let near = &words[index.saturating_sub(5)..words.len().min(index + 4)];
    let toolchain = ["rust", "rustc", "toolchain", "stable", "clippy", "rustfmt", "miri", "cargo", "compiler"];
    let about = |word: &Word<'_>| {
        !word.code && (ABOUT.contains(&word.lower) || ["run", "runs", "job", "jobs"].contains(&word.lower))
    };
    !words.iter().any(|word| toolchain.contains(&word.lower)) && near.iter().any(about)
}

fn period(context: &Context<'_>) -> Option<(Range<usize>, Period)> {
    let words = context.words;
    let mut found: Vec<(Range<usize>, Period)> = Vec::new();
    let mut days = 0u64;
    let mut days_range: Option<Range<usize>> = None;
    // "Rebuild: Monday 6am" repeats as well: a day with its time of day.
    let timed = |index: usize| {
        context.words.get(index + 1).is_some_and(|next| {
            next.lower.starts_with(|c: char| c.is_ascii_digit())
                && (next.lower.contains(':') || next.lower.ends_with("am") || next.lower.ends_with("pm"))
        })
    };
    let repeats = context.says(&["every", "each", "weekly", "week", "on"]);
    for (index, word) in words.iter().enumerate().filter(|(_, word)| !word.code) {
        let before = index.checked_sub(1).and_then(|index| words.get(index)).map_or("", |word| word.lower);
        let from = |by: usize| words[index.saturating_sub(by)].range.start..word.range.end;
        let every = matches!(before, "every" | "each" | "per" | "a");
        // "nightly" is a toolchain, "daily" a habit, unless a build stands beside it.
        if ["hourly", "daily", "nightly", "weekly", "monthly"].contains(&word.lower) && !beside(words, index) {
            continue;
        }
        match word.lower {
            "hourly" => found.push((from(0), Period::Hourly)),
            "hour" if matches!(before, "every" | "each") => found.push((from(1), Period::Hourly)),
            "daily" | "nightly" => found.push((from(0), Period::Daily)),
            "day" | "night" if matches!(before, "every" | "each") => found.push((from(1), Period::Daily)),
            "weekly" => found.push((from(0), Period::Weekly(None))),
            "week" if every => found.push((from(1), Period::Weekly(None))),
            "weekday" if matches!(before, "every" | "each") => found.push((from(1), Period::Weekly(Some(0b011_1110)))),
            "monthly" => found.push((from(0), Period::Monthly)),
            "month" if every => found.push((from(1), Period::Monthly)),
            // Every second week, every six hours: cron lines for that are many.
            "hours" | "weeks" | "days" | "months" | "biweekly" | "fortnightly" | "quarterly" | "yearly"
            | "annually" => return None,
            name => {
                let plural = name.strip_suffix('s').unwrap_or(name);
                let day = WEEKDAYS.iter().position(|day| *day == plural);
                if let Some(day) = day.filter(|_| repeats || plural != name || timed(index)) {
                    days |= 1 << day;
                    let start = if matches!(before, "every" | "each" | "on") { from(1).start } else { from(0).start };
                    days_range = Some(days_range.map_or(start, |range| range.start)..word.range.end);
                }
            }
        }
    }
    let text = &context.sentence.lower;
    for (range, day) in lexicon::weekly(&context.sentence.text) {
        if context.sentence.is_code(range.start) {
            continue;
        }
        days |= 1 << day;
        let start = days_range.as_ref().map_or(range.start, |known| known.start.min(range.start));
        let end = days_range.as_ref().map_or(range.end, |known| known.end.max(range.end));
        days_range = Some(start..end);
    }
    for mark in ["每周", "每週", "每星期", "毎週", "매주"].iter().filter(|_| days == 0) {
        found.extend(text.find(mark).map(|at| (at..at + mark.len(), Period::Weekly(None))));
    }
    for (mark, period) in [
        ("每天", Period::Daily),
        ("每日", Period::Daily),
        ("毎日", Period::Daily),
        ("毎晩", Period::Daily),
        ("매일", Period::Daily),
        ("每月", Period::Monthly),
        ("毎月", Period::Monthly),
        ("매월", Period::Monthly),
    ] {
        if let Some(at) = text.find(mark) {
            found.push((at..at + mark.len(), period));
        }
    }
    if let Some(range) = days_range {
        // "weekly on Mondays" says the day twice, "daily, on Mondays" contradicts itself.
        let agree = found.iter().all(|(_, period)| matches!(period, Period::Weekly(_)));
        let start = found.iter().map(|(range, _)| range.start).min().map_or(range.start, |at| at.min(range.start));
        return agree.then_some((start..range.end, Period::Weekly(Some(days))));
    }
    let (range, period) = found.first()?.clone();
    found.iter().all(|(_, other)| *other == period).then_some((range, period))
}

/// The one time of day that the sentence names, and where it ends.
fn time(context: &Context<'_>) -> Option<(Time, usize)> {
    let mut found = Vec::new();
    for (index, word) in context.words.iter().enumerate() {
        let next = context.words.get(index + 1);
        let (text, zulu) = word.lower.strip_suffix('z').map_or((word.lower, false), |text| (text, true));
        let (text, half) = match text.strip_suffix("am").or_else(|| text.strip_suffix("pm")) {
            Some(rest) => (rest, Some(text.ends_with("pm"))),
            None => (
                text,
                next.and_then(|next| match next.lower {
                    "am" => Some(false),
                    "pm" => Some(true),
                    _ => None,
                }),
            ),
        };
        // "6 AM", "6am": a number alone is a time only with its half of the day.
        let parts = text.split_once(':').or_else(|| half.map(|_| (text, "00")));
        let Some((hour, minute)) = parts else { continue };
        let number = |text: &str, digits: std::ops::RangeInclusive<usize>| {
            (digits.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()))
                .then(|| text.parse::<u64>().ok())
                .flatten()
        };
        let (Some(hour), Some(minute)) = (number(hour, 1..=2), number(minute, 2..=2)) else { continue };
        let hour = match half {
            Some(true) if hour < 12 => hour + 12,
            Some(false) if hour == 12 => 0,
            _ => hour,
        };
        if hour > 23 || minute > 59 {
            continue;
        }
        let behind = &context.words[index + 1..context.words.len().min(index + 3)];
        let zone = behind.iter().find(|word| ["utc", "gmt"].contains(&word.lower));
        let end = zone.map_or(word.range.end, |zone| zone.range.end);
        let utc = zulu || zone.is_some();
        // "CET", "local time", "Berlin": whose clock that is, only people know.
        found.push((Time { hour, minute, utc }, end));
    }
    match found.as_slice() {
        [one] => Some(*one),
        _ => None,
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
        let monday = Period::Weekly(Some(1 << 1));
        assert!(holds(monday, Some((4, 30)), "30 4 * * 1"));
        assert!(!holds(monday, Some((4, 30)), "30 5 * * 1"));
        assert!(!holds(monday, None, "30 4 * * 2"));
        assert!(!holds(monday, None, "30 4 * * *"));
        assert!(holds(Period::Weekly(None), None, "0 0 * * 6"));
        assert!(!holds(Period::Weekly(None), None, "0 0 * * *"));
        assert!(holds(Period::Daily, None, "0 */6 * * *"), "at least daily");
        assert!(!holds(Period::Daily, None, "0 3 * * 1-5"));
        assert!(holds(Period::Monthly, None, "0 3 1 * *"));
        assert!(holds(Period::Hourly, None, "7 * * * *"));
    }

    #[test]
    fn a_time_of_no_zone_is_that_of_some_zone() {
        let holds = |hour, minute, cron: &str| {
            let time = Some(Time { hour, minute, utc: false });
            Schedule { period: Period::Daily, time }.holds(&Cron::parse(cron).unwrap())
        };
        assert!(holds(6, 0, "0 6 * * *") && holds(6, 0, "0 4 * * *"), "in Berlin");
        assert!(holds(6, 0, "30 0 * * *"), "in Delhi");
        assert!(!holds(6, 0, "30 4 * * *"), "nowhere is it half past one ahead");
        assert!(!holds(6, 0, "17 4 * * *"));
    }
}
