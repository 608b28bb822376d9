//! Programs that may push without naming it: which, and why.

use crate::publishers::options::Parsed;
use crate::publishers::{Context, Effect};
use prodproof_script::doubt::{Unfollowed, Untold};
use prodproof_script::{just, make};
use prodproof_syntax::answer::Certainty;
use prodproof_syntax::value::Symbolic;

/// Words in a target's or a script's name that speak of publishing.
const PUBLISHING: [&str; 12] = [
    "push",
    "publish",
    "release",
    "deploy",
    "image",
    "docker",
    "container",
    "podman",
    "buildah",
    "oci",
    "registry",
    "ship",
];

/// Words that say a script does something else.
const HARMLESS: [&str; 16] = [
    "test",
    "lint",
    "check",
    "setup",
    "install",
    "format",
    "fmt",
    "coverage",
    "bootstrap",
    "configure",
    "clean",
    "verify",
    "validate",
    "wait",
    "login",
    "free-disk",
];

/// Whether a name speaks of publishing images: `push`, `docker-release`, `image/deploy`.
pub fn speaks_of_publishing(name: &str) -> bool {
    // `pushImage` is two words.
    let mut spaced = String::new();
    let mut before_was_lower = false;
    for c in name.chars() {
        if c.is_ascii_uppercase() && before_was_lower {
            spaced.push(' ');
        }
        before_was_lower = c.is_ascii_lowercase();
        spaced.push(c.to_ascii_lowercase());
    }
    let parts: Vec<&str> = spaced.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    PUBLISHING.iter().any(|own| {
        parts
            .iter()
            .any(|part| part == own || part.strip_suffix('s') == Some(own) || (own.len() > 4 && part.starts_with(own)))
    })
}

/// Programs of this module that do much besides pushing, and what they push with.
const TOOLS: [&str; 18] = [
    "docker",
    "podman",
    "buildah",
    "nerdctl",
    "skopeo",
    "crane",
    "regctl",
    "oras",
    "buildctl",
    "kaniko",
    "ko",
    "make",
    "just",
    "task",
    "goreleaser",
    "skaffold",
    "gradlew",
    "mvn",
];

/// Whether a text that is not read holds a command that may publish: one of the tools
/// with a word of writing, or a script. `docker login` is none.
pub(in crate::publishers) fn may_publish(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let words = |separates: fn(char) -> bool| text.split(separates).filter(|word| !word.is_empty());
    let mut plain = words(|c| !c.is_ascii_alphanumeric());
    let writes =
        ["push", "publish", "release", "copy", "cp", "sync", "bake", "compose", "imagetools", "output", "apply"];
    let runs_tool = plain.clone().any(|word| TOOLS.contains(&word));
    let is_runner =
        plain.clone().any(|word| matches!(word, "make" | "just" | "task" | "goreleaser" | "skaffold" | "ko"));
    let has_word = plain.any(|word| writes.contains(&word) || word.starts_with("publish") || word.starts_with("push"));
    let is_script = |word: &str| {
        let name = word.trim_matches(['"', '\'', '`', '(', ')']);
        (name.ends_with(".sh") || name.ends_with(".ps1") || name.starts_with("./"))
            && (speaks_of_publishing(name) || !is_harmless(name))
    };
    runs_tool && (has_word || is_runner && speaks_of_publishing(&text))
        || words(|c| c.is_ascii_whitespace()).any(is_script)
}

pub(in crate::publishers) fn is_harmless(name: &str) -> bool {
    let name = name.to_lowercase();
    HARMLESS.iter().any(|word| name.contains(word))
}

/// Whether a program may set outputs or variables of the step that nobody sees: a
/// language's interpreter, a task runner, a script.
pub(in crate::publishers) fn may_write(program: &str) -> bool {
    let base = program.rsplit('/').next().unwrap_or(program);
    let base = base.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    program.starts_with("./")
        || program.starts_with("../")
        || program.contains("/") && !program.starts_with('/')
        || base.ends_with(".sh")
        || matches!(
            base,
            "python"
                | "node"
                | "npm"
                | "npx"
                | "yarn"
                | "pnpm"
                | "bun"
                | "deno"
                | "ruby"
                | "perl"
                | "php"
                | "make"
                | "gmake"
                | "just"
                | "task"
                | "mage"
                | "rake"
                | "invoke"
                | "inv"
                | "nox"
                | "tox"
                | "gradle"
                | "mvn"
                | "pwsh"
                | "powershell"
                | "go"
                | "cargo"
                | "dotnet"
                | "poetry"
                | "uv"
                | "uvx"
                | "pipenv"
                | "nix"
                | "bazel"
                | "pants"
                | "earthly"
                | "dagger"
                | "semantic-release"
                | "git-cliff"
                | "gitversion"
                | "lua"
                | "eval"
                | "source"
        )
}

