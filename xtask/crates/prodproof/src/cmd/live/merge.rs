//! Which commit is to run, and what became of its runs. The run that the forge started
//! decides; where there is none, the workflow as it was at that commit says why, and what
//! was rightly not built leads on to the commit before.

use std::collections::BTreeMap;

use super::asker::Asker;
use prodproof_live::github::{self, Commit, Failed, ForgeRepository, Repository, WorkflowRun, WorkflowState};
use prodproof_live::link::{
    judge_runs, Absent, Link, LinkFact, LinkPart, MergeFact, NotStarted, RunFact, RunQuestion, Said, Standing,
};
use prodproof_live::moment::Moment;
use prodproof_live::trouble::{Trouble, TroubleKind};
use prodproof_rules::live::why::{self, WorkflowKnown};
use prodproof_rules::live::Plan;

/// Commits that are looked at before one is found that was to be built.
const MOST: usize = 25;

/// What is expected of one image.
#[derive(Clone, Debug, Default)]
pub struct Expected {
    /// `None` where nobody knows.
    pub sha: Option<String>,
    /// When its run began, or else when it was committed.
    pub not_before: Option<Moment>,
    /// When its runs had ended, all of them well: then the image was there.
    pub published: Option<Moment>,
    /// A run is not over.
    pub run_goes_on: bool,
}

/// The first two links.
#[derive(Clone, Debug)]
pub struct Merge {
    pub link: Link,
    pub runs: Vec<Link>,
    /// One for each image of the plan.
    pub expected: Vec<Expected>,
    /// As the forge calls the repository now.
    pub full_name: Option<String>,
}

/// What is asked for.
pub struct Wanted<'a> {
    pub plan: &'a Plan,
    /// `--sha`.
    pub sha: Option<&'a str>,
    /// The contract states the branch, so that the forge's default one does not matter.
    pub branch_is_stated: bool,
    pub now: Moment,
}

pub fn merge(asker: &Asker<'_>, wanted: &Wanted<'_>) -> Merge {
    match &asker.forge {
        Some(forge) => by_forge(asker, forge, wanted),
        None => without_forge(asker, wanted, None),
    }
}

/// Where there is no forge, or it says nothing: what was stated, else what was last fetched.
fn without_forge(asker: &Asker<'_>, wanted: &Wanted<'_>, trouble: Option<Trouble>) -> Merge {
    let fetched = || asker.host.fetched_tip(&wanted.plan.branch).ok().flatten();
    let (sha, fact) = match wanted.sha {
        Some(sha) => {
            let fact = MergeFact::Stated { sha: sha.to_string(), title: String::new() };
            (Some(sha.to_string()), Some((Standing::Yes, fact)))
        }
        None => match fetched() {
            Some(sha) => {
                let fact = MergeFact::AsFetched { sha: sha.clone(), branch: wanted.plan.branch.clone() };
                (Some(sha), Some((Standing::Unknown, fact)))
            }
            None => (None, None),
        },
    };
    let mut facts: Vec<LinkFact> =
        fact.into_iter().map(|(standing, fact)| LinkFact { standing, said: Said::Merge(fact) }).collect();
    let runs = match &trouble {
        Some(trouble) => {
            facts.push(LinkFact::no_answer(trouble.clone()));
            let workflows = wanted.plan.images.iter().flat_map(|image| &image.workflows);
            let link =
                |workflow: &String| Link::new(LinkPart::Run, workflow, vec![LinkFact::no_answer(trouble.clone())]);
            workflows.map(link).collect()
        }
        None => vec![Link::not_configured(LinkPart::Run, Absent::NoForge)],
    };
    let link = if facts.is_empty() {
        Link::not_configured(LinkPart::Merge, Absent::NoForge)
    } else {
        Link::new(LinkPart::Merge, "", facts)
    };
    let expected = Expected { sha, ..Expected::default() };
    Merge { link, runs, expected: vec![expected; wanted.plan.images.len()], full_name: None }
}

