//! `fleet`: reads many repositories on all cores, or what was claimed of them elsewhere,
//! joins, reports.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::bail;
use time::Date;

use crate::cli::{self, FleetFormat};
use crate::host::{self, reader, Harmless, Medium};
use prodproof_rules::fleet::{self, json, Claims, FleetFinding, JoinedFleet, Listing, Spot};
use prodproof_rules::judge::{judge, Judgement};
use prodproof_rules::report;
use prodproof_rules::rules;
use prodproof_rules::rules::fleet::{unreadable_claims, unreadable_repository};
use prodproof_rules::select::Selection;
use prodproof_syntax::finding::Severity;
use prodproof_syntax::order::Order;

mod broken;
pub mod read;
mod registry;

/// Exit code: 0 clean, 1 findings. An error is "could not do it".
pub fn run(args: &cli::Fleet) -> anyhow::Result<u8> {
    if args.dirs.is_empty() && args.claims.is_empty() {
        bail!("nothing to read: give folders, or --claims FILE");
    }
    #[cfg(not(feature = "full"))]
    if args.format == FleetFormat::Html {
        return super::not_compiled("pages of fleets");
    }
    let listing = match &args.repos {
        None => None,
        Some(path) => {
            let listing = Listing::parse(&reader::named(path)?);
            Some(listing.map_err(|why| anyhow::anyhow!("{}: {why}", path.display()))?)
        }
    };
    let today = host::today()?;
    // `--claims a.json b.json`: what the shell's `*.json` came to.
    let is_claims = |path: &PathBuf| !args.claims.is_empty() && path.is_file();
    let (more, dirs): (Vec<PathBuf>, Vec<PathBuf>) = args.dirs.iter().cloned().partition(is_claims);
    let (mut claims, mut problems) = from_dirs(&dirs, args.rev.as_deref(), today)?;
    let files: Vec<PathBuf> = args.claims.iter().cloned().chain(more).collect();
    let (claimed, unreadable) = from_files(&files)?;
    claims.extend(claimed);
    problems.extend(unreadable);
    if claims.is_empty() && problems.is_empty() {
        bail!("no repository found: a checkout has `.git`, a bare clone `HEAD`, `objects` and `refs`");
    }
    if args.format == FleetFormat::Claims {
        let all: Vec<serde_json::Value> = claims.iter().map(json::to_json).collect();
        put(args.output.as_deref(), Medium::Json, &format!("{}\n", serde_json::Value::Array(all)))?;
        for finding in &problems {
            host::note(&report::fleet::text::line(finding));
        }
        return Ok(u8::from(!problems.is_empty()));
    }
    let mut fleet = rules::fleet::join(claims, listing.as_ref());
    fleet.add(problems);
    if args.registry {
        let found = registry::ask(&fleet);
        fleet = fleet.judged(found);
    }
    let text = match args.format {
        FleetFormat::Json => report::fleet::json::json(&fleet),
        FleetFormat::Markdown => report::fleet::markdown::markdown(&fleet),
        #[cfg(feature = "full")]
        FleetFormat::Html => report::fleet::html::html(&fleet),
        #[cfg(not(feature = "full"))]
        FleetFormat::Html => return super::not_compiled("pages of fleets"),
        FleetFormat::Text | FleetFormat::Claims => report::fleet::text::text(&fleet),
    };
    let medium = if args.format == FleetFormat::Json { Medium::Json } else { Medium::Text };
    match &args.output {
        None if args.format == FleetFormat::Text => super::tell(&text)?,
        output => put(output.as_deref(), medium, &text)?,
    }
    Ok(u8::from(fails(&fleet, args.least)))
}

fn fails(fleet: &JoinedFleet, least: Severity) -> bool {
    fleet.findings.iter().any(|finding| finding.severity <= least)
}

fn put(output: Option<&Path>, medium: Medium, text: &str) -> anyhow::Result<()> {
    host::write_output(output.unwrap_or(Path::new("-")), &Harmless::new(medium, text))
}

fn from_dirs(dirs: &[PathBuf], rev: Option<&str>, today: Date) -> anyhow::Result<(Vec<Claims>, Vec<FleetFinding>)> {
    let (mut places, mut problems) = (Vec::new(), Vec::new());
    for dir in dirs {
        if !dir.is_dir() {
            bail!("{} is no folder", dir.display());
        }
        let (found, refused) = read::find(dir);
        places.extend(found);
        problems.extend(refused.iter().map(|(path, why)| unreadable(path, why)));
    }
    places.dedup();
    broken::begins_anew();
    let (claims, unreadable) = read_all(&places, rev, today);
    problems.extend(unreadable);
    Ok((claims, problems))
}

fn unreadable(path: &Path, why: &str) -> FleetFinding {
    unreadable_repository::found(&path.display().to_string(), why)
}

