//! X007: images are published that nothing promises.

use super::MOST_PLACES;
use crate::chain::Judged;
use crate::repo::{Delivery, Repo};
use prodproof_constitution::contract;
use prodproof_syntax::answer::Verdict;
use prodproof_syntax::finding::{rule, Finding, Place};

rule! {
    /// ## What it does
    /// Names, in one finding, all images that the workflows publish besides the promised
    /// ones: those that no contract states, no unit runs, no sentence of the constitution
    /// names, and that do not bear the repository's name.
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

pub(super) fn check(repo: &Repo, judged: &[Judged], acc: &mut Vec<Finding>) {
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
