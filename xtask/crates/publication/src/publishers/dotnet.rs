//! `dotnet publish /t:PublishContainer`: the SDK pushes an image by itself.
//!
//! Source, read 2026-12-01: dotnet/docs 0913989 docs/core/containers/publish-configuration.md
//! ("ContainerRegistry", "ContainerImageTag(s)", "ContainerArchiveOutputPath": the tag is
//! `latest` from the SDK 8 on; without a registry the image goes to the local daemon, with
//! `ContainerArchiveOutputPath` into a file). MSBuild takes properties from the environment, too.

use prodproof_script::doubt::{Unfollowed, Untold};
use prodproof_script::effect::{Context, Effect};
use prodproof_syntax::value::Symbolic;

use super::command::push;

pub(super) fn dotnet(rest: &[Symbolic], context: &Context<'_>) -> Vec<Effect> {
    let builds = rest.first().is_some_and(|text| matches!(text.as_known(), Some("publish" | "build" | "msbuild")));
    let next = rest.iter().skip(1).map(Some).chain([None]);
    let words: Vec<(String, Symbolic)> = rest.iter().zip(next).filter_map(|(text, next)| option(text, next)).collect();
    let target = words.iter().any(|(name, value)| {
        matches!(name.as_str(), "t" | "target") && value.marked().split([';', ',']).any(|one| one == "PublishContainer")
    });
    let profile = properties(&words, "publishprofile").and_then(|value| value.as_known().map(str::to_string));
    if !builds || !(target || profile.as_deref() == Some("DefaultContainer")) {
        return Vec::new();
    }
    let get = |name: &str| {
        let by_env = || {
            let (_, set) = context.env.iter().find(|(own, _)| own.eq_ignore_ascii_case(name))?;
            set.single().cloned()
        };
        properties(&words, &name.to_ascii_lowercase()).or_else(by_env).filter(|value| !value.marked().is_empty())
    };
    if get("ContainerArchiveOutputPath").is_some() {
        return Vec::new();
    }
    let Some(registry) = get("ContainerRegistry") else {
        return vec![Effect::Opaque {
            command: "dotnet publish /t:PublishContainer".into(),
            why: Unfollowed::Tool(Untold::Project),
        }];
    };
    let mut name = Symbolic::from_marked(registry.marked().trim_end_matches('/'));
    name.push_known("/");
    // The assembly's name, unless it is given.
    name.push(&get("ContainerRepository").or_else(|| get("ContainerImageName")).unwrap_or_else(Symbolic::unknown));
    let tags: Vec<Symbolic> = match (get("ContainerImageTags"), get("ContainerImageTag")) {
        (Some(tags), _) => {
            let tags = tags.marked().replace("%3B", ";").replace("%3b", ";");
            tags.split(';').map(|tag| Symbolic::from_marked(tag.trim_matches(['"', '\'', '\\']))).collect()
        }
        (None, Some(tag)) => vec![tag],
        (None, None) => vec![Symbolic::known("latest")],
    };
    tags.iter().map(|tag| push(super::action::named(&name, tag), "dotnet publish")).collect()
}

/// `/t:X`, `-p:Name=Value`, `--property:Name=Value`, `-p Name=Value`: the option and what
/// stands behind it.
fn option(text: &Symbolic, next: Option<&Symbolic>) -> Option<(String, Symbolic)> {
    let marked = text.marked();
    if let ("-p" | "--property" | "-property", Some(value)) = (marked, next) {
        return Some(("p".into(), value.clone()));
    }
    let body = marked.strip_prefix("--").or_else(|| marked.strip_prefix(['-', '/']))?;
    let (name, value) = body.split_once(':')?;
    let name = name.to_ascii_lowercase();
    matches!(name.as_str(), "t" | "target" | "p" | "property").then(|| (name, Symbolic::from_marked(value)))
}

/// The last value of a property, by its name in lower case.
fn properties(words: &[(String, Symbolic)], wanted: &str) -> Option<Symbolic> {
    let all = words.iter().filter(|(name, _)| matches!(name.as_str(), "p" | "property"));
    // `-p:A=b;C=d`, unless the value has quotes around.
    let parts = all.flat_map(|(_, value)| {
        let text = value.marked().trim_matches(['"', '\'']);
        let quoted = text.contains('"') || text.contains('\'');
        let parts: Vec<String> = if quoted { vec![text.to_string()] } else { assignments(text) };
        parts
    });
    let mut found = None;
    for part in parts {
        if let Some((name, value)) = part.split_once('=') {
            if name.trim().eq_ignore_ascii_case(wanted) {
                found = Some(Symbolic::from_marked(value.trim_matches(['"', '\'', '\\'])));
            }
        }
    }
    found
}

/// Divides `A=b;c;D=e` at the `;` behind which another assignment begins.
fn assignments(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for part in text.split(';') {
        match out.last_mut() {
            Some(last) if !part.contains('=') => {
                last.push(';');
                last.push_str(part);
            }
            _ => out.push(part.to_string()),
        }
    }
    out
}
