//! B015: a merge publishes only if certain files changed.

use crate::repo::Repo;
use crate::words::quoted;
use prodproof_constitution::claims::{Claim, ClaimEffect, Claimed, ClaimedTrigger};
use prodproof_constitution::Constitution;
use prodproof_publication::{trigger, ImageBuild, On, Publication};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{rule, Finding, Place, Severity};
use prodproof_syntax::glob::Glob;
use prodproof_syntax::reference::Reference;

rule! {
    /// ## What it does
    /// Reports that the promised tag is published on a merge only behind `paths` or
    /// `paths-ignore`.
    ///
    /// ## Why is this bad?
    /// A list of paths forgets: a new `COPY` source, a lock file, the workflow itself. GitHub
    /// looks at the first 300 changed files only. What is forgotten is merged and not
    /// published. What the Containerfile takes is held against the list: files that are
    /// missing are named, and where none is, this is only told.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]
    ///     paths: ['src/**']
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]
    /// ```
    ///
    /// or a waiver that says why nothing outside of the list enters the image.
    B015 REBUILD_BEHIND_PATHS "rebuild-behind-paths" Warning "a merge publishes only if certain files changed"
}

/// A merge publishes, but only if certain files changed.
pub(super) fn check(repo: &Repo, latest: &Reference, acc: &mut Vec<Finding>) {
    let build = &repo.build;
    let merge = build.merge();
    let sure: Vec<(&Publication, &str)> = build
        .near_with_entries(latest)
        .filter(|(one, _)| {
            one.event == merge
                && one.certainty.is_yes()
                && one.reference.as_ref().is_some_and(|own| own.same(latest) == Answer::Yes)
        })
        .collect();
    let filter = |entry: &str| build.file(entry)?.triggers.as_ref()?.get("push")?.paths.as_ref();
    // Its pushes may be those to other branches, and a merge queue start it.
    let filtered = |one: &Publication| {
        one.conditions
            .iter()
            .any(|condition| matches!(&condition.on, On::Trigger(trigger::StartCondition::Paths { .. })))
    };
    if sure.iter().any(|(one, entry)| filter(entry).is_none() || !filtered(one)) {
        return;
    }
    let Some((one, entry)) = sure.first() else { return };
    let Some(filter) = filter(entry) else { return };
    let mut message = if filter.ignore {
        format!("a merge that changes only {} does not publish `{latest}`", quoted(&filter.written()))
    } else {
        format!("a merge that changes none of {} does not publish `{latest}`", quoted(&filter.written()))
    };
    let mut severity = REBUILD_BEHIND_PATHS.severity;
    let mut help =
        "publish on every merge, or waive this with the reason why nothing else enters the image".to_string();
    match inputs(repo, one).map(|inputs| (forgotten(&inputs, filter), inputs)) {
        Some((None, inputs)) => message
            .push_str(&format!("; what `{}` takes are too many files to hold against so many patterns", inputs.recipe)),
        Some((Some(forgotten), inputs)) if forgotten.is_empty() => {
            message.push_str(&format!("; all that `{}` takes is among what does", inputs.recipe));
            severity = Severity::Info;
        }
        Some((Some(forgotten), inputs)) => {
            let all: Vec<String> = forgotten.iter().take(MOST).map(|path| format!("`{path}`")).collect();
            let more = forgotten.len().saturating_sub(MOST);
            let more = if more == 0 { String::new() } else { format!(" and {more} more") };
            message.push_str(&format!(", though `{}` takes {}{more}", inputs.recipe, all.join(", ")));
            help = "publish on every merge, or let the filter pass all that the image is made of".to_string();
        }
        None => {}
    }
    let mut finding = REBUILD_BEHIND_PATHS
        .at(Place::new(*entry, filter.key_span), message)
        .related(&one.path, one.span, "published here")
        .help(help);
    if let Some((constitution, claim)) = said(repo) {
        finding = finding.related(&constitution.path, claim.span, "the constitution says every push");
        // What binds is broken by each merge that publishes nothing new.
        if claim.binding && severity == Severity::Warning {
            severity = Severity::Error;
        }
    }
    acc.push(finding.severity(severity));
}

