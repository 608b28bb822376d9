//! Images, tags and base images that the prose states.

use super::{also, at, grouped, UNBACKED_BASE_IMAGE, UNBACKED_IMAGE, UNBACKED_TAG};
use crate::answer::Answer;
use crate::constitution::claims::{Claim, Image, Role, What};
use crate::constitution::Constitution;
use crate::finding::{Edit, Finding};
use crate::fleet::bases::bases;
use crate::reference::{could_equal, Reference};
use crate::repo::Repo;
use crate::span::{LineIndex, Span};
use crate::workflow::Publication;

pub(super) fn check(repo: &Repo, constitution: &Constitution, claims: &[Claim], acc: &mut Vec<Finding>) {
    // With a contract, the prose is held against it and it against the rest.
    if constitution.contract.image.is_none() {
        images(repo, constitution, claims, acc);
    }
    tags(repo, constitution, claims, acc);
    base_images(repo, constitution, claims, acc);
}

fn images(repo: &Repo, constitution: &Constitution, claims: &[Claim], acc: &mut Vec<Finding>) {
    let published: Vec<&Publication> = repo.build.publications.iter().collect();
    // A push of unknown name may be of any.
    if published.iter().any(|one| one.reference.is_none()) || repo.deployments.iter().any(|one| one.image.is_none()) {
        return;
    }
    let run: Vec<&Reference> = repo.deployments.iter().filter_map(|one| Some(&one.image.as_ref()?.value)).collect();
    let pushed: Vec<&Reference> = published.iter().filter_map(|one| one.reference.as_ref()).collect();
    let stated = grouped(claims.iter().filter_map(|claim| match &claim.what {
        What::Image { image, role } => Some((claim, (image.name.as_str(), *role))),
        _ => None,
    }));
    let mut done: Vec<&str> = Vec::new();
    for ((name, role), group) in stated {
        let claimed = Reference::parse(name);
        let known = |all: &[&Reference]| all.iter().any(|one| one.same_name(&claimed) != Answer::No);
        let (measure, what): (Vec<&Reference>, &str) = match role {
            Role::Published => (pushed.clone(), "publishes"),
            Role::Runs => (run.clone(), "runs"),
            Role::Named => (pushed.iter().chain(&run).copied().collect(), "publishes or runs"),
        };
        if measure.is_empty() || known(&measure) || done.contains(&name) {
            continue;
        }
        // An image that shares neither name nor namespace may be a neighbour's.
        let last = |repository: &str| repository.rsplit('/').next().unwrap_or(repository).to_string();
        let akin = measure.iter().any(|one| last(&one.repository) == last(&claimed.repository));
        if role != Role::Published && !akin {
            continue;
        }
        done.push(name);
        let Some(first) = group.first() else { continue };
        let mut finding = also(
            at(&UNBACKED_IMAGE, constitution, first, format!("nothing here {what} `{name}`")),
            constitution,
            &group,
        );
        let mut names: Vec<String> = measure.iter().map(|one| one.name()).collect();
        names.sort();
        names.dedup();
        for publication in published.iter().take(1).filter(|_| role != Role::Runs) {
            finding = finding.related(
                &publication.path,
                publication.span,
                format!("`{}` is published here", names.join("`, `")),
            );
        }
        for deployment in repo.deployments.iter().filter(|_| role != Role::Published) {
            if let Some(image) = &deployment.image {
                finding = finding.related(&deployment.path, image.span, format!("`{}` runs here", image.value.name()));
            }
        }
        finding = finding.help("write one name in all three files");
        if let [one] = names.as_slice() {
            let edits: Vec<Edit> = group.iter().filter_map(|claim| rename(constitution, claim, name, one)).collect();
            if !one.contains('<') && !edits.is_empty() {
                finding = finding.help(format!("write `{one}` here, or publish `{name}`"));
                finding = finding.fix(format!("write `{one}` into the prose"), false, edits);
            }
        }
        acc.push(finding);
    }
}

