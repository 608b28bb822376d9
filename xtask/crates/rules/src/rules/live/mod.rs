//! The live family: what forge, registry, host and site say, held against what was merged.
//!
//! Unlike the other families it looks at answers of others, so that `verify` finds none of
//! it. Each fact of a link that is a *no* or not known is a finding, with a place in the
//! three files where there is one.

mod drifted_unit;
mod failed_run;
mod failing_auto_update;
mod foreign_image;
mod idle_auto_update_timer;
mod inactive_service;
mod missing_image;
mod missing_unit_on_host;
mod other_commit_on_site;
mod outdated_container;
mod outdated_image;
mod refused_address;
mod unanswered_question;
mod unapproved_run;
mod uneven_platforms;
mod unhealthy_site;
mod unpulled_deployment;
mod unstarted_run;
mod untold_commit;
mod untraceable_image;

pub use drifted_unit::DRIFTED_UNIT;
pub use failed_run::FAILED_RUN;
pub use failing_auto_update::FAILING_AUTO_UPDATE;
pub use foreign_image::FOREIGN_IMAGE;
pub use idle_auto_update_timer::IDLE_AUTO_UPDATE_TIMER;
pub use inactive_service::INACTIVE_SERVICE;
pub use missing_image::MISSING_IMAGE;
pub use missing_unit_on_host::MISSING_UNIT_ON_HOST;
pub use other_commit_on_site::OTHER_COMMIT_ON_SITE;
pub use outdated_container::OUTDATED_CONTAINER;
pub use outdated_image::OUTDATED_IMAGE;
pub use refused_address::REFUSED_ADDRESS;
pub use unanswered_question::UNANSWERED_QUESTION;
pub use unapproved_run::UNAPPROVED_RUN;
pub use uneven_platforms::UNEVEN_PLATFORMS;
pub use unhealthy_site::UNHEALTHY_SITE;
pub use unpulled_deployment::UNPULLED_DEPLOYMENT;
pub use unstarted_run::UNSTARTED_RUN;
pub use untold_commit::UNTOLD_COMMIT;
pub use untraceable_image::UNTRACEABLE_IMAGE;

/// The rows, in the order in which they are listed.
pub static RULES: &[&Rule] = &[
    &UNSTARTED_RUN,
    &FAILED_RUN,
    &UNAPPROVED_RUN,
    &FOREIGN_IMAGE,
    &OUTDATED_IMAGE,
    &MISSING_IMAGE,
    &UNTRACEABLE_IMAGE,
    &UNEVEN_PLATFORMS,
    &MISSING_UNIT_ON_HOST,
    &INACTIVE_SERVICE,
    &DRIFTED_UNIT,
    &OUTDATED_CONTAINER,
    &IDLE_AUTO_UPDATE_TIMER,
    &FAILING_AUTO_UPDATE,
    &UNPULLED_DEPLOYMENT,
    &OTHER_COMMIT_ON_SITE,
    &UNTOLD_COMMIT,
    &UNHEALTHY_SITE,
    &UNANSWERED_QUESTION,
    &REFUSED_ADDRESS,
];

use crate::live::{Look, Plan};
use crate::repo::Repo;
use crate::rules::waiver;
use crate::words::live::{help, words};
use prodproof_live::link::{LinkFact, LinkPart, Standing};
use prodproof_syntax::finding::{Finding, Place, Rule, Severity};
use prodproof_syntax::order::Order;

/// A look with its findings, and with what the team decided to live with.
#[derive(Clone, Debug)]
pub struct Concluded {
    /// With *held* where all that is wrong with a link is waived.
    pub look: Look,
    /// Those that are not waived, in the order of the links.
    pub findings: Vec<Finding>,
    pub waived: Vec<WaivedLink>,
}

impl Concluded {
    /// 0 all that is configured is so, or held; 1 something is not; 3 neither: it is not there
    /// yet and comes by itself, or it is not known. What is not known is a warning: it weighs
    /// as a *no* where `least`, the least severity that counts, is one.
    pub fn exit_code(&self, least: Severity) -> u8 {
        match self.look.standing() {
            Standing::Yes | Standing::Held | Standing::NotConfigured => 0,
            Standing::No => 1,
            Standing::Unknown if Severity::Warning <= least => 1,
            Standing::Unknown => 3,
            Standing::Behind => 3,
        }
    }
}

/// A finding that the team decided to live with.
#[derive(Clone, Debug)]
pub struct WaivedLink {
    pub finding: Finding,
    pub reason: String,
    /// The last day on which that holds.
    pub until: Option<time::Date>,
}

/// Waivers of these rules of `verify` say that a unit runs a fixed image on purpose.
const PINS: &[&str] = &["digest-pinned-image", "unmerged-tag-run", "disabled-autoupdate"];

