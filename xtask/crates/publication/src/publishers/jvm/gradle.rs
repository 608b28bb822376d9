//! `gradle`: tasks that push, by their name or by what the build's own files say. Must not
//! know Maven.
//!
//! Source, read 2026-12-01: GoogleContainerTools/jib fb949e267
//! jib-gradle-plugin/README.md:224,227,302 (`to.image`, `to.tags`, `-Djib.to.image`).

use prodproof_script::effect::{Context, Effect};
use prodproof_syntax::value::Symbolic;

use super::dsl::{statements, Statement};
use super::{jreleaser, opaque, property, pushes, quarkus};

pub(in crate::publishers) fn gradle(program: &str, rest: &[Symbolic], context: &Context<'_>) -> Vec<Effect> {
    if rest.iter().any(|text| matches!(text.as_known(), Some("--dry-run" | "-m"))) {
        return Vec::new();
    }
    let words: Vec<&str> = rest.iter().map(Symbolic::marked).filter(|word| !word.starts_with('-')).collect();
    let files = Files::read(rest, &words, context);
    let asked: Vec<&str> = words.iter().map(|word| word.rsplit(':').next().unwrap_or(word)).collect();
    let tasks = files.reached(&asked);
    let is = |name: &str| tasks.iter().any(|task| task == name);
    if is("jib") {
        return jib(program, rest, &files);
    }
    let published = rest.iter().any(|text| text.as_known() == Some("--publishImage"));
    if is("bootBuildImage") {
        let by_file = files.publishes_boot_image();
        return match (published || by_file, property(rest, &["--imageName"])) {
            (true, Some(image)) => pushes(&image, None, "bootBuildImage"),
            (true, None) => opaque(program, rest),
            (false, _) => Vec::new(),
        };
    }
    if let Some(effects) = quarkus(program, rest, context) {
        return effects;
    }
    if published || tasks.iter().any(|task| files.runs_a_push(task) || speaks_of_pushing(task)) {
        opaque(program, rest)
    } else {
        Vec::new()
    }
}

/// The image of the arguments, or the only one that the files name.
fn jib(program: &str, rest: &[Symbolic], files: &Files) -> Vec<Effect> {
    let tags = property(rest, &["-Djib.to.tags"]);
    if let Some(image) = property(rest, &["-Djib.to.image", "--image"]) {
        return pushes(&image, tags, "jib");
    }
    let of = |name: &str| -> Vec<&Statement> {
        files.statements.iter().filter(|one| one.is(&["jib", "to", name])).collect()
    };
    let (images, listed) = (of("image"), of("tags"));
    let sure = |all: &[&Statement]| all.len() < 2 && all.iter().all(|one| !one.branch);
    match images.as_slice() {
        [image] if sure(&images) && sure(&listed) && image.values.len() == 1 => {
            let written = || listed.first().map(|one| list(&one.values));
            pushes(&image.values[0], tags.or_else(written), "jib")
        }
        _ => opaque(program, rest),
    }
}

fn list(texts: &[Symbolic]) -> Symbolic {
    let mut out = Symbolic::default();
    for text in texts {
        out.push_known(if out.is_empty() { "" } else { "," });
        out.push(text);
    }
    out
}

/// Whether a task's name says that it pushes an image: `dockerPush`, `publishImage`.
fn speaks_of_pushing(task: &str) -> bool {
    const IMAGES: [&str; 9] =
        ["docker", "image", "images", "container", "containers", "oci", "podman", "buildah", "kaniko"];
    const PUSHES: [&str; 6] = ["push", "publish", "release", "deploy", "upload", "ship"];
    // Of jib the ones that build a file, or for the local daemon, push nothing.
    if task.starts_with("jib") && !task.contains("Docker") && !task.contains("Tar") {
        return true;
    }
    let mut words = vec![String::new()];
    for c in task.chars() {
        if !c.is_ascii_lowercase() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_ascii_alphanumeric()) {
            word.push(c.to_ascii_lowercase());
        }
    }
    let has = |any: &[&str]| words.iter().any(|word| any.contains(&word.as_str()));
    has(&["push"])
        || has(&IMAGES) && has(&PUSHES)
        || jreleaser::TASKS.contains(&task)
        || matches!(task, "release" | "deploy" | "dockerBuildAndPush")
}

/// The files of the build that can be found by their names.
struct Files {
    statements: Vec<Statement>,
}

