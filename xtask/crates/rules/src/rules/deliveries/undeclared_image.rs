//! X007: images are published that nothing promises.

use super::shortfalls::{of_all, AtMerge, Shortfall};
use super::MOST_PLACES;
use crate::chain::Judged;
use crate::repo::{Delivery, Repo, REVISION};
use prodproof_constitution::contract;
use prodproof_syntax::finding::{rule, Finding, Place};

rule! {
    /// ## What it does
    /// Names, in one finding, all images that the workflows publish besides the promised
    /// ones: those that no contract states, no unit runs, no sentence of the constitution
    /// names, and that do not bear the repository's name. It says what each of them lacks:
    /// a merge or a release tag that publishes it, a label that tells its commit.
    ///
    /// ## Why is this bad?
    /// Whether a merge must reach somebody who runs them cannot be told, so nothing is
    /// proved about them. A second image whose workflow runs on tags only is the same trap
    /// as the first.
    ///
    /// ## Example
    /// A workflow that publishes `quay.io/acme/widget` and `quay.io/acme/migrations`, and a
    /// unit that runs `quay.io/acme/widget`.
    ///
    /// ```yaml
    /// - uses: docker/metadata-action@v5
    ///   with:
    ///     images: quay.io/acme/migrations
    ///     tags: |
    ///       type=raw,value=latest,enable={{is_default_branch}}
    /// ```
    ///
    /// ## Use instead
    /// State them in the contract. An image that nobody runs here has no units:
    ///
    /// ```toml
    /// [[image]]
    /// name = "quay.io/acme/migrations"
    /// units = []
    /// ```
    X007 UNDECLARED_IMAGE "undeclared-image" Warning "images are published that nothing promises"
}

/// More names than these in one clause help nobody: the first one has them all.
const MOST_NAMES: usize = 4;

pub(super) fn check(repo: &Repo, judged: &[Judged], acc: &mut Vec<Finding>) {
    let others: Vec<&Delivery> = repo.deliveries.iter().filter(|one| !one.promised).collect();
    let Some(place) = others.iter().find_map(|one| one.promise.image.as_ref()?.place.clone()) else { return };
    let image = |one: &Delivery| one.promise.image.as_ref().map_or("", |fact| fact.value.as_str()).to_string();
    let all = of_all(repo, judged);
    let images = quoted(all.iter().map(|one| one.image.as_str()), usize::MAX);
    let (is, any) = if all.len() == 1 { ("is", "whether anybody runs it") } else { ("are", "who runs them") };
    let too = if others.len() == repo.deliveries.len() { "" } else { " too" };
    let mut message = format!("{images} {is} published{too}, and nothing says {any}");
    lacks(&all, &repo.promise.latest.value).iter().for_each(|part| message.push_str(&format!("; {part}")));
    let mut finding = UNDECLARED_IMAGE.at(place, message).help(match repo.contract.block {
        Some(_) => "state them in the contract, with `units = []` where nobody runs them here",
        None => "state in a contract block which images are delivered, with `units = []` where nobody runs one here",
    });
    for one in others.iter().skip(1).take(MOST_PLACES) {
        if let Some(Place { path, span }) = one.promise.image.as_ref().and_then(|fact| fact.place.clone()) {
            finding = finding.related(path, span, format!("`{}` is published here", image(one)));
        }
    }
    for (Place { path, span }, why) in places(&all) {
        finding = finding.related(path, span, why);
    }
    if let Some(constitution) = repo.constitution.as_ref().filter(|own| own.contract.block.is_some()) {
        // What only the settings know cannot be stated.
        let writable = |name: &str| !name.contains('<');
        let added: Vec<contract::Added> = others
            .iter()
            .filter(|one| writable(&image(one)))
            .map(|one| contract::Added {
                name: image(one),
                mirrors: one
                    .promise
                    .mirrors
                    .iter()
                    .map(|fact| fact.value.clone())
                    .filter(|name| writable(name))
                    .collect(),
                units: Vec::new(),
            })
            .collect();
        let edits = contract::add_images(&constitution.path, &constitution.text, &added);
        if !edits.is_empty() {
            finding = finding.safe_fix("state them in the contract, run by nobody here", edits);
        }
    }
    acc.push(finding);
}

/// What they lack, a clause for each kind.
fn lacks(all: &[Shortfall], latest: &str) -> Vec<String> {
    let of = |lacks: &dyn Fn(&Shortfall) -> bool| -> Option<String> {
        let names: Vec<&str> = all.iter().filter(|one| lacks(one)).map(|one| one.image.as_str()).collect();
        match names.len() {
            0 => None,
            1 if all.len() == 1 => Some("it".to_string()),
            own if own == all.len() => Some("them".to_string()),
            _ => Some(quoted(names.into_iter(), MOST_NAMES)),
        }
    };
    let clauses = [
        of(&|one| matches!(one.at_merge, AtMerge::Not)).map(|them| format!("no merge publishes {them} as `{latest}`")),
        of(&|one| matches!(one.at_merge, AtMerge::NotKnown(..)))
            .map(|them| format!("whether a merge publishes {them} as `{latest}` is not known")),
        of(&|one| one.unreleased).map(|them| format!("no release tag publishes {them}")),
        of(&|one| one.unlabelled.is_some()).map(|them| format!("nothing labels {them} with `{REVISION}`")),
    ];
    clauses.into_iter().flatten().collect()
}

/// Where that is seen, each place once.
fn places(all: &[Shortfall]) -> Vec<(Place, String)> {
    let mut found: Vec<(Place, String)> = Vec::new();
    let open = all.iter().filter_map(|one| match &one.at_merge {
        AtMerge::NotKnown(place, why) => Some((place.clone(), why.clone())),
        AtMerge::Published | AtMerge::Not => None,
    });
    let built = |one: &Shortfall| Some((one.unlabelled.clone()?, format!("`{}` is built here", one.image)));
    for (list, most) in
        [(open.collect::<Vec<_>>(), MOST_PLACES), (all.iter().filter_map(built).collect(), 2 * MOST_PLACES)]
    {
        for (place, why) in list {
            if found.len() < most && !found.iter().any(|(old, _)| *old == place) {
                found.push((place, why));
            }
        }
    }
    found
}

/// The names in quotes, and how many there are more.
fn quoted<'a>(names: impl Iterator<Item = &'a str>, most: usize) -> String {
    let all: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    match all.get(..most).filter(|_| all.len() > most + 1) {
        Some(first) => format!("{} and {} more", first.join(", "), all.len() - most),
        None => all.join(", "),
    }
}
