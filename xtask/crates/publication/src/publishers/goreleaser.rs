//! goreleaser: the images of the repository's own `.goreleaser.yml`.
//!
//! Source, read 2026-12-01: goreleaser/goreleaser cd616d2 pkg/config/config.go:421,1212,1233,1246
//! (`Ko`, `Docker`, `DockerManifest`, `DockerV2`), internal/pipe/docker/docker.go:375-380 and
//! manifest.go:98-103 (`skip_push`), internal/pipe/docker/v2/docker.go:181,
//! internal/pipe/ko/ko.go:160, internal/tmpl/tmpl.go:52, cmd/config.go:47-52 (where the file
//! stands), cmd/release.go:76-88 (`--skip`, `--snapshot`).

use prodproof_script::doubt::{Unfollowed, Untold};
use prodproof_script::effect::{Context, Effect, ImageRecipe, Push};
use prodproof_syntax::answer::Certainty;
use prodproof_syntax::value::{Symbolic, ValueSet};
use prodproof_syntax::yaml::{Node, Yaml};

use super::action::named;
use super::options::Parsed;
use super::recipe;

/// Where the file stands, first come first served.
const FILES: [&str; 6] = [
    ".config/goreleaser.yml",
    ".config/goreleaser.yaml",
    ".goreleaser.yml",
    ".goreleaser.yaml",
    "goreleaser.yml",
    "goreleaser.yaml",
];

const METHOD: &str = "goreleaser";

pub(super) fn goreleaser(rest: &[Symbolic], context: &Context<'_>) -> Vec<Effect> {
    let parsed = Parsed::new(
        rest,
        &[
            "f",
            "config",
            "p",
            "parallelism",
            "timeout",
            "skip",
            "release-notes",
            "release-header",
            "release-footer",
            "id",
            "k",
            "key",
        ],
    );
    let publishes = match parsed.operands.first() {
        None => !parsed.has(&["version", "v", "help", "h"]),
        Some(verb) => matches!(verb.as_known(), None | Some("release" | "r" | "publish" | "continue")),
    };
    let skips: Vec<String> = parsed
        .values(&["skip"])
        .flat_map(|text| text.marked().split(',').map(str::to_string).collect::<Vec<_>>())
        .collect();
    let skipped = |what: &str| skips.iter().any(|one| one == what) || parsed.has(&[&format!("skip-{what}")]);
    if !publishes || parsed.has(&["snapshot"]) || skipped("publish") {
        return Vec::new();
    }
    let opaque = |why: Untold| {
        let words: Vec<String> =
            std::iter::once(METHOD.to_string()).chain(rest.iter().take(6).map(Symbolic::to_string)).collect();
        Effect::Opaque { command: words.join(" "), why: Unfollowed::Tool(why) }
    };
    let file = match parsed.value(&["f", "config"]) {
        Some(path) => path.as_known().and_then(|path| (context.files)(path.trim_start_matches("./"))),
        None => FILES.iter().find_map(|path| (context.files)(path)),
    };
    let Some(project) = file.and_then(|text| Yaml::document(&text)) else {
        return vec![opaque(Untold::Goreleaser)];
    };
    let project = Project { context, project: &project, releases: Certainty::from(!parsed.has(&["auto-snapshot"])) };
    let mut effects = Vec::new();
    if !skipped("docker") {
        effects.extend(project.dockers());
    }
    if !skipped("ko") {
        effects.extend(project.kos());
    }
    // What is included elsewhere, and programs of the project's own.
    let more = ["includes", "publishers"].iter().any(|key| list(project.project.get(key)).next().is_some());
    effects.extend(more.then(|| opaque(Untold::GoreleaserMore)));
    effects
}

struct Project<'a> {
    context: &'a Context<'a>,
    project: &'a Node,
    /// Whether it releases, and makes no snapshot.
    releases: Certainty,
}

fn list(value: Option<&Node>) -> impl Iterator<Item = &Node> {
    value.map_or(&[][..], Node::items).iter()
}

fn texts(value: Option<&Node>) -> Vec<&str> {
    list(value).filter_map(Node::as_written).collect()
}

/// Whether something is left out: by `true`, or by `auto` on a pre-release.
enum Skip {
    No,
    Yes,
    Perhaps,
}

