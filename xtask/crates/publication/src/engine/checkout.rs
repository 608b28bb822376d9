//! Which commit a step builds: that of the event, or what a checkout has put in its place.
//!
//! Source: actions/checkout `action.yml` (`ref`: "defaults to the reference or SHA for that
//! event", `repository`, `path`); github/docs `events-that-trigger-workflows.md`
//! (`workflow_run`: the last commit on the default branch); docker/actions-toolkit
//! `context.ts` (`gitContext`: without `context:` the builder fetches the event's commit by
//! itself). Must not know what is pushed.

use super::moves::MoveContext;
use crate::context::{data, Names};
use crate::model::{Recipe, RevisionLabel};
use crate::source::BuiltCommit;
use prodproof_script::sh::ToolCall;
use prodproof_syntax::value::{Symbolic, ValueSet, ANY_BRANCH};
use prodproof_syntax::yaml::Node;
use prodproof_workflow::expression::{Data, Scope};

/// What `actions/checkout` leaves in the runner's folder; `None` where it fills another.
pub(super) fn checked_out(with: Option<&Node>, names: &Names, context: &MoveContext<'_>) -> Option<BuiltCommit> {
    let node = |name: &str| with.and_then(|with| with.get_any_case(name));
    let given = |name: &str| node(name).map(|node| data(node, names).to_values());
    let filled = |name: &str| given(name).filter(|value| value.as_known() != Some(""));
    if filled("path").is_some_and(|path| path.as_known().is_none_or(|path| !path.trim_matches(['.', '/']).is_empty())) {
        return None;
    }
    if let Some(repository) = filled("repository") {
        match (repository.as_known(), context.repository) {
            (Some(given), Some(own)) if given.eq_ignore_ascii_case(own) => {}
            (Some(given), Some(_)) => return Some(BuiltCommit::Foreign(given.to_string())),
            _ if repository.single().is_some_and(|one| Some(one) == own_name(names).single()) => {}
            _ => return Some(BuiltCommit::Unknown),
        }
    }
    let Some(value) = filled("ref") else { return Some(BuiltCommit::Event) };
    Some(named(&value, names))
}

/// What `ref` names.
fn named(value: &ValueSet, names: &Names) -> BuiltCommit {
    let Some(one) = value.single() else { return BuiltCommit::Unknown };
    match (one.as_hole(), one.as_known()) {
        (Some("sha"), _) => BuiltCommit::Event,
        (Some("head_sha" | ANY_BRANCH), _) => match github(names, "event_name").as_known() {
            Some("workflow_run") => BuiltCommit::Awaited,
            _ => BuiltCommit::PullRequest,
        },
        (_, Some(known)) if known.starts_with("refs/pull/") => BuiltCommit::PullRequest,
        (_, Some(known)) => {
            let short = known.strip_prefix("refs/heads/").or_else(|| known.strip_prefix("refs/tags/")).unwrap_or(known);
            if github(names, "ref_name").as_known() == Some(short) {
                BuiltCommit::Event
            } else {
                BuiltCommit::Named(short.to_string())
            }
        }
        _ if one.to_string().contains("<?>") => BuiltCommit::Found,
        _ => BuiltCommit::Unknown,
    }
}

/// What `git rev-parse HEAD` says behind it.
pub(super) fn head(source: &BuiltCommit) -> Symbolic {
    match source {
        BuiltCommit::Event => Symbolic::hole("sha"),
        BuiltCommit::Awaited | BuiltCommit::PullRequest => Symbolic::hole("head_sha"),
        _ => Symbolic::hole("commit"),
    }
}

fn own_name(names: &Names) -> ValueSet {
    github(names, "repository")
}

fn github(names: &Names, property: &str) -> ValueSet {
    match names.context("github").and_then(|set| set.single().cloned()) {
        Some(Data::Object(github)) => github.get(property).to_values(),
        _ => ValueSet::unknown(),
    }
}

/// What a command of git leaves: `git checkout stable-1.x`. A branch that is made is at the
/// same commit; a file that is taken back changes none.
pub(super) fn by_command(called: &ToolCall, names: &Names, is_file: impl Fn(&str) -> bool) -> Option<BuiltCommit> {
    let words: Vec<Option<&str>> = called.arguments.iter().map(|text| text.as_known()).collect();
    match words.as_slice() {
        [Some("git"), Some("checkout" | "switch"), None] => {
            Some(named(&ValueSet::one(called.arguments[2].clone()), names))
        }
        [Some("git"), Some("checkout" | "switch"), Some(name)] if !name.starts_with('-') => {
            (!is_file(name)).then(|| named(&ValueSet::known(name), names))
        }
        [Some("git"), Some("checkout" | "switch"), Some("-b" | "-B" | "-c" | "-C" | "--"), ..] => None,
        [Some("git"), Some("checkout" | "switch" | "reset"), ..] => Some(BuiltCommit::Unknown),
        _ => None,
    }
}

/// Whether what pushes builds nothing: it copies what is there.
pub(super) fn is_copy(method: &str) -> bool {
    const COPIES: [&str; 8] = ["copy", "imagetools", "manifest", "crane", "skopeo", "regctl", "oras", "tag-push"];
    COPIES.iter().any(|word| method.contains(word))
}

