//! The days and times that prose names for a build. Must not know cron lines but those that
//! prose shows.

use std::ops::Range;

use super::schedule::{Cron, Schedule, ScheduledPeriod, Time};
use super::words::ProseWord;
use super::{Claimed, Context};
use crate::lexicon::{self, english_weekdays, Topic};

pub(super) fn find(context: &Context<'_>, out: &mut Vec<(Range<usize>, Claimed)>) {
    for word in context.words.iter().filter(|word| word.code) {
        let text = word.text.strip_prefix("cron:").unwrap_or(word.text).trim().trim_matches(['"', '\'']);
        if text.split_whitespace().count() != 5 {
            continue;
        }
        let is_cron = text.contains('*') || context.about(Topic::Cron);
        let on_host = context.about(Topic::OnHost);
        let Some(cron) = Cron::parse(text).filter(|_| is_cron && !on_host) else { continue };
        if context.modality.asserts(&word.range) {
            let start = word.range.start + word.text.find(text).unwrap_or(0);
            let what = Claimed::Schedule(Schedule { period: ScheduledPeriod::Cron(cron), time: None });
            out.push((start..start + text.len(), what));
            // Words beside a cron line explain it.
            return;
        }
    }
    let Some((range, period)) = period(context) else { return };
    let built = context.about(Topic::Scheduled)
        || lexicon::about_building(&context.sentence.text)
        || lexicon::about_building(&context.sentence.lead);
    if !built || context.says(Topic::ByPeople) || context.led(Topic::ByPeople) {
        return;
    }
    // Timers run on the host.
    if context.words.iter().any(|word| word.text.ends_with(".timer") || word.lower.contains("auto-update")) {
        return;
    }
    if context.modality.asserts(&range) {
        let time = time(context);
        let end = time.as_ref().map_or(range.end, |(_, end)| range.end.max(*end));
        out.push((range.start..end, Claimed::Schedule(Schedule { period, time: time.map(|(time, _)| time) })));
    }
}

/// Whether a word about building or running stands near the word at `index`.
fn beside(context: &Context<'_>, index: usize) -> bool {
    let near = &context.words[index.saturating_sub(5)..context.words.len().min(index + 4)];
    !context.says(Topic::Toolchain)
        && near.iter().any(|word| context.is(word, Topic::Scheduled) || context.is(word, Topic::Job))
}

