//! What was pushed into a package of ghcr.io, and when.
//!
//! GitHub keeps versions, which are digests with the tags that they have now; which tags one
//! had before is told nowhere. So what has the tag, and what has none, may have had it; what
//! has other tags only did not. Platforms of an index are versions without a tag, pushed
//! together with it.

use prodproof_syntax::order::Order;
use serde_json::Value;

use super::Movement;
use crate::call::{Call, Outcome, Program};
use crate::github::{answer, ForgeRepository};
use crate::moment::Moment;
use crate::trouble::Trouble;

/// Seconds within which several digests are one push.
const TOGETHER: i64 = 60;

/// By the owner's two possible kinds; an organisation's first.
pub fn calls(name: &str) -> Vec<Call> {
    let Some((owner, package)) = name.split_once('/') else { return Vec::new() };
    ["orgs", "users"].iter().filter_map(|kind| ForgeRepository::versions(kind, owner, package)).collect()
}

/// The pushes that may have set the tag, in any order.
pub fn pushes(outcome: &Outcome, tag: &str) -> Result<Vec<Movement>, Trouble> {
    let none = || Trouble::garbled(Program::Gh, "list of a package's versions");
    let value = answer(outcome)?;
    let all = value.as_array().ok_or_else(none)?;
    let versions: Vec<Version> = all.iter().map(Version::read).collect::<Option<_>>().ok_or_else(none)?;
    let mut own: Vec<Version> =
        versions.into_iter().filter(|one| one.tags.is_empty() || one.tags.iter().any(|own| own == tag)).collect();
    own.order_by_key(|one| std::cmp::Reverse(one.pushed.at));
    let mut pushes: Vec<Version> = Vec::new();
    for one in own {
        match pushes.last_mut() {
            Some(last) if last.pushed.at.since(one.pushed.at) <= TOGETHER => {
                // The one with the tag is what was pushed.
                if last.tags.is_empty() && !one.tags.is_empty() {
                    *last = one;
                }
            }
            _ => pushes.push(one),
        }
    }
    Ok(pushes.into_iter().map(|one| one.pushed).collect())
}

struct Version {
    pushed: Movement,
    tags: Vec<String>,
}

impl Version {
    fn read(value: &Value) -> Option<Self> {
        let tags = value.pointer("/metadata/container/tags")?.as_array()?;
        Some(Self {
            pushed: Movement {
                digest: value["name"].as_str()?.to_string(),
                at: Moment::rfc3339(value["created_at"].as_str()?)?,
                by: None,
            },
            tags: tags.iter().filter_map(|tag| Some(tag.as_str()?.to_string())).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::github::tests::ok;

    fn version(digest: &str, created: &str, tags: &str) -> String {
        format!(
            r#"{{"id":745626629,"name":"sha256:{digest}","url":"https://api.github.com/orgs/acme/packages/container/widget/versions/745626629","created_at":"{created}","updated_at":"{created}","metadata":{{"package_type":"container","container":{{"tags":[{tags}]}}}}}}"#
        )
    }

    /// The shape is that of public answers of `gh api`; GitHub was not asked.
    #[test]
    fn what_may_have_had_the_tag() {
        let body = [
            version("d", "2026-11-30T04:30:10Z", ""),
            version("index", "2026-11-30T04:30:12Z", "\"latest\""),
            version("old", "2026-11-23T04:30:12Z", ""),
            version("release", "2026-11-22T04:30:12Z", "\"1.2.3\""),
            version("older", "2026-11-16T04:30:12Z", ""),
        ];
        let all = pushes(&ok(&format!("[{}]", body.join(","))), "latest").expect("pushes");
        let digests: Vec<_> = all.iter().map(|one| one.digest.trim_start_matches("sha256:")).collect();
        assert_eq!(digests, ["index", "old", "older"]);
        assert!(pushes(&ok("{}"), "latest").is_err());
        assert!(pushes(&ok("[{\"name\":\"sha256:a\"}]"), "latest").is_err(), "half an answer is none");
    }

    #[test]
    fn names_of_several_parts_stay_one() {
        let shown: Vec<String> = calls("acme/tools/widget").iter().map(Call::shown).collect();
        let [of_organisation, of_user] = shown.as_slice() else { panic!("{shown:?}") };
        assert!(of_organisation
            .ends_with("'orgs/acme/packages/container/tools%2Fwidget/versions?per_page=100&state=active'"));
        assert!(of_user.contains("users/acme/packages") && of_user.contains("--hostname github.com"));
        assert!(calls("widget").is_empty() && calls("a b/x").is_empty());
    }
}