/// What a step that builds takes: the checkout, or the event's commit where the builder
/// fetches it by itself.
pub(super) fn of_build(
    action: &str,
    with: Option<&Node>,
    names: &Names,
    checkout: &BuiltCommit,
    context: &MoveContext<'_>,
) -> BuiltCommit {
    let folder = with.and_then(|with| with.get_any_case("context")).map(|node| data(node, names).to_values());
    let by_itself =
        matches!(action, "docker/build-push-action" | "depot/build-push-action" | "useblacksmith/build-push-action");
    let Some(folder) = folder.filter(|value| value.as_known() != Some("")) else {
        return if by_itself { BuiltCommit::Event } else { checkout.clone() };
    };
    let Some(one) = folder.single() else { return BuiltCommit::Unknown };
    match one.as_known() {
        Some(text) if by_itself && is_default_context(text) => BuiltCommit::Event,
        _ if is_address(one.marked()) => fetched(one.marked(), names, context),
        Some(_) => checkout.clone(),
        None => BuiltCommit::Unknown,
    }
}

/// `{{defaultContext}}:folder`: what the builder fetches without `context:`
/// (docker/build-push-action README, "Git context").
fn is_default_context(text: &str) -> bool {
    let inner = text.strip_prefix("{{").and_then(|rest| rest.split_once("}}"));
    inner.is_some_and(|(name, _)| name.trim() == "defaultContext")
}

fn is_address(text: &str) -> bool {
    text.contains("://") || text.starts_with("git@")
}

/// What the builder fetches from a repository: `https://github.com/acme/widget.git#branch:folder`,
/// without a branch the tip of the default one (docs.docker.com, "Build context", "Remote
/// context").
fn fetched(address: &str, names: &Names, context: &MoveContext<'_>) -> BuiltCommit {
    let (place, fragment) = address.split_once('#').unwrap_or((address, ""));
    let Some((_, path)) = place.split_once("github.com") else { return BuiltCommit::Unknown };
    let path = path.trim_start_matches([':', '/']).trim_end_matches('/');
    let repository = Symbolic::from_marked(path.strip_suffix(".git").unwrap_or(path));
    match (repository.as_known(), context.repository) {
        (Some(given), Some(own)) if given.eq_ignore_ascii_case(own) => {}
        (Some(given), Some(_)) => return BuiltCommit::Foreign(given.to_string()),
        _ if Some(&repository) == own_name(names).single() => {}
        _ => return BuiltCommit::Unknown,
    }
    match fragment.split(':').next().unwrap_or_default() {
        "" => named(&ValueSet::known(context.default_branch), names),
        branch => named(&ValueSet::one(Symbolic::from_marked(branch)), names),
    }
}

/// Which commit the labels of a build say that it is of: the last one counts.
pub(super) fn revision(with: Option<&Node>, names: &Names) -> RevisionLabel {
    let of = |line: &str| {
        let line = line.trim().trim_matches('"');
        label(&Symbolic::from_marked(line))
    };
    let Some(labels) = with.and_then(|with| with.get_any_case("labels")) else { return RevisionLabel::Unsaid };
    let values = data(labels, names).to_values();
    values.single().and_then(|text| text.marked().lines().filter_map(of).next_back()).unwrap_or(RevisionLabel::Unsaid)
}

/// What a label says, if it is that of the commit.
pub(super) fn label(label: &Symbolic) -> Option<RevisionLabel> {
    let value = label.marked().strip_prefix("org.opencontainers.image.revision=")?;
    let value = Symbolic::from_marked(value.trim_matches(['"', '\'']));
    Some(match value.as_known() {
        Some("") => RevisionLabel::Unsaid,
        Some(text) => RevisionLabel::Fixed(text.to_string()),
        None if value.as_hole() == Some("sha") => RevisionLabel::Event,
        None => RevisionLabel::Unsaid,
    })
}

/// Whether all that may give a build labels comes to nothing, whatever the run: the output of a
/// step that nobody has, of another step's misspelt one.
pub(super) fn unlabelled(with: Option<&Node>, names: &Names) -> bool {
    let given = ["labels", "annotations", "extra-args", "build-args"];
    let empty = |node: &Node| data(node, names).to_values().iter().all(|text| text.marked().trim().is_empty());
    given.iter().filter_map(|name| with?.get_any_case(name)).all(empty)
}

/// The file that a build step names, relative to the context or, for docker's action, to the
/// repository: where both are there, the latter (docker/build-push-action, README, `file`).
pub(super) fn recipe(with: Option<&Node>, names: &Names, exists: impl Fn(&str) -> bool) -> Option<Recipe> {
    let given = |all: &[&str]| {
        let node = all.iter().find_map(|name| with.and_then(|with| with.get_any_case(name)));
        node.map(|node| data(node, names).to_values())
    };
    let text = |all: &[&str]| match given(all) {
        Some(values) => values.as_known().map(str::to_string),
        None => Some(String::new()),
    };
    let tidy = |path: &str| path.trim_start_matches("./").trim_matches('/').trim_start_matches('.').to_string();
    let (context, file) = (text(&["context"])?, text(&["file", "containerfiles", "dockerfiles", "dockerfile"])?);
    let target = text(&["target"])?;
    if context.contains("://") || file.contains('\n') || context.starts_with("../") || context.starts_with('/') {
        return None;
    }
    let (context, file) = (tidy(&context), tidy(&file));
    let inside = |name: &str| if context.is_empty() { name.to_string() } else { format!("{context}/{name}") };
    let all = match file.as_str() {
        "" => vec![inside("Dockerfile"), inside("Containerfile")],
        file => vec![file.to_string(), inside(file)],
    };
    let path = all.into_iter().find(|path| exists(path))?;
    Some(Recipe { path, target: Some(target).filter(|name| !name.is_empty()), context })
}