impl Files {
    fn read(rest: &[Symbolic], words: &[&str], context: &Context<'_>) -> Self {
        let root = folder(rest);
        let read = |stem: &str| {
            [".gradle", ".gradle.kts"].iter().find_map(|ending| (context.files)(&format!("{root}{stem}{ending}")))
        };
        // `:app:jib` is a task of one project, `jib` of each that has it.
        let named = |word: &&str| word.trim_start_matches(':').rsplit_once(':').map(|(path, _)| path.replace(':', "/"));
        let mut folders: Vec<String> = words.iter().filter_map(named).collect();
        if folders.is_empty() {
            let included = read("settings").map_or(Vec::new(), |text| statements(&text));
            let paths = included.iter().filter(|one| one.path.last().is_some_and(|last| last == "include"));
            let paths = paths.flat_map(|one| one.values.iter().filter_map(Symbolic::as_known));
            folders.extend(paths.take(100).map(|path| path.trim_start_matches(':').replace(':', "/")));
        }
        let stems = folders.iter().map(|folder| format!("{folder}/build")).chain([String::from("build")]);
        let mut found: Vec<Statement> =
            stems.filter_map(|stem| read(&stem)).flat_map(|text| statements(&text)).collect();
        // Plugins of the repository's own.
        let own = |one: &Statement| {
            let id = one.path.last().is_some_and(|last| matches!(last.as_str(), "id" | "plugin"));
            id.then(|| one.values.first()?.as_known().map(str::to_string))?
        };
        let plugins: Vec<String> = found.iter().filter_map(own).collect();
        for plugin in plugins {
            let kept = ["buildSrc", "build-logic", "buildSrc/convention", "build-logic/convention"];
            let stems =
                kept.iter().flat_map(|at| ["kotlin", "groovy"].map(|of| format!("{at}/src/main/{of}/{plugin}")));
            found.extend(stems.into_iter().find_map(|stem| read(&stem)).map_or(Vec::new(), |text| statements(&text)));
        }
        Self { statements: found }
    }

    /// The tasks that are run with these, as far as the files say it.
    fn reached(&self, asked: &[&str]) -> Vec<String> {
        let wired = |one: &&Statement| one.path.iter().any(|name| matches!(name.as_str(), "dependsOn" | "finalizedBy"));
        let wires: Vec<&Statement> = self.statements.iter().filter(wired).collect();
        let mut reached: Vec<String> = asked.iter().map(|task| (*task).to_string()).collect();
        let mut at = 0;
        while let Some(task) = reached.get(at).cloned() {
            for one in wires.iter().filter(|one| one.path.contains(&task)) {
                let texts = one.values.iter().filter_map(Symbolic::as_known);
                let texts = texts.map(|text| text.rsplit(':').next().unwrap_or(text));
                for name in texts.chain(one.names.iter().map(String::as_str)) {
                    if !reached.iter().any(|known| known == name) {
                        reached.push(name.to_string());
                    }
                }
            }
            at += 1;
        }
        reached
    }

    /// Whether the task's own block has a command that pushes.
    fn runs_a_push(&self, task: &str) -> bool {
        let runs = |name: &String| matches!(name.as_str(), "commandLine" | "args" | "executable" | "exec" | "project");
        self.statements.iter().any(|one| {
            one.path.iter().any(|name| name == task)
                && one.path.iter().any(runs)
                && one.values.iter().any(|text| {
                    text.marked().split_whitespace().any(|word| matches!(word, "push" | "--push" | "--publish"))
                })
        })
    }

    fn publishes_boot_image(&self) -> bool {
        self.statements.iter().any(|one| {
            let names = |name: &str| one.path.iter().any(|own| own == name);
            (names("bootBuildImage") || names("BootBuildImage"))
                && names("publish")
                && !one.names.iter().any(|name| name == "false")
        })
    }
}

/// The folder of the build: `-p sub`, `--project-dir=sub`.
fn folder(rest: &[Symbolic]) -> String {
    let of = super::Parsed::new(rest, &["p", "project-dir", "b", "build-file", "c", "settings-file", "x", "I"]);
    let given = of.value(&["p", "project-dir"]).and_then(|path| path.as_known().map(str::to_string));
    match given.as_deref().map(|path| path.trim_start_matches("./").trim_end_matches('/')) {
        None | Some("" | ".") => String::new(),
        Some(path) => format!("{path}/"),
    }
}
