//! One look at everything: asks what does not hang on another answer side by side, then
//! judges link by link, from the commit to the process.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::asker::{at_once, Asker, HostNames};
use super::merge::{self, Expected, Wanted};
use crate::cmd::verify::glance;
use crate::host::{self, SnapshotSource};
use prodproof_live::github;
use prodproof_live::host::{probe, Address, SeenHost, Unit};
use prodproof_live::link::{
    judge_host, judge_image, judge_site, Absent, HostQuestion, ImageFact, ImageQuestion, Kin, Link, LinkFact, LinkPart,
    Published, Said, SiteQuestion, Standing,
};
use prodproof_live::moment::Moment;
use prodproof_live::registry::{Asked, Historian, RegistryImage, TagHistory, Tells, Unexplained};
use prodproof_live::site::{self, Response, Url};
use prodproof_live::trouble::{Trouble, TroubleKind};
use prodproof_rules::deployed;
use prodproof_rules::live::{ImagePlan, Look, Plan, UnitPlan};
use prodproof_rules::repo::Repo;
use prodproof_syntax::order::Order;
use prodproof_syntax::reference::Reference;

/// How often a site is asked that tells its commit: a process and its successor may answer
/// in turn.
const TIMES: usize = 3;

/// What is looked at.
pub struct Looker<'a> {
    pub asker: Asker<'a>,
    pub plan: &'a Plan,
    pub repo: &'a Repo,
    pub sha: Option<&'a str>,
    pub only: &'a [LinkPart],
    /// What the registry has, by reference, at the last look.
    pub digests: RefCell<BTreeMap<String, String>>,
}

/// Status, and what was told.
type FromSite = Result<(u16, Option<String>), Trouble>;

/// Answers that do not hang on each other.
struct Answers {
    images: BTreeMap<Asked, Result<RegistryImage, Trouble>>,
    hosts: BTreeMap<Address, Result<SeenHost, Trouble>>,
    sites: BTreeMap<String, Vec<FromSite>>,
    histories: BTreeMap<Asked, Result<TagHistory, Trouble>>,
}

enum Job {
    Image(Asked),
    Host(Address, Vec<Unit>),
    Site(Url, Option<prodproof_syntax::commit::Says>),
    History(Historian, Asked),
}

enum Done {
    Image(Asked, Result<RegistryImage, Trouble>),
    Host(Address, Result<SeenHost, Trouble>),
    Site(String, Vec<FromSite>),
    History(Asked, Result<TagHistory, Trouble>),
}

