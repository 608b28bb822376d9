//! What becomes of a file that an older version wrote: it is as it was written, or somebody
//! edited it. Must not know where texts come from, nor merge them: git does.

use crate::blob;

/// What becomes of one generated file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is what the new version writes already.
    Same,
    /// Nobody touched it: it becomes the new one.
    Renewed(String),
    /// Somebody edited it: the three texts to merge, with the pins settled.
    Merged { base: String, own: String, new: String },
    /// Somebody edited it, and what was written is not to be had.
    NoBase { own: String, new: String },
}

/// `own` is what stands there, `recorded` the id of what was written, `base` that text, if it
/// is to be had, `new` what the new version writes. All texts come back with LF.
pub fn fate(own: &str, recorded: &str, base: Option<&str>, new: &str) -> Fate {
    let (own, new) = (own.replace("\r\n", "\n"), new.replace("\r\n", "\n"));
    if blob::id(&own) == blob::id(&new) {
        return Fate::Same;
    }
    if blob::id(&own) == recorded {
        return Fate::Renewed(new);
    }
    let Some(base) = base.map(|base| base.replace("\r\n", "\n")) else { return Fate::NoBase { own, new } };
    let (base, new) = settled(&base, &own, &new);
    if own == base {
        return Fate::Renewed(new);
    }
    Fate::Merged { base, own, new }
}

/// Pins that a bot (or a person) raised are no edit and stay raised: base and new get the
/// pins that stand there, unless the new version's are higher.
fn settled(base: &str, own: &str, new: &str) -> (String, String) {
    let pins: Vec<Pin<'_>> = own.lines().filter_map(Pin::of).collect();
    let with = |text: &str, keep_higher: bool| -> String {
        let lines = text.split_inclusive('\n').map(|line| {
            let Some(pin) = Pin::of(line.trim_end_matches('\n')) else { return line.to_string() };
            let there = pins.iter().find(|there| there.action == pin.action);
            match there.filter(|there| !(keep_higher && pin.is_higher_than(there))) {
                Some(there) => line.replacen(pin.text, there.text, 1),
                None => line.to_string(),
            }
        });
        lines.collect()
    };
    (with(base, false), with(new, true))
}

/// `uses: owner/name@REVISION # v1.2.3`.
struct Pin<'a> {
    action: &'a str,
    /// From the revision to the end of the line.
    text: &'a str,
}

impl<'a> Pin<'a> {
    fn of(line: &'a str) -> Option<Self> {
        let (before, value) = line.split_once("uses:")?;
        if !before.trim_start_matches([' ', '-']).is_empty() {
            return None;
        }
        let (action, text) = value.trim_start().split_once('@')?;
        Some(Self { action: action.trim_matches(['"', '\'']), text: text.trim_end() })
    }

    /// The numbers of its version: those of the comment, else of the revision itself.
    fn version(&self) -> Vec<u64> {
        let (revision, comment) = self.text.split_once('#').unwrap_or((self.text, ""));
        let word = if comment.trim().is_empty() { revision } else { comment };
        let word = word.trim().trim_matches(['"', '\'']).trim_start_matches('v');
        word.split('.').map_while(|part| part.parse().ok()).collect()
    }

    /// Of `v7` and `v7.0.1` neither is: who pins the one does not want the other.
    fn is_higher_than(&self, other: &Self) -> bool {
        let (own, other) = (self.version(), other.version());
        !other.is_empty()
            && own.iter().zip(&other).find(|(own, other)| own != other).is_some_and(|(own, other)| own > other)
    }
}

/// Port and title of a unit, for records that do not hold what a person asked for.
pub fn said_by_unit(unit: &str) -> (Option<String>, Option<String>) {
    let value = |key: &str| {
        let found = unit.lines().find_map(|line| line.trim().strip_prefix(key));
        found.map(|rest| rest.trim_end_matches('\\').trim().to_string()).filter(|rest| !rest.is_empty())
    };
    let port = value("PublishPort=").or_else(|| value("--publish "));
    (port, value("Description="))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "\
name: a
steps:
  - uses: actions/checkout@111 # v7.0.1
  - uses: actions/cache@222 # v6.1.0
";
    const NEW: &str = "\
name: b
steps:
  - uses: actions/checkout@333 # v7.1.0
  - uses: actions/cache@222 # v6.1.0
";

    fn fate_of(own: &str) -> Fate {
        fate(own, &blob::id(OLD), Some(OLD), NEW)
    }

    #[test]
    fn what_nobody_touched_becomes_the_new_one() {
        assert_eq!(fate_of(NEW), Fate::Same);
        assert_eq!(fate_of(OLD), Fate::Renewed(NEW.into()));
        assert_eq!(fate_of(&OLD.replace('\n', "\r\n")), Fate::Renewed(NEW.into()));
        assert_eq!(fate(OLD, &blob::id(OLD), None, NEW), Fate::Renewed(NEW.into()));
    }

    #[test]
    fn what_was_edited_is_merged_or_left_alone() {
        let own = OLD.replace("name: a", "name: mine");
        let base = OLD.to_string();
        let merged = Fate::Merged { base, own: own.clone(), new: NEW.into() };
        assert_eq!(fate_of(&own), merged);
        let no_base = Fate::NoBase { own: own.clone(), new: NEW.into() };
        assert_eq!(fate(&own, &blob::id(OLD), None, NEW), no_base);
    }

    #[test]
    fn raised_pins_are_no_edit_and_stay_raised() {
        // Higher than the new version's: stays. Lower: the new version's.
        for (pin, stays) in [
            ("444 # v8.0.0", "444 # v8.0.0"),
            ("555 # v7.0.9", "333 # v7.1.0"),
            ("v7", "v7"),
            ("666 # main", "666 # main"),
        ] {
            let own = OLD.replace("111 # v7.0.1", pin);
            assert_eq!(fate_of(&own), Fate::Renewed(NEW.replace("333 # v7.1.0", stays)), "{pin}");
        }
        let Fate::Merged { base, own, new } =
            fate_of(&OLD.replace("111 # v7.0.1", "444 # v8.0.0").replace("name: a", "name: m"))
        else {
            panic!("it was edited as well")
        };
        assert!([base, own, new].iter().all(|text| text.contains("checkout@444 # v8.0.0")));
        // A mention is no pin.
        assert!(Pin::of("# uses: a/b@1").is_none() && Pin::of("run: echo uses: a/b@1").is_none());
    }

    #[test]
    fn a_unit_says_what_was_asked() {
        let service = "Description=My Widget\nExecStart=podman run \\\n    --publish 80:8080 \\\n    image\n";
        assert_eq!(said_by_unit(service), (Some("80:8080".into()), Some("My Widget".into())));
        assert_eq!(said_by_unit("[Container]\nPublishPort=80:8080\n"), (Some("80:8080".into()), None));
    }
}