/// The sentence by which every push to the default branch publishes.
fn said(repo: &Repo) -> Option<(&Constitution, &Claim)> {
    let constitution = repo.constitution.as_deref()?;
    let every = |claim: &&Claim| {
        let merge = match &claim.what {
            Claimed::Trigger { trigger: ClaimedTrigger::Push(branch), effect: ClaimEffect::Publishes } => {
                branch.as_ref().is_none_or(|branch| *branch == repo.promise.branch.value)
            }
            _ => false,
        };
        let sentence = claim.sentence.text(&constitution.text).to_lowercase();
        merge
            && sentence
                .split(|c: char| !c.is_alphanumeric())
                .any(|word| ["every", "each", "any", "all"].contains(&word))
    };
    let claims = constitution.claims().iter();
    claims.filter(every).max_by_key(|claim| claim.binding).map(|claim| (constitution, claim))
}

/// So many files are named.
const MOST: usize = 3;

/// What the image is made of: the Containerfile, and what it takes from the build context.
struct Inputs<'r> {
    recipe: &'r str,
    paths: Vec<&'r str>,
}

/// Of the step that publishes, where it is known what it builds and that this takes anything.
fn inputs<'r>(repo: &'r Repo, one: &Publication) -> Option<Inputs<'r>> {
    let same = |build: &&ImageBuild| build.path == one.path && build.span == one.span && build.event == one.event;
    let recipe = repo.build.builds.iter().find(same)?.recipe.as_ref()?;
    let file = repo.recipe(&recipe.path, recipe.target.as_deref())?;
    let ignored = Ignored::read(repo, &recipe.context);
    let takes = |path: &&str| {
        let inside = match recipe.context.as_str() {
            "" => Some(*path),
            context => path.strip_prefix(context).and_then(|rest| rest.strip_prefix('/')),
        };
        inside.is_some_and(|inside| file.takes(inside) && !ignored.takes(inside))
    };
    let mut paths: Vec<&str> = repo.snapshot.paths().filter(takes).collect();
    if paths.is_empty() {
        return None;
    }
    if !paths.contains(&recipe.path.as_str()) {
        paths.insert(0, &recipe.path);
    }
    Some(Inputs { recipe: &recipe.path, paths })
}

/// More pairs of a file and a pattern are not tried.
const MOST_PAIRS: usize = 500_000;

/// The files of which a change alone publishes nothing; `None` where they are too many.
fn forgotten<'r>(inputs: &Inputs<'r>, filter: &trigger::Filter) -> Option<Vec<&'r str>> {
    if inputs.paths.len().saturating_mul(filter.patterns.len()) > MOST_PAIRS {
        return None;
    }
    Some(inputs.paths.iter().filter(|path| filter.passes(path) == Answer::No).copied().collect())
}

/// `.dockerignore` or `.containerignore` of a build context
/// (docs.docker.com/build/concepts/context, "dockerignore files"): the last pattern that
/// takes a file, or a folder above it, decides.
struct Ignored {
    patterns: Vec<(bool, Glob)>,
}

impl Ignored {
    fn read(repo: &Repo, context: &str) -> Self {
        let inside = |name: &str| if context.is_empty() { name.to_string() } else { format!("{context}/{name}") };
        let text = [".containerignore", ".dockerignore"].iter().find_map(|name| repo.snapshot.text(&inside(name)));
        let lines = text.unwrap_or_default().lines().map(str::trim);
        let pattern = |line: &str| {
            let (keeps, name) = line.strip_prefix('!').map_or((false, line), |name| (true, name));
            let name = name.trim().trim_start_matches("./").trim_matches('/');
            Some((keeps, Glob::new(name).ok()?))
        };
        let kept = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        Self { patterns: kept.filter_map(pattern).collect() }
    }

