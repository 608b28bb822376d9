//! `verify`: understand the repository, bump an amended constitution, check, fix, report.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::Path;

use crate::cli::{self, Color, Format};
use crate::host::{self, Compare, Harmless, Host, Medium, SnapshotSource, Stream};
use prodproof_constitution::{document, Constitution};
use prodproof_rules::chain::Chain;
use prodproof_rules::fix::{self, FixChoice};
use prodproof_rules::fleet;
use prodproof_rules::judge::{judge_with, Judgement};
use prodproof_rules::repo::Repo;
use prodproof_rules::report::{self, human::Style, Report};
use prodproof_rules::rules::constitution::UNBUMPED_AMENDMENT;
use prodproof_rules::rules::{self, contract::Parent};
use prodproof_rules::select::Selection;
use prodproof_scaffold::record::{self, Record};
use prodproof_syntax::answer::{Answer, Verdict};
use prodproof_syntax::finding::{Finding, Severity};
use prodproof_syntax::snapshot::{File, Snapshot};

/// The repository as one source has it, understood, and compared with its base.
pub fn understand(host: &Host, source: &SnapshotSource, base: Option<&str>) -> anyhow::Result<Repo> {
    Ok(Repo::new(host.snapshot(source, base.map_or(Compare::Yes, Compare::With))?))
}

/// The same where nobody asks what was amended.
pub fn glance(host: &Host, source: &SnapshotSource) -> anyhow::Result<Repo> {
    Ok(Repo::new(host.snapshot(source, Compare::No)?))
}

/// The same where the system refused nothing. `verify` tells that as a finding; who makes
/// none must not take it for missing.
pub fn whole(repo: Repo) -> anyhow::Result<Repo> {
    let refused = repo.snapshot.files.iter().find_map(|(path, file)| match file {
        File::Unreadable(why) => Some((path, why)),
        _ => None,
    });
    match refused {
        Some((path, why)) => anyhow::bail!("{path} cannot be read: {why}"),
        None => Ok(repo),
    }
}

/// The constitution, for those who do nothing without one.
pub fn constitution(repo: &Repo) -> anyhow::Result<&Constitution> {
    let (path, tool) = (repo.constitution_path(), &repo.snapshot.facts.tool);
    match (&repo.constitution, repo.unread_constitution()) {
        (Some(constitution), _) => Ok(constitution),
        (None, Some((path, why))) => anyhow::bail!("the constitution cannot be read: `{path}` {why}"),
        (None, None) => anyhow::bail!("there is no constitution at {path}; `{tool} init` writes one"),
    }
}

/// What to look for, besides what the repository itself asks.
#[derive(Default)]
struct Options {
    selection: Selection,
    parent: Option<Parent>,
    /// Warnings count, and new rules weigh what they are going to weigh.
    strict: bool,
}

/// The running version, by which a rule is told to be new.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Of what a source holds, on the day that was asked for.
fn first(host: &Host, source: &SnapshotSource, asked: &cli::Verify, options: &Options) -> anyhow::Result<Judgement> {
    let mut snapshot = host.snapshot(source, asked.base.as_deref().map_or(Compare::Yes, Compare::With))?;
    if let Some(date) = asked.date {
        snapshot.facts.today = date;
    }
    Ok(judged(snapshot, options))
}

fn judged(snapshot: Snapshot, options: &Options) -> Judgement {
    judge_with(snapshot, &options.selection, |repo, findings| {
        if let (Some(constitution), Some(parent)) = (&repo.constitution, &options.parent) {
            rules::contract::inheritance(constitution, parent, findings);
        }
        if !options.strict {
            for finding in findings.iter_mut().filter(|finding| finding.rule.is_new(VERSION)) {
                finding.severity = finding.severity.max(Severity::Warning);
            }
        }
    })
}

/// The amendment whose bump is missing and can be written.
fn missing_bump(look: &Judgement) -> Option<&Finding> {
    look.selected.shown.iter().find(|finding| finding.rule == &UNBUMPED_AMENDMENT && finding.fix.is_some())
}

