//! Smaller actions whose source is known.
//!
//! Source: elgohr/Publish-Docker-Github-Action@073ef32 `entrypoint.sh`,
//! mr-smithers-excellent/docker-build-push@30642ae, the READMEs of the others.

use super::clouds::hub_login;
use super::{lower, pushes, split, Effects, Step};
use crate::answer::Answer;
use crate::syntax::value::{Text, Values};
use crate::workflow::expression::{Object, Rest, Set};

fn flag(step: &Step<'_>, name: &str) -> Answer {
    match step.or(name, "false").as_known() {
        Some(text) => Answer::from(text.eq_ignore_ascii_case("true")),
        None => Answer::Unknown,
    }
}

pub(super) fn elgohr(step: &Step<'_>) -> Effects {
    let mut effects = Effects::nothing();
    effects.built = true;
    effects.env.extend(hub_login(step));
    if flag(step, "no_push") == Answer::Yes {
        return effects;
    }
    let certain = flag(step, "no_push") == Answer::No;
    let git_ref = step.github("ref");
    let branch = git_ref.marked().strip_prefix("refs/heads/").map(str::to_string);
    let tag = git_ref.marked().strip_prefix("refs/tags/").map(str::to_string);
    let default = step.or("default_branch", "");
    let mut lists: Vec<Vec<Text>> = Vec::new();
    for name in lower(&step.or("name", "")).iter() {
        let mut full = Text::default();
        let registry = step.or("registry", "");
        let registry = registry.single().cloned().unwrap_or_else(Text::unknown);
        if !registry.is_empty() && !name.marked().contains(registry.marked()) {
            full.push(&registry);
            full.push_known("/");
        }
        full.push(name);
        let colon = full.marked().rfind('/').map_or(0, |at| at + 1);
        let own = full.marked()[colon..].find(':').map(|at| colon + at);
        let mut tags: Vec<Text> = Vec::new();
        match step.get("tags") {
            Some(given) => tags.extend(given.iter().flat_map(|text| split(text, &[',']))),
            None => match (own, &branch, &tag) {
                (Some(at), ..) => {
                    let text = Text::from_marked(&full.marked()[at + 1..]);
                    full = Text::from_marked(&full.marked()[..at]);
                    tags.push(text);
                }
                (None, Some(branch), _) => {
                    let is_default = match default.as_known() {
                        Some("") => branch == "master" || branch == "main",
                        Some(name) => branch == name,
                        None => false,
                    };
                    tags.push(match is_default {
                        true => Text::known("latest"),
                        false => Text::from_marked(branch.replace('/', "-")),
                    });
                }
                (None, None, Some(name)) if flag(step, "tag_names") == Answer::Yes => {
                    tags.push(Text::from_marked(name.as_str()))
                }
                (None, None, Some(name)) if flag(step, "tag_semver") == Answer::Yes => {
                    let version = name.strip_prefix('v').unwrap_or(name);
                    tags.push(Text::known(version));
                    let parts: Vec<&str> = version.split('.').collect();
                    if let [major, minor, _] = parts.as_slice() {
                        tags.push(Text::known(&format!("{major}.{minor}")));
                        tags.push(Text::known(major));
                    }
                }
                (None, None, Some(_)) => tags.push(Text::known("latest")),
                (None, None, None) => tags.push(Text::hole("sha")),
            },
        }
        if flag(step, "snapshot") == Answer::Yes {
            tags.push(Text::hole("date"));
        }
        lists.push(tags.iter().map(|tag| named(&full, tag)).collect());
    }
    effects.pushes = pushes(&lists, step.name, step.uses, certain);
    effects
}

/// The lists that an input can be.
fn lists(step: &Step<'_>, input: &str, separators: &[char]) -> Vec<Vec<Text>> {
    step.or(input, "").iter().map(|text| split(text, separators)).collect()
}

fn named(name: &Text, tag: &Text) -> Text {
    let mut text = name.clone();
    text.push_known(":");
    text.push(tag);
    text
}

