//! `mvn`: goals that push, by their name or bound to a phase. Must not know gradle.

use prodproof_script::effect::{Context, Effect};
use prodproof_syntax::value::Symbolic;

use super::pom::{fill, Element};
use super::{jreleaser, opaque, property, pushes, quarkus, Parsed};
use crate::publishers::command::{push, with_tag};

pub(in crate::publishers) fn maven(program: &str, rest: &[Symbolic], context: &Context<'_>) -> Vec<Effect> {
    let goals: Vec<String> =
        rest.iter().filter(|text| !text.marked().starts_with('-')).map(|text| goal(text.marked())).collect();
    let runs = |any: &[&str]| goals.iter().any(|goal| any.contains(&goal.as_str()));
    let on = |name: &str| property(rest, &[name]).is_some_and(|value| value.as_known() == Some("true"));
    let poms = Poms::read(rest, context);
    if runs(&["jib:build"]) {
        return jib(program, rest, &poms);
    }
    if runs(&["spring-boot:build-image", "spring-boot:build-image-no-fork"]) && on("-Dspring-boot.build-image.publish")
    {
        return match property(rest, &["-Dspring-boot.build-image.imageName"]) {
            Some(image) => pushes(&image, None, "spring-boot:build-image"),
            None => opaque(program, rest),
        };
    }
    if runs(&["dockerfile:push"]) {
        return match property(rest, &["-Ddockerfile.repository"]) {
            Some(image) => {
                let tag = property(rest, &["-Ddockerfile.tag"]).unwrap_or_else(|| Symbolic::known("latest"));
                vec![push(with_tag(&image, &tag), "dockerfile:push")]
            }
            None => opaque(program, rest),
        };
    }
    if let Some(effects) = quarkus(program, rest, context) {
        return effects;
    }
    let by_name = runs(&["docker:push", "k8s:push", "oc:push", "jkube:push", "docker:deploy", "quarkus:image-push"])
        || runs(&jreleaser::GOALS)
        || rest.iter().any(|text| matches!(text.marked(), "-Ddocker.push" | "-Ddocker.push=true" | "-DpushImage"))
        || goals.iter().any(|goal| goal.ends_with(":deploy") && goal.contains("image"))
        || runs(&["deploy"])
            && property(rest, &["-Dpackaging"]).is_some_and(|kind| kind.marked().starts_with("docker"));
    // A plugin may be bound to the phase; a release performs `deploy`.
    let by_phase = runs(&["package", "install", "verify", "deploy", "release:perform"])
        || runs(&["spring-boot:build-image", "spring-boot:build-image-no-fork"]);
    match () {
        () if by_name || by_phase && poms.bind_a_push() => opaque(program, rest),
        () if by_phase && poms.bind(&JIB) => jib(program, rest, &poms),
        () => Vec::new(),
    }
}

/// The image of the arguments, or the only one that the files name.
fn jib(program: &str, rest: &[Symbolic], poms: &Poms) -> Vec<Effect> {
    let tags = property(rest, &["-Djib.to.tags"]);
    if let Some(image) = property(rest, &["-Djib.to.image", "-Dimage"]) {
        return pushes(&image, tags, "jib");
    }
    match poms.jib(rest).as_slice() {
        [(image, listed)] => pushes(image, tags.or_else(|| listed.clone()), "jib"),
        _ => opaque(program, rest),
    }
}

/// The files of the projects that are built.
struct Poms(Vec<Element>);

impl Poms {
    fn read(rest: &[Symbolic], context: &Context<'_>) -> Self {
        let parsed = Parsed::new(rest, &["f", "file", "pl", "projects", "P", "s", "settings", "T", "rf"]);
        let file = parsed.value(&["f", "file"]).map_or("pom.xml".to_string(), |path| path.marked().to_string());
        let file = file.trim_start_matches("./");
        let folder = file.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        let mut found: Vec<Element> = (context.files)(file).iter().map(|text| Element::read(text)).collect();
        let modules: Vec<String> = {
            let mut all = Vec::new();
            found.iter().for_each(|pom| pom.all("module", &mut all));
            all.iter().take(100).map(|module| module.text.clone()).collect()
        };
        let chosen: Vec<String> = parsed
            .values(&["pl", "projects"])
            .flat_map(|list| list.marked().split(',').map(str::to_string).collect::<Vec<_>>())
            .collect();
        let modules = if chosen.is_empty() { modules } else { chosen };
        found.extend(modules.iter().filter_map(|module| {
            (context.files)(&format!("{folder}{module}/pom.xml")).map(|text| Element::read(&text))
        }));
        Self(found)
    }

