//! One repository's files and facts at one moment, as plain values.
//!
//! It comes from the work tree, the index or a revision; nothing behind it knows
//! which. Must not read anything itself: `host` fills it.

use std::collections::BTreeMap;

use time::Date;

use crate::forge::Forge;

/// What stands at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum File {
    Text(String),
    /// Listed, but of no kind that anything here reads.
    Unread,
    NotUtf8,
    /// Larger than [`MAX_BYTES`]; its size.
    TooLarge(u64),
    Directory,
    /// A symbolic link that leaves the repository or leads nowhere; its target.
    Link(String),
    /// The system refused; its words.
    Unreadable(String),
}

/// No source file that matters here comes near it; what is larger is not read.
pub const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// What an amendment is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    /// The constitution as it stood there; `text` is `None` where it did not exist.
    /// `name` is for people: "merge base with `origin/main` (1a2b3c4)".
    Found { name: String, path: Option<String>, text: Option<String> },
    /// There is nothing to compare with yet: no repository, no commit.
    Nothing,
    /// It should be there but is not; why, and what to do about it.
    Missing { why: String, help: String },
}

/// What the world says that no file does.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The folder's name, the last resort for a name.
    pub folder: String,
    /// `owner/name` with its case, from the remote.
    pub repository: Option<String>,
    /// The forge that the remote is on, where its host tells.
    pub forge: Option<Forge>,
    /// The registry that belongs to that forge.
    pub registry: Option<String>,
    /// The default branch, and where that was learnt ("`origin/HEAD`").
    pub default_branch: Option<(String, String)>,
    /// Where the constitution stands, where somebody said so on the command line.
    pub constitution: Option<String>,
    /// Paths of a merge that nobody has settled, whatever their texts look like.
    pub unmerged: Vec<String>,
    pub base: Base,
    pub today: Date,
    /// How the tool is called here: `cargo xtask`, with another alias where there is one,
    /// `xtask` where no cargo runs it.
    pub tool: String,
}

impl Facts {
    /// Facts of a folder of which nothing is known; `today` is given.
    pub fn unknown(folder: &str, today: Date) -> Self {
        Self {
            folder: folder.to_string(),
            repository: None,
            forge: None,
            registry: None,
            default_branch: None,
            constitution: None,
            unmerged: Vec::new(),
            base: Base::Nothing,
            today,
            tool: "cargo xtask".to_string(),
        }
    }
}

/// All paths of the repository (relative, with `/`, without `.git`), and the text of
/// those for which [`wanted`] holds.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub files: BTreeMap<String, File>,
    pub facts: Facts,
}

impl Snapshot {
    /// A snapshot of texts, for tests and for files that are not on disk yet.
    pub fn of(files: &[(&str, &str)], facts: Facts) -> Self {
        let files = files.iter().map(|(path, text)| (path.to_string(), File::Text(text.to_string()))).collect();
        Self { files, facts }
    }

    pub fn text(&self, path: &str) -> Option<&str> {
        match self.files.get(path) {
            Some(File::Text(text)) => Some(text),
            _ => None,
        }
    }

    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The folder whose workflows the forge runs, and which forge that is, if anything tells.
    pub fn workflow_folder(&self) -> (&'static str, Option<Forge>) {
        let exists = |folder: &str| {
            let below = format!("{folder}/");
            self.files.range(below.clone()..).next().is_some_and(|(path, _)| path.starts_with(&below))
        };
        Forge::workflows(self.facts.forge, exists)
    }

    /// Whether a path is one of a workflow that the forge runs.
    pub fn is_workflow(&self, path: &str) -> bool {
        // Of most paths nobody has to ask the forge.
        path.starts_with('.')
            && (path.ends_with(".yml") || path.ends_with(".yaml"))
            && path.rsplit_once('/').is_some_and(|(folder, _)| folder == self.workflow_folder().0)
    }

    /// Paths and texts of the readable workflows that the forge runs.
    pub fn workflows(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts(|path| self.is_workflow(path))
    }

    /// Paths and texts of those readable files for which `keep` holds.
    pub fn texts(&self, keep: impl Fn(&str) -> bool) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().filter_map(move |(path, file)| match file {
            File::Text(text) if keep(path) => Some((path.as_str(), text.as_str())),
            _ => None,
        })
    }
}

/// Cargo's configuration of a repository; where both stand cargo reads the first.
pub const CARGO_CONFIGS: [&str; 2] = [".cargo/config", ".cargo/config.toml"];