/// Finds what is wrong with each link, and applies the waivers.
pub fn conclude(repo: &Repo, plan: &Plan, mut look: Look) -> Concluded {
    let waivers = waiver::all(repo);
    let (mut findings, mut waived) = (Vec::new(), Vec::new());
    let now = look.now;
    for link in &mut look.links {
        let mut held = false;
        for fact in &mut link.facts {
            let Some(finding) = finding(repo, plan, link.part, &link.subject, link.unit.as_deref(), fact, now) else {
                continue;
            };
            let pinned = |one: &&waiver::GivenWaiver| {
                let is_pin = one.rule().is_some_and(|rule| PINS.contains(&rule.name)) && !one.expired;
                let scope = match &one.scope {
                    waiver::WaiverScope::Everywhere => true,
                    waiver::WaiverScope::Path(path) => {
                        link.unit.as_deref().is_some_and(|unit| unit.starts_with(path.as_str()))
                    }
                    waiver::WaiverScope::Lines(_) => link.unit.as_deref() == Some(one.place.path.as_str()),
                };
                is_pin && scope && [&OUTDATED_CONTAINER, &UNPULLED_DEPLOYMENT].contains(&finding.rule)
            };
            let waiver = waiver::of(&waivers, &finding).and_then(|at| waivers.get(at));
            let waiver = waiver.or_else(|| waivers.iter().find(pinned)).filter(|one| one.reason.is_some());
            match waiver {
                Some(waiver) => {
                    held = true;
                    fact.standing = Standing::Held;
                    let until = waiver.until.map(|(date, _)| date);
                    waived.push(WaivedLink { finding, reason: waiver.reason.clone().unwrap_or_default(), until });
                }
                None => findings.push(finding),
            }
        }
        if held {
            link.facts.order_by_key(|fact| std::cmp::Reverse(fact.standing));
            link.standing = link.facts.first().map_or(link.standing, |fact| fact.standing);
        }
    }
    Concluded { look, findings, waived }
}

/// The finding that a fact is, if it is one: what comes by itself is none.
fn finding(
    repo: &Repo,
    plan: &Plan,
    part: LinkPart,
    subject: &str,
    unit: Option<&str>,
    fact: &LinkFact,
    now: prodproof_live::moment::Moment,
) -> Option<Finding> {
    let rule = rule(fact)?;
    let message = if subject.is_empty() { words(fact, now) } else { format!("{subject}: {}", words(fact, now)) };
    let mut finding = rule.at(place(repo, plan, part, subject, unit, rule), message).help(help(fact));
    if fact.standing == Standing::Unknown {
        finding.severity = finding.severity.max(Severity::Warning);
    }
    if let Some(image) = image_of(plan, part, subject, unit) {
        finding.images = vec![image];
    }
    Some(finding)
}

/// What each rule finds; whatever else is not known comes last.
const KINDS: &[fn(&LinkFact) -> Option<&'static Rule>] = &[
    unstarted_run::of,
    failed_run::of,
    unapproved_run::of,
    foreign_image::of,
    outdated_image::of,
    missing_image::of,
    untraceable_image::of,
    uneven_platforms::of,
    missing_unit_on_host::of,
    inactive_service::of,
    drifted_unit::of,
    outdated_container::of,
    idle_auto_update_timer::of,
    failing_auto_update::of,
    unpulled_deployment::of,
    other_commit_on_site::of,
    untold_commit::of,
    unhealthy_site::of,
    refused_address::of,
    unanswered_question::of,
];

/// The rule that a fact breaks; none where it is held.
pub(crate) fn rule(fact: &LinkFact) -> Option<&'static Rule> {
    if !fact.needs_somebody() {
        return None;
    }
    KINDS.iter().find_map(|of| of(fact))
}

/// Where the repository says what the link is about.
fn place(repo: &Repo, plan: &Plan, part: LinkPart, subject: &str, unit: Option<&str>, rule: &Rule) -> Place {
    let contract = || match repo.contract.block {
        Some(block) => Place::new(repo.constitution_path(), block),
        None => Place::file(repo.constitution_path()),
    };
    let own = plan.units.iter().find(|one| Some(one.path.as_str()) == unit);
    // What the unit's own file says is mended there.
    if [&DRIFTED_UNIT, &UNPULLED_DEPLOYMENT, &OUTDATED_CONTAINER].iter().any(|one| one.code == rule.code) {
        if let Some(path) = unit.filter(|path| repo.snapshot.has(path)) {
            return Place::file(path);
        }
    }
    match part {
        LinkPart::Merge => contract(),
        LinkPart::Run => Place::file(subject),
        LinkPart::Registry => {
            let all = plan.images.iter().flat_map(|image| &image.references);
            let own = all.into_iter().find(|(reference, _)| reference.to_string() == subject);
            own.map_or_else(contract, |(_, place)| place.clone())
        }
        LinkPart::Host => {
            let host = own.and_then(|one| one.hosts.iter().find(|(host, _)| host == subject));
            host.map_or_else(contract, |(_, place)| place.clone())
        }
        LinkPart::Site => own.and_then(|one| one.url.as_ref()).map_or_else(contract, |(_, place)| place.clone()),
    }
}

/// The image that a link is about, for waivers that name one; of several images only.
fn image_of(plan: &Plan, part: LinkPart, subject: &str, unit: Option<&str>) -> Option<String> {
    if plan.images.len() < 2 {
        return None;
    }
    let own = match part {
        LinkPart::Registry => plan
            .images
            .iter()
            .position(|image| image.references.iter().any(|(reference, _)| reference.to_string() == subject)),
        LinkPart::Host | LinkPart::Site => plan.units.iter().find(|one| Some(one.path.as_str()) == unit)?.image,
        LinkPart::Merge | LinkPart::Run => None,
    };
    own.map(|at| plan.images[at].image.clone())
}
