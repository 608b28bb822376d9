//! Which written word is the cause of a fault that shows elsewhere: a name that nobody gives, a
//! line that an action refuses, a host. What it says is tried out by exchanging it. Must not know
//! rules, nor what a finding says.

use super::texts::{self, Written};
use super::MOST;
use crate::repo::Repo;
use prodproof_publication::expression::{asked_paths, parts, Part};
use prodproof_publication::{DoubledBy, Event, ImageBuild, Publication, Remark, RemarkKind, WorkflowFile};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{Edit, Place};
use prodproof_syntax::reference::Reference;
use prodproof_syntax::span::Span;
use prodproof_syntax::yaml::{Entry, Node};
use prodproof_workflow::file::{action, steps_of};

/// What docker/metadata-action gives: its `action.yml`, read 2026-12-01.
const METADATA_OUTPUTS: [&str; 10] = [
    "version",
    "tags",
    "tag-names",
    "labels",
    "annotations",
    "json",
    "bake-file",
    "bake-file-tags",
    "bake-file-labels",
    "bake-file-annotations",
];

/// The word without which the remark would not be made, where it stands elsewhere.
pub fn of_remark(repo: &Repo, remark: &Remark) -> Option<Place> {
    let file = repo.build.file(&remark.path)?;
    let like = |other: &&Remark| other.path == remark.path && other.kind.is_like(&remark.kind);
    let before = repo.build.remarks.iter().filter(|other| other.event == remark.event).filter(like).count();
    let gone = |edit: &Edit| {
        let changed = repo.event_with(std::slice::from_ref(edit), &remark.event);
        changed.is_some_and(|build| build.remarks.iter().filter(like).count() < before)
    };
    let edits: Vec<Edit> = match &remark.kind {
        RemarkKind::MetadataError(_) => texts::lines_of(file, &["tags", "flavor", "images"])
            .iter()
            .map(|(written, span)| Edit::new(written.path, written.span(*span), ""))
            .collect(),
        RemarkKind::DoubledHost { reference, host, by: DoubledBy::Writer } => hosts(repo, file, reference, host),
        RemarkKind::NoTag | RemarkKind::InvalidReference(_) => {
            let mut edits = misnamed_steps(file);
            // Of a value of one line that is what is told anyway.
            let lines = remark.span.text(&file.text).contains('\n');
            let elsewhere = |edit: &Edit| lines || !remark.span.contains(edit.place.span);
            edits.extend(unknown_names(file).into_iter().filter(elsewhere));
            edits
        }
        _ => return None,
    };
    edits.into_iter().take(MOST).find(gone).map(|edit| edit.place)
}

/// A host that stands twice: in one word, or in two of which the second has it as well.
fn hosts(repo: &Repo, file: &WorkflowFile, reference: &str, host: &str) -> Vec<Edit> {
    let twice = format!("{host}/{host}/");
    let own = Reference::parse(reference);
    let inner = own.repository.clone();
    let Some(name) = inner.strip_prefix(host).map(|name| name.trim_start_matches('/').to_string()) else {
        return Vec::new();
    };
    let whole = own.name();
    let pairs = [(whole, format!("{host}/{name}")), (twice, format!("{host}/")), (inner, name)];
    let written = texts::all(repo, &[file]);
    let edits = pairs.iter().flat_map(|(old, new)| {
        written.iter().flat_map(move |one| {
            let of = move |span: Span| edit(one, span, new);
            texts::names_in(one, old).into_iter().filter_map(of).collect::<Vec<_>>()
        })
    });
    edits.collect()
}

/// What stands there has to be what the model reads: no folded or escaped text.
fn edit(written: &Written<'_>, part: Span, new: &str) -> Option<Edit> {
    let span = written.span(part);
    (span.text(written.source) == part.text(written.text)).then(|| Edit::new(written.path, span, new))
}

/// The `id` of a step that nobody asks for, while several places ask for one that is not there:
/// renamed, it would be that one.
fn misnamed_steps(file: &WorkflowFile) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (_, job) in file.jobs() {
        let ids: Vec<&Node> = steps_of(job).iter().filter_map(|step| step.get("id")).collect();
        let is = |id: &Node, asked: &str| id.as_str().is_some_and(|own| own.eq_ignore_ascii_case(asked));
        let asked: Vec<String> = asked_in(job)
            .into_iter()
            .filter_map(|(.., path)| (path.first()? == "steps").then(|| path.get(1).cloned()).flatten())
            .collect();
        let spare = ids.iter().filter(|id| !asked.iter().any(|asked| is(id, asked)));
        let mut missing: Vec<&String> = asked.iter().filter(|asked| !ids.iter().any(|id| is(id, asked))).collect();
        // Of two words that do not go together the one that stands alone is the odd one.
        missing.retain(|name| asked.iter().filter(|other| other == name).count() > 1);
        missing.dedup();
        for id in spare {
            edits.extend(missing.iter().map(|name| Edit::new(&file.path, id.span, name.as_str())));
        }
    }
    edits
}