impl Looker<'_> {
    fn is_asked(&self, part: LinkPart) -> bool {
        self.only.is_empty() || self.only.contains(&part)
    }

    pub fn look(&self, now: Moment) -> anyhow::Result<Look> {
        let answers = self.answers();
        let wanted =
            Wanted { plan: self.plan, sha: self.sha, branch_is_stated: self.repo.promise.branch.place.is_some(), now };
        let merge = merge::merge(&self.asker, &wanted);
        let names =
            HostNames { remote: self.repo.snapshot.facts.repository.clone(), full_name: merge.full_name.clone() };
        let mut links = Vec::new();
        if self.is_asked(LinkPart::Merge) {
            links.push(merge.link.clone());
        }
        if self.is_asked(LinkPart::Run) {
            links.extend(merge.runs.iter().cloned());
        }
        let newest = merge.expected.iter().find(|one| one.sha.is_some()).and_then(|one| one.sha.clone());
        let images = self.images(&answers, &merge.expected, &names);
        if self.is_asked(LinkPart::Registry) {
            links.extend(images.iter().map(|(_, link)| link.clone()));
            if images.is_empty() {
                links.push(Link::not_configured(LinkPart::Registry, Absent::NoImage));
            }
        }
        let expected = newest.or_else(|| self.sha.map(str::to_string));
        let hosts = if self.is_asked(LinkPart::Host) {
            self.hosts(&answers, &merge.expected, &images, now)?
        } else {
            Vec::new()
        };
        if self.is_asked(LinkPart::Site) {
            let sites = self.sites(&answers, &merge.expected, &hosts);
            let none = sites.is_empty().then(|| Link::not_configured(LinkPart::Site, Absent::NoUrl));
            links.extend(hosts);
            links.extend(sites);
            links.extend(none);
        } else {
            links.extend(hosts);
        }
        Ok(Look { expected, links, now })
    }

    /// Asks registries, hosts and sites side by side.
    fn answers(&self) -> Answers {
        let mut jobs: Vec<Job> = Vec::new();
        // What the host runs is held against the registry, so that both are asked.
        if self.is_asked(LinkPart::Registry) || self.is_asked(LinkPart::Host) {
            let all = self.plan.images.iter().flat_map(|image| &image.references);
            let mut asked: Vec<Asked> = all.filter_map(|(reference, _)| Asked::new(reference).ok()).collect();
            asked.order();
            asked.dedup();
            for one in asked {
                if let Some(historian) = Historian::of(one.reference()).filter(|_| self.is_asked(LinkPart::Registry)) {
                    jobs.push(Job::History(historian, one.clone()));
                }
                jobs.push(Job::Image(one));
            }
        }
        if self.is_asked(LinkPart::Host) {
            let mut hosts: BTreeMap<Address, Vec<Unit>> = BTreeMap::new();
            for unit in &self.plan.units {
                let Ok(name) = Unit::new(&unit.service) else { continue };
                for (host, _) in &unit.hosts {
                    let Ok(address) = Address::new(host) else { continue };
                    let units = hosts.entry(address).or_default();
                    if !units.contains(&name) {
                        units.push(name.clone());
                    }
                }
            }
            jobs.extend(hosts.into_iter().map(|(address, units)| Job::Host(address, units)));
        }
        if self.is_asked(LinkPart::Site) {
            let sites = self.plan.units.iter().filter_map(|unit| Some((unit.url.as_ref()?.0.as_str(), unit)));
            jobs.extend(sites.filter_map(|(url, unit)| Some(Job::Site(Url::new(url).ok()?, unit.says.clone()))));
        }
        let client = &self.asker.client;
        let done = at_once(&jobs, |job| match job {
            Job::Image(asked) => Done::Image(asked.clone(), client.image(asked)),
            Job::Host(address, units) => {
                Done::Host(address.clone(), probe::read(&host::ask(&probe::call(address, units))))
            }
            Job::Site(url, says) => {
                let once = || {
                    let answer = Response::read(&host::ask(&url.call()))?;
                    let told = says.as_ref().and_then(|says| answer.commit(says));
                    Ok((answer.status, told))
                };
                let times = if says.is_some() { TIMES } else { 1 };
                Done::Site(url.as_str().to_string(), (0..times).map(|_| once()).collect())
            }
            Job::History(historian, asked) => Done::History(asked.clone(), history(*historian, asked)),
        });
        let mut answers = Answers {
            images: BTreeMap::new(),
            hosts: BTreeMap::new(),
            sites: BTreeMap::new(),
            histories: BTreeMap::new(),
        };
        for one in done {
            match one {
                Done::Image(asked, image) => drop(answers.images.insert(asked, image)),
                Done::Host(address, host) => drop(answers.hosts.insert(address, host)),
                Done::Site(url, all) => drop(answers.sites.insert(url, all)),
                Done::History(asked, history) => drop(answers.histories.insert(asked, history)),
            }
        }
        answers
    }

    /// The digest under a reference, as it was last seen.
    pub fn digest(&self, reference: &Reference) -> Option<String> {
        self.digests.borrow().get(&reference.to_string()).cloned()
    }

    /// How a commit lies to the expected one, if that is known.
    fn kin(&self, expected: &Expected, told: &str) -> Kin {
        expected.sha.as_deref().map_or(Kin::Unknown(None), |sha| self.asker.kin(sha, told))
    }

    fn images<'a>(
        &self,
        answers: &'a Answers,
        expected: &[Expected],
        names: &HostNames,
    ) -> Vec<(Option<&'a RegistryImage>, Link)> {
        let mut links = Vec::new();
        for (image, expected) in self.plan.images.iter().zip(expected) {
            for (reference, _) in &image.references {
                let subject = reference.to_string();
                let asked = match Asked::new(reference) {
                    Ok(asked) => asked,
                    Err(why) => {
                        links.push((None, Link::new(LinkPart::Registry, subject, vec![LinkFact::refused(why)])));
                        continue;
                    }
                };
                let Some(answer) = answers.images.get(&asked) else { continue };
                let found = answer.as_ref().ok();
                if let Some(found) = found {
                    self.digests.borrow_mut().insert(subject.clone(), found.digest.clone());
                }
                let attestation = found.and_then(|found| self.asker.attestation(&reference.name(), &found.digest));
                let history = answers.histories.get(&asked);
                let question = ImageQuestion {
                    image: answer,
                    attestation: attestation.as_ref(),
                    attests: image.attests,
                    provenance: image.provenance,
                    builds: image.builds,
                    kin: &|told| self.kin(expected, told),
                    own: &|name| self.asker.is_own(names, name),
                    not_before: expected.not_before,
                    run_goes_on: expected.run_goes_on,
                    history,
                    unexplained: history.and_then(|history| self.unexplained(image, history.as_ref().ok()?)),
                };
                links.push((found, Link::new(LinkPart::Registry, subject, judge_image(&question))));
            }
        }
        links
    }

    /// Movements while none of our runs went on that may have made them. Asked of the forge
    /// only where a registry tells movements.
    fn unexplained(&self, image: &ImagePlan, history: &TagHistory) -> Option<Unexplained> {
        let forge = self.asker.forge.as_ref().filter(|_| history.movements.len() > 1)?;
        let calls = match history.tells {
            Tells::Tag => image.publishers.iter().map(|workflow| forge.runs(merge::file_name(workflow))).collect(),
            // What was pushed there may have had any tag, by any workflow.
            Tells::Pushes => vec![forge.all_runs()],
        };
        let mut all = Vec::new();
        for call in &calls {
            let runs = github::runs(&self.asker.ask(call)).ok()?;
            all.extend(runs.iter().filter_map(|run| Some((run.created?, run.updated?))));
        }
        Unexplained::of(history, &all)
    }

    fn hosts(
        &self,
        answers: &Answers,
        expected: &[Expected],
        images: &[(Option<&RegistryImage>, Link)],
        now: Moment,
    ) -> anyhow::Result<Vec<Link>> {
        let mut links = Vec::new();
        for unit in &self.plan.units {
            let expected = unit.image.and_then(|at| expected.get(at)).cloned().unwrap_or_default();
            let at_commit = self.repository_at(expected.sha.as_deref())?;
            let repo = at_commit.as_ref().unwrap_or(self.repo);
            for (host, _) in &unit.hosts {
                let facts = self.on_host(answers, unit, host, &expected, images, repo, now);
                links.push(Link::new(LinkPart::Host, host, facts).unit(&unit.path));
            }
        }
        if links.is_empty() {
            links.push(Link::not_configured(LinkPart::Host, Absent::NoHost));
        }
        Ok(links)
    }

    #[allow(clippy::too_many_arguments)]
    fn on_host(
        &self,
        answers: &Answers,
        unit: &UnitPlan,
        host: &str,
        expected: &Expected,
        images: &[(Option<&RegistryImage>, Link)],
        repo: &Repo,
        now: Moment,
    ) -> Vec<LinkFact> {
        let (address, name) = match (Address::new(host), Unit::new(&unit.service)) {
            (Ok(address), Ok(name)) => (address, name),
            (Err(why), _) | (_, Err(why)) => return vec![LinkFact::refused(why)],
        };
        let host = match answers.hosts.get(&address) {
            Some(Ok(host)) => host,
            Some(Err(trouble)) => return vec![LinkFact::no_answer(trouble.clone())],
            None => return Vec::new(),
        };
        let scope = host.units.get(name.as_str());
        let deployed = scope.and_then(|scope| deployed::deployed(repo, &unit.path, scope));
        let reference = unit.reference.as_ref().map(ToString::to_string);
        let own = images.iter().find(|(_, link)| Some(&link.subject) == reference.as_ref());
        judge_host(&HostQuestion {
            host,
            unit: &name,
            deployed: deployed.as_ref(),
            registry: own.and_then(|(image, link)| {
                let signed = |fact: &LinkFact| matches!(fact.said, Said::Image(ImageFact::Attested));
                Some(Published { image: (*image)?, standing: link.standing, signed: link.facts.iter().any(signed) })
            }),
            published: expected.published,
            kin: &|told| self.kin(expected, told),
            now,
            is_job: unit.is_job,
        })
    }

    /// The repository as it was at the commit that is to run, where that commit is here.
    fn repository_at(&self, sha: Option<&str>) -> anyhow::Result<Option<Repo>> {
        let (Some(sha), Some(git)) = (sha, &self.asker.host.git) else { return Ok(None) };
        if git.commit(sha)?.is_none() {
            return Ok(None);
        }
        Ok(Some(glance(self.asker.host, &SnapshotSource::Revision(sha.to_string()))?))
    }

    fn sites(&self, answers: &Answers, expected: &[Expected], hosts: &[Link]) -> Vec<Link> {
        let with_url = self.plan.units.iter().filter_map(|unit| Some((unit, unit.url.as_ref()?)));
        let judged = with_url.map(|(unit, (url, _))| {
            let expected = unit.image.and_then(|at| expected.get(at)).cloned().unwrap_or_default();
            let behind = hosts
                .iter()
                .any(|link| link.unit.as_deref() == Some(unit.path.as_str()) && link.standing == Standing::Behind);
            let facts = match Url::new(url) {
                Err(why) => vec![LinkFact::refused(why)],
                Ok(_) => judge_site(&SiteQuestion {
                    answers: answers.sites.get(url).map_or(&[], Vec::as_slice),
                    tells: unit.says.is_some(),
                    kin: &|told| self.kin(&expected, told),
                    host_is_behind: behind,
                }),
            };
            Link::new(LinkPart::Site, site::shown(url), facts).unit(&unit.path)
        });
        judged.collect()
    }
}

/// Asks one question after the other until something is found.
fn history(historian: Historian, asked: &Asked) -> Result<TagHistory, Trouble> {
    let mut found = Ok(TagHistory { tells: Tells::Tag, movements: Vec::new() });
    for call in historian.calls(asked) {
        found = historian.read(asked, &host::ask(&call));
        if !matches!(found, Err(Trouble { kind: TroubleKind::NotFound, .. })) {
            break;
        }
    }
    found
}