fn period(context: &Context<'_>) -> Option<(Range<usize>, ScheduledPeriod)> {
    // Every second week, every six hours: cron lines for that are many.
    if context.says(Topic::Intervals) {
        return None;
    }
    let words = context.words;
    let mut found: Vec<(Range<usize>, ScheduledPeriod)> = Vec::new();
    let periods = [
        (Topic::Hourly, ScheduledPeriod::Hourly),
        (Topic::Daily, ScheduledPeriod::Daily),
        (Topic::Weekly, ScheduledPeriod::Weekly(None)),
        (Topic::Monthly, ScheduledPeriod::Monthly),
        (Topic::Weekdays, ScheduledPeriod::Weekly(Some(0b011_1110))),
    ];
    for (topic, period) in periods {
        for spot in context.said.all(topic) {
            // "nightly" is a toolchain, "daily" a habit, unless a build stands beside it.
            let adverb = words.iter().position(|word| word.range == spot.range).filter(|_| spot.language == "en");
            if adverb.is_none_or(|index| beside(context, index)) {
                found.push((spot.range.clone(), period));
            }
        }
    }
    let mut days = 0u64;
    let mut days_range: Option<Range<usize>> = None;
    // "Rebuild: Monday 6am" repeats as well: a day with its time of day.
    let timed = |index: usize| {
        words.get(index + 1).is_some_and(|next| {
            next.lower.starts_with(|c: char| c.is_ascii_digit())
                && (next.lower.contains(':') || next.lower.ends_with("am") || next.lower.ends_with("pm"))
        })
    };
    let repeats = context.says(Topic::Repeats);
    for (index, word) in words.iter().enumerate().filter(|(_, word)| !word.code) {
        let plural = word.lower.strip_suffix('s').unwrap_or(word.lower);
        let day = english_weekdays().iter().position(|day| *day == plural);
        if let Some(day) = day.filter(|_| repeats || plural != word.lower || timed(index)) {
            days |= 1 << day;
            let before = index.checked_sub(1).and_then(|index| words.get(index));
            let start = before.filter(|before| context.is(before, Topic::Upon)).unwrap_or(word).range.start;
            days_range = Some(days_range.map_or(start, |range| range.start)..word.range.end);
        }
    }
    for (range, day) in lexicon::weekly(&context.sentence.text) {
        if context.sentence.is_code(range.start) {
            continue;
        }
        days |= 1 << day;
        let start = days_range.as_ref().map_or(range.start, |known| known.start.min(range.start));
        let end = days_range.as_ref().map_or(range.end, |known| known.end.max(range.end));
        days_range = Some(start..end);
    }
    if days != 0 {
        // "Every week" and "every Monday" begin alike in Chinese, Japanese and Korean.
        found.retain(|(range, _)| !days_range.as_ref().is_some_and(|days| days.contains(&range.start)));
    }
    if let Some(range) = days_range {
        // "weekly on Mondays" says the day twice, "daily, on Mondays" contradicts itself.
        let agree = found.iter().all(|(_, period)| matches!(period, ScheduledPeriod::Weekly(_)));
        let start = found.iter().map(|(range, _)| range.start).min().map_or(range.start, |at| at.min(range.start));
        return agree.then_some((start..range.end, ScheduledPeriod::Weekly(Some(days))));
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
        let zone = behind.iter().find(|word| is_zone(word));
        let end = zone.map_or(word.range.end, |zone| zone.range.end);
        let utc = zulu || zone.is_some();
        // "CET", "local time", "Berlin": whose clock that is, only people know.
        found.push((Time { hour, minute, utc }, end));
    }
    found.extend(clock(context));
    if found.is_empty() {
        found.extend(middle(context));
    }
    match found.as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

/// Noon and midnight, where they are named.
fn middle(context: &Context<'_>) -> Vec<(Time, usize)> {
    let mut found = Vec::new();
    for (topic, hour) in [(Topic::Noon, 12), (Topic::Midnight, 0)] {
        let Some(spot) = context.said.all(topic).next() else { continue };
        let behind = context.words.iter().filter(|word| word.range.start >= spot.range.end).take(2);
        let zone = behind.into_iter().find(|word| is_zone(word));
        let end = zone.map_or(spot.range.end, |zone| zone.range.end);
        found.push((Time { hour, minute: 0, utc: zone.is_some() }, end));
    }
    found
}

/// Turkish puts its endings behind an apostrophe: "UTC'de".
fn is_zone(word: &ProseWord<'_>) -> bool {
    matches!(word.lower.split(['\'', '’']).next(), Some("utc" | "gmt"))
}

/// Hours in words: "6 Uhr", "à 6 heures", "6時30分", "в 6 часов", "godzinie 6". A duration
/// ("every 6 hours") is none.
fn clock(context: &Context<'_>) -> Vec<(Time, usize)> {
    let text = &context.sentence.text;
    let blank = |gap: Range<usize>| text.get(gap).is_some_and(|gap| gap.chars().all(char::is_whitespace));
    let behind = |topic, end: usize| context.said.all(topic).find(|spot| blank(end..spot.range.start));
    let before = |topic, start: usize| context.said.all(topic).any(|spot| blank(spot.range.end..start));
    let digits = |text: &str| {
        let short = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        short.then(|| text.parse::<u64>().ok()).flatten()
    };
    let mut found = Vec::new();
    for word in context.words.iter().filter(|word| !word.code) {
        // "6h30"; "6'da", as Turkish spells "at 6".
        let text_of = word.lower.split(['\'', '’']).next().unwrap_or_default();
        let (hour, short) = text_of.split_once('h').map_or((text_of, None), |(hour, rest)| (hour, Some(rest)));
        let Some(hour) = digits(hour).filter(|hour| *hour < 24) else { continue };
        let past = short.filter(|rest| !rest.is_empty()).map(digits);
        if past.is_some_and(|minute| minute.is_none_or(|minute| minute > 59)) {
            continue;
        }
        let (start, mut end) = (word.range.start, word.range.end);
        let sure = behind(Topic::ClockSure, end);
        let at = before(Topic::ClockAt, start);
        let named = behind(Topic::ClockBehind, end).filter(|_| at);
        let mark = sure.or(named).map(|spot| spot.range.end);
        // A character that goes on is another word: 6時間 and 6시간 are durations.
        let goes_on = |end: usize| text.get(end..).is_some_and(|rest| rest.starts_with(['間', '间', '간']));
        let half_day =
            behind(Topic::Forenoon, mark.unwrap_or(end)).or_else(|| behind(Topic::Afternoon, mark.unwrap_or(end)));
        if mark.is_some_and(goes_on)
            || mark.is_none() && !before(Topic::ClockBefore, start) && !(at && (half_day.is_some() || short.is_some()))
        {
            continue;
        }
        let mut minute = past.flatten().unwrap_or(0);
        if let Some(mark) = mark {
            end = mark;
            let next = context.words.iter().find(|next| next.range.start >= mark && blank(mark..next.range.start));
            if let Some((next, number)) = next.and_then(|next| Some((next, digits(next.lower).filter(|it| *it < 60)?)))
            {
                (minute, end) = (number, next.range.end);
            } else if let Some(half) = behind(Topic::ClockHalf, mark) {
                (minute, end) = (30, half.range.end);
            }
        }
        let evening =
            context.said.all(Topic::Afternoon).any(|spot| blank(spot.range.end..start) || blank(end..spot.range.start));
        let hour = if evening && hour < 12 { hour + 12 } else { hour };
        let zone = context.words.iter().filter(|word| word.range.start >= end).take(2);
        let zone = zone.into_iter().find(|word| is_zone(word));
        let last = zone.map_or(end, |zone| zone.range.end);
        found.push((Time { hour, minute, utc: zone.is_some() }, last));
    }
    found
}