/// Expressions that ask for what nobody gives, with something in their place.
fn unknown_names(file: &WorkflowFile) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (_, job) in file.jobs() {
        for (node, span, path) in asked_in(job) {
            if !is_given(file, job, &path) {
                edits.push(Edit::new(&file.path, node.span_in(&file.text, span), "x"));
            }
        }
    }
    edits
}

/// The chains from a context on that the texts below a node ask for: the text, the expression.
fn asked_in(node: &Node) -> Vec<(&Node, Span, Vec<String>)> {
    let mut scalars = Vec::new();
    texts::push_scalars(node, &mut scalars);
    let mut found = Vec::new();
    for node in scalars {
        let text = node.scalar().map_or("", |scalar| scalar.text.as_str());
        for part in parts(text) {
            let Part::Expression(_, span) = part else { continue };
            found.extend(asked_paths(span.text(text)).into_iter().map(|path| (node, span, path)));
        }
    }
    found
}

/// Whether somebody may give what the chain asks for.
fn is_given(file: &WorkflowFile, job: &Node, path: &[String]) -> bool {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let has = |node: Option<&Node>, key: &str| node.is_some_and(|node| node.get_any_case(key).is_some());
    match path.as_slice() {
        ["steps", id, rest @ ..] => {
            let is =
                |step: &&Node| step.get("id").and_then(Node::as_str).is_some_and(|own| own.eq_ignore_ascii_case(id));
            let Some(step) = steps_of(job).iter().find(is) else { return false };
            let known = action(step).is_some_and(|name| name == "docker/metadata-action");
            let run = step.get("run").and_then(Node::as_str);
            match rest {
                ["outputs", name] if run.is_some() => run.is_some_and(|run| run.contains(&format!("{name}="))),
                ["outputs", name] if known => METADATA_OUTPUTS.iter().any(|own| own.eq_ignore_ascii_case(name)),
                _ => true,
            }
        }
        ["env", name] => {
            let holders = file.root().into_iter().chain([job]).chain(steps_of(job));
            let by_script = |step: &Node| step.get("run").and_then(Node::as_str).is_some_and(|run| run.contains(name));
            name.starts_with("DOCKER_METADATA")
                || holders.into_iter().any(|one| has(one.get("env"), name))
                || steps_of(job).iter().any(by_script)
        }
        ["needs", id, ..] => job.get("needs").is_some_and(|needs| {
            needs.one_or_many().into_iter().any(|one| one.as_str().is_some_and(|own| own.eq_ignore_ascii_case(id)))
        }),
        ["matrix", name, ..] => {
            let matrix = job.at(&["strategy", "matrix"]);
            let listed = matrix.and_then(|matrix| matrix.get("include"));
            let included = || listed.is_some_and(|all| !all.items().iter().any(|item| !has(Some(item), name)));
            matrix.is_some_and(|matrix| !matrix.is_mapping()) || has(matrix, name) || included()
        }
        ["inputs", name] => {
            let of = |event: &str| file.on().and_then(|on| on.at(&[event, "inputs"]));
            ["workflow_dispatch", "workflow_call"].iter().any(|event| has(of(event), name))
        }
        _ => true,
    }
}

/// The place from which `one` has the tag that it publishes: the line of a list of tags, or the
/// word that would have to be another, of which `wanted` would come.
pub fn tag_made_at(repo: &Repo, one: &Publication, wanted: &Reference) -> Option<Place> {
    let file = repo.build.file(&one.path)?;
    let own = one.reference.as_ref()?;
    let lines = texts::lines_of_tags(file);
    let vanishes = |(written, span): &&(Written<'_>, Span)| {
        let edit = Edit::new(written.path, written.span(*span), "");
        let changed = repo.event_with(std::slice::from_ref(&edit), &one.event);
        changed.is_some_and(|build| !build.publications.iter().any(|other| other.reference.as_ref() == Some(own)))
    };
    if let Some((written, span)) = lines.iter().take(MOST).find(vanishes) {
        return Some(Place::new(written.path, written.span(*span)));
    }
    let (old, new) = (own.tag.as_deref()?, wanted.tag.as_deref()?);
    let written = texts::all(repo, &[file]);
    let edits =
        written.iter().flat_map(|text| texts::tags_in(text, old).into_iter().filter_map(|at| edit(text, at, new)));
    let mends = |edit: &Edit| {
        let changed = repo.event_with(std::slice::from_ref(edit), &one.event);
        changed.is_some_and(|build| build.publishes(&one.event, wanted).answer == Answer::Yes)
    };
    edits.take(MOST).find(mends).map(|edit| edit.place)
}