/// The script of make or just, where there is one to be read; nothing inside where the recipe
/// is beyond that, and may push.
fn recipes(base: &str, rest: &[Symbolic], context: &Context<'_>, words: &[String]) -> Option<Option<Vec<Effect>>> {
    let shell = |script: Symbolic| if script.is_empty() { Vec::new() } else { vec![Effect::Shell(script)] };
    match base {
        "make" | "gmake" => Some(Some(shell(make::script(rest, context)?))),
        "just" => match just::script(rest, context) {
            just::JustScript::Script(script) => Some(Some(shell(script))),
            // Recipes that only test or lint are no concern of anybody's.
            just::JustScript::Beyond(file) if may_publish(&file) && !words.iter().any(|word| is_harmless(word)) => {
                Some(None)
            }
            just::JustScript::Beyond(_) | just::JustScript::Nothing => None,
        },
        _ => None,
    }
}

/// What an unknown program may do.
pub(in crate::publishers) fn read(name: &str, base: &str, rest: &[Symbolic], context: &Context<'_>) -> Vec<Effect> {
    let opaque = |why: Untold| {
        let mut command = name.to_string();
        for argument in rest.iter().take(6) {
            command.push(' ');
            command.push_str(&argument.to_string());
        }
        vec![Effect::Opaque { command, why: Unfollowed::Tool(why) }]
    };
    let words: Vec<String> = rest.iter().map(Symbolic::to_string).collect();
    let has = |wanted: &dyn Fn(&str) -> bool| words.iter().any(|word| wanted(word));
    let may_push = || {
        let mut targets = rest.iter().filter(|text| !text.marked().starts_with('-'));
        targets.any(|text| {
            match text.marked().split_once('=') {
                // `make all REGISTRY=quay.io ORG=acme` builds for a registry.
                Some((name, _)) => matches!(name, "ORG" | "IMG" | "IMAGE" | "REGISTRY" | "IMAGE_TAG" | "IMAGE_NAME"),
                None => !text.is_whole() && text.as_hole().is_some() || speaks_of_publishing(text.marked()),
            }
        })
    };
    if let Some(effects) = recipes(base, rest, context, &words) {
        return effects.unwrap_or_else(|| opaque(Untold::Recipe));
    }
    match base {
        "make" | "gmake" | "just" | "task" | "go-task" | "mage" | "rake" | "invoke" | "inv" | "nox" | "fab"
        | "doit" | "waf" | "bazel" | "bazelisk" | "pants" | "earthly" | "dagger" | "nx" | "turbo" | "lerna"
            if may_push() =>
        {
            opaque(Untold::Target)
        }
        "earthly" if has(&|word| word == "--push") => opaque(Untold::Earthfile),
        "quarkus" if words.first().is_some_and(|word| word == "image") && has(&|word| word == "push") => {
            opaque(Untold::BuildConfiguration)
        }
        "apko" if words.first().is_some_and(|word| word == "publish") => {
            let parsed = Parsed::new(
                &rest[1..],
                &["arch", "sbom-path", "image-refs", "k", "keyring-append", "r", "repository-append"],
            );
            let names = parsed.operands.get(1..).unwrap_or_default();
            if names.is_empty() {
                return opaque(Untold::Arguments);
            }
            names
                .iter()
                .map(|name| {
                    Effect::Push(crate::publishers::Push {
                        reference: Some(name.clone()),
                        method: "apko publish",
                        by_digest: false,
                        certainty: Certainty::Yes,
                    })
                })
                .collect()
        }
        "skaffold" if words.first().is_some_and(|word| matches!(word.as_str(), "build" | "run" | "deploy")) => {
            opaque(Untold::Skaffold)
        }
        "werf" | "okteto" | "devspace" | "tilt" | "garden" | "kbld" | "melange"
            if words.first().is_some_and(|word| {
                matches!(word.as_str(), "build" | "converge" | "publish" | "deploy" | "ci" | "bundle")
            }) =>
        {
            opaque(Untold::Configuration)
        }
        "npm" | "pnpm" | "yarn" | "bun" | "npx" | "composer" | "deno" => {
            // `npm publish` publishes a package; `npm run docker:push` may push an image.
            let target = words.iter().find(|word| !word.starts_with('-') && *word != "run" && *word != "run-script");
            let is_image = target.is_some_and(|target| {
                speaks_of_publishing(target)
                    && ["docker", "image", "container", "oci", "podman"].iter().any(|word| target.contains(word))
            });
            let is_named = |word: &&String| word.split('@').next() == Some("semantic-release");
            if let Some(at) = words.iter().position(|word| is_named(&word)) {
                return crate::publishers::semantic_release::semantic_release(&rest[at + 1..], context);
            }
            let is_release = has(&|word| word == "release-it");
            if is_image || is_release {
                opaque(Untold::OwnScript)
            } else {
                Vec::new()
            }
        }
        "cargo" if words.first().is_some_and(|word| word == "xtask" || word == "make") && may_push() => {
            opaque(Untold::Task)
        }
        "go" if words.first().is_some_and(|word| word == "run") && may_push() => opaque(Untold::ProgramSource),
        "curl" | "wget" | "http" | "xh" => {
            if has(&|word| is_build_hook(word)) {
                opaque(Untold::BuildHook)
            } else {
                Vec::new()
            }
        }
        // What `node -p` prints is an expression, not a program that pushes.
        "node" if has(&|word| word == "-p" || word == "--print") => Vec::new(),
        _ => script(name, base, &words, &opaque),
    }
}

