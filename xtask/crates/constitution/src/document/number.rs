//! Version numbers as people write them: `1.2.0`, `v1.2`, `2`.
//! Must not know where in a document they stand.

use semver::{BuildMetadata, Prerelease, Version};

/// What stands where a version is expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Number {
    /// `parts`: how many numbers were written, 1 to 3; missing ones are 0.
    Read {
        version: Version,
        parts: u8,
    },
    /// A template's token or a `TODO(…)`: nobody filled it in yet.
    Placeholder,
    Unreadable,
}

impl Number {
    pub fn version(&self) -> Option<&Version> {
        match self {
            Self::Read { version, .. } => Some(version),
            _ => None,
        }
    }

    pub fn parts(&self) -> u8 {
        match self {
            Self::Read { parts, .. } => *parts,
            _ => 3,
        }
    }
}

/// A number at the start of `text`, with its `v` if it has one: where the number itself
/// starts and ends, and what it says. Nothing may stick to it: neither `1.x`, `1.2.3.4`,
/// `3rd` nor `2026-01-01` is a version.
pub fn leading(text: &str) -> Option<(usize, usize, Number)> {
    let start = usize::from(text.starts_with(['v', 'V']));
    let body = text.get(start..)?;
    let mut numbers = [0u64; 3];
    let mut parts = 0;
    let mut at = 0;
    loop {
        let digits = body[at..].bytes().take_while(u8::is_ascii_digit).count();
        numbers[parts] = body[at..at + digits].parse().ok()?;
        at += digits;
        parts += 1;
        let more = body[at..].starts_with('.') && body[at + 1..].starts_with(|c: char| c.is_ascii_digit());
        match more {
            true if parts == 3 => return None,
            true => at += 1,
            false => break,
        }
    }
    let mut version = Version::new(numbers[0], numbers[1], numbers[2]);
    if parts == 3 {
        if let Some(rest) = body[at..].strip_prefix('-') {
            let len = identifiers(rest);
            version.pre = Prerelease::new(&rest[..len]).ok().filter(|pre| !pre.is_empty())?;
            at += 1 + len;
        }
        if let Some(rest) = body[at..].strip_prefix('+') {
            let len = identifiers(rest);
            version.build = BuildMetadata::new(&rest[..len]).ok()?;
            at += 1 + len;
        }
    }
    let rest = &body[at..];
    let stuck = rest.starts_with(|c: char| (c.is_alphanumeric() && c.is_ascii()) || matches!(c, '-' | '_' | '/'))
        || rest.starts_with('.') && rest[1..].starts_with(|c: char| c.is_alphanumeric());
    (!stuck).then_some((start, start + at, Number::Read { version, parts: parts as u8 }))
}

/// The least version that something unreadable can mean, by the numbers that it starts
/// with: 1.5.0 of `1.5.0.1`, 2.0.0 of `2.x`. What is written in its place may not be less.
pub fn floor(text: &str) -> Option<Version> {
    let body = text.trim_start_matches(['v', 'V', '[', '(']);
    let end = body.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(body.len());
    let mut numbers = body[..end].split('.').map_while(|part| part.parse::<u64>().ok());
    let first = numbers.next()?;
    Some(Version::new(first, numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)))
}

/// The length of what may stand in a pre-release, without a dot at its end.
fn identifiers(text: &str) -> usize {
    let len = text.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.')).count();
    text[..len].trim_end_matches(['.', '-']).len()
}

/// `version` with as many numbers as `parts` says, or as many as it takes.
pub fn spell(version: &Version, parts: u8) -> String {
    if !version.pre.is_empty() || !version.build.is_empty() || version.patch != 0 || parts >= 3 {
        return version.to_string();
    }
    match (parts, version.minor) {
        (1, 0) => version.major.to_string(),
        _ => format!("{}.{}", version.major, version.minor),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn read(text: &str) -> Option<(&str, String)> {
        let (start, end, number) = leading(text)?;
        Some((&text[start..end], format!("{} {}", number.version()?, number.parts())))
    }

    #[test]
    fn numbers_as_people_write_them() {
        assert_eq!(read("1.2.0 | x"), Some(("1.2.0", "1.2.0 3".into())));
        assert_eq!(read("v1.2"), Some(("1.2", "1.2.0 2".into())));
        assert_eq!(read("2"), Some(("2", "2.0.0 1".into())));
        assert_eq!(read("1.2.0-draft.1 "), Some(("1.2.0-draft.1", "1.2.0-draft.1 3".into())));
        assert_eq!(read("1.0.0."), Some(("1.0.0", "1.0.0 3".into())), "the end of a sentence");
        assert_eq!(read("1.0.0（草案）"), Some(("1.0.0", "1.0.0 3".into())));
        assert_eq!(read("1.1.0版"), Some(("1.1.0", "1.1.0 3".into())));
    }

    #[test]
    fn what_is_no_version() {
        for text in ["", "v", "1.x", "1.2.3.4", "3rd", "2026-01-01", "1.2.x", "99999999999999999999.0", "1/2", "1.0.0-"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_not_less_than_its_numbers() {
        let least = |text: &str| floor(text).map(|version| version.to_string());
        assert_eq!(least("1.5.0.1").as_deref(), Some("1.5.0"));
        assert_eq!(least("v2.x").as_deref(), Some("2.0.0"));
        assert_eq!(least("[CONSTITUTION_VERSION]"), None);
        assert_eq!(least("next"), None);
    }

    #[test]
    fn as_few_numbers_as_before() {
        let spelt = |version: &str, parts| spell(&Version::parse(version).unwrap(), parts);
        assert_eq!(spelt("1.1.0", 2), "1.1");
        assert_eq!(spelt("1.1.1", 2), "1.1.1");
        assert_eq!(spelt("3.0.0", 1), "3");
        assert_eq!(spelt("3.1.0", 1), "3.1");
        assert_eq!(spelt("3.1.0", 3), "3.1.0");
    }
}