pub fn run(asked: &cli::Verify) -> anyhow::Result<u8> {
    if claims_are_printed(asked) && asked.format != Format::Human {
        anyhow::bail!("`--claims -` and `--format` both mean standard output; name a file for the claims");
    }
    let selection = Selection::new(&asked.select, &asked.ignore, None).map_err(anyhow::Error::msg)?;
    let parent = asked.parent.as_deref().map(super::parent::read).transpose()?;
    let options = Options { selection, parent, strict: asked.strict };
    let mut host = Host::find(&asked.dir)?.naming(asked.constitution.as_deref())?;
    if asked.fetch {
        host.may_fetch();
    }
    let host = host.also_about(asked.new_from.as_deref());
    let source = match (&asked.rev, asked.staged) {
        (Some(revision), _) => SnapshotSource::Revision(revision.clone()),
        (None, true) => SnapshotSource::Index,
        (None, false) => SnapshotSource::WorkTree,
    };
    let fixes = asked.fix || asked.unsafe_fixes;
    // What is asked for in words goes before what a variable implies.
    let may_write = !asked.check && !asked.diff && asked.rev.is_none() && (fixes || !host::is_ci());

    let mut look = first(&host, &source, asked, &options)?;
    let mut behind = false;

    let mut written = None;
    if asked.staged && may_write && missing_bump(&look).is_some() {
        written = Some(bump_work_tree(&host, &look, &options)?);
    } else if may_write && !fixes {
        if let Some(finding) = missing_bump(&look) {
            let plan = fix::plan(&look.repo.snapshot, std::slice::from_ref(finding), FixChoice::Safe);
            host.write(&plan.files, Some(&look.repo.snapshot))?;
            host::note(&bumped(&look.repo, &plan.files));
            look = judged(with(&look.repo.snapshot, &plan.files), &options);
        }
    }
    if fixes || asked.diff {
        let which = if asked.unsafe_fixes { FixChoice::All } else { FixChoice::Safe };
        let outcome = fix::rounds(&look.repo.snapshot, look.selected.shown.clone(), which, |snapshot| {
            judged(snapshot.clone(), &options).selected.shown
        });
        if asked.diff {
            for (path, new) in &outcome.plan.files {
                let diff = fix::diff(path, look.repo.snapshot.text(path), Some(new));
                // A machine's document stands alone on standard output.
                if asked.format == Format::Human {
                    super::say(&diff)?
                } else {
                    host::note_whole(diff.trim_end_matches('\n'))
                }
            }
            behind = !outcome.plan.files.is_empty();
        } else {
            host.write(&outcome.plan.files, Some(&look.repo.snapshot))?;
            for applied in &outcome.plan.applied {
                host::note(&format!(
                    "fixed {} {}: {} ({})",
                    applied.rule.code, applied.rule.name, applied.title, applied.path
                ));
            }
            if outcome.unsettled {
                host::note("warning: some fixes undo each other; that is a bug in a rule, please report it");
            }
        }
        // With --diff, what is reported is what would remain.
        look = judged(outcome.snapshot, &options);
    }
    if let Some(path) = &asked.claims {
        let identity = super::fleet::read::identity(&host.root)?;
        let claims = fleet::claims(&look.repo, identity, &look.selected.shown, rules::fleet::waivers(&look.repo));
        let text = serde_json::to_string_pretty(&fleet::json::to_json(&claims))? + "\n";
        host::write_output(path, &Harmless::new(Medium::Json, &text))?;
    }
    if let Some(revision) = &asked.new_from {
        let before = first(&host, &SnapshotSource::Revision(revision.clone()), asked, &options)?;
        let (selected, known) = std::mem::take(&mut look.selected).without(&before.selected.shown);
        look.selected = selected;
        if known > 0 {
            host::note(&format!("note: {known} more that `{revision}` has as well; without --new-from they are shown"));
        }
    }
    if source == SnapshotSource::WorkTree {
        lagging(&host);
    }
    let (Some(words), Format::Human) = (&written, asked.format) else {
        let fails = print(&look, &Shown::of(asked))?;
        written.iter().for_each(|words| host::note(words));
        return Ok(u8::from(behind || fails));
    };
    // What the bump mends is no longer to be read about; what else is found is.
    let mended: Vec<Finding> = missing_bump(&look).cloned().into_iter().collect();
    look.selected = std::mem::take(&mut look.selected).without(&mended).0;
    let counts = look.selected.counts();
    if counts.errors + counts.warnings > 0 {
        print(&look, &Shown::of(asked))?;
    }
    host::note(words);
    Ok(1)
}

