//! The lists that metadata-action takes: images, tags and flavor.
//!
//! `Util.getInputList` of docker/actions-toolkit, then `image.ts`, `tag.ts`, `flavor.ts`.
//! Must not know the event.

use super::csv::{csv, Quotes};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::value::Symbolic;

/// One line of `tags`.
#[derive(Clone, Debug)]
pub(super) struct Tag {
    pub kind: TagType,
    pub enable: Symbolic,
    pub prefix: Option<Symbolic>,
    pub suffix: Option<Symbolic>,
    pub priority: f64,
    pub priority_unknown: bool,
}

#[derive(Clone, Debug)]
pub(super) enum TagType {
    Schedule {
        pattern: Symbolic,
    },
    Semver {
        pattern: Symbolic,
        value: Symbolic,
        matching: Symbolic,
    },
    Pep440 {
        pattern: Symbolic,
        value: Symbolic,
        matching: Symbolic,
    },
    Match {
        pattern: Symbolic,
        group: Option<usize>,
        value: Symbolic,
    },
    Edge {
        branch: Symbolic,
    },
    RefBranch,
    RefTag,
    RefPr,
    Raw {
        value: Symbolic,
    },
    Sha {
        long: bool,
    },
    /// A hole stands where the type or its event is named.
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Latest {
    Auto,
    Always,
    Never,
    Unknown,
}

#[derive(Clone, Debug)]
pub(super) struct Flavor {
    pub latest: Latest,
    pub prefix: Symbolic,
    pub prefix_latest: bool,
    pub suffix: Symbolic,
    pub suffix_latest: bool,
}

/// The fields of one line, as the second parse sees them.
fn fields(line: &Symbolic) -> Result<Vec<String>, String> {
    // `parse('')[0]` is undefined, and looping over it throws.
    csv(line.marked(), Quotes::Strict)?.into_iter().next().ok_or_else(|| "fields is not iterable".to_string())
}

/// Splits at the first `=` that has something before it; both sides trimmed.
fn attribute(field: &str) -> (Option<String>, Symbolic) {
    match field.split_once('=') {
        Some((key, value)) if !key.is_empty() => (Some(key.trim().to_lowercase()), Symbolic::from_marked(value.trim())),
        _ => (None, Symbolic::from_marked(field.trim())),
    }
}

/// `split('=')` and its second part, as images and flavors do.
fn pair(field: &str) -> (String, Option<Symbolic>) {
    let mut parts = field.split('=').map(str::trim);
    let key = parts.next().unwrap_or_default().to_string();
    (key, parts.next().map(Symbolic::from_marked))
}

/// Names and whether they are enabled. The action lower-cases names.
pub(super) fn images(lines: &[Symbolic]) -> Result<Vec<(Symbolic, Answer)>, String> {
    let lower = |name: &str| Symbolic::from_marked(name).map_known(str::to_lowercase);
    if let [line] = lines {
        let fields = fields(line)?;
        if fields.iter().all(|field| !field.contains('=')) {
            return Ok(fields.iter().map(|field| (lower(field.trim()), Answer::Yes)).collect());
        }
    }
    let mut images = Vec::new();
    for line in lines {
        let mut name = Symbolic::default();
        let mut enable = Answer::Yes;
        for field in fields(line)? {
            match pair(&field) {
                (bare, None) => name = lower(&bare),
                (key, Some(value)) => match key.to_lowercase().as_str() {
                    "name" => name = lower(value.marked()),
                    "enable" => {
                        enable = match value.as_known() {
                            Some("true") => Answer::Yes,
                            Some("false") => Answer::No,
                            Some(_) => return Err(format!("Invalid enable attribute value: {line}")),
                            None => Answer::Unknown,
                        }
                    }
                    _ => return Err(format!("Unknown image attribute: {line}")),
                },
            }
        }
        if name.is_empty() {
            return Err(format!("Image name attribute empty: {line}"));
        }
        images.push((name, enable));
    }
    Ok(images)
}

pub(super) fn flavor(lines: &[Symbolic]) -> Result<Flavor, String> {
    let mut flavor = Flavor {
        latest: Latest::Auto,
        prefix: Symbolic::default(),
        prefix_latest: false,
        suffix: Symbolic::default(),
        suffix_latest: false,
    };
    for line in lines {
        let mut on_latest_for = "";
        for field in fields(line)? {
            let (key, value) = pair(&field);
            let Some(value) = value else {
                if !Symbolic::from_marked(field).is_whole() {
                    flavor.latest = Latest::Unknown;
                    continue;
                }
                return Err(format!("Invalid flavor entry: {line}"));
            };
            match key.to_lowercase().as_str() {
                "latest" => {
                    flavor.latest = match value.as_known() {
                        Some("auto") => Latest::Auto,
                        Some("true") => Latest::Always,
                        Some("false") => Latest::Never,
                        Some(_) => return Err(format!("Invalid latest flavor entry: {line}")),
                        None => Latest::Unknown,
                    }
                }
                "prefix" => {
                    flavor.prefix = value;
                    on_latest_for = "prefix";
                }
                "suffix" => {
                    flavor.suffix = value;
                    on_latest_for = "suffix";
                }
                "onlatest" => {
                    let on = match value.as_known() {
                        Some("true") => true,
                        Some("false") => false,
                        _ => return Err(format!("Invalid value for onlatest attribute: {value}")),
                    };
                    match on_latest_for {
                        "prefix" => flavor.prefix_latest = on,
                        "suffix" => flavor.suffix_latest = on,
                        _ => {}
                    }
                }
                "labelprefix" => {}
                _ => return Err(format!("Unknown flavor entry: {line}")),
            }
        }
    }
    Ok(flavor)
}

/// All tags, by descending priority.
pub(super) fn tags(lines: &[Symbolic]) -> Result<Vec<Tag>, String> {
    let defaults = ["type=schedule", "type=ref,event=branch", "type=ref,event=tag", "type=ref,event=pr"];
    let tags: Vec<Tag> = if lines.is_empty() {
        defaults.iter().map(|line| tag(&Symbolic::known(line))).collect::<Result<_, _>>()?
    } else {
        lines.iter().map(tag).collect::<Result<_, _>>()?
    };
    // An insertion sort, because a priority may be no number, which is in no order.
    let mut sorted: Vec<Tag> = Vec::new();
    for tag in tags {
        let mut at = sorted.len();
        while at > 0 && sorted[at - 1].priority < tag.priority {
            at -= 1;
        }
        sorted.insert(at, tag);
    }
    Ok(sorted)
}

/// What the last `enable` of a line of `tags` says, if it has one.
pub(crate) fn enable_of(line: &Symbolic) -> Option<Symbolic> {
    let fields = fields(line).ok()?;
    let mut attributes = fields.iter().map(|field| attribute(field));
    attributes.rfind(|(key, _)| key.as_deref() == Some("enable")).map(|(_, value)| value)
}

fn tag(line: &Symbolic) -> Result<Tag, String> {
    let mut kind: Option<Symbolic> = None;
    let mut attributes: Vec<(String, Symbolic)> = Vec::new();
    let mut opaque = false;
    for field in fields(line)? {
        let (key, value) = attribute(&field);
        match key {
            None => {
                // A hole at the start may bring its own `type=`.
                opaque |= value.starts_with_opaque_hole();
                set(&mut attributes, "value", value);
            }
            Some(key) if key == "type" => kind = Some(value),
            Some(key) => set(&mut attributes, &key, value),
        }
    }
    let get = |name: &str| attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let or_empty = |name: &str| get(name).unwrap_or_default();
    let kind_name = match &kind {
        None => "raw",
        Some(name) => name.as_known().unwrap_or("<?>"),
    };
    let mut prefix = get("prefix");
    let pattern = || get("pattern").ok_or_else(|| format!("Missing pattern attribute for {line}"));
    let (kind, priority) = match kind_name {
        "schedule" => (TagType::Schedule { pattern: get("pattern").unwrap_or_else(|| "nightly".into()) }, 1000.0),
        "semver" => {
            (TagType::Semver { pattern: pattern()?, value: or_empty("value"), matching: or_empty("match") }, 900.0)
        }
        "pep440" => {
            (TagType::Pep440 { pattern: pattern()?, value: or_empty("value"), matching: or_empty("match") }, 900.0)
        }
        "match" => {
            let pattern = pattern()?;
            let group = match get("group") {
                None => Some(0),
                Some(text) => match text.as_known().map(str::trim) {
                    Some(text) if number(text).is_nan() => return Err(format!("Invalid match group for {line}")),
                    Some(text) => text.parse().ok(),
                    None => None,
                },
            };
            (TagType::Match { pattern, group, value: or_empty("value") }, 800.0)
        }
        "edge" => (TagType::Edge { branch: or_empty("branch") }, 700.0),
        "ref" => {
            let event = get("event").ok_or_else(|| format!("Missing event attribute for {line}"))?;
            let kind = match event.as_known() {
                Some("branch") => TagType::RefBranch,
                Some("tag") => TagType::RefTag,
                Some("pr") => {
                    prefix = prefix.or_else(|| Some("pr-".into()));
                    TagType::RefPr
                }
                Some(_) => return Err(format!("Invalid event for {line}")),
                None => TagType::Unknown,
            };
            (kind, 600.0)
        }
        "raw" => {
            let value = get("value").ok_or_else(|| format!("Missing value attribute for {line}"))?;
            (TagType::Raw { value }, 200.0)
        }
        "sha" => {
            prefix = prefix.or_else(|| Some("sha-".into()));
            let long = match get("format").as_ref().map(Symbolic::as_known) {
                None | Some(Some("short")) => Some(false),
                Some(Some("long")) => Some(true),
                Some(Some(_)) => return Err(format!("Invalid format for {line}")),
                Some(None) => None,
            };
            (long.map_or(TagType::Unknown, |long| TagType::Sha { long }), 100.0)
        }
        "<?>" => (TagType::Unknown, 200.0),
        other => return Err(format!("Unknown tag type attribute: {other}")),
    };
    let set_priority = get("priority");
    let priority = match &set_priority {
        None => priority,
        Some(text) => text.as_known().map_or(priority, number),
    };
    Ok(Tag {
        kind: if opaque { TagType::Unknown } else { kind },
        enable: get("enable").unwrap_or_else(|| "true".into()),
        prefix,
        suffix: get("suffix"),
        priority,
        priority_unknown: set_priority.is_some_and(|text| !text.is_whole()),
    })
}

fn set(attributes: &mut Vec<(String, Symbolic)>, key: &str, value: Symbolic) {
    match attributes.iter_mut().find(|(known, _)| known == key) {
        Some((_, old)) => *old = value,
        None => attributes.push((key.to_string(), value)),
    }
}

/// JavaScript's `Number(text)`, decimal.
fn number(text: &str) -> f64 {
    match text.trim() {
        "" => 0.0,
        text => text.parse().unwrap_or(f64::NAN),
    }
}
