//! The name of a unit on its way to a host.

use crate::refusal::{AskedPart, LinkRefusal};

/// A name of systemd's alphabet (systemd.unit(5)) that every login shell reads as it
/// stands between single quotes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Unit(String);

impl Unit {
    pub fn new(name: &str) -> Result<Self, LinkRefusal> {
        let odd = |c: char| !(c.is_ascii_alphanumeric() || ":_.\\@-".contains(c));
        if let Some(character) = name.chars().find(|c| odd(*c)) {
            return Err(LinkRefusal::Character { part: AskedPart::UnitName, character });
        }
        // systemd writes `\x2d`; fish reads two backslashes, or one at the end, otherwise.
        let escapes = name.split('\\').skip(1).all(|rest| {
            rest.strip_prefix('x')
                .and_then(|rest| rest.get(..2))
                .is_some_and(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()))
        });
        let kind = name.rsplit_once('.').map_or("", |(_, kind)| kind);
        match name {
            _ if name.starts_with(['-', '.']) || name.len() > 255 || !escapes => {
                Err(LinkRefusal::NoUnitName(name.into()))
            }
            _ if name.contains("@.") => Err(LinkRefusal::Template(name.into())),
            _ if !matches!(kind, "service" | "timer" | "socket" | "pod") => Err(LinkRefusal::NoService(name.into())),
            _ => Ok(Self(name.to_string())),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As a word of the host's shell.
    pub(crate) fn quoted(&self) -> String {
        format!("'{}'", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_more_than_names_are_refused() {
        for name in ["widget.service", "widget@blue.service", r"a\x2db.service", "a:b_c-d.service"] {
            assert!(Unit::new(name).is_ok(), "{name}");
        }
        for name in [
            "",
            "-x.service",
            "a b.service",
            "a'.service",
            "$(id).service",
            "a;b.service",
            "a\n.service",
            r"a\\.service",
            r"a\.service",
            "a/b.service",
            "widget",
            "widget@.service",
            "*.service",
            "a.conf",
            "é.service",
            "a!b.service",
        ] {
            assert!(Unit::new(name).is_err(), "{name}");
        }
    }
}