/// The line that should make a tag on the event, and makes none: one that is switched off, or the
/// only one that makes none on merges either. What merges move is no tag of the event's own.
pub fn idle_line(repo: &Repo, path: &str, event: &Event, image: &Reference) -> Option<Place> {
    let file = repo.build.file(path)?;
    let lines = texts::lines_of_metadata(file);
    let publishes = |edit: &Edit| {
        let changed = repo.event_with(std::slice::from_ref(edit), event);
        let own = |one: &Publication| {
            let named = one.reference.as_ref().filter(|own| own.same_name(image) == Answer::Yes);
            one.event == *event
                && named.and_then(|own| own.tag.as_ref()).is_some_and(|tag| *tag != repo.promise.latest.value)
        };
        changed.is_some_and(|build| build.publications.iter().any(own))
    };
    let inputs = texts::inputs(&[file], &["tags"]);
    let switches = inputs.iter().flat_map(|written| {
        let all = texts::switches(written).into_iter();
        all.filter_map(|(span, _)| edit(written, span, "enable=true")).collect::<Vec<_>>()
    });
    if let Some(edit) = switches.take(MOST).find(publishes) {
        return Some(edit.place);
    }
    let merge = repo.build.merge();
    let idle = |(written, span): &&(Written<'_>, Span)| {
        let edit = Edit::new(written.path, written.span(*span), "");
        let changed = repo.event_with(std::slice::from_ref(&edit), &merge);
        let tags = |build: &prodproof_publication::Build| -> Vec<Option<Reference>> {
            let all = build.publications.iter().filter(|one| one.event == merge && one.path == path);
            all.map(|one| one.reference.clone()).collect()
        };
        changed.is_some_and(|build| tags(&build) == tags(&repo.build))
    };
    let idle: Vec<_> = lines.iter().take(MOST).filter(idle).collect();
    let [(written, span)] = idle.as_slice() else { return None };
    let edit = Edit::new(written.path, written.span(*span), "type=ref,event=tag");
    publishes(&edit).then_some(edit.place)
}

/// The input that keeps a build for the runner alone: pushed instead, it would be the image.
pub fn of_load(repo: &Repo, one: &ImageBuild, wanted: &Reference) -> Option<Place> {
    let step = repo.build.file(&one.path)?.step_at(one.span)?;
    let is = |entry: &&Entry| entry.key.as_str().is_some_and(|key| key.eq_ignore_ascii_case("load"));
    let load = step.get("with")?.entries().iter().find(is)?;
    let edit = Edit::new(&one.path, load.key.span, "push");
    let changed = repo.merge_with(std::slice::from_ref(&edit))?;
    let publishes = changed.publishes_name(&changed.merge(), wanted).answer == Answer::Yes;
    publishes.then(|| Place::new(&one.path, load.key.span))
}

/// The word that names one of the registries that were logged in to: with the one that is
/// pushed to in its place the push is let through.
pub fn of_login(repo: &Repo, one: &Publication, hosts: &[String]) -> Option<Place> {
    let file = repo.build.file(&one.path)?;
    let wanted = one.reference.as_ref()?;
    let written = texts::all(repo, &[file]);
    let words = written.iter().flat_map(|text| {
        let of = |host: &String| {
            let spans = texts::names_in(text, host).into_iter();
            spans.filter_map(|span| edit(text, span, &wanted.registry)).collect::<Vec<_>>()
        };
        hosts.iter().flat_map(of).collect::<Vec<_>>()
    });
    let mends = |edit: &Edit| {
        let changed = repo.event_with(std::slice::from_ref(edit), &one.event);
        let through = |other: &Publication| other.reference.as_ref() == Some(wanted) && other.refused.is_none();
        changed.is_some_and(|build| build.publications.iter().any(through))
    };
    words.take(MOST).find(mends).map(|edit| edit.place)
}
