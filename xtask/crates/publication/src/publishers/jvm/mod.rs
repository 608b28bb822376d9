//! What builds of Java, Scala and Kotlin push: jib, Spring Boot, Quarkus, JReleaser and the
//! docker plugins, by mvn, gradle, sbt and mill. The name is that of the arguments, or the
//! one that the build's own files say plainly; else something may be pushed.
//!
//! Source, read 2026-12-01: GoogleContainerTools/jib fb949e267 jib-maven-plugin/README.md:51,273-276,352
//! (`-Dimage`, `-Djib.to.image`, `to.tags`), jib-gradle-plugin/README.md:65 (`--image`),
//! jib-cli/README.md:109 (`jib build --target`) and 140
//! (`docker://` and `tar://` stay here); spotify/dockerfile-maven v1.4.13 README.md:55,127;
//! quarkusio/quarkus docs/src/main/asciidoc/container-image.adoc ("Pushing"). spring-projects/spring-boot
//! c329ffa
//! build-plugin/spring-boot-maven-plugin/src/docs/antora/modules/maven-plugin/pages/build-image.adoc:226-227,
//! build-plugin/spring-boot-gradle-plugin/src/docs/antora/modules/gradle-plugin/pages/packaging-oci-image.adoc:213-215,525.

use prodproof_script::doubt::{Unfollowed, Untold};
use prodproof_script::effect::{Context, Effect};
use prodproof_syntax::value::Symbolic;

mod dsl;
mod gradle;
mod jreleaser;
mod maven;
mod pom;
mod scala;

pub(super) use self::gradle::gradle;
pub(super) use self::jreleaser::jreleaser;
pub(super) use self::maven::maven;
pub(super) use self::scala::scala;
use super::command::{push, with_tag};
use super::options::Parsed;

const WHY: Untold = Untold::BuildConfiguration;

/// A word of the command line that gives one of the properties: `-Dname=value`.
fn property(rest: &[Symbolic], names: &[&str]) -> Option<Symbolic> {
    let mut words = rest.iter().peekable();
    let mut found = None;
    while let Some(text) = words.next() {
        let marked = text.marked();
        for name in names {
            let behind = marked.strip_prefix(name);
            match behind.and_then(|behind| behind.strip_prefix('=')) {
                Some(value) => found = Some(Symbolic::from_marked(value.trim_matches(['"', '\'']))),
                // `--image NAME`
                None if behind == Some("") && name.starts_with("--") => {
                    found = words.peek().map(|text| (*text).clone())
                }
                None => {}
            }
        }
    }
    found.filter(|value| !value.marked().is_empty())
}

fn opaque(program: &str, rest: &[Symbolic]) -> Vec<Effect> {
    let words: Vec<String> =
        std::iter::once(program.to_string()).chain(rest.iter().take(6).map(Symbolic::to_string)).collect();
    vec![Effect::Opaque { command: words.join(" "), why: Unfollowed::Tool(WHY) }]
}

/// The image, and the same with each of the further tags.
fn pushes(image: &Symbolic, tags: Option<Symbolic>, method: &'static str) -> Vec<Effect> {
    // `docker://` is the local daemon, `tar://` a file.
    if image.marked().starts_with("docker://") || image.marked().starts_with("tar://") {
        return Vec::new();
    }
    let image = match image.marked().strip_prefix("registry://") {
        Some(name) => Symbolic::from_marked(name),
        None => image.clone(),
    };
    let tags: Vec<Symbolic> = tags.iter().flat_map(|tags| super::action::split(tags, &[','])).collect();
    let further = tags.iter().map(|tag| push(with_tag(&image, tag), method));
    std::iter::once(push(image.clone(), method)).chain(further).collect()
}

/// `-Dquarkus.container-image.push=true`, or the variable of that name.
pub(super) fn quarkus(program: &str, rest: &[Symbolic], context: &Context<'_>) -> Option<Vec<Effect>> {
    let get = |name: &str| {
        let variable = format!("QUARKUS_CONTAINER_IMAGE_{}", name.to_ascii_uppercase().replace('-', "_"));
        property(rest, &[&format!("-Dquarkus.container-image.{name}")])
            .or_else(|| context.env.get(&variable)?.single().cloned())
    };
    let bare = rest.iter().any(|text| text.as_known() == Some("-Dquarkus.container-image.push"));
    if !bare && get("push")?.as_known() == Some("false") {
        return None;
    }
    let tags = get("additional-tags");
    if let Some(image) = get("image") {
        return Some(pushes(&image, tags, "quarkus"));
    }
    let parts = [get("registry"), get("group"), get("name")];
    if parts.iter().all(Option::is_none) {
        return Some(opaque(program, rest));
    }
    // The group is the user's name unless it is given, the name and tag are those of the
    // application.
    let [registry, group, name] = parts;
    let unknown = Symbolic::unknown;
    let mut image = registry.unwrap_or_else(|| Symbolic::known("docker.io"));
    for part in [group, name] {
        image.push_known("/");
        image.push(&part.unwrap_or_else(unknown));
    }
    Some(pushes(&with_tag(&image, &get("tag").unwrap_or_else(unknown)), tags, "quarkus"))
}

/// `jib build --target=registry.example/app`.
pub(super) fn jib(rest: &[Symbolic]) -> Vec<Effect> {
    let Some(("build" | "jar" | "war", after)) = rest.split_first().map(|(first, after)| (first.marked(), after))
    else {
        return Vec::new();
    };
    let parsed = Parsed::new(
        after,
        &["t", "target", "b", "build-file", "c", "context", "p", "parameter", "additional-tags", "from", "name"],
    );
    match parsed.value(&["t", "target"]) {
        Some(image) => pushes(&image, parsed.value(&["additional-tags"]), "jib"),
        None => Vec::new(),
    }
}