/// Whether the text at `path` is read at all: the three sources and what they refer to.
/// Everything else is only listed.
pub fn wanted(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let lower = name.to_ascii_lowercase();
    let ending = lower.rsplit_once('.').map_or("", |(_, ending)| ending);
    if path.split('/').any(|part| matches!(part, "node_modules" | "target" | "vendor" | ".git")) {
        return false;
    }
    // Only at places where a constitution or its report may stand: prose is large.
    let prose = ending == "md" && (lower.contains("constitution") || path.starts_with(".specify/"));
    let build = path.starts_with(".github/") && matches!(ending, "yml" | "yaml");
    let action = matches!(lower.as_str(), "action.yml" | "action.yaml");
    let unit = matches!(
        ending,
        "service" | "timer" | "container" | "pod" | "kube" | "image" | "build" | "conf" | "env" | "volume" | "network"
            // Misspelt endings are told.
            | "services" | "containers" | "pods" | "kubes"
    ) || lower.contains("label");
    // What something fills in before it is a unit.
    let template =
        ending == "in" && [".service.", ".container.", ".kube.", ".pod."].iter().any(|kind| lower.contains(kind));
    let image = lower.starts_with("containerfile")
        || lower.starts_with("dockerfile")
        || matches!(ending, "containerfile" | "dockerfile" | "hcl")
        || matches!(lower.as_str(), ".containerignore" | ".dockerignore")
        || lower.starts_with("docker-bake")
        || lower.starts_with("compose.")
        || lower.starts_with("docker-compose");
    // The alias says where the constitution stands.
    let alias = CARGO_CONFIGS.contains(&path);
    let script = matches!(ending, "sh" | "bash")
        || matches!(ending, "mk")
        || matches!(lower.as_str(), "makefile" | "gnumakefile" | "justfile" | "go.mod" | "package.json" | "pom.xml")
        || matches!(lower.as_str(), "build.gradle" | "build.gradle.kts")
        || lower.starts_with(".releaserc")
        || lower.starts_with("release.config.");
    // Scripts that a unit or a step starts often have no ending.
    let told = ["license", "copying", "notice", "authors", "codeowners", "version", "changelog", "readme"];
    let bare = !lower.contains('.')
        && (["deploy/", "bin/", "scripts/", "script/", "rootfs/"].iter().any(|dir| path.contains(dir))
            || !path.contains('/') && !told.contains(&lower.as_str()));
    prose || alias || build || action || unit || template || image || script || provisions(path) || bare
}

/// Whether programs that set up hosts may read the file: playbooks, manifests, butane and
/// ignition, cloud-init, kickstart, Terraform, Nomad, Nix, and templates of whatever. A
/// unit may stand inside.
pub fn provisions(path: &str) -> bool {
    const ENDINGS: &[&str] = &[
        // Kubernetes manifests that a `.kube` unit plays may have any name.
        "yml",
        "yaml",
        concat!("b", "u"),
        "fcc",
        "ign",
        "cfg",
        "ks",
        "tf",
        "tfvars",
        "hcl",
        "nomad",
        "nix",
        "j2",
        "jinja",
        "jinja2",
        "tmpl",
        "tpl",
        "erb",
        "gotmpl",
    ];
    let lower = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let ending = lower.rsplit_once('.').map_or("", |(_, ending)| ending);
    ENDINGS.contains(&ending) || matches!(lower.as_str(), "user-data" | "userdata" | "cloud-config" | "cloud-init")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sources_are_wanted_and_little_else() {
        for path in [
            ".specify/memory/constitution.md",
            "CONSTITUTION.md",
            ".github/workflows/build.yaml",
            "deploy/web.service",
            "web.container",
            "web.container.d/10.conf",
            "Containerfile",
            "app/Dockerfile.prod",
            "docker-bake.hcl",
            "deploy/start",
            "scripts/run.sh",
            "Makefile",
            "GNUmakefile",
            "hack/build.mk",
            "go.mod",
            "package.json",
            "pom.xml",
            "build.gradle.kts",
            ".releaserc.json",
            "k8s/pod.yaml",
            ".github/actions/x/action.yml",
            ".cargo/config.toml",
        ] {
            assert!(wanted(path), "{path}");
        }
        for path in ["README.md", "src/main.rs", "node_modules/x/action.yml", "target/x.service", "docs/a.png"] {
            assert!(!wanted(path), "{path}");
        }
    }
}