fn by_forge(asker: &Asker<'_>, forge: &ForgeRepository, wanted: &Wanted<'_>) -> Merge {
    let repository = match Repository::read(&asker.ask(&forge.repository())) {
        Ok(repository) => repository,
        Err(trouble) => return without_forge(asker, wanted, Some(trouble)),
    };
    let branch = if wanted.branch_is_stated { wanted.plan.branch.clone() } else { repository.default_branch.clone() };
    let start = wanted.sha.unwrap_or(&branch);
    let tip = match Commit::read(&asker.ask(&forge.commit(start))) {
        Ok(tip) => tip,
        Err(trouble) => {
            let mut merge = without_forge(asker, wanted, Some(trouble));
            merge.full_name = Some(repository.full_name);
            return merge;
        }
    };
    let mut walk =
        Walk { asker, forge, branch: &branch, archived: repository.archived, now: wanted.now, seen: BTreeMap::new() };
    let found: Vec<Found> = wanted.plan.images.iter().map(|image| walk.image(&image.workflows, &tip)).collect();
    // The newest commit that is to be built for any image; the others say their own.
    let main = found.iter().min_by_key(|one| one.skipped.len());
    let commit = main.map_or(&tip, |one| &one.commit);
    let fact = match wanted.sha {
        Some(_) if commit.sha == tip.sha => {
            MergeFact::Stated { sha: commit.sha.clone(), title: commit.title().to_string() }
        }
        _ => MergeFact::Expected {
            sha: commit.sha.clone(),
            title: commit.title().to_string(),
            branch: branch.clone(),
            committed: commit.committed,
        },
    };
    let mut facts = vec![LinkFact { standing: Standing::Yes, said: Said::Merge(fact) }];
    for (sha, why) in main.iter().flat_map(|one| &one.skipped) {
        let fact = MergeFact::NotToBeBuilt { sha: sha.clone(), why: why.clone() };
        facts.push(LinkFact { standing: Standing::Yes, said: Said::Merge(fact) });
    }
    if let Some(looked_at) = main.filter(|one| one.none).map(|one| one.skipped.len()) {
        facts.push(LinkFact { standing: Standing::Unknown, said: Said::Merge(MergeFact::NoneToBeBuilt { looked_at }) });
    }
    let mut runs: Vec<Link> = Vec::new();
    for link in found.iter().flat_map(|one| &one.links) {
        if !runs.contains(link) {
            runs.push(link.clone());
        }
    }
    if runs.is_empty() {
        runs.push(Link::not_configured(LinkPart::Run, Absent::NoWorkflow));
    }
    let expected = found.iter().map(|one| Expected {
        sha: Some(one.commit.sha.clone()),
        not_before: one.began.or(one.commit.committed),
        published: published(&one.links),
        run_goes_on: one.links.iter().any(|link| link.standing == Standing::Behind),
    });
    Merge {
        link: Link::new(LinkPart::Merge, "", facts),
        expected: expected.collect(),
        runs,
        full_name: Some(repository.full_name),
    }
}

/// When the last of several runs ended, if all have succeeded.
fn published(links: &[Link]) -> Option<Moment> {
    let ended = links.iter().map(|link| match link.facts.first().map(|fact| &fact.said) {
        Some(Said::Run(RunFact::Succeeded { ended, .. })) => *ended,
        _ => None,
    });
    ended.collect::<Option<Vec<_>>>()?.into_iter().max()
}

/// Of one workflow for one commit.
type Runs = Result<Vec<WorkflowRun>, Trouble>;

/// From a commit back to the newest one that was to be built.
struct Walk<'a> {
    asker: &'a Asker<'a>,
    forge: &'a ForgeRepository,
    branch: &'a str,
    archived: bool,
    now: Moment,
    /// Runs by workflow and commit, asked once a look.
    seen: BTreeMap<(String, String), Runs>,
}

/// What a walk came to.
struct Found {
    commit: Commit,
    /// Newer ones that are rightly not built.
    skipped: Vec<(String, NotStarted)>,
    /// None was found; `commit` is the last that was looked at.
    none: bool,
    links: Vec<Link>,
    /// When the run for it began.
    began: Option<Moment>,
}

