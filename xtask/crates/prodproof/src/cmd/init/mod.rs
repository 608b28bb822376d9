//! `init`: plan everything, show or write it, then verify what is there.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::{bail, Context};

use super::drop_in::{self, DropIn, DropInKind, Wish};
use super::{hook, remove, verify};
use crate::cli;
use crate::host::{self, Host, SnapshotSource};
use prodproof_rules::fix;
use prodproof_rules::repo::Repo;
use prodproof_scaffold::record::{self, Record};
use prodproof_scaffold::{blob, Handling, InitAsked, Params, Planned};
use prodproof_syntax::snapshot::{File, Snapshot};

mod options;
mod surroundings;

pub use surroundings::surroundings;

/// The oldest Rust that compiles the crate: `rust-version` of its manifest.
const MINIMUM_RUST: (u32, u32) = (1, 85);

/// Everything that would be written, and what is said about it.
struct Plan {
    params: Params,
    sources: Vec<Planned>,
    /// Small changes to files that are there: path, new text, what for.
    patches: Vec<(String, String, &'static str)>,
    drop_in: DropIn,
    /// What all this was thought out over.
    snapshot: Arc<Snapshot>,
    /// Said first: that there is no git, that the whole copy is dropped.
    head: Option<String>,
    /// The options that were given, for the record; and whether the copy is no longer asked for.
    asked: BTreeMap<String, String>,
    launched: bool,
    /// What cannot be done by itself, for people.
    notes: Vec<String>,
    /// What keeps the crate from working here: exit 1.
    obstacles: Vec<String>,
}

pub fn run(asked: &cli::Init) -> anyhow::Result<u8> {
    let writes = asked.writes();
    if writes && !asked.remove {
        std::fs::create_dir_all(&asked.dir).with_context(|| format!("making {}", asked.dir.display()))?;
    }
    let host = open(&asked.dir)?.naming(asked.constitution.as_deref())?;
    // Cargo divides an alias at its blanks.
    if let Some(path) = asked.constitution.as_ref().filter(|path| path.contains(char::is_whitespace)) {
        bail!("--constitution {path}: a path with blanks cannot stand in a cargo alias; nothing was written");
    }
    if asked.remove {
        return remove::run(&host, asked);
    }
    let plan = make(&host, asked)?;
    if !writes {
        let changes = show(&host, &plan)?;
        return Ok(u8::from(asked.check && changes > 0));
    }
    write(&host, &plan)?;
    super::tell(&told(&plan))?;
    let verified = verify::after_init(&host)?;
    if !verified.strictly {
        adoption(&host, &plan);
    }
    let mut obstacles = plan.obstacles.clone();
    obstacles.extend(surroundings::ignored(&host, &texts(&plan)?.into_keys().collect::<Vec<_>>()));
    for obstacle in &obstacles {
        host::note(&format!("error: {obstacle}"));
    }
    Ok(if obstacles.is_empty() { verified.code } else { verified.code.max(1) })
}

/// A way to be strict today although the repository has findings: about changes alone.
fn adoption(host: &Host, plan: &Plan) {
    let committed = host.git.as_ref().is_some_and(|git| git.commit("HEAD").is_ok_and(|head| head.is_some()));
    let verify = plan.sources.iter().find(|one| one.what == "verify workflow" && one.outcome == Handling::Create);
    if let Some(verify) = verify.filter(|_| committed) {
        let (name, branch) = (&plan.params.command, &plan.params.branch);
        host::note(&format!("note: to be strict about changes alone until these are mended: cargo {name} verify --strict --new-from origin/{branch}, and `--new-from origin/{branch}` behind `--strict` in {}", verify.path));
    }
}

/// The repository around a folder. An empty folder in one is going to be something else,
/// and stays itself.
fn open(dir: &Path) -> anyhow::Result<Host> {
    let dir = dir.canonicalize().with_context(|| format!("opening {}", dir.display()))?;
    if !dir.is_dir() {
        bail!("{} is not a folder", dir.display());
    }
    let is_empty = std::fs::read_dir(&dir).is_ok_and(|mut entries| entries.next().is_none());
    let host = Host::at(dir)?;
    let below = host.git.as_ref().filter(|git| !git.top && !is_empty);
    match below.and_then(|git| git.line(&["rev-parse", "--show-toplevel"])) {
        Some(top) => Host::at(Path::new(&top).canonicalize().with_context(|| format!("opening {top}"))?),
        None => Ok(host),
    }
}

fn make(host: &Host, asked: &cli::Init) -> anyhow::Result<Plan> {
    let (alias, _) = drop_in::called(&host.root);
    let name = asked.name.clone().unwrap_or(alias);
    let name = name.as_str();
    let surroundings = surroundings(host)?;
    let hidden = surroundings.packages_every_folder();
    let folder = if hidden { drop_in::hidden_folder(&host.root, name) } else { drop_in::folder(&host.root, name) };
    let forces_crate = |path: &&String| path.trim_end_matches('/') == folder;
    let wish = Wish {
        source: asked.source.clone(),
        vendor: asked.vendor,
        force: asked.force.iter().any(|path| forces_crate(&path)),
        offline: !asked.writes(),
    };
    let force: Vec<String> = asked.force.iter().filter(|path| !forces_crate(path)).cloned().collect();
    let repo = verify::understand(host, &SnapshotSource::WorkTree, None)?;
    let params = prodproof_scaffold::infer(
        &repo,
        &InitAsked {
            image: asked.image.clone(),
            branch: asked.branch.clone(),
            unit: asked.unit.clone(),
            quadlet: asked.quadlet,
            port: asked.port.clone(),
            title: asked.title.clone(),
            command: name.to_string(),
            folder: folder.clone(),
            hidden,
            fleet: asked.fleet,
            live: asked.live,
        },
    )
    .map_err(anyhow::Error::msg)?;
    let sources = prodproof_scaffold::plan(&repo, &params, &force);
    if let Some(unknown) = force.iter().find(|path| !sources.iter().any(|planned| planned.path == **path)) {
        let known: Vec<&str> = sources.iter().map(|planned| planned.path.as_str()).collect();
        bail!("--force {unknown}: that is none of the files that init writes: {}, {folder}", known.join(", "));
    }
    if let Some(why) = options::unheard(asked, &repo, &sources) {
        bail!("{why}; nothing was written");
    }
    let older = drop_in::standing(host, name, &folder).ok().flatten().map(|there| there.record);
    let dropped = drop_in::plan(host, name, &folder, &wish)?;
    let no_git = host.git.is_none().then(|| {
        format!("{} is no git repository: owner, branch and history are not known; with `git init` and a remote first, they are", host.root.display())
    });
    // Both are to be said first: in one line.
    let head: Vec<String> = no_git.into_iter().chain(dropped.head).collect();
    let head = (!head.is_empty()).then(|| head.join("; "));
    let mut plan = Plan {
        params,
        sources,
        patches: Vec::new(),
        drop_in: dropped.drop_in,
        snapshot: Arc::clone(&repo.snapshot),
        head,
        asked: options::given(asked),
        launched: asked.source.is_some(),
        notes: dropped.notes,
        obstacles: Vec::new(),
    };
    surroundings::patch_all(host, &repo, &mut plan)?;
    if !matches!(plan.drop_in, DropIn::AtHome) {
        for obstacle in surroundings.obstacles(host::source::triple, MINIMUM_RUST) {
            if obstacle.fatal {
                plan.obstacles.push(obstacle.words)
            } else {
                plan.notes.push(obstacle.words)
            }
        }
    }
    plan.notes.extend(surroundings.packs_every_file(&plan.params.folder));
    if let (Some(older), DropIn::Write { record, .. }) = (older, &plan.drop_in) {
        if older.version < record.version && !older.written.is_empty() {
            plan.notes.push(format!(
                "the files that v{} wrote are still its own: cargo {name} upgrade brings them along",
                older.version
            ));
        }
    }
    hook(host, &repo, &mut plan);
    // What nobody has looked at yet is looked at now, so that what is saved from here on is seen.
    for path in texts(&plan)?.keys() {
        host.bytes(path)?;
    }
    if host.git.as_ref().is_some_and(|git| !git.top) {
        plan.notes.push("this folder is not the top of its git repository; GitHub reads workflows only there".into());
    }
    Ok(plan)
}

/// The pre-commit stanza: into the configuration where there is one, else a word on how,
/// unless `verify` runs before commits already.
fn hook(host: &Host, repo: &Repo, plan: &mut Plan) {
    const PATH: &str = ".pre-commit-config.yaml";
    let name = plan.params.command.as_str();
    match repo.snapshot.files.get(PATH) {
        Some(File::Text(text)) => match prodproof_scaffold::pre_commit(text, name) {
            Ok(Some(text)) => plan.patches.push((PATH.to_string(), text, "the hook")),
            Ok(None) => {}
            Err(why) => plan.notes.push(format!("{PATH} was left alone: {why}; see cargo {name} hook install")),
        },
        Some(_) => plan.notes.push(format!("{PATH} cannot be read and was left alone")),
        None if host.git.is_some() && !hook::runs(host) => {
            plan.notes.push(format!("to verify before each commit: cargo {name} hook install"));
        }
        None => {}
    }
}

/// Prints the plan as diffs; how many files would change.
fn show(host: &Host, plan: &Plan) -> anyhow::Result<usize> {
    let mut out = String::new();
    let mut changes = 0;
    let folder = format!("{}/", plan.params.folder);
    if let DropIn::Write { files, removed, .. } = &plan.drop_in {
        out += &format!(
            "# {}: {} files written, {} removed\n",
            crate_line(&plan.drop_in, &plan.params),
            files.len() + 1,
            removed.len()
        );
        changes += files.len() + removed.len();
    }
    for (path, new) in texts(plan)?.into_iter().filter(|(path, _)| !path.starts_with(&folder)) {
        let old = host.bytes(&path)?.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        if old.as_deref() != Some(new.as_str()) {
            changes += 1;
            out += &fix::diff(&path, old.as_deref(), Some(&new));
        }
    }
    for note in plan.head.iter().chain(&plan.params.assumed) {
        host::note(&format!("note: {note}"));
    }
    if changes == 0 {
        out += "nothing would change\n";
    }
    super::say(&out)?;
    Ok(changes)
}

/// All texts that are written, the crate's and the record's among them.
fn texts(plan: &Plan) -> anyhow::Result<BTreeMap<String, String>> {
    let sources = plan.sources.iter().filter(|planned| planned.outcome != Handling::Adopt);
    let sources: BTreeMap<String, String> =
        sources.map(|planned| (planned.path.clone(), planned.text.clone())).collect();
    let mut all: BTreeMap<String, String> =
        plan.patches.iter().map(|(path, text, _)| (path.clone(), text.clone())).collect();
    let record = match &plan.drop_in {
        DropIn::AtHome => None,
        DropIn::Nothing(record) => {
            // That the copy is wanted is heard even where it is there already.
            let told = |option: &str| plan.asked.contains_key(option) && !record.asked.contains_key(option);
            Some(record).filter(|_| !sources.is_empty() || told(record::VENDOR))
        }
        DropIn::Write { files, record, .. } => {
            all.extend(files.clone());
            Some(record)
        }
    };
    if let Some(record) = record {
        let mut record: Record = record.clone();
        if plan.launched {
            record.asked.remove(record::VENDOR);
        }
        record.asked.extend(plan.asked.clone());
        record.written.extend(sources.iter().map(|(path, text)| (path.clone(), blob::id(text))));
        all.insert(format!("{}/{}", plan.params.folder, record::NAME), record.text(&plan.params.command));
    }
    all.extend(sources);
    Ok(all)
}

fn write(host: &Host, plan: &Plan) -> anyhow::Result<()> {
    host.write(&texts(plan)?, Some(&plan.snapshot))?;
    match &plan.drop_in {
        DropIn::Write { removed, .. } => {
            host.remove(removed)?;
            remove::remove_empty_folders(&host.root, removed);
            Ok(())
        }
        _ => Ok(()),
    }
}

/// "create  xtask (a launcher of v1.2.0: 6 files)".
fn crate_line(drop_in: &DropIn, params: &Params) -> String {
    let DropIn::Write { kind, files, upgrade, .. } = drop_in else { return String::new() };
    let verb = if *upgrade { "upgrade" } else { "create " };
    format!("{verb} {}", crate_words(kind, &params.folder, files.len() + 1))
}

/// "xtask/ (a launcher of v1.2.0: 6 files)".
pub fn crate_words(kind: &DropInKind, folder: &str, count: usize) -> String {
    match kind {
        DropInKind::Launcher(source) => {
            use prodproof_scaffold::source::Pin;
            let (Pin::Tag(pin) | Pin::Rev(pin)) = &source.pin;
            let pin = if prodproof_scaffold::source::is_commit(pin) { &pin[..7] } else { pin.as_str() };
            format!("{folder}/ (a launcher of {pin}: {count} files)")
        }
        DropInKind::Copy(_) => format!("{folder}/ (the whole crate: {count} files)"),
    }
}

/// What was done, a line a file.
fn told(plan: &Plan) -> String {
    let mut lines: Vec<String> = plan.head.iter().map(|line| format!("note: {line}")).collect();
    if matches!(plan.drop_in, DropIn::Write { .. }) {
        lines.push(crate_line(&plan.drop_in, &plan.params));
    }
    for planned in &plan.sources {
        let verb = match planned.outcome {
            Handling::Create => "create ",
            Handling::Replace => "replace",
            Handling::Adopt => "keep   ",
        };
        lines.push(format!("{verb} {} ({})", planned.path, planned.what));
    }
    lines.extend(plan.patches.iter().map(|(path, _, why)| format!("change  {path} ({why})")));
    lines.extend(plan.params.assumed.iter().chain(&plan.notes).map(|note| {
        if note.starts_with("warning: ") {
            note.clone()
        } else {
            format!("note: {note}")
        }
    }));
    lines.join("\n") + "\n\n"
}

/// The alias that runs the crate in `folder`.
pub fn alias_command(folder: &str) -> String {
    format!("run --quiet --locked --manifest-path {folder}/Cargo.toml --")
}
