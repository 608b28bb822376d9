//! What becomes of each delivery: whether a merge brings it to production, what that hangs
//! on, and where it breaks. Must not know the other deliveries.

use super::{once, Break, Broken, Judged, Stated};
use crate::repo::Repo;
use prodproof_deployment::Deployment;
use prodproof_syntax::answer::{Answer, Verdict};
use prodproof_syntax::reference::Reference;
use prodproof_syntax::snapshot::Lines;

/// Every delivery; where there is none, the question itself.
pub(super) fn judged(repo: &Repo, lines: &Lines<'_>) -> Vec<Judged> {
    let mut all: Vec<Judged> = repo
        .deliveries
        .iter()
        .map(|one| Judged { promised: one.promised, ..judge(&repo.view(&one.promise), lines) })
        .collect();
    if all.is_empty() {
        all.push(judge(repo, lines));
    }
    all
}

/// What the promise of this view comes to.
fn judge(repo: &Repo, lines: &Lines<'_>) -> Judged {
    let units: Vec<&Deployment> = repo.units().into_iter().filter(|one| repo.is_promised(one) != Answer::No).collect();
    let mut own = Judged {
        image: repo.promise.image.as_ref().map(|fact| fact.value.clone()),
        mirrors: repo.promise.mirrors.iter().map(|fact| fact.value.clone()).collect(),
        units: units.iter().map(|unit| unit.path.clone()).collect(),
        promised: true,
        from: repo.promise.image.as_ref().map(|fact| fact.from.clone()).unwrap_or_default(),
        verdict: Verdict::Yes,
        conditions: Vec::new(),
        host: Vec::new(),
        broken_at: Vec::new(),
    };
    own.units.dedup();
    // What units run that nobody here promises says nothing about a merge.
    if repo.promise.image.is_none() {
        own.verdict = Verdict::Unknown;
        let unnamed =
            repo.build.publications.iter().find(|one| one.event == repo.merge()).or(repo.build.publications.first());
        let (path, line) =
            unnamed.map_or(("deploy/".to_string(), 1), |one| (one.path.clone(), lines.of(&one.path, one.span)));
        let why = Broken::Unnamed(unnamed.map(|one| one.method.clone()));
        own.broken_at.push(Break { path, line, why });
        return own;
    }
    let mut asked: Vec<Reference> = Vec::new();
    for unit in &units {
        let answer = match &unit.image {
            Some(image) if asked.contains(&image.value) => Answer::Yes,
            // No workflow brings what is on the host only: the unit's own reasons say it all.
            Some(image) if image.value.registry == "localhost" && unit.arrives() != Answer::Yes => {
                asked.push(image.value.clone());
                Answer::Yes
            }
            Some(image) => {
                asked.push(image.value.clone());
                own.ask(repo, &image.value, lines)
            }
            None => Answer::Unknown,
        };
        if unit.arrives() != Answer::Yes {
            own.broken_at.extend(unit.reasons.iter().map(|reason| Break {
                path: reason.path.clone(),
                line: lines.of(&reason.path, reason.span),
                why: Broken::Unit(reason.clone()),
            }));
        }
        if unit.arrives() == Answer::Yes {
            let stated = unit.delivered.as_ref().map(std::slice::from_ref);
            for condition in stated.unwrap_or(&unit.conditions) {
                if !own.host.contains(condition) {
                    own.host.push(condition.clone());
                }
            }
        }
        own.verdict = own.verdict.and(answer.into()).and(unit.arrives().into());
    }
    // What no unit here runs by this name must be published all the same.
    for name in repo.promise.names() {
        let name = Reference::parse(&name.value);
        if !asked.iter().any(|own| own.same_name(&name) == Answer::Yes) {
            let answer = own.ask(repo, &name.with_tag(&repo.promise.latest.value), lines);
            own.verdict = own.verdict.and(answer.into());
        }
    }
    let base_image = repo.promise.units.as_ref().is_some_and(Vec::is_empty);
    if units.is_empty() && !base_image {
        let path = repo.promise.unit.as_ref().map_or("deploy/", |fact| fact.value.as_str());
        let image = repo.promise.image.as_ref().map(|fact| fact.value.clone());
        own.broken_at.push(Break { path: path.into(), line: 1, why: Broken::NoUnit(image) });
        // The unit may be kept elsewhere; a merge that publishes nothing arrives nowhere.
        own.verdict = own.verdict.and(Verdict::Unknown);
    }
    own.broken_at = once(&own.broken_at);
    if !own.conditions.is_empty() {
        own.verdict = own.verdict.and(Verdict::Conditional);
    }
    match own.verdict {
        Verdict::Yes | Verdict::Conditional => own.broken_at.clear(),
        Verdict::Unknown | Verdict::No => own.conditions.clear(),
    }
    own
}

impl Judged {
    /// Whether a merge publishes the reference; notes what stands in the way, and what it
    /// hangs on.
    fn ask(&mut self, repo: &Repo, wanted: &Reference, lines: &Lines<'_>) -> Answer {
        let (answer, why) = repo.merge_publishes(wanted);
        self.broken_at.extend(why.iter().map(|why| why.at(lines)));
        if answer == Answer::Yes {
            let merge = repo.merge();
            let assumed = repo.assumed_of_forge().and_then(|fact| {
                let one = repo.build.publications.iter().find(|one| one.event == merge)?;
                Some((fact, one.path.as_str(), one.span))
            });
            let hangs = repo.build.hangs_on(&merge, wanted).into_iter();
            let stated = hangs.filter_map(|one| Some((one.on.fact()?, one.path.as_str(), one.span)));
            for (fact, path, span) in stated.chain(assumed) {
                let stated = Stated { fact, path: path.to_string(), line: lines.of(path, span) };
                if !self.conditions.contains(&stated) {
                    self.conditions.push(stated);
                }
            }
        }
        answer
    }
}
