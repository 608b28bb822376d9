//! The families that judge a delivery, asked about each; what is published beyond the
//! promised images; and what nothing else has said: no answer of the chain stays silent.

mod broken_delivery;
mod undecided_delivery;
mod undeclared_image;
mod unjudged_unit;
mod unnamed_publication;

pub use broken_delivery::BROKEN_DELIVERY;
pub use undecided_delivery::UNDECIDED_DELIVERY;
pub use undeclared_image::UNDECLARED_IMAGE;
pub use unjudged_unit::UNJUDGED_UNIT;
pub use unnamed_publication::UNNAMED_PUBLICATION;

use super::{chain, workflow};
use crate::chain::{Break, Chain, Judged};
use crate::repo::Delivery;
use crate::repo::{Promise, Repo};
use prodproof_constitution::contract;
use prodproof_publication::{Certainty, Publication};
use prodproof_syntax::answer::Verdict;
use prodproof_syntax::finding::{Finding, Place, Rule, Severity};
use prodproof_syntax::span::{LineIndex, Span};

/// The rows, in the order in which they are listed.
pub static RULES: &[&Rule] =
    &[&UNDECLARED_IMAGE, &UNDECIDED_DELIVERY, &BROKEN_DELIVERY, &UNNAMED_PUBLICATION, &UNJUDGED_UNIT];

/// More places than these help nobody.
const MOST_PLACES: usize = 4;

/// Every delivery by the families that judge one, each fault once.
pub fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    let several = repo.deliveries.len() > 1;
    for promise in repo.promises() {
        // Mirrors are published by themselves, and run as one image.
        for name in names(promise) {
            let view = repo.view(&Promise { image: name, mirrors: Vec::new(), ..promise.clone() });
            let mut own = Vec::new();
            workflow::check(&view, &mut own);
            merge(own, promise, several, acc);
        }
        let mut own = Vec::new();
        chain::check(&repo.view(promise), &mut own);
        merge(own, promise, several, acc);
    }
    unnamed(repo, acc);
    unjudged(repo, acc);
    let judged = Chain::of(repo).deliveries;
    undeclared(repo, &judged, acc);
    for one in judged.iter().filter(|one| one.promised) {
        unsaid(repo, one, acc);
    }
}

fn names(promise: &Promise) -> Vec<Option<crate::repo::Fact>> {
    let names: Vec<_> = promise.names().cloned().map(Some).collect();
    if names.is_empty() {
        vec![None]
    } else {
        names
    }
}

/// Adds what is not said yet; what is wrong with several images at one place is one fault.
fn merge(own: Vec<Finding>, promise: &Promise, several: bool, acc: &mut Vec<Finding>) {
    for mut finding in own {
        if several {
            finding.images = promise.names().map(|fact| fact.value.clone()).collect();
        }
        match acc.iter_mut().find(|old| old.rule == finding.rule && old.primary == finding.primary) {
            Some(old) => {
                if old.message != finding.message && !old.related.iter().any(|label| label.message == finding.message) {
                    let Place { path, span } = finding.primary.clone();
                    *old = old.clone().related(path, span, finding.message.clone());
                }
                for image in finding.images {
                    if !old.images.contains(&image) {
                        old.images.push(image);
                    }
                }
            }
            None => acc.push(finding),
        }
    }
}