    fn plugins(&self) -> Vec<(&Element, &Element)> {
        let of = |pom| {
            let mut all = Vec::new();
            Element::all(pom, "plugin", &mut all);
            all.into_iter().map(move |plugin| (pom, plugin))
        };
        self.0.iter().flat_map(of).collect()
    }

    /// Whether a plugin that pushes images runs in a phase of the build.
    fn bind_a_push(&self) -> bool {
        const PUSHING: [(&str, &[&str]); 7] = [
            ("docker-maven-plugin", &["push"]),
            ("dockerfile-maven-plugin", &["push"]),
            ("kubernetes-maven-plugin", &["push"]),
            ("openshift-maven-plugin", &["push"]),
            ("fabric8-maven-plugin", &["push"]),
            ("jreleaser-maven-plugin", &["full-release", "publish"]),
            ("exec-maven-plugin", &["exec"]),
        ];
        let publishes = |plugin: &Element| {
            let mut says = Vec::new();
            plugin.all("publish", &mut says);
            says.iter().any(|one| one.text != "false")
        };
        let is_push = |plugin: &Element| {
            let mut words = Vec::new();
            ["argument", "commandlineArgs", "arguments"].iter().for_each(|name| plugin.all(name, &mut words));
            words.iter().any(|one| one.text.split_whitespace().any(|word| matches!(word, "push" | "--push")))
        };
        PUSHING.iter().any(|row| self.bound(row).any(|plugin| row.0 != "exec-maven-plugin" || is_push(plugin)))
            || self.bound(&("spring-boot-maven-plugin", &["build-image", "build-image-no-fork"])).any(publishes)
    }

    fn bind(&self, row: &Bound) -> bool {
        self.bound(row).next().is_some()
    }

    fn bound<'a>(&'a self, row: &'a Bound) -> impl Iterator<Item = &'a Element> {
        let (name, goals) = *row;
        self.plugins().into_iter().map(|(_, plugin)| plugin).filter(move |plugin| {
            let mut all = Vec::new();
            plugin.all("goal", &mut all);
            plugin.text_at(&["artifactId"]) == Some(name) && all.iter().any(|goal| goals.contains(&goal.text.as_str()))
        })
    }

    /// What jib is configured to push: the image, and further tags.
    fn jib(&self, rest: &[Symbolic]) -> Vec<(Symbolic, Option<Symbolic>)> {
        let root = self.0.first();
        let configured = self.plugins().into_iter().filter_map(|(pom, plugin)| {
            let is_jib = plugin.text_at(&["artifactId"]) == Some(JIB.0);
            let to = plugin.at(&["configuration", "to"]).filter(|_| is_jib)?;
            let get = |name: &str| {
                let own = |pom: &Element| pom.text_at(&["properties", name]).map(str::to_string);
                let of_project = || match name {
                    "project.artifactId" => pom.text_at(&["artifactId"]).map(str::to_string),
                    _ => None,
                };
                property(rest, &[&format!("-D{name}")]).or_else(|| {
                    let written = own(pom).or_else(|| root.and_then(own)).or_else(of_project)?;
                    Some(fill(&written, &|_| None))
                })
            };
            let image = fill(to.text_at(&["image"])?, &get);
            let tags: Vec<String> = to.at(&["tags"]).map_or(Vec::new(), |tags| {
                tags.children.iter().map(|tag| fill(&tag.text, &get).marked().to_string()).collect()
            });
            Some((image, (!tags.is_empty()).then(|| Symbolic::from_marked(tags.join(",")))))
        });
        configured.collect()
    }
}

/// A plugin and its goals, one of which is bound to a phase.
type Bound = (&'static str, &'static [&'static str]);

const JIB: Bound = ("jib-maven-plugin", &["build"]);

/// A goal by its short name: `com.google.cloud.tools:jib-maven-plugin:3.4.0:build@x` is
/// `jib:build`.
fn goal(word: &str) -> String {
    let word = word.split('@').next().unwrap_or(word);
    let parts: Vec<&str> = word.split(':').collect();
    let [_, artifact, .., goal] = parts.as_slice() else { return word.to_string() };
    let short = match *artifact {
        "kubernetes-maven-plugin" => "k8s",
        "openshift-maven-plugin" => "oc",
        other => other.trim_end_matches("-maven-plugin"),
    };
    format!("{short}:{goal}")
}