/// A web hook whose name speaks of a registry or a build, and of no chat.
fn is_build_hook(word: &str) -> bool {
    let word = word.to_lowercase();
    let hooks = word.contains("hook") || word.contains("trigger");
    let registry = ["quay", "docker", "registry", "image", "build"].iter().any(|part| word.contains(part));
    let chat = ["slack", "discord", "teams", "mattermost", "telegram", "chat", "notify"]
        .iter()
        .any(|part| word.contains(part));
    let hub = word.contains("hub.docker.com/api/build") || word.contains("quay.io/webhooks");
    (hooks && registry && !chat) || hub
}

/// A program by its path in the repository, or an interpreter with one.
fn script(name: &str, base: &str, words: &[String], opaque: &dyn Fn(Untold) -> Vec<Effect>) -> Vec<Effect> {
    let interpreter = base.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let why = Untold::ScriptFile;
    if matches!(
        interpreter,
        "python" | "node" | "ruby" | "perl" | "php" | "pwsh" | "powershell" | "deno" | "bun" | "Rscript" | "uv"
    ) {
        let file = words.iter().find(|word| !word.starts_with('-') && *word != "run");
        return match file {
            Some(file) if speaks_of_publishing(file) && !is_harmless(file) && file != "setup.py" => opaque(why),
            _ => Vec::new(),
        };
    }
    // What comes with a language stands in a folder of its own: `.venv/bin/pip`.
    if matches!(interpreter, "pip" | "pytest" | "mypy" | "ruff" | "black" | "tox" | "nox") {
        return Vec::new();
    }
    let is_local = name.starts_with("./")
        || name.starts_with("../")
        || base.ends_with(".sh")
        || base.ends_with(".bash")
        || name.contains('/') && !name.starts_with('/') && !name.starts_with('~') && !name.contains("node_modules");
    // A binary that is asked what it is does nothing else; a script may not look.
    let is_script = base.contains('.') || speaks_of_publishing(base);
    if !is_script && matches!(words, [word] if matches!(word.as_str(), "--help" | "-h" | "--version" | "-V")) {
        return Vec::new();
    }
    let tells = |word: &&String| speaks_of_publishing(word);
    if is_local && (!is_harmless(name) || speaks_of_publishing(base) || words.iter().any(|word| tells(&word))) {
        return opaque(why);
    }
    Vec::new()
}