/// Says where the pin was raised and the files that were generated are an older version's.
fn lagging(host: &Host) {
    let (alias, folder) = super::drop_in::called(&host.root);
    let record = host.text(&format!("{folder}/{}", record::NAME)).ok().flatten();
    let Some(record) = record.and_then(|text| Record::read(&text).ok()) else { return };
    if super::drop_in::version().is_ok_and(|own| record.version < own) {
        let words = format!("the generated files are those of v{}, and this is v{VERSION}", record.version);
        host::note(&format!("note: {words}; cargo {alias} upgrade brings them along"));
    }
}

/// A finding as it is told from others, and the version that first had its rule.
pub struct Seen {
    /// Code, file and message: no line, as lines move.
    pub words: String,
    pub since: &'static str,
}

/// What is found in the work tree with these files in place of what stands there.
pub fn seen(host: &Host, files: &BTreeMap<String, String>) -> anyhow::Result<Vec<Seen>> {
    let snapshot = with(&host.snapshot(&SnapshotSource::WorkTree, Compare::Yes)?, files);
    let look = judged(snapshot, &Options { strict: true, ..Options::default() });
    let seen = |one: &Finding| Seen {
        words: format!("{} {}: {}: {}", one.rule.code, one.rule.name, one.primary.path, one.message),
        since: one.rule.since,
    };
    Ok(look.selected.shown.iter().map(seen).collect())
}

/// How verifying went: the exit code, and whether `--strict` would pass.
pub struct Verified {
    pub code: u8,
    pub strictly: bool,
}

/// Verifies what `init` left behind, and shows the delivery chain.
pub fn after_init(host: &Host) -> anyhow::Result<Verified> {
    let look = judged(host.snapshot(&SnapshotSource::WorkTree, Compare::Yes)?, &Options::default());
    super::tell(&(merge_only(&report::trace::text(&Chain::of(&look.repo), super::charset())) + "\n"))?;
    let code = u8::from(print(&look, &Shown::default())?);
    Ok(Verified { code, strictly: !look.selected.fails_strictly() })
}

/// The chain of a merge, and the answer: the other events are for `trace`, so that what
/// `init` prints fits a screen.
fn merge_only(trace: &str) -> String {
    let is_root = |line: &str| line.starts_with(|c: char| c.is_ascii_alphanumeric());
    let blank = trace.lines().position(str::is_empty).unwrap_or(usize::MAX);
    let next = trace.lines().skip(1).position(is_root).map_or(usize::MAX, |at| at + 1);
    let lines = trace.lines().enumerate().filter(|(at, _)| *at < next || *at >= blank);
    lines.map(|(_, line)| format!("{line}\n")).collect()
}

/// Writes the bump that the staged constitution lacks to the work tree, where it can be
/// staged; says so. What is staged may be less than what is there, so the work tree's own
/// text is what gets the version.
///
/// Nothing else of the work tree is asked for: the version hangs on text and base alone.
fn bump_work_tree(host: &Host, staged: &Judgement, options: &Options) -> anyhow::Result<String> {
    let path = staged.repo.constitution_path().to_string();
    let Some(text) = host.text(&path)? else {
        return Ok(format!("{path} is not in the work tree, where the bump would be written"));
    };
    let look = judged(with(&staged.repo.snapshot, &BTreeMap::from([(path.clone(), text)])), options);
    Ok(match missing_bump(&look) {
        Some(finding) => {
            let plan = fix::plan(&look.repo.snapshot, std::slice::from_ref(finding), FixChoice::Safe);
            host.write(&plan.files, Some(&look.repo.snapshot))?;
            format!("{}; stage it: git add {path}", bumped(&look.repo, &plan.files))
        }
        None => format!("the bump is in the work tree already; stage it: git add {path}"),
    })
}

/// "bumped PATH 1.2.0 -> 1.3.0 (a binding statement is new)".
fn bumped(repo: &Repo, files: &BTreeMap<String, String>) -> String {
    let path = repo.constitution_path();
    let version = |text: &str| {
        document::Document::read(text).version().map_or_else(|| "no version".to_string(), ToString::to_string)
    };
    let old = repo.snapshot.text(path).map(version).unwrap_or_default();
    let new = files.get(path).map(|text| version(text)).unwrap_or_default();
    let demand = repo.constitution.as_ref().and_then(|constitution| constitution.demand.as_ref());
    let why = demand.map_or_else(String::new, |demand| format!(" ({})", demand.amendment.summary()));
    format!("bumped {path} {old} -> {new}{why}")
}

