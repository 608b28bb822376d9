//! How the fleet scales, printed: `cargo run --release -p xtask-tests --example fleet_scale`
//!
//! - `join [N…]`: the claims of N synthetic repositories, read from JSON and joined (default 1000 10000 100000);
//! - `read [N]`: reading N checkouts on all cores, beside `git grep` over the same trees (default 1000);
//! - `page N FILE`: the HTML page of N synthetic repositories, to look at.

use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{ensure, Context};
use time::Date;

use prodproof::cmd::fleet::{read, read_all};
use prodproof_rules::fleet::listing::ListedRepository;
use prodproof_rules::fleet::{
    join, json, BaseImage, BranchHistory, ClaimedDeployment, ClaimedPromise, ClaimedPublication, Claims, Dispatch,
    JoinedFleet, Listing, OpenFindings, Receiver, Spot,
};
use prodproof_rules::report;
use prodproof_syntax::answer::Certainty;

fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let number = |word: &str| word.parse::<usize>().with_context(|| format!("`{word}` is no number"));
    match words.as_slice() {
        [] => {
            joins(&[1_000, 10_000, 100_000])?;
            reads(1_000)
        }
        ["joined", dir, size] => joined(Path::new(dir), number(size)?),
        ["join"] => joins(&[1_000, 10_000, 100_000]),
        ["join", sizes @ ..] => joins(&sizes.iter().map(|word| number(word)).collect::<Result<Vec<_>, _>>()?),
        ["read"] => reads(1_000),
        ["read", size] => reads(number(size)?),
        ["page", size, file] => page(number(size)?, Path::new(file)),
        _ => anyhow::bail!("join [N…] | read [N] | page N FILE"),
    }
}

/// An organisation of `size` repositories: one in fifty is a base image that wakes its
/// children, one in a hundred is an archived sibling that pushes another's `latest`.
fn organisation(size: usize) -> (Vec<Claims>, Listing) {
    let mut rows = Vec::with_capacity(size);
    let bases = size.div_ceil(50);
    let claims = (0..size)
        .map(|n| {
            let zombie = n % 100 == 99;
            let name = if zombie { format!("acme/service-{:05}-old", n - 1) } else { format!("acme/service-{n:05}") };
            rows.push(format!("{{\"nameWithOwner\":\"{name}\",\"isArchived\":{zombie}}}"));
            one(n, &name, zombie, bases, size)
        })
        .collect();
    let listing = Listing::parse(&format!("[{}]", rows.join(","))).expect("a listing");
    (claims, listing)
}

fn one(n: usize, name: &str, zombie: bool, bases: usize, size: usize) -> Claims {
    let spot = |path: &str, line| Spot { path: path.into(), line, column: 9 };
    let image = if zombie { n - 1 } else { n };
    let image = format!("quay.io/acme/service-{image:05}");
    let push = |event: &str, tag: &str, line| ClaimedPublication {
        event: event.into(),
        schedule: if event == "schedule" { vec!["30 4 * * 1".into()] } else { Vec::new() },
        spot: spot(".github/workflows/container-build.yml", line),
        reference: Some(format!("{image}:{tag}")),
        certainty: Certainty::Yes,
        conditions: Vec::new(),
        builds: None,
    };
    let mut claims = Claims::default();
    claims.identity.name = name.to_string();
    claims.identity.source = format!("fleet/{name}");
    claims.identity.remote = Some(format!("github.com/{name}"));
    let id = |commit: usize| {
        format!("{:016x}{:024x}", ((n * 200 + commit + 1) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15), commit)
    };
    let ids: Vec<String> = (0..200).map(id).collect();
    claims.identity.history =
        BranchHistory::new(ids.last().cloned().into_iter().collect(), ids.iter().map(String::as_str));
    claims.promise = Some(ClaimedPromise {
        path: ".specify/memory/constitution.md".into(),
        version: Some(format!("1.{}.0", n % 7)),
        inherits: vec![format!("acme/constitution v1.{}.0", n % 3)],
    });
    claims.counts = OpenFindings { errors: usize::from(n % 17 == 0), warnings: n % 3, infos: 0 };
    if zombie {
        claims.publications = vec![push("schedule", "latest", 31)];
        return claims;
    }
    claims.publications = vec![
        push("push:main", "latest", 42),
        push("push:main", "<sha:7>", 42),
        push("tag:v1.2.3", "1.2.3", 42),
        push("workflow_dispatch", "latest", 42),
    ];
    if n < bases {
        let children = (0..size).filter(|child| child % 100 != 99 && *child >= bases && child % bases == n);
        claims.dispatches = children
            .take(30)
            .map(|child| Dispatch {
                spot: spot(".github/workflows/wake.yml", 12),
                to: Some(format!("acme/service-{child:05}")),
                event_type: Some("base-rebuilt".into()),
                workflow: None,
            })
            .collect();
        return claims;
    }
    claims.publications.push(push("repository_dispatch", "latest", 42));
    claims.receivers = vec![Receiver { spot: spot(".github/workflows/container-build.yml", 8), types: Vec::new() }];
    claims.bases = vec![BaseImage {
        spot: spot("Containerfile", 1),
        reference: format!("quay.io/acme/service-{:05}:latest", n % bases),
    }];
    claims.deployments = vec![ClaimedDeployment {
        spot: spot(&format!("deploy/service-{n:05}.container"), 7),
        reference: Some(format!("{image}:latest")),
        verdict: if n % 29 == 0 { "no" } else { "yes" }.into(),
    }];
    claims
}

