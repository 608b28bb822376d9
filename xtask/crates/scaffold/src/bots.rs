//! Configuration of bots that raise a launcher's pin. Must not know whether one is in use.

use std::collections::BTreeMap;

use crate::template::{render, Template};

const DEPENDABOT: Template =
    Template { name: "bots/dependabot.yml.in", text: include_str!("../templates/bots/dependabot.yml.in") };
const RENOVATE: Template =
    Template { name: "bots/renovate.json5.in", text: include_str!("../templates/bots/renovate.json5.in") };

/// A bot's configuration.
pub struct Snippet {
    /// Where it is written.
    pub path: &'static str,
    /// Wherever the bot looks for one.
    pub others: &'static [&'static str],
    pub text: String,
}

/// For `dependabot` or `renovate`; `folder` is the crate's.
pub fn snippet(bot: &str, folder: &str) -> Option<Snippet> {
    let (template, path, others): (_, _, &[&str]) = match bot {
        "dependabot" => (&DEPENDABOT, ".github/dependabot.yml", &[".github/dependabot.yml", ".github/dependabot.yaml"]),
        "renovate" => (
            &RENOVATE,
            "renovate.json5",
            &[
                "renovate.json",
                "renovate.json5",
                ".github/renovate.json",
                ".github/renovate.json5",
                ".gitlab/renovate.json",
                ".renovaterc",
                ".renovaterc.json",
                ".renovaterc.json5",
            ],
        ),
        _ => return None,
    };
    let text = render(template, &BTreeMap::from([("crate", folder.to_string())]));
    Some(Snippet { path, others, text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_raise_the_library_and_nothing_behind_it() {
        let dependabot = snippet("dependabot", ".xtask").unwrap().text;
        assert!(serde_yaml::from_str::<serde_yaml::Value>(&dependabot).is_ok(), "{dependabot}");
        assert!(dependabot.contains("directory: /.xtask\n") && dependabot.contains("dependency-name: prodproof\n"));
        // JSON5 without its comments is YAML.
        let renovate = snippet("renovate", "xtask").unwrap().text;
        let plain: String = renovate.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let value = serde_yaml::from_str::<serde_yaml::Value>(&plain).unwrap();
        let files = &value["packageRules"][0]["matchFileNames"][0];
        assert_eq!(files.as_str(), Some("xtask/Cargo.toml"), "{renovate}");
        assert!(snippet("other", "xtask").is_none());
    }
}