fn with(snapshot: &Snapshot, files: &BTreeMap<String, String>) -> Snapshot {
    let mut snapshot = snapshot.clone();
    for (path, text) in files {
        snapshot.files.insert(path.clone(), prodproof_syntax::snapshot::File::Text(text.clone()));
    }
    snapshot
}

/// Whether standard output is the claims' alone.
fn claims_are_printed(asked: &cli::Verify) -> bool {
    asked.claims.as_deref() == Some(Path::new("-"))
}

/// How what was found is shown, and what of it is a failure.
struct Shown {
    format: Format,
    stream: Stream,
    color: Color,
    strict: bool,
    require_yes: bool,
}

impl Shown {
    fn of(asked: &cli::Verify) -> Self {
        let (stream, color) =
            if claims_are_printed(asked) { (Stream::Err, Color::Never) } else { (Stream::Out, asked.color) };
        Self { format: asked.format, stream, color, strict: asked.strict, require_yes: asked.require_yes }
    }
}

impl Default for Shown {
    fn default() -> Self {
        Self { format: Format::Human, stream: Stream::Out, color: Color::Auto, strict: false, require_yes: false }
    }
}

/// Says what was found; whether that is a failure.
fn print(look: &Judgement, shown: &Shown) -> anyhow::Result<bool> {
    let chain = Chain::of(&look.repo);
    let clean = clean(&look.repo, &chain);
    let report = Report {
        selected: &look.selected,
        sources: &look.repo.snapshot,
        strict: shown.strict,
        clean: &clean,
        chain: Some(&chain),
        require_yes: shown.require_yes,
    };
    let text = match shown.format {
        Format::Human => report::human::human(&report, style(shown.color)),
        Format::Json => report::json::json(&report),
        Format::Sarif => report::sarif::sarif(&report),
        Format::Markdown => report::markdown::markdown(&report),
        Format::Github => {
            if let Some(path) = host::env("GITHUB_STEP_SUMMARY") {
                let summary = Harmless::new(Medium::Text, &report::github::step_summary(&report));
                host::append(Path::new(&path), &summary)?;
            }
            report::github::github(&report)
        }
    };
    let medium = match shown.format {
        Format::Human => Medium::Coloured,
        Format::Json | Format::Sarif => Medium::Json,
        Format::Markdown => Medium::Text,
        Format::Github => Medium::Commands,
    };
    match shown.stream {
        Stream::Out => super::say_as(medium, &text)?,
        Stream::Err => host::note_whole(text.trim_end_matches('\n')),
    }
    Ok(report.fails())
}

/// What can be said when nothing is wrong.
pub fn clean(repo: &Repo, chain: &Chain) -> String {
    match (
        chain.merge_reaches_production,
        repo.promised_latest(),
        repo.deployments.iter().find(|one| repo.is_promised(one) == Answer::Yes),
    ) {
        (Verdict::Yes, Some(latest), Some(unit)) => {
            format!("a merge to `{}` publishes {latest}, and {} pulls it anew", chain.branch, unit.path)
        }
        _ => report::trace::answer(chain),
    }
}

/// Colour on a terminal only; NO_COLOR (no-color.org) and the force variables are heard.
pub fn style(color: Color) -> Style {
    let forced = host::env("CLICOLOR_FORCE").is_some_and(|value| value != "0")
        || host::env("FORCE_COLOR").is_some_and(|value| value != "0");
    let color = match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => host::env("NO_COLOR").is_none() && (forced || std::io::stdout().is_terminal()),
    };
    Style { color, width: host::columns(Stream::Out), links: color && links() }
}

/// Whether the terminal is one of those that show links (OSC 8) and not their escapes.
fn links() -> bool {
    let is = |name: &str, values: &[&str]| host::env(name).is_some_and(|value| values.contains(&value.as_str()));
    is("TERM_PROGRAM", &[concat!("iT", "erm.app"), "WezTerm", "vscode", "ghostty", "Hyper"])
        || is("TERM", &["xterm-kitty", "alacritty", "foot", "xterm-ghostty"])
        || host::env("WT_SESSION").is_some()
        // GNOME's terminals, from 0.50 on.
        || host::env("VTE_VERSION").and_then(|version| version.parse::<u32>().ok()).is_some_and(|version| version >= 5000)
}