impl Project<'_> {
    fn push(&self, reference: Symbolic, skip: &Skip) -> Option<Effect> {
        // Without a tag under way it makes a snapshot or fails, unless a step has made one.
        let certainty = Certainty::from(matches!(skip, Skip::No) && self.releases.is_yes() && self.tag().is_some());
        let push = Push { reference: Some(reference), method: METHOD, by_digest: false, certainty };
        (!matches!(skip, Skip::Yes)).then_some(Effect::Push(push))
    }

    fn skip(&self, value: Option<&Node>) -> Skip {
        let Some(value) = value.filter(|value| !value.is_null()) else { return Skip::No };
        let text = match value.as_bool() {
            Some(true) => return Skip::Yes,
            Some(false) => return Skip::No,
            None => value.as_written().unwrap_or("?").trim(),
        };
        match text {
            "true" => Skip::Yes,
            "" | "false" => Skip::No,
            "auto" => match self.tag().as_ref().and_then(Symbolic::as_known) {
                Some(tag) if tag.contains('-') => Skip::Yes,
                Some(_) => Skip::No,
                None => Skip::Perhaps,
            },
            _ => Skip::Perhaps,
        }
    }

    fn dockers(&self) -> Vec<Effect> {
        let mut out = Vec::new();
        for one in list(self.project.get("dockers")) {
            let skip = self.skip(one.get("skip_push"));
            out.push(self.built(one));
            if matches!(skip, Skip::Yes) {
                // Built all the same, for whoever pushes it later.
                out.extend(texts(one.get("image_templates")).iter().map(|text| Effect::Named(self.fill(text))));
                continue;
            }
            out.extend(texts(one.get("image_templates")).iter().filter_map(|text| self.push(self.fill(text), &skip)));
        }
        for one in list(self.project.get("docker_manifests")) {
            let skip = self.skip(one.get("skip_push"));
            let name = one.get("name_template").and_then(Node::as_written);
            out.extend(name.and_then(|name| self.push(self.fill(name), &skip)));
        }
        for one in list(self.project.get("dockers_v2")) {
            let skip = self.skip(one.get("disable"));
            out.extend(self.products(one.get("images"), one.get("tags"), &skip));
            let names = texts(one.get("images")).iter().map(|text| self.fill(text)).collect();
            let given = ["labels", "annotations"].iter().filter_map(|key| one.get(key)).flat_map(Node::entries);
            let given: Vec<Symbolic> = given.filter_map(|entry| Some(self.fill(entry.key.as_str()?))).collect();
            out.push(self.recipe(one, names, given.iter()));
        }
        out
    }

    /// An entry of `dockers`, which is built by the options that it names.
    fn built(&self, one: &Node) -> Effect {
        let names = texts(one.get("image_templates")).iter().map(|text| self.fill(text)).collect();
        let flags = texts(one.get("build_flag_templates")).into_iter().map(|text| self.fill(text));
        let parsed = Parsed::new(&flags.collect::<Vec<_>>(), super::docker::BUILD);
        self.recipe(one, names, parsed.values(&["label", "annotation"]))
    }

    fn recipe<'s>(&self, one: &Node, names: Vec<Symbolic>, labels: impl Iterator<Item = &'s Symbolic>) -> Effect {
        let file = one.get("dockerfile").and_then(Node::as_written).unwrap_or("Dockerfile").trim_start_matches("./");
        let (labels, open) = recipe::keys(labels);
        let files = vec![file.to_string()];
        Effect::Builds(ImageRecipe { names, files, target: None, labels, revision: None, open })
    }

    fn kos(&self) -> Vec<Effect> {
        let mut out = Vec::new();
        for one in list(self.project.get("kos")) {
            let flag = |name: &str| one.get(name).and_then(Node::as_bool) == Some(true);
            let variable = self
                .context
                .env
                .get("KO_DOCKER_REPO")
                .and_then(ValueSet::single)
                .filter(|own| !own.marked().is_empty());
            let given =
                texts(one.get("repositories")).into_iter().chain(one.get("repository").and_then(Node::as_written));
            let repositories: Vec<Symbolic> = match variable {
                Some(repository) => vec![repository.clone()],
                None => given.map(|text| self.fill(text)).collect(),
            };
            let tags = texts(one.get("tags"));
            let tags = if tags.is_empty() { vec!["latest"] } else { tags };
            let skip = self.skip(one.get("disable"));
            for mut name in repositories {
                if !flag("bare") {
                    name.push_known("/");
                    let main = one.get("main").and_then(Node::as_written).filter(|_| flag("base_import_paths"));
                    let last =
                        main.and_then(|path| path.trim_end_matches('/').rsplit('/').next()).filter(|last| *last != ".");
                    name.push(&last.map_or_else(Symbolic::unknown, Symbolic::known));
                }
                out.extend(tags.iter().filter_map(|tag| {
                    let tag = self.fill(tag);
                    (!tag.marked().is_empty()).then(|| self.push(named(&name, &tag), &skip))?
                }));
            }
        }
        out
    }

    fn products(&self, images: Option<&Node>, tags: Option<&Node>, skip: &Skip) -> Vec<Effect> {
        let tags: Vec<Symbolic> =
            texts(tags).iter().map(|tag| self.fill(tag)).filter(|tag| !tag.marked().is_empty()).collect();
        let images: Vec<Symbolic> = texts(images).iter().map(|image| self.fill(image)).collect();
        images.iter().flat_map(|image| tags.iter().filter_map(|tag| self.push(named(image, tag), skip))).collect()
    }

    fn variable(&self, name: &str) -> Option<Symbolic> {
        self.context.env.get(name)?.single().cloned()
    }

    /// The tag that is released, where the event has brought one.
    fn tag(&self) -> Option<Symbolic> {
        let set = self.variable("GORELEASER_CURRENT_TAG").filter(|tag| !tag.marked().is_empty());
        set.or_else(|| {
            let is_tag = self.variable("GITHUB_REF_TYPE")?.as_known() == Some("tag");
            self.variable("GITHUB_REF_NAME").filter(|_| is_tag)
        })
    }

    /// A template with its fields filled in; what is not known is a hole.
    fn fill(&self, template: &str) -> Symbolic {
        let mut out = Symbolic::default();
        let mut rest = template;
        while let Some((before, behind)) = rest.split_once("{{") {
            out.push_known(before);
            let Some((field, after)) = behind.split_once("}}") else { break };
            let field = field.trim().trim_matches('-').trim();
            // Between `if` and `end` nobody knows what is left.
            if ["if", "with", "range"].iter().any(|word| field.starts_with(&format!("{word} "))) {
                out.push(&Symbolic::unknown());
                rest = after
                    .split_once("end")
                    .and_then(|(_, after)| after.split_once("}}"))
                    .map_or("", |(_, after)| after);
                continue;
            }
            out.push(&self.field(field).unwrap_or_else(Symbolic::unknown));
            rest = after;
        }
        out.push_known(rest);
        out
    }

    fn field(&self, field: &str) -> Option<Symbolic> {
        // `tolower .Env.X` and `.Env.X | tolower`.
        let lower = field.strip_prefix("tolower ").or_else(|| field.strip_suffix("| tolower"));
        if let Some(inner) = lower {
            return Some(self.field(inner.trim())?.map_known(str::to_lowercase));
        }
        let number = |at: usize| {
            let tag = self.tag()?;
            let version = tag.as_known()?.trim_start_matches('v').split(['-', '+']).next()?.to_string();
            Some(Symbolic::known(version.split('.').nth(at)?))
        };
        match field {
            ".Tag" => self.tag(),
            ".Version" => {
                let tag = self.tag()?;
                Some(Symbolic::from_marked(tag.marked().strip_prefix('v').unwrap_or(tag.marked())))
            }
            ".Major" => number(0),
            ".Minor" => number(1),
            ".Patch" => number(2),
            ".Branch" => self.variable("GITHUB_REF_NAME"),
            ".FullCommit" | ".Commit" => self.variable("GITHUB_SHA"),
            ".ShortCommit" => Some(Symbolic::hole("sha:7")),
            ".ProjectName" => match self.project.get("project_name").and_then(Node::as_written) {
                Some(name) if !name.contains("{{") => Some(Symbolic::known(name)),
                Some(_) => None,
                None => {
                    let repository = self.variable("GITHUB_REPOSITORY")?;
                    Some(Symbolic::known(repository.as_known()?.rsplit('/').next()?))
                }
            },
            field => {
                let name = field.strip_prefix(".Env.")?;
                let own =
                    texts(self.project.get("env")).into_iter().find_map(|pair| pair.strip_prefix(&format!("{name}=")));
                match own {
                    Some(value) => Some(self.fill(value)),
                    None => self.variable(name),
                }
            }
        }
    }
}