pub(super) fn mr_smithers(step: &Step<'_>) -> Effects {
    let mut effects = Effects::nothing();
    effects.built = true;
    effects.env.extend(hub_login(step));
    let push = step.or("pushImage", "true");
    if push.as_known() == Some("false") {
        return effects;
    }
    let registry = step.or("registry", "");
    let mut name = lower(&step.or("image", ""));
    if registry.as_known().is_some_and(|host| host.starts_with("ghcr.io"))
        && !registry.as_known().is_some_and(|host| host.contains('/'))
    {
        let owner = step.github("repository_owner").map_known(str::to_lowercase);
        name = Values::one(owner).join(&Values::known("/")).join(&name);
    }
    if registry.as_known() != Some("") {
        name = registry.join(&Values::known("/")).join(&name);
    }
    let git_ref = step.github("ref");
    let mut tags: Vec<Text> = match step.get("tags") {
        Some(given) => given.iter().flat_map(|text| split(text, &[','])).collect(),
        None => {
            let full = git_ref.marked();
            let mut tag = match full.strip_prefix("refs/heads/") {
                Some(branch) => Text::from_marked(branch.replace('/', "-")),
                None => match full.strip_prefix("refs/pull/") {
                    Some(number) => Text::from_marked(format!("pr-{}", number.trim_end_matches("/merge"))),
                    None => Text::from_marked(full.trim_start_matches("refs/tags/")),
                },
            };
            if !full.starts_with("refs/tags/") {
                tag.push_known("-");
                tag.push(&Text::hole("sha:7"));
            }
            vec![tag]
        }
    };
    if flag(step, "addLatest") == Answer::Yes {
        tags.push(Text::known("latest"));
    }
    let lists: Vec<Vec<Text>> = name.iter().map(|name| tags.iter().map(|tag| named(name, tag)).collect()).collect();
    effects.pushes = pushes(&lists, step.name, step.uses, push.as_known() == Some("true"));
    effects
}

/// akhilerm/tag-push-action: copies `src` to each `dst`.
pub(super) fn tag_push(step: &Step<'_>) -> Effects {
    let mut effects = Effects::nothing();
    let lists = lists(step, "dst", &['\n', '\r', ',']);
    effects.pushes = pushes(&lists, step.name, step.uses, true);
    effects
}

/// chainguard-images/actions/apko-publish, before that distroless/actions: `tag` is a full
/// name, and the action always publishes.
pub(super) fn apko_publish(step: &Step<'_>) -> Effects {
    let mut effects = Effects::nothing();
    effects.built = true;
    let lists = lists(step, "tag", &[' ', '\n', '\r']);
    effects.pushes = pushes(&lists, step.name, step.uses, true);
    effects
}

/// Azure/acr-build (`entrypoint.sh`): builds and pushes in the registry, whose name it is
/// given without its domain.
pub(super) fn acr_build(step: &Step<'_>) -> Effects {
    let mut effects = Effects::nothing();
    effects.built = true;
    let registry = Values::any(step.or("registry", "").iter().map(|registry| {
        let mut host = registry.clone();
        if !registry.marked().contains('.') {
            host.push_known(".azurecr.io");
        }
        host.push_known("/");
        host
    }));
    let mut name = registry.join(&step.or("repository", ""));
    if let Some(image) = step.filled("image") {
        name = name.join(&Values::known("/")).join(&image);
    }
    let tags = step.filled("tag").unwrap_or_else(|| Values::one(Text::hole("sha:8")));
    let list: Vec<Text> = name.join(&Values::known(":")).join(&tags).iter().cloned().collect();
    let lists: Vec<Vec<Text>> = list.into_iter().map(|one| vec![one]).collect();
    effects.pushes = pushes(&lists, step.name, step.uses, true);
    effects
}

/// int128/docker-manifest-create-action: `push` is true by default.
pub(super) fn manifest_create(step: &Step<'_>) -> Effects {
    let mut effects = Effects::nothing();
    let push = step.or("push", "true");
    if push.as_known() == Some("false") {
        return effects;
    }
    let input = if step.node("index-names").is_some() { "index-names" } else { "tags" };
    let lists = lists(step, input, &['\n', '\r']);
    effects.pushes = pushes(&lists, step.name, step.uses, push.as_known() == Some("true"));
    effects
}

/// ASzc/change-string-case-action: an idiom to lower-case `github.repository`.
pub(super) fn change_case(step: &Step<'_>) -> Effects {
    let mut effects = Effects::nothing();
    let text = step.or("string", "");
    let upper = Values::any(text.iter().map(|text| text.map_known(str::to_uppercase)));
    effects.outputs =
        Object::new(Rest::Unknown).with("lowercase", Set::from(&lower(&text))).with("uppercase", Set::from(&upper));
    effects
}