/// What one repository brings: nothing, where it only holds others; else why it is not read.
type Told = Result<Option<Claims>, String>;

/// Reads all repositories, as many at a time as there are cores.
pub fn read_all(places: &[read::FleetCheckout], rev: Option<&str>, today: Date) -> (Vec<Claims>, Vec<FleetFinding>) {
    let next = AtomicUsize::new(0);
    let done = AtomicUsize::new(0);
    let broken = broken::known();
    let results: Mutex<Vec<(usize, Told)>> = Mutex::new(Vec::with_capacity(places.len()));
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(places.len().max(1));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(place) = places.get(at) else { break };
                let result = if broken.contains(&place.path) {
                    Err("reading it broke the program; please report that".into())
                } else {
                    broken::reading(&place.path, || one(place, rev, today)).map_err(|err| format!("{err:#}"))
                };
                if let Ok(mut results) = results.lock() {
                    results.push((at, result));
                }
                done.fetch_add(1, Ordering::Relaxed);
            });
        }
        progress(&done, places.len(), "repositories");
    });
    let mut results = results.into_inner().unwrap_or_default();
    results.order_by_key(|(at, _)| *at);
    let (mut claims, mut problems) = (Vec::new(), Vec::new());
    for (at, result) in results {
        match (result, places.get(at)) {
            (Ok(one), _) => claims.extend(one),
            (Err(why), Some(place)) => problems.push(unreadable(&place.path, &why)),
            (Err(_), None) => {}
        }
    }
    (claims, problems)
}

/// `None` of a folder that only holds the repositories.
fn one(place: &read::FleetCheckout, rev: Option<&str>, today: Date) -> anyhow::Result<Option<Claims>> {
    let claims = claims_of(place, rev, today)?;
    let says_nothing = claims.publications.is_empty() && claims.unread.is_empty();
    Ok(Some(claims).filter(|_| !(place.holds_others && says_nothing)))
}

fn claims_of(place: &read::FleetCheckout, rev: Option<&str>, today: Date) -> anyhow::Result<Claims> {
    let (snapshot, identity) = read::read(place, rev, today)?;
    let Judgement { repo, selected } = judge(snapshot, &Selection::default());
    Ok(fleet::claims(&repo, identity, &selected.shown, rules::fleet::waivers(&repo)))
}

/// A bar on standard error while the readers work: only on a terminal, and only if it
/// takes longer than a blink.
fn progress(done: &AtomicUsize, total: usize, what: &str) {
    let mut err = std::io::stderr();
    if !err.is_terminal() {
        return;
    }
    let start = Instant::now();
    let mut drawn = false;
    loop {
        let now = done.load(Ordering::Relaxed);
        if now >= total {
            break;
        }
        let seconds = start.elapsed().as_secs_f64();
        if seconds > 0.5 {
            drawn = true;
            let width = 30;
            let full = now * width / total.max(1);
            let rate = now as f64 / seconds;
            let bar = format!("{}{}", "#".repeat(full), ".".repeat(width - full));
            let _ = write!(err, "\r[{bar}] {now}/{total} {what}, {rate:.0}/s ");
            let _ = err.flush();
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    if drawn {
        let _ = write!(err, "\r\x1b[K");
    }
}

/// What `--claims` names: files, or folders of `.json` files.
fn from_files(paths: &[PathBuf]) -> anyhow::Result<(Vec<Claims>, Vec<FleetFinding>)> {
    let (mut claims, mut problems) = (Vec::new(), Vec::new());
    let mut problem = |path: &Path, line: usize, column: usize, message: &str| {
        let spot = Spot { path: path.display().to_string(), line, column };
        problems.push(unreadable_claims::found(spot, message));
    };
    for given in paths {
        let files: Vec<PathBuf> = if given.is_dir() {
            let walk = walkdir::WalkDir::new(given).sort_by_file_name().into_iter().filter_map(Result::ok);
            let paths = walk.map(walkdir::DirEntry::into_path);
            paths.filter(|path| path.extension().is_some_and(|ending| ending == "json") && path.is_file()).collect()
        } else {
            vec![given.clone()]
        };
        if files.is_empty() {
            bail!("{} holds no `.json` file", given.display());
        }
        for path in files {
            let bytes = match reader::named_bytes(&path) {
                Ok(bytes) => bytes,
                Err(err) => {
                    problem(&path, 1, 1, &format!("cannot be read: {err}"));
                    continue;
                }
            };
            match String::from_utf8(bytes) {
                Err(_) => problem(&path, 1, 1, "is not UTF-8"),
                Ok(text) => match json::from_json(&text) {
                    Ok(found) => claims.extend(found),
                    Err(wrong) => problem(&path, wrong.line, wrong.column, &wrong.message),
                },
            }
        }
    }
    Ok((claims, problems))
}