fn undeclared(repo: &Repo, judged: &[Judged], acc: &mut Vec<Finding>) {
    let others: Vec<&Delivery> = repo.deliveries.iter().filter(|one| !one.promised).collect();
    let Some(place) = others.iter().find_map(|one| one.promise.image.as_ref()?.place.clone()) else { return };
    let quoted = |names: Vec<&str>| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let image = |one: &Delivery| one.promise.image.as_ref().map_or("", |fact| fact.value.as_str()).to_string();
    let images: Vec<String> = others.iter().map(|one| image(one)).collect();
    let lost: Vec<&str> = judged
        .iter()
        .filter(|one| !one.promised && one.verdict == Verdict::No)
        .filter_map(|one| one.image.as_deref())
        .collect();
    let all = quoted(images.iter().map(String::as_str).collect());
    let (is, any) = if images.len() == 1 { ("is", "whether anybody runs it") } else { ("are", "who runs them") };
    let too = if others.len() == repo.deliveries.len() { "" } else { " too" };
    let mut message = format!("{all} {is} published{too}, and nothing says {any}");
    if !lost.is_empty() {
        let what = if lost.len() == images.len() { "them".to_string() } else { quoted(lost.clone()) };
        let what = if images.len() == 1 { "it".to_string() } else { what };
        message.push_str(&format!("; no merge publishes {what} as `{}`", repo.promise.latest.value));
    }
    let mut finding = UNDECLARED_IMAGE.at(place, message).help(match repo.contract.block {
        Some(_) => "state them in the contract, with `units = []` where nobody runs them here",
        None => "state in a contract block which images are delivered, with `units = []` where nobody runs one here",
    });
    for one in others.iter().skip(1).take(MOST_PLACES) {
        if let Some(Place { path, span }) = one.promise.image.as_ref().and_then(|fact| fact.place.clone()) {
            finding = finding.related(path, span, format!("`{}` is published here", image(one)));
        }
    }
    if let Some(constitution) = repo.constitution.as_ref().filter(|own| own.contract.block.is_some()) {
        let added: Vec<contract::Added> = others
            .iter()
            .map(|one| contract::Added {
                name: image(one),
                mirrors: one.promise.mirrors.iter().map(|fact| fact.value.clone()).collect(),
                units: Vec::new(),
            })
            .collect();
        let edits = contract::add_images(&constitution.path, &constitution.text, &added);
        if !edits.is_empty() {
            finding = finding.fix("state them in the contract, run by nobody here", true, edits);
        }
    }
    acc.push(finding);
}

/// What the chain says of a promised delivery, and no finding does.
fn unsaid(repo: &Repo, one: &Judged, acc: &mut Vec<Finding>) {
    // That no image is known is said by the rules about what is published.
    if one.image.is_none() {
        return;
    }
    // A unit of somebody else's image, and nothing that says that it is published here.
    let unpublished = acc.iter().any(|finding| finding.rule == &workflow::UNPUBLISHED_IMAGE);
    if one.verdict == Verdict::No && unpublished && repo.build.publications.is_empty() {
        return;
    }
    let rule = match one.verdict {
        Verdict::Yes | Verdict::Conditional => return,
        Verdict::Unknown => &UNDECIDED_DELIVERY,
        Verdict::No => &BROKEN_DELIVERY,
    };
    let line = |place: &Place| {
        repo.snapshot.text(&place.path).map_or(1, |text| LineIndex::new(text).line_col(text, place.span.start).0)
    };
    let weighs = |finding: &&Finding| finding.severity != Severity::Info;
    // A "no" is said by one error, wherever its cause is.
    if one.verdict == Verdict::No
        && acc.iter().any(|finding| finding.severity == Severity::Error && concerns(finding, one))
    {
        return;
    }
    let said = |at: &Break| {
        acc.iter().filter(weighs).any(|finding| {
            finding.primary.path == at.path && line(&finding.primary) == at.line
                || at.cause.is_some_and(|cause| chain::of(cause) == finding.rule)
        })
    };
    let open: Vec<Break> = one.broken_at.iter().filter(|at| !said(at)).cloned().collect();
    let image = one.image.as_deref().map_or_else(|| "an image".to_string(), |name| format!("`{name}`"));
    for at in open {
        let place = Place::new(&at.path, start_of(repo, &at));
        let message = match one.verdict {
            Verdict::No => format!("a merge does not bring {image} to production: {}", at.message),
            _ => format!("whether a merge brings {image} to production is not known: {}", at.message),
        };
        let finding = rule.at(place, message).help("write what decides it where it can be read");
        if !acc.iter().any(|old| old.rule == finding.rule && old.primary == finding.primary) {
            acc.push(finding);
        }
    }
}

/// Whether the finding may be about this delivery.
fn concerns(finding: &Finding, one: &Judged) -> bool {
    let family = finding.rule.code.starts_with(['B', 'D', 'X']);
    let own = |name: &String| Some(name) == one.image.as_ref() || one.mirrors.contains(name);
    family && (finding.images.is_empty() || finding.images.iter().any(own))
}

