//! What builds of Java, Scala and Kotlin push: jib, Spring Boot, Quarkus and the docker
//! plugins, by mvn, gradle, sbt and mill. Where the arguments say all of the name it is
//! read from them, else the build's own files name the image, which are not read.
//!
//! Source, read 2026-11-30: GoogleContainerTools/jib jib-maven-plugin/README.md
//! (`-Dimage`, `-Djib.to.image`, `to.tags`), jib-gradle-plugin/README.md (`--image`);
//! sbt/sbt-native-packager DockerPlugin.scala (`Docker / publish`). From memory: jib-cli
//! (`jib build --target`), spring-boot `build-image` and `bootBuildImage`,
//! quarkus.io/guides/container-image, spotify/dockerfile-maven.

use prodproof_script::effect::{Context, Effect};
use prodproof_syntax::value::Symbolic;

use super::command::{push, with_tag};
use super::options::Parsed;

const WHY: &str = "the build's configuration names the image";

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
    vec![Effect::Opaque { command: words.join(" "), why: WHY.into() }]
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

pub(super) fn maven(program: &str, rest: &[Symbolic], context: &Context<'_>) -> Vec<Effect> {
    let goals: Vec<String> =
        rest.iter().filter(|text| !text.marked().starts_with('-')).map(|text| goal(text.marked())).collect();
    let runs = |any: &[&str]| goals.iter().any(|goal| any.contains(&goal.as_str()));
    let on = |name: &str| property(rest, &[name]).is_some_and(|value| value.as_known() == Some("true"));
    if runs(&["jib:build"]) {
        return match property(rest, &["-Djib.to.image", "-Dimage"]) {
            Some(image) => pushes(&image, property(rest, &["-Djib.to.tags"]), "jib"),
            None => opaque(program, rest),
        };
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
    let by_name = runs(&["docker:push", "k8s:push", "oc:push", "jkube:push", "docker:deploy"])
        || rest.iter().any(|text| matches!(text.marked(), "-Ddocker.push" | "-Ddocker.push=true"))
        || goals.iter().any(|goal| goal.ends_with(":deploy") && goal.contains("image"));
    // A plugin may be bound to the phase.
    let by_phase = runs(&["package", "install", "verify", "deploy"])
        && (context.files)("pom.xml").is_some_and(|pom| binds_a_push(&pom));
    if by_name || by_phase {
        opaque(program, rest)
    } else {
        Vec::new()
    }
}

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

/// Whether a plugin that pushes images runs in a phase of the build.
fn binds_a_push(pom: &str) -> bool {
    const PUSHING: [(&str, &str); 4] = [
        ("jib-maven-plugin", "<goal>build</goal>"),
        ("docker-maven-plugin", "<goal>push</goal>"),
        ("dockerfile-maven-plugin", "<goal>push</goal>"),
        ("kubernetes-maven-plugin", "<goal>push</goal>"),
    ];
    let mut plugins = pom.split("<plugin>").skip(1).map(|part| part.split("</plugin>").next().unwrap_or(part));
    plugins.any(|plugin| PUSHING.iter().any(|(name, goal)| plugin.contains(name) && plugin.contains(goal)))
}

pub(super) fn gradle(program: &str, rest: &[Symbolic], context: &Context<'_>) -> Vec<Effect> {
    let tasks: Vec<&str> = rest
        .iter()
        .map(Symbolic::marked)
        .filter(|word| !word.starts_with('-'))
        .map(|word| word.rsplit(':').next().unwrap_or(word))
        .collect();
    if tasks.contains(&"jib") {
        return match property(rest, &["-Djib.to.image", "--image"]) {
            Some(image) => pushes(&image, property(rest, &["-Djib.to.tags"]), "jib"),
            None => opaque(program, rest),
        };
    }
    let published = rest.iter().any(|text| text.as_known() == Some("--publishImage"));
    if tasks.contains(&"bootBuildImage") {
        let says = |text: String| text.contains("bootBuildImage") && text.contains("publish");
        let by_file = ["build.gradle", "build.gradle.kts"].iter().any(|path| (context.files)(path).is_some_and(says));
        return match (published, property(rest, &["--imageName"])) {
            (true, Some(image)) => pushes(&image, None, "bootBuildImage"),
            (true, None) => opaque(program, rest),
            (false, _) if by_file => opaque(program, rest),
            (false, _) => Vec::new(),
        };
    }
    if let Some(effects) = quarkus(program, rest, context) {
        return effects;
    }
    const PUSHING: [&str; 9] = [
        "dockerPush",
        "dockerPushImage",
        "pushImage",
        "dockerBuildAndPush",
        "publishImage",
        "dockerPushNative",
        "pushDockerImage",
        "dockerPublish",
        "release",
    ];
    let pushes = tasks.iter().any(|task| {
        PUSHING.contains(task) || task.starts_with("jib") && !task.contains("Docker") && !task.contains("Tar")
    });
    if pushes || published {
        opaque(program, rest)
    } else {
        Vec::new()
    }
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

/// sbt and mill: each operand is a command, or several behind `;`.
pub(super) fn scala(program: &str, rest: &[Symbolic]) -> Vec<Effect> {
    let words = rest.iter().map(|text| text.marked().replace(' ', "").to_ascii_lowercase());
    let commands: Vec<String> =
        words.flat_map(|word| word.split(';').map(str::to_string).collect::<Vec<_>>()).collect();
    let pushes = commands.iter().any(|command| {
        let ends = |what: &str| {
            command == what || command.ends_with(&format!("/{what}")) || command.ends_with(&format!(":{what}"))
        };
        ends("docker:publish")
            || ends("docker/publish")
            || ends("dockerbuildandpush")
            || ends("dockerpush")
            || ends("jibimagebuild")
            || ends("ecr:push")
            || ends("ecr/push")
            || command.ends_with("docker.push")
    });
    if pushes {
        opaque(program, rest)
    } else {
        Vec::new()
    }
}
