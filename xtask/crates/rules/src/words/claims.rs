//! The words of what prose claims.

use std::fmt;

use prodproof_constitution::claims::schedule::{Schedule, ScheduledPeriod, Time};
use prodproof_constitution::claims::{ClaimEffect, Claimed, Role};
use prodproof_constitution::lexicon::english_weekdays;

use super::Worded;

impl Worded for Claimed {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Image { image, role: Role::Published } => write!(f, "publishes {image}"),
            Self::Image { image, role: Role::Runs } => write!(f, "runs {image}"),
            Self::Image { image, role: Role::Named } => write!(f, "image {image}"),
            Self::Base(image) => write!(f, "base {image}"),
            Self::Trigger { trigger, effect: ClaimEffect::Publishes } => write!(f, "on {trigger}"),
            Self::Trigger { trigger, effect: ClaimEffect::Only } => write!(f, "only {trigger}"),
            Self::Trigger { trigger, effect: ClaimEffect::Never } => write!(f, "never {trigger}"),
            Self::Schedule(schedule) => schedule.tell(f),
            Self::Tag(tag) => write!(f, "tag {tag}"),
            Self::Workflow(path) => write!(f, "workflow {path}"),
            Self::Check(name) => write!(f, "check {name}"),
            Self::Unit(path) => write!(f, "unit {path}"),
            Self::TheUnit(path) => write!(f, "the unit {path}"),
            Self::File(path) => write!(f, "file {path}"),
            Self::Label { key, value: Some(value) } => write!(f, "label {key}={value}"),
            Self::Label { key, value: None } => write!(f, "label {key}"),
            Self::Branch(name) => write!(f, "default branch {name}"),
            Self::Port(port) => write!(f, "port {port}"),
            Self::Platform(platform) => write!(f, "platform {platform}"),
            Self::Against(against) => write!(f, "against: {}", against.as_str()),
        }
    }
}

impl Worded for Schedule {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.period {
            ScheduledPeriod::Hourly => f.write_str("every hour")?,
            ScheduledPeriod::Daily => f.write_str("every day")?,
            ScheduledPeriod::Weekly(None) => f.write_str("every week")?,
            ScheduledPeriod::Weekly(Some(days)) => {
                let all = english_weekdays();
                let names = all.iter().enumerate().filter(|(day, _)| days & (1 << day) != 0);
                let names: Vec<String> =
                    names.map(|(_, name)| format!("{}{}", name[..1].to_uppercase(), &name[1..])).collect();
                write!(f, "every {}", names.join(" and "))?;
            }
            ScheduledPeriod::Monthly => f.write_str("every month")?,
            ScheduledPeriod::Cron(_) => f.write_str("this cron line")?,
        }
        match self.time {
            Some(Time { hour, minute, utc: true }) => write!(f, " at {hour:02}:{minute:02} UTC"),
            Some(Time { hour, minute, utc: false }) => write!(f, " at {hour:02}:{minute:02}"),
            None => Ok(()),
        }
    }
}
