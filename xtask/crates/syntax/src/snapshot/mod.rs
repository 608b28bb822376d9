//! One repository's files and facts at one moment, as plain values.
//!
//! It comes from the work tree, the index or a revision; nothing behind it knows
//! which. Must not read anything itself: `host` fills it.

mod places;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use time::Date;

use crate::forge::Forge;
pub use places::Lines;

/// What stands at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum File {
    Text(String),
    /// Read once somebody asks for its text, as most of its kind need not be: see [`later`].
    Later(Later),
    /// Listed, but of no kind that anything here reads.
    Unread,
    /// Listed by git, and not there.
    Gone,
    NotUtf8,
    /// Larger than [`MAX_BYTES`]; its size.
    TooLarge(u64),
    Directory,
    /// A symbolic link that leaves the repository or leads nowhere; its target.
    Link(String),
    /// The system refused; its words.
    Unreadable(String),
}

/// What stands at a path once it is looked at: at most once, by whoever made the snapshot.
#[derive(Clone)]
pub struct Later(Arc<Pending>);

/// What will be asked of what stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookFor {
    Text,
    /// What kind of thing it is.
    Kind,
}

struct Pending {
    path: String,
    wanted: LookFor,
    read: Reader,
    found: OnceLock<File>,
}

/// Reads what stands at a path of the snapshot's source.
pub type Reader = Arc<dyn Fn(&str) -> File + Send + Sync>;

impl Later {
    pub fn new(path: impl Into<String>, wanted: LookFor, read: Reader) -> Self {
        Self(Arc::new(Pending { path: path.into(), wanted, read, found: OnceLock::new() }))
    }

    /// Whether its text is wanted once it is asked for.
    pub fn is_text(&self) -> bool {
        self.0.wanted == LookFor::Text
    }

    /// What stands there; reads it now if nobody has asked before.
    pub fn file(&self) -> &File {
        self.0.found.get_or_init(|| (self.0.read)(&self.0.path))
    }

    /// The same where somebody has asked before.
    pub fn known(&self) -> Option<&File> {
        self.0.found.get()
    }
}

impl fmt::Debug for Later {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Later").field(&self.known()).finish()
    }
}

impl PartialEq for Later {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Later {}

impl File {
    /// Itself, or what is read of it now.
    pub fn read(&self) -> &File {
        match self {
            Self::Later(later) => later.file(),
            file => file,
        }
    }
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
/// those for which [`wanted`] holds: those for which [`later`] does once they are asked for.
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

    /// The text at a path, which is read now where it has not been.
    pub fn text(&self, path: &str) -> Option<&str> {
        match self.files.get(path)?.read() {
            File::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether anything stands at the path.
    pub fn has(&self, path: &str) -> bool {
        self.files.get(path).is_some_and(|file| *file.read() != File::Gone)
    }

    /// All paths that are listed. What was removed without telling git may be among them:
    /// [`Snapshot::has`] knows.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The folder whose workflows the forge runs, and which forge that is, if anything tells.
    pub fn workflow_folder(&self) -> (&'static str, Option<Forge>) {
        Forge::workflows(self.facts.forge, |folder| self.has_below(folder))
    }

    /// Whether anything stands below a folder.
    pub fn has_below(&self, folder: &str) -> bool {
        let below = format!("{folder}/");
        self.files.range(below.clone()..).next().is_some_and(|(path, _)| path.starts_with(&below))
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

    /// Paths and texts of those readable files for which `keep` holds, as far as they have
    /// been read: those that are read [`later`] only where somebody has asked for them.
    pub fn texts(&self, keep: impl Fn(&str) -> bool) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().filter_map(move |(path, file)| {
            let file = if let File::Later(later) = file { later.known()? } else { file };
            match file {
                File::Text(text) if keep(path) => Some((path.as_str(), text.as_str())),
                _ => None,
            }
        })
    }

    /// The same of all, which are read now one by one.
    pub fn all_texts(&self, keep: impl Fn(&str) -> bool) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().filter_map(move |(path, file)| match file {
            File::Text(text) if keep(path) => Some((path.as_str(), text.as_str())),
            File::Later(later) if later.is_text() && keep(path) => match later.file() {
                File::Text(text) => Some((path.as_str(), text.as_str())),
                _ => None,
            },
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
        // A workflow names them: `bakefiles/4.5.json`, `api.docker-bake.json`.
        || ending == "json" && path.contains("bake")
        || lower.starts_with("compose.")
        || lower.starts_with("docker-compose");
    // The alias says where the constitution stands.
    let alias = CARGO_CONFIGS.contains(&path);
    let script = matches!(ending, "sh" | "bash")
        || matches!(ending, "mk")
        || matches!(lower.as_str(), "makefile" | "gnumakefile" | "justfile" | "go.mod" | "package.json" | "pom.xml")
        || matches!(lower.as_str(), "jreleaser.yml" | "jreleaser.yaml")
        || matches!(ending, "gradle" | "sbt")
        || lower.ends_with(".gradle.kts")
        || lower.starts_with(".releaserc")
        || lower.starts_with("release.config.");
    // Scripts that a unit or a step starts often have no ending.
    let told = ["license", "copying", "notice", "authors", "codeowners", "version", "changelog", "readme"];
    let bare = !lower.contains('.')
        && (["deploy/", "bin/", "scripts/", "script/", "rootfs/"].iter().any(|dir| path.contains(dir))
            || !path.contains('/') && !told.contains(&lower.as_str()));
    prose || alias || build || action || unit || template || image || script || bare || provisions(path)
}

/// Whether a text that is [`wanted`] is so only where something leads to it: a manifest
/// that a unit plays, a playbook in which an image is looked for. A repository may have
/// thousands of them, and most runs need none.
pub fn later(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    matches!(ending, "yml" | "yaml")
        && !path.starts_with(".")
        && !name.contains("compose")
        && !matches!(name.as_str(), "action.yml" | "action.yaml")
        && !["label", "containerfile", "dockerfile", "docker-bake"].iter().any(|word| name.contains(word))
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
mod tests;