/// The line's first byte that is no blank.
fn start_of(repo: &Repo, at: &Break) -> Span {
    let Some(text) = repo.snapshot.text(&at.path) else { return Span::default() };
    let start = LineIndex::new(text).start_of(at.line).unwrap_or_default();
    let line = text[start..].split('\n').next().unwrap_or_default();
    let body = line.trim();
    let from = start + (line.len() - line.trim_start().len());
    Span::new(from, from + body.len())
}

/// Steps of which nobody can read what they publish, all together.
fn unnamed(repo: &Repo, acc: &mut Vec<Finding>) {
    let hidden = |one: &&Publication| one.reference.as_ref().is_none_or(|own| own.name().contains('<'));
    let mut steps: Vec<&Publication> = Vec::new();
    for one in repo.build.publications.iter().filter(hidden) {
        if !steps.iter().any(|old| old.path == one.path && old.span == one.span) {
            steps.push(one);
        }
    }
    let Some((first, rest)) = steps.split_first() else { return };
    let told = |one: &Publication| match &one.reference {
        Some(own) => format!("`{}` is published, and its name is only known at run time", own.name()),
        None if one.certainty == Certainty::Yes => {
            format!("`{}` publishes an image whose name is not known here", one.method)
        }
        None => one
            .conditions
            .last()
            .map(ToString::to_string)
            .unwrap_or_else(|| format!("`{}` may publish an image", one.method)),
    };
    let mut finding = UNNAMED_PUBLICATION
        .at(Place::new(&first.path, first.span), told(first))
        .help("write the name in the workflow, or declare what it is made of in the contract");
    // Where nothing else is known, this is all that there is to say.
    if repo.deliveries.is_empty() && repo.promise.image.is_none() {
        finding.severity = Severity::Warning;
    }
    for one in rest.iter().take(MOST_PLACES) {
        finding = finding.related(&one.path, one.span, told(one));
    }
    acc.push(finding);
}

/// Units that nothing is said about, with the reason.
fn unjudged(repo: &Repo, acc: &mut Vec<Finding>) {
    let mut foreign: Vec<&str> =
        repo.deployments.iter().filter(|one| repo.is_foreign(one)).map(|one| one.path.as_str()).collect();
    foreign.dedup();
    let read = |path: &str| repo.deployments.iter().any(|one| one.path == path);
    let podman = |text: &str| text.contains("podman") || text.contains("[Container]") || text.contains("[Kube]");
    let found = |test: &dyn Fn(&str) -> bool| -> Vec<&str> {
        // Copies of this crate bring templates of their own.
        let own = |path: &str| path.split('/').any(|folder| matches!(folder, "xtask" | ".xtask"));
        let texts = repo.snapshot.texts(|path| test(path) && !read(path) && !own(path));
        texts.filter(|(_, text)| podman(text)).map(|(path, _)| path).collect()
    };
    let templates = found(&prodproof_deployment::is_template);
    let skipped = found(&prodproof_deployment::is_skipped);
    let list = |paths: &[&str]| match paths {
        [one] => format!("`{one}`"),
        [first, ..] => format!("`{first}` and {} more", paths.len() - 1),
        [] => String::new(),
    };
    let mut parts = Vec::new();
    for (paths, one, many) in [
        (&foreign, "runs an image that is not published here", "run images that are not published here"),
        (&templates, "is a template, which something fills in", "are templates, which something fills in"),
        (&skipped, "lies in a folder for tests or templates", "lie in folders for tests or templates"),
    ] {
        if !paths.is_empty() {
            parts.push(format!("{} {}", list(paths), if paths.len() == 1 { one } else { many }));
        }
    }
    let Some(first) = foreign.first().or(templates.first()).or(skipped.first()) else { return };
    acc.push(
        UNJUDGED_UNIT
            .at(Place::file(*first), format!("not judged: {}", parts.join("; ")))
            .help("name the units in the contract that are to be judged all the same"),
    );
}