    fn takes(&self, path: &str) -> bool {
        let above = path.match_indices('/').map(|(at, _)| &path[..at]);
        let all: Vec<&str> = above.chain([path]).collect();
        let hits = |glob: &Glob| all.iter().any(|one| glob.matches(one));
        self.patterns.iter().rev().find(|(_, glob)| hits(glob)).is_some_and(|(keeps, _)| !keeps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::workflow::tests::{bad, everything, workflow, PATH, TAGS};
    use prodproof_syntax::snapshot::{Facts, Snapshot};

    #[test]
    fn paths_stand_before_the_build() {
        let text = workflow(
            "  push:
    branches: [main]
    tags: ['v*']
    paths: ['src/**']
  workflow_dispatch:
",
            TAGS,
            "true",
        );
        bad(&text, &["rebuild-behind-paths 6: paths"]);
    }

    #[test]
    fn the_constitution_that_says_every_push_is_named() {
        let build = workflow(
            "  push:
    branches: [main]
    tags: ['v*']
    paths: ['src/**']
",
            TAGS,
            "true",
        );
        let found = |sentence: &str| {
            let prose =
                format!("# A\n\n{sentence}\n\n```toml contract\n[image]\nname = \"quay.io/acme/widget\"\n```\n");
            let files =
                [(".github/workflows/build.yml", build.as_str()), (".specify/memory/constitution.md", prose.as_str())];
            let facts = Facts::unknown("widget", time::Date::MIN);
            let repo = Repo::new(Snapshot::of(&files, facts));
            let mut acc = Vec::new();
            check(&repo, &repo.promised_latest().expect("an image"), &mut acc);
            let finding = acc.pop().expect("a finding");
            (finding.severity, finding.related.len())
        };
        assert_eq!(found("The image MUST be published on every push to `main`."), (Severity::Error, 2));
        assert_eq!(found("The image is published on each push to `main`."), (Severity::Warning, 2));
        assert_eq!(found("The image is published."), (Severity::Warning, 1));
    }

    /// The pushes are those to another branch; what merges here is the queue.
    #[test]
    fn a_merge_queue_has_no_paths() {
        let on = |branch: &str| {
            format!(
                "  push:
    branches: [{branch}]
    tags: ['v*']
    paths-ignore: ['**.md']
  merge_group:
  workflow_dispatch:
"
            )
        };
        let found = |branch: &str| {
            let text = workflow(&on(branch), TAGS, "true");
            everything(&[(PATH, &text)]).iter().any(|one| one.rule.name == "rebuild-behind-paths")
        };
        assert!(!found("testing"));
        assert!(found("main"));
    }

    #[test]
    fn what_the_image_is_made_of_is_held_against_the_list() {
        let recipe = "\
FROM a AS b
COPY Cargo.lock .
COPY src/ src/
FROM c
COPY --from=b /x /x
";
        let found = |filter: &str, ignore: &str| {
            let on = format!(
                "  push:
    branches: [main]
    tags: ['v*']
    {filter}
  workflow_dispatch:
"
            );
            let text = workflow(&on, TAGS, "true");
            let files = [
                (PATH, text.as_str()),
                ("Dockerfile", recipe),
                (".dockerignore", ignore),
                ("Cargo.lock", ""),
                ("src/main.rs", ""),
                ("src/notes/a.md", ""),
                ("README.md", ""),
            ];
            let all = everything(&files).into_iter().find(|one| one.rule.name == "rebuild-behind-paths").unwrap();
            (all.severity, all.message.to_string().split_once("`quay.io/acme/widget:latest`").unwrap().1.to_string())
        };
        let warned = |filter: &str, ignore: &str| {
            let (severity, message) = found(filter, ignore);
            assert_eq!(severity, Severity::Warning);
            message
        };
        assert_eq!(warned("paths: ['src/**']", ""), ", though `Dockerfile` takes `Dockerfile`, `Cargo.lock`");
        assert_eq!(
            warned("paths: ['src/**.rs', Dockerfile]", ""),
            ", though `Dockerfile` takes `Cargo.lock`, `src/notes/a.md`"
        );
        assert_eq!(
            warned("paths: ['src/**.rs', Dockerfile]", "src/notes\n"),
            ", though `Dockerfile` takes `Cargo.lock`"
        );
        assert_eq!(warned("paths-ignore: ['**.md']", ""), ", though `Dockerfile` takes `src/notes/a.md`");
        let all = "; all that `Dockerfile` takes is among what does";
        assert_eq!(found("paths: ['src/**', Cargo.*, Dockerfile]", ""), (Severity::Info, all.to_string()));
        assert_eq!(found("paths-ignore: ['README.md']", ""), (Severity::Info, all.to_string()));
    }
}