/// Writes the claims of each size as shards of a thousand, and has another process read and
/// join them: its memory holds nothing of how they were made.
fn joins(sizes: &[usize]) -> anyhow::Result<()> {
    println!(
        "{:>8}  {:>10}  {:>8}  {:>8}  {:>8}  {:>9}  {:>9}",
        "repos", "JSON", "read", "join", "CPU", "findings", "peak"
    );
    for &size in sizes {
        let dir = tempfile::tempdir()?;
        let (claims, listing) = organisation(size);
        let rows: Vec<String> = listing.rows.values().map(row).collect();
        std::fs::write(dir.path().join("listing"), format!("[{}]", rows.join(",")))?;
        let mut bytes = 0;
        for (n, shard) in claims.chunks(1_000).enumerate() {
            let texts: Vec<String> = shard.iter().map(|one| json::to_json(one).to_string()).collect();
            let text = format!("[{}]", texts.join(",\n"));
            bytes += text.len();
            std::fs::write(dir.path().join(format!("{n:06}.json")), text)?;
        }
        drop(claims);
        print!("{size:>8}  {:>7} MB  ", bytes / 1_000_000);
        std::io::stdout().flush()?;
        let done =
            Command::new(std::env::current_exe()?).arg("joined").arg(dir.path()).arg(size.to_string()).status()?;
        ensure!(done.success(), "the join of {size}");
    }
    Ok(())
}

fn row(listed: &ListedRepository) -> String {
    format!("{{\"nameWithOwner\":\"{}\",\"isArchived\":{}}}", listed.name, listed.archived)
}

fn joined(dir: &Path, size: usize) -> anyhow::Result<()> {
    let start = Instant::now();
    let listing = Listing::parse(&std::fs::read_to_string(dir.join("listing"))?).ok().context("a listing")?;
    let mut claims = Vec::new();
    for n in 0..size.div_ceil(1_000) {
        let text = std::fs::read_to_string(dir.join(format!("{n:06}.json")))?;
        claims.extend(json::from_json(&text).map_err(|problem| anyhow::anyhow!("{problem:?}"))?);
    }
    let read = start.elapsed();
    let start = Instant::now();
    let fleet: JoinedFleet = join(claims, Some(&listing));
    let joined = start.elapsed();
    ensure!(fleet.members.len() == size, "a repository was lost");
    println!(
        "{:>8}  {:>8}  {:>8}  {:>9}  {:>6} MB",
        ms(read),
        ms(joined),
        ms(cpu()?),
        fleet.findings.len(),
        peak()? / 1_000
    );
    // Nobody waits for the memory to be given back piece by piece.
    std::process::exit(0)
}

/// The CPU time of this process so far: proc_pid_stat(5), in hundredths of a second.
fn cpu() -> anyhow::Result<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let rest = stat.rsplit(") ").next().context("fields")?;
    let ticks: Vec<u64> = rest.split(' ').skip(11).take(2).map(str::parse).collect::<Result<_, _>>()?;
    Ok(Duration::from_millis(10 * ticks.iter().sum::<u64>()))
}