fn rename(constitution: &Constitution, claim: &Claim, from: &str, to: &str) -> Option<Edit> {
    let words = claim.span.text(&constitution.text);
    let at = words.find(from)?;
    Some(Edit::new(&constitution.path, claim.span, format!("{}{to}{}", &words[..at], &words[at + from.len()..])))
}

fn tags(repo: &Repo, constitution: &Constitution, claims: &[Claim], acc: &mut Vec<Finding>) {
    let publications = &repo.build.publications;
    if publications.is_empty() || publications.iter().any(|one| one.reference.is_none()) {
        return;
    }
    let stated = grouped(claims.iter().filter_map(|claim| match &claim.what {
        What::Tag(tag) => Some((claim, tag.as_str())),
        _ => None,
    }));
    for (tag, group) in stated {
        // The tag of every merge has a rule of its own.
        if tag == repo.promise.latest.value {
            continue;
        }
        let tags = || publications.iter().filter_map(|one| one.reference.as_ref()?.tag.as_deref());
        if tags().any(|own| could_equal(own, tag) != Answer::No) {
            continue;
        }
        let Some(first) = group.first() else { continue };
        let finding = at(&UNBACKED_TAG, constitution, first, format!("no event publishes the tag `{tag}`"));
        acc.push(also(finding, constitution, &group).help("publish the tag, or amend the constitution"));
    }
}

fn base_images(repo: &Repo, constitution: &Constitution, claims: &[Claim], acc: &mut Vec<Finding>) {
    let stated = grouped(claims.iter().filter_map(|claim| match &claim.what {
        What::Base(image) => Some((claim, image)),
        _ => None,
    }));
    if stated.is_empty() {
        return;
    }
    let bases = bases(&repo.snapshot);
    let backed =
        |image: &Image| bases.iter().any(|base| is_base(image, &Reference::parse(&base.reference)) != Answer::No);
    // A list of the bases to choose from is kept by choosing one.
    let chosen = stated.iter().any(|(image, _)| backed(image));
    for (image, group) in stated {
        if bases.is_empty() || backed(image) || (chosen && !group.iter().any(|claim| claim.binding)) {
            continue;
        }
        let Some(first) = group.first() else { continue };
        let mut finding =
            at(&UNBACKED_BASE_IMAGE, constitution, first, format!("no Containerfile builds from `{image}`"));
        for base in &bases {
            let text = repo.snapshot.text(&base.spot.path).unwrap_or_default();
            let start = place(text, base.spot.line, base.spot.column);
            let width = text.get(start..).map_or(0, |rest| rest.find(char::is_whitespace).unwrap_or(rest.len()));
            finding = finding.related(
                &base.spot.path,
                Span::new(start, start + width),
                format!("this builds from `{}`", base.reference),
            );
        }
        acc.push(also(finding, constitution, &group).help("build from that image, or amend the constitution"));
    }
}

/// The byte at a line and column, both from 1.
fn place(text: &str, line: usize, column: usize) -> usize {
    let start = LineIndex::new(text).start_of(line).unwrap_or(0);
    let rest = text.get(start..).unwrap_or_default();
    let skipped = if rest.starts_with('\u{feff}') { column } else { column.saturating_sub(1) };
    start + rest.char_indices().nth(skipped).map_or(rest.len(), |(at, _)| at)
}

/// Whether a base is the one that prose names. A name without registry and folder may
/// be any part of the path: people say `ubi10`.
fn is_base(image: &Image, base: &Reference) -> Answer {
    let tag = match (&image.tag, &base.tag) {
        (Some(tag), Some(own)) => could_equal(tag, own),
        _ => Answer::Yes,
    };
    if !image.name.contains('/') {
        let parts = base.repository.split('/');
        let named = parts.clone().any(|part| part == image.name || part.starts_with(&format!("{}-", image.name)));
        let holes = base.has_holes();
        return match (named, holes) {
            (true, _) => tag,
            (false, true) => Answer::Unknown,
            (false, false) => Answer::No,
        };
    }
    Reference::parse(&image.name).same_name(base).and(tag)
}
