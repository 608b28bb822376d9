//! Prints what the tool makes of many checkouts:
//! `cargo run -p xtask-tests --example census -- DIR…`.
//!
//! One line for each: its publications, its deliveries, the verdict, and whether it is
//! silent: something is published, and neither a finding nor a proved answer speaks of
//! it. Then the sums, and the findings by rule. With `--findings` every error and warning
//! as well, and every publication whose name is not wholly known.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use prodproof::cmd::verify::understand;
use prodproof::host::{Host, SnapshotSource};
use prodproof_publication::Publication;
use prodproof_rules::chain::Chain;
use prodproof_rules::repo::Repo;
use prodproof_rules::rules;
use prodproof_rules::select::{select, Selection};
use prodproof_syntax::answer::Verdict;
use prodproof_syntax::finding::{Finding, Severity};
use prodproof_syntax::reference::Reference;
use prodproof_syntax::span::LineIndex;

#[derive(Default)]
struct Sums {
    repositories: usize,
    publishing: usize,
    /// Every name is known; with what secrets and variables stand for taken as known.
    named: usize,
    settled: usize,
    silent: Vec<String>,
    verdicts: BTreeMap<Verdict, usize>,
    rules: BTreeMap<(&'static str, &'static str, Severity), usize>,
}

fn main() {
    let (flags, dirs): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|word| word.starts_with("--"));
    let loud = flags.iter().any(|flag| flag == "--findings");
    let mut sums = Sums::default();
    println!("{:34} {:>5} {:>5} {:>8} {:>6}  verdict", "repository", "publ.", "names", "promised", "others");
    for dir in &dirs {
        match look(Path::new(dir)) {
            Ok((repo, findings)) => row(dir, &repo, &findings, loud, &mut sums),
            Err(why) => println!("{dir}: {why:#}"),
        }
    }
    let Sums { repositories, publishing, named, settled, silent, verdicts, rules } = sums;
    println!("\n{repositories} repositories, {publishing} publish; every name is known in {named} of them, but for secrets and variables in {settled}");
    println!("silent: {} {}", silent.len(), silent.join(" "));
    let verdicts: Vec<String> = verdicts.iter().map(|(verdict, count)| format!("{verdict} {count}")).collect();
    println!("verdicts of those that publish: {}", verdicts.join(", "));
    for ((code, name, severity), count) in rules {
        println!("{count:5} {severity} {code} {name}");
    }
}

fn look(dir: &Path) -> anyhow::Result<(Repo, Vec<Finding>)> {
    let host = Host::find(dir)?;
    let repo = understand(&host, &SnapshotSource::WorkTree, None)?;
    let findings = select(rules::check(&repo), &repo, &Selection::default()).shown;
    Ok((repo, findings))
}

fn row(dir: &str, repo: &Repo, findings: &[Finding], loud: bool, sums: &mut Sums) {
    let chain = Chain::of(repo);
    let names: BTreeSet<String> =
        repo.build.publications.iter().filter_map(|one| Some(one.reference.as_ref()?.name())).collect();
    let all = |known: &dyn Fn(&Reference) -> bool| {
        repo.build.publications.iter().all(|one| one.reference.as_ref().is_some_and(known))
    };
    let (whole, settled) = (all(&|own| !own.name().contains('<')), all(&Reference::has_settled_name));
    let promised = repo.deliveries.iter().filter(|one| one.promised).count();
    let name = Path::new(dir).file_name().map_or(dir.to_string(), |name| name.to_string_lossy().into_owned());
    println!(
        "{:34} {:>5} {:>5} {:>8} {:>6}  {}",
        name,
        repo.build.publications.len(),
        names.len(),
        promised,
        repo.deliveries.len() - promised,
        chain.merge_reaches_production
    );
    for one in &chain.deliveries {
        let image = one.image.as_deref().unwrap_or("<?>");
        let mirrors = one.mirrors.iter().map(|name| format!(" = {name}")).collect::<String>();
        let standing = if one.promised { "" } else { " (only published)" };
        println!("    {} {image}{mirrors}{standing}: {}", one.verdict, one.units.join(", "));
    }
    sums.repositories += 1;
    let family = |finding: &&Finding| finding.rule.code.starts_with(['B', 'D', 'X']);
    if !repo.build.publications.is_empty() {
        sums.publishing += 1;
        sums.named += usize::from(whole);
        sums.settled += usize::from(settled);
        *sums.verdicts.entry(chain.merge_reaches_production).or_default() += 1;
        let proved = matches!(chain.merge_reaches_production, Verdict::Yes | Verdict::Conditional);
        let said = findings.iter().filter(family).any(|finding| finding.severity != Severity::Info);
        if !proved && !said {
            sums.silent.push(name);
        }
    }
    let line = |path: &str, start: usize| {
        repo.snapshot.text(path).map_or(1, |text| LineIndex::new(text).line_col(text, start).0)
    };
    if loud {
        let is_open = |one: &&Publication| one.reference.as_ref().is_none_or(|own| own.name().contains('<'));
        let open: BTreeSet<String> = (repo.build.publications.iter().filter(is_open))
            .map(|one| {
                let name = one.reference.as_ref().map_or_else(|| "<?>".to_string(), Reference::name);
                format!("{}:{} {name} by {}", one.path, line(&one.path, one.span.start), one.method)
            })
            .collect();
        open.iter().for_each(|one| println!("      unnamed: {one}"));
    }
    for finding in findings.iter().filter(family) {
        *sums.rules.entry((finding.rule.code, finding.rule.name, finding.severity)).or_default() += 1;
        if loud && finding.severity != Severity::Info {
            let path = &finding.primary.path;
            let line = line(path, finding.primary.span.start);
            println!("      {}[{}] {path}:{line} {}", finding.severity, finding.rule.code, finding.message);
        }
    }
}