fn ms(time: Duration) -> String {
    format!("{} ms", time.as_millis())
}

/// The most memory that was resident, in kB.
fn peak() -> anyhow::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("VmHWM")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}

fn reads(size: usize) -> anyhow::Result<()> {
    let dir = tempfile::tempdir()?;
    checkouts(dir.path(), size)?;
    let start = Instant::now();
    let (places, _) = read::find(dir.path());
    let found = start.elapsed();
    ensure!(places.len() == size, "{} of {size} checkouts found", places.len());
    for round in ["cold", "warm"] {
        let start = Instant::now();
        let (claims, problems) = read_all(&places, None, Date::MIN);
        let time = start.elapsed();
        ensure!(problems.is_empty() && claims.len() == size, "{problems:?}");
        println!(
            "read {size} checkouts ({round}): {} ({:.0} repositories/s), {} to find them, {} publications",
            ms(time),
            size as f64 / time.as_secs_f64(),
            ms(found),
            claims.iter().map(|one| one.publications.len()).sum::<usize>()
        );
        let start = Instant::now();
        let hits = grep(&places)?;
        let time = start.elapsed();
        println!(
            "git grep over the same trees ({round}), as many at a time: {} ({:.0} repositories/s), {hits} hits",
            ms(time),
            size as f64 / time.as_secs_f64()
        );
    }
    Ok(())
}

/// `git grep` in every tree, on all cores.
fn grep(places: &[read::FleetCheckout]) -> anyhow::Result<usize> {
    let (next, hits) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(place) = places.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let found = Command::new("git").arg("-C").arg(&place.path).args(["grep", "-q", "quay.io"]).status();
                    hits.fetch_add(usize::from(found.is_ok_and(|status| status.success())), Ordering::Relaxed);
                }
            });
        }
    });
    Ok(hits.into_inner())
}

/// Checkouts as service repositories are: some hundred files, a history, a remote.
fn checkouts(root: &Path, size: usize) -> anyhow::Result<()> {
    let script = r#"
set -e
mkdir seed && cd seed && git init -q -b main .
mkdir -p .github/workflows .specify/memory deploy src docs
for n in $(seq 150); do printf 'fn f%s() {}\n' $n > src/f$n.rs; done
for n in $(seq 20); do printf '# Page %s\n' $n > docs/p$n.md; done
printf '# Constitution\n\nThe image quay.io/acme/NAME:latest MUST be published on every merge.\n\n**Version**: 1.2.0 | **Ratified**: 2025-12-30 | **Last Amended**: 2025-12-30\n' > .specify/memory/constitution.md
printf 'FROM quay.io/acme/base:1\nEXPOSE 8080\n' > Containerfile
printf '[Container]\nImage=quay.io/acme/NAME:latest\nAutoUpdate=registry\n' > deploy/NAME.container
cat > .github/workflows/build.yml <<'YAML'
on:
  push:
    branches: [main]
    tags: ["v*"]
  workflow_dispatch:
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: docker/build-push-action@v6
        with:
          push: true
          tags: |
            quay.io/acme/NAME:latest
            quay.io/acme/NAME:${{ github.sha }}
YAML
git add -A && git -c user.name=a -c user.email=a@example.org commit -q -m first
for n in $(seq 100); do git -c user.name=a -c user.email=a@example.org commit -q --allow-empty -m $n; done
git gc -q
"#;
    let done = Command::new("bash").arg("-c").arg(script).current_dir(root).status()?;
    ensure!(done.success(), "making the seed");
    let copy = format!(
        "set -e; for n in $(seq {size}); do cp -r seed r$n; sed -i s/NAME/r$n/ r$n/.github/workflows/build.yml r$n/deploy/NAME.container; printf '[remote \"origin\"]\\n\\turl = https://github.com/acme/r%s.git\\n' $n >> r$n/.git/config; done; rm -rf seed"
    );
    let done = Command::new("bash").arg("-c").arg(copy).current_dir(root).status()?;
    ensure!(done.success(), "copying the seed");
    Ok(())
}

fn page(size: usize, file: &Path) -> anyhow::Result<()> {
    let (claims, listing) = organisation(size);
    let fleet = join(claims, Some(&listing));
    std::fs::write(file, report::fleet::html::html(&fleet))?;
    Ok(())
}
