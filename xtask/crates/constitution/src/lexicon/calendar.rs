//! How East Asian calendars count years and spell numbers. Must not know what a date is of.

use super::Language;

/// A count of years that starts with a reign or a state.
#[derive(Clone, Copy, Debug)]
pub struct Era {
    pub name: &'static str,
    /// The year before its first.
    pub before: u32,
    /// Whether the years of today are counted in it.
    pub ongoing: bool,
}

pub const ERAS: &[Era] = &[
    Era { name: "令和", before: 2018, ongoing: true },
    Era { name: "平成", before: 1988, ongoing: false },
    Era { name: "中華民國", before: 1911, ongoing: true },
    Era { name: "中华民国", before: 1911, ongoing: true },
    Era { name: "民國", before: 1911, ongoing: true },
    Era { name: "民国", before: 1911, ongoing: true },
];

/// The first year of an era, which has no number.
pub const FIRST_YEAR: char = '元';

/// A digit that is written as an ideograph.
pub fn ideographic_digit(c: char) -> Option<u32> {
    if c == '零' {
        return Some(0);
    }
    // Digits as wide as ideographs.
    if let wide @ '０'..='９' = c {
        return Some(wide as u32 - '０' as u32);
    }
    let at = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'].iter().position(|digit| *digit == c)?;
    u32::try_from(at).ok()
}

/// Ten, which stands between tens and ones.
pub const TEN: char = '十';

impl Language {
    /// How many letters of a weekday's name are its short form, where that is so of all seven.
    pub fn short_weekdays(&self) -> Option<usize> {
        match self.code {
            "en" | "fr" | "es" | "pt" | "it" => Some(3),
            "de" => Some(2),
            "ja" | "ko" => Some(1),
            _ => None,
        }
    }
}