impl Walk<'_> {
    fn image(&mut self, workflows: &[String], tip: &Commit) -> Found {
        let mut commit = tip.clone();
        let mut skipped = Vec::new();
        loop {
            let mut found = self.at(workflows, &commit);
            let meant = found.meant.take();
            let parent = commit.parents.first().cloned();
            match (meant, parent) {
                (Some(why), Some(parent)) if skipped.len() < MOST => {
                    skipped.push((commit.sha.clone(), why));
                    match self.asker.commit(self.forge, &parent) {
                        Ok(parent) => commit = parent,
                        Err(trouble) => {
                            let links = vec![Link::new(LinkPart::Run, "", vec![LinkFact::no_answer(trouble)])];
                            return Found { commit, skipped, none: true, links, began: None };
                        }
                    }
                }
                (meant, _) => {
                    let none = meant.is_some();
                    return Found { commit, skipped, none, links: found.links, began: found.began };
                }
            }
        }
    }

    /// The workflows' runs for one commit.
    fn at(&mut self, workflows: &[String], commit: &Commit) -> At {
        let mut links = Vec::new();
        let (mut meant, mut began, mut any) = (None, None, false);
        for workflow in workflows {
            let runs = match self.runs(workflow, &commit.sha) {
                Ok(runs) => runs,
                // GitHub has never seen a file of that name on its default branch.
                Err(Trouble { kind: TroubleKind::NotFound, .. }) => {
                    let fact = RunFact::NotStarted(NotStarted::NoWorkflow);
                    links.push(Link::new(
                        LinkPart::Run,
                        workflow,
                        vec![LinkFact { standing: Standing::No, said: Said::Run(fact) }],
                    ));
                    any = true;
                    continue;
                }
                Err(trouble) => {
                    links.push(Link::new(LinkPart::Run, workflow, vec![LinkFact::no_answer(trouble)]));
                    any = true;
                    continue;
                }
            };
            let mut question =
                RunQuestion { runs: &runs, branch: self.branch, now: self.now, failed: None, not_started: None };
            let failed: Option<Result<Failed, Trouble>>;
            match question.counts() {
                Some(run) => {
                    any = true;
                    began = began.max(run.created);
                    failed = run
                        .status
                        .has_failed()
                        .then(|| github::job_that_failed(&self.asker.ask(&self.forge.jobs(run.id))));
                    question.failed = failed.as_ref();
                }
                None => {
                    let why = self.why(workflow, commit);
                    if why.is_meant() {
                        meant = Some(why.clone());
                    } else {
                        any = true;
                    }
                    question.not_started = Some(why);
                }
            }
            links.push(Link::new(LinkPart::Run, workflow, judge_runs(&question)));
        }
        // One workflow that is to build it is enough.
        At { links, began, meant: meant.filter(|_| !any) }
    }

    fn runs(&mut self, workflow: &str, sha: &str) -> Runs {
        let key = (workflow.to_string(), sha.to_string());
        if let Some(known) = self.seen.get(&key) {
            return known.clone();
        }
        let runs = github::runs(&self.asker.ask(&self.forge.runs_of(file_name(workflow), sha)));
        self.seen.insert(key, runs.clone());
        runs
    }

    fn why(&self, workflow: &str, commit: &Commit) -> NotStarted {
        let files = self.asker.changed(commit).unwrap_or_else(|| commit.files.clone());
        let commit = &Commit { files, ..commit.clone() };
        let state = WorkflowState::read(&self.asker.ask(&self.forge.workflow(file_name(workflow))));
        let text = self.text(workflow, &commit.sha);
        why::not_started(
            commit,
            &WorkflowKnown {
                file: text.as_ref().map(|text| (workflow, text.as_str())).map_err(Clone::clone),
                state: state.as_ref().ok(),
                archived: self.archived,
                branch: self.branch,
                now: self.now,
            },
        )
    }

    /// The workflow as it was: from the commits that are here, else from the forge.
    fn text(&self, workflow: &str, sha: &str) -> Result<String, Trouble> {
        let here = self.asker.host.git.as_ref().and_then(|git| {
            let prefix = &git.place().ok()?.prefix;
            let object = git.ask(&[&format!("{sha}:{prefix}{workflow}")]).ok()?.pop()??;
            String::from_utf8(object.bytes?).ok()
        });
        match here {
            Some(text) => Ok(text),
            None => github::content(&self.asker.ask_once(&self.forge.file(workflow, sha))),
        }
    }
}

struct At {
    links: Vec<Link>,
    began: Option<Moment>,
    /// No workflow is to build it, and why not.
    meant: Option<NotStarted>,
}

/// The name by which the forge knows a workflow: all lie in one folder.
pub fn file_name(workflow: &str) -> &str {
    workflow.rsplit('/').next().unwrap_or(workflow)
}
