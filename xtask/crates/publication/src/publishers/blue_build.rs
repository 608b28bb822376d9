//! blue-build: images of operating systems, `bluebuild build --push` and its action.
//!
//! Source, read 2026-12-01: blue-build/github-action v1.12.0 action.yml:4,15-19,55-60;
//! blue-build/cli 4184afa process/drivers/github_driver.rs:41-95 (`generate_tags`),
//! recipe/src/recipe_v1.rs:28,49-54 (`name`, `alt-tags`).

use prodproof_script::effect::{Context, Effect, Push};
use prodproof_syntax::answer::{Answer, Certainty};
use prodproof_syntax::value::{Symbolic, ValueSet};
use prodproof_syntax::yaml::{Node, Yaml};

use super::action::{named, pushes_if, ActionStep, StepEffects};
use super::options::Parsed;

const METHOD: &str = "bluebuild build";

/// The image's name and its tags, by its recipe.
struct Recipe {
    name: Option<String>,
    tags: Option<Vec<String>>,
}

impl Recipe {
    fn read(text: Option<String>) -> Self {
        let document = text.and_then(|text| Yaml::document(&text));
        let get = |key: &str| document.as_ref().and_then(|document| document.get(key));
        let tags = get("alt-tags").or_else(|| get("alt_tags")).filter(|tags| tags.is_sequence());
        let texts = |tags: &Node| tags.items().iter().filter_map(Node::as_written).map(str::to_string).collect();
        Self { name: get("name").and_then(Node::as_written).map(str::to_lowercase), tags: tags.map(texts) }
    }

    /// Every name that is pushed. `default`: whether the run is on the default branch; else
    /// the tag begins with `head`. The version of the system and the time stand in most.
    fn references(&self, registry: &Symbolic, namespace: &Symbolic, default: Answer, head: &Symbolic) -> Vec<Symbolic> {
        let mut name = registry.map_known(str::to_lowercase);
        name.push_known("/");
        name.push(&namespace.map_known(str::to_lowercase));
        name.push_known("/");
        name.push(&self.name.as_deref().map_or_else(Symbolic::unknown, Symbolic::known));
        let unknown = Symbolic::unknown;
        let mut tags: Vec<Symbolic> = Vec::new();
        match (default, &self.tags) {
            (Answer::Yes, None) => tags.extend([Symbolic::known("latest"), unknown()]),
            (Answer::Yes, Some(own)) => tags.extend(own.iter().map(|tag| Symbolic::known(tag)).chain([unknown()])),
            (Answer::No, _) => {
                let mut tag = head.clone();
                tag.push_known("-");
                tag.push(&unknown());
                tags.extend([tag, unknown()]);
            }
            (Answer::Unknown, _) => tags.push(unknown()),
        }
        tags.iter().map(|tag| named(&name, tag)).collect()
    }
}

fn prefixed(head: &str, text: &Symbolic) -> Symbolic {
    let mut out = Symbolic::known(head);
    out.push(text);
    out
}

pub(super) fn command(rest: &[Symbolic], context: &Context<'_>) -> Vec<Effect> {
    let with_value = [
        "registry",
        "registry-namespace",
        "username",
        "U",
        "password",
        "P",
        "compression-format",
        "c",
        "retry-count",
        "B",
        "build-driver",
        "platform",
    ];
    let Some((Some("build"), after)) = rest.split_first().map(|(first, after)| (first.as_known(), after)) else {
        return Vec::new();
    };
    let parsed = Parsed::new(after, &with_value);
    if !parsed.has(&["push", "p"]) {
        return Vec::new();
    }
    let variable = |name: &str| context.env.get(name).and_then(ValueSet::single).cloned();
    let registry = parsed.value(&["registry"]).or_else(|| variable("BB_REGISTRY"));
    let namespace = parsed.value(&["registry-namespace"]).or_else(|| variable("BB_REGISTRY_NAMESPACE"));
    let owner = || variable("GITHUB_REPOSITORY_OWNER").unwrap_or_else(Symbolic::unknown);
    let path = parsed.operands.first().and_then(Symbolic::as_known).unwrap_or("./recipes/recipe.yml");
    let recipe = Recipe::read((context.files)(path.trim_start_matches("./")));
    let references = recipe.references(
        &registry.unwrap_or_else(|| Symbolic::known("ghcr.io")),
        &namespace.unwrap_or_else(owner),
        Answer::Unknown,
        &Symbolic::unknown(),
    );
    let push = |reference| {
        Effect::Push(Push { reference: Some(reference), method: METHOD, by_digest: false, certainty: Certainty::Yes })
    };
    references.into_iter().map(push).collect()
}

pub(super) fn action(step: &ActionStep<'_>) -> StepEffects {
    let mut effects = StepEffects::nothing();
    let push = match step.filled("push").as_ref().map(ValueSet::as_known) {
        None => Answer::Yes,
        Some(Some(text)) => Answer::from(!matches!(text.to_ascii_lowercase().as_str(), "0" | "false" | "no" | "off")),
        Some(None) => Answer::Unknown,
    };
    if push == Answer::No {
        return effects;
    }
    let one = |name: &str| step.filled(name).and_then(|values| values.single().cloned());
    let registry = one("registry").unwrap_or_else(|| Symbolic::known("ghcr.io"));
    let namespace = one("registry_namespace").unwrap_or_else(|| step.github("repository_owner"));
    let file = one("recipe").unwrap_or_else(|| Symbolic::known("recipe.yml"));
    let folder = one("working_directory").and_then(|text| text.as_known().map(str::to_string)).unwrap_or_default();
    let folder = match folder.trim_start_matches("./").trim_end_matches('/') {
        "" => String::new(),
        folder => format!("{folder}/"),
    };
    let text = file.as_known().and_then(|file| {
        ["recipes", "config"].iter().find_map(|place| (step.files)(&format!("{folder}{place}/{file}")))
    });
    let branch = step.github("ref_name");
    let default = match (step.github("ref_type").as_known(), branch.as_known()) {
        (Some("branch"), Some(own)) => step
            .default_branch()
            .and_then(|default| Some(Answer::from(own == default.as_known()?)))
            .unwrap_or(Answer::Unknown),
        (Some(_), _) => Answer::No,
        _ => Answer::Unknown,
    };
    let request = step.filled("pr_event_number").and_then(|values| values.single().cloned());
    let head = match (step.github("event_name").as_known(), request) {
        (Some("pull_request"), Some(number)) => prefixed("pr-", &number),
        _ => prefixed("br-", &branch.map_known(|text| text.replace('/', "_"))),
    };
    let references = Recipe::read(text).references(&registry, &namespace, default, &head);
    effects.pushes = pushes_if(Certainty::from(push == Answer::Yes), &[references], step.name, step.uses);
    effects.built = true;
    effects
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_what_is_written() {
        let tags = |text: &str| Recipe::read(Some(text.to_string())).tags;
        assert_eq!(tags("name: x\nalt-tags: [41, 1.10, gts]\n"), Some(vec!["41".into(), "1.10".into(), "gts".into()]));
        assert_eq!(tags("alt-tags: [41]\nalt-tags: [42]\n"), None, "refused");
        assert_eq!(tags("name: x\nalt-tags:\n"), None);
    }
}
