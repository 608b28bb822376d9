//! Commands that delete from a registry: clients, clouds, the interfaces of forges.
//!
//! Source, read 2026-12-01: containers/skopeo v1.20.0 docs/skopeo-delete.1.md:16;
//! google/go-containerregistry v0.21.9 cmd/crane/cmd/delete.go:25-30; regclient/regclient
//! 725072f cmd/regctl/tag.go:56-60 (`del`, `rm` and `remove` too; other tags of the manifest stay),
//! manifest.go:73-95; oras-project/oras v1.3.3 cmd/oras/root/manifest/delete.go:45-46,111.
//! Of gcloud its code as google-cloud-sdk-unofficial/google-cloud-sdk mirrors it: 0991482
//! lib/surface/container/images/delete.py, def2e9d lib/surface/artifacts/docker/images/delete.py (`Delete`).
//! Of other clouds the documentation alone, read then:
//! docs.aws.amazon.com/cli/latest/reference/ecr/batch-delete-image.html. By URL, not read anew:
//! learn.microsoft.com/cli/azure/acr/repository (`delete`), github/docs
//! rest/packages/packages.md, docs.docker.com/reference/api/hub, the distribution specification
//! (`DELETE /v2/<name>/manifests/<reference>`).

use super::{one, package, Found};
use crate::model::Age;
use crate::model::Deleted;
use crate::publishers::aws;
use crate::publishers::command::{first, operands};
use crate::publishers::docker::{in_container, Inside, DOCKER_GLOBAL};
use crate::publishers::options::{skip_options, Parsed};
use prodproof_syntax::value::Symbolic;
use std::iter::once;

/// Whether the calls of a program are looked at for what they delete.
pub(crate) fn is_followed(program: &str) -> bool {
    let base = program.rsplit('/').next().unwrap_or(program);
    matches!(
        base,
        "skopeo"
            | "crane"
            | "gcrane"
            | "regctl"
            | "oras"
            | "gcloud"
            | "aws"
            | "az"
            | "gh"
            | "curl"
            | "wget"
            | "http"
            | "xh"
            | "hub-tool"
            | "docker"
            | "podman"
            | "nerdctl"
    )
}

/// What a command deletes. `owner`: that of the repository; `variable`: of the environment.
pub(crate) fn command(
    arguments: &[Symbolic],
    owner: Option<&str>,
    variable: &dyn Fn(&str) -> Option<Symbolic>,
) -> Vec<Found> {
    let Some((program, rest)) = arguments.split_first() else { return Vec::new() };
    let base = program.marked().rsplit('/').next().unwrap_or_default();
    if matches!(base, "docker" | "podman" | "nerdctl") {
        return in_its_own_image(rest, owner, variable);
    }
    let plain = operands(
        rest,
        &[
            "creds",
            "authfile",
            "platform",
            "project",
            "format",
            "n",
            "name",
            "region",
            "repository-name",
            "repository",
            "image",
            "image-ids",
            "registry-id",
            "X",
            "method",
            "request",
            "H",
            "header",
            "u",
            "user",
        ],
    );
    let words: Vec<&str> = plain.iter().map(|text| text.as_known().unwrap_or_default()).collect();
    let operand = |at: usize| -> Vec<Found> { plain.get(at).and_then(one).into_iter().collect() };
    match (base, words.as_slice()) {
        // The tag's digest is deleted, and with it all of its tags (containers/image
        // docker/docker_image_dest.go, `deleteImage`; oras as above).
        ("skopeo", ["delete", ..]) => operand(1).into_iter().map(with_all_tags).collect(),
        ("crane" | "gcrane", ["delete", ..]) => operand(1),
        ("regctl", ["tag" | "image" | "manifest", "delete" | "rm" | "del" | "remove", ..]) => operand(2),
        ("oras", ["manifest", "delete", ..]) => operand(2).into_iter().map(with_all_tags).collect(),
        ("hub-tool", ["tag", "rm", ..]) => operand(2),
        ("gcloud", ["container", "images", "delete" | "untag", ..]) => operand(3),
        ("gcloud", ["artifacts", "docker", "tags", "delete", ..]) => operand(4),
        // Without a tag the whole image is meant.
        ("gcloud", ["artifacts", "docker", "images", "delete", ..]) => {
            let found: Option<Found> = plain.get(4).and_then(one);
            let last = plain.get(4).map_or("", |text| text.marked().rsplit('/').next().unwrap_or_default());
            let whole = !last.contains([':', '@']);
            let what = |found: &Found| if whole { everything() } else { found.what.clone() };
            found.map(|found| Found { what: what(&found), ..found }).into_iter().collect()
        }
        ("aws", ["ecr", "batch-delete-image" | "delete-repository", ..]) => ecr(rest, words[1], variable),
        ("az", ["acr", "repository", "delete" | "untag", ..]) => acr(rest),
        ("gh" | "curl" | "wget" | "http" | "xh", _) => interface(rest, owner),
        _ => Vec::new(),
    }
}

/// `docker run … gcr.io/go-containerregistry/crane delete …`
fn in_its_own_image(rest: &[Symbolic], owner: Option<&str>, variable: &dyn Fn(&str) -> Option<Symbolic>) -> Vec<Found> {
    let rest = skip_options(rest, DOCKER_GLOBAL);
    let behind = match rest.split_first() {
        Some((run, behind)) if run.as_known() == Some("run") => behind,
        Some((run, behind)) if run.as_known() == Some("container") && first(behind) == Some("run") => &behind[1..],
        _ => return Vec::new(),
    };
    let arguments = match in_container(behind) {
        None => return Vec::new(),
        Some(Inside::Own(tool, inner)) => once(Symbolic::known(tool)).chain(inner.iter().cloned()).collect(),
        Some(Inside::Other(arguments)) => arguments,
    };
    let nested = arguments.first().is_some_and(|own| matches!(own.as_known(), Some("docker" | "podman" | "nerdctl")));
    if nested {
        return Vec::new();
    }
    command(&arguments, owner, variable)
}

/// The same under all tags that it has.
fn with_all_tags(found: Found) -> Found {
    match found.what {
        Deleted::Tags(tags) => Found { what: Deleted::Tagged(tags), ..found },
        what => Found { what, ..found },
    }
}

fn everything() -> Deleted {
    Deleted::Everything { except: Vec::new() }
}

fn ecr(rest: &[Symbolic], verb: &str, variable: &dyn Fn(&str) -> Option<Symbolic>) -> Vec<Found> {
    let parsed =
        Parsed::new(rest, &["region", "profile", "registry-id", "repository-name", "image-ids", "output", "query"]);
    let Some(repository) = parsed.value(&["repository-name"]) else { return Vec::new() };
    let mut name = aws::host(parsed.value(&["registry-id"]), parsed.value(&["region"]), variable);
    name.push_known("/");
    name.push(&repository);
    let Some(name) = name.reference() else { return Vec::new() };
    let ids: Vec<&str> = parsed.values(&["image-ids"]).chain(&parsed.operands).map(Symbolic::marked).collect();
    let tags: Vec<String> = ids
        .iter()
        .flat_map(|ids| ids.split(','))
        .filter_map(|id| id.strip_prefix("imageTag="))
        .map(|tag| Symbolic::from_marked(tag).to_string())
        .collect();
    let what = match (verb, tags.is_empty()) {
        ("delete-repository", _) => everything(),
        (_, true) => Deleted::Unknown,
        (_, false) => Deleted::Tags(tags),
    };
    vec![Found { name, what, age: Age::Any }]
}

fn acr(rest: &[Symbolic]) -> Vec<Found> {
    let parsed =
        Parsed::new(rest, &["n", "name", "image", "t", "repository", "suffix", "u", "username", "p", "password"]);
    let Some(registry) = parsed.value(&["n", "name"]) else { return Vec::new() };
    let whole = parsed.value(&["repository"]);
    let Some(image) = whole.clone().or_else(|| parsed.value(&["image", "t"])) else { return Vec::new() };
    let mut name = registry;
    name.push_known(".azurecr.io/");
    name.push(&image);
    let found: Option<Found> = one(&name);
    let what = |found: &Found| if whole.is_some() { everything() } else { found.what.clone() };
    found.map(|found| Found { what: what(&found), ..found }).into_iter().collect()
}

/// `gh api -X DELETE …`, `curl -X DELETE …`: the address says what.
fn interface(rest: &[Symbolic], owner: Option<&str>) -> Vec<Found> {
    let mut words = rest.iter().map(Symbolic::marked);
    let deletes = words.any(|word| {
        let short = word.strip_prefix('-').filter(|rest| !rest.starts_with('-')).and_then(|rest| rest.split_once('X'));
        matches!(word, "--method=DELETE" | "--request=DELETE")
            || short.is_some_and(|(_, verb)| verb == "DELETE")
            || word.eq_ignore_ascii_case("delete")
    });
    if !deletes {
        return Vec::new();
    }
    rest.iter().filter_map(|text| address(text, owner)).collect()
}

fn address(text: &Symbolic, owner: Option<&str>) -> Option<Found> {
    let marked = text.marked();
    let part = Symbolic::from_marked;
    // GitHub's packages: `/orgs/ORG/packages/container/NAME[/versions/ID]`.
    if let Some((before, behind)) = marked.split_once("packages/container/") {
        let before = before.trim_end_matches('/');
        let of = match before.rsplit_once('/').map_or(("", before), |(head, last)| (head, last)) {
            (head, last) if head.ends_with("orgs") || head.ends_with("users") => part(last),
            _ => owner.map_or_else(Symbolic::unknown, Symbolic::known),
        };
        let (name, version) = behind.split_once("/versions").unwrap_or((behind, ""));
        let name = package(&of, &part(name.trim_end_matches('/')))?;
        let what = if version.is_empty() { everything() } else { Deleted::Unknown };
        return Some(Found { name, what, age: Age::Any });
    }
    let path = marked.split_once("://").map(|(_, path)| path)?;
    let (host, path) = path.split_once('/')?;
    // `https://hub.docker.com/v2/repositories/acme/widget/tags/latest/`
    if host == "hub.docker.com" {
        let (_, path) = path.split_once("repositories/")?;
        return named("docker.io", path.trim_end_matches('/').split_once("/tags/"), path);
    }
    // `https://quay.io/api/v1/repository/acme/widget/tag/latest`
    if let Some((_, path)) = path.split_once("api/v1/repository/") {
        return named(host, path.trim_end_matches('/').split_once("/tag/"), path);
    }
    // `https://registry.example/v2/acme/widget/manifests/latest`
    let (name, reference) = path.strip_prefix("v2/")?.split_once("/manifests/")?;
    named(host, Some((name, reference)), name)
}

/// A tag of an image, or the whole image.
fn named(host: &str, tag: Option<(&str, &str)>, path: &str) -> Option<Found> {
    let (name, tag) = tag.map_or((path.trim_end_matches('/'), None), |(name, tag)| (name, Some(tag)));
    let reference = Symbolic::from_marked(format!("{host}/{name}")).reference()?;
    let what = match tag {
        None => everything(),
        Some(tag) if tag.starts_with("sha256:") || Symbolic::from_marked(tag).as_known().is_none() => Deleted::Unknown,
        Some(tag) => Deleted::Tags(vec![tag.to_string()]),
    };
    Some(Found { name: reference, what, age: Age::Any })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(line: &str) -> String {
        let words: Vec<Symbolic> = line.split_whitespace().map(Symbolic::known).collect();
        let variable = |name: &str| (name == "AWS_REGION").then(|| Symbolic::known("eu-west-1"));
        let all = command(&words, Some("acme"), &variable);
        let told = all.iter().map(|found| match &found.what {
            Deleted::Tags(tags) | Deleted::Tagged(tags) => format!("{}:{}", found.name.name(), tags.join("|")),
            Deleted::Everything { .. } => format!("{} all", found.name.name()),
            Deleted::Untagged => format!("{} untagged", found.name.name()),
            Deleted::Unknown => format!("{} ?", found.name.name()),
        });
        told.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn what_commands_delete() {
        for (line, expected) in [
            ("skopeo delete docker://quay.io/acme/widget:latest", "quay.io/acme/widget:latest"),
            ("skopeo delete --creds a:b docker://quay.io/acme/widget", "quay.io/acme/widget:latest"),
            ("crane delete ghcr.io/acme/widget:pr-1", "ghcr.io/acme/widget:pr-1"),
            ("crane delete ghcr.io/acme/widget@sha256:00", "ghcr.io/acme/widget ?"),
            ("regctl tag rm q.io/a/b:c", "q.io/a/b:c"),
            ("oras manifest delete --force q.io/a/b:c", "q.io/a/b:c"),
            ("gcloud container images delete gcr.io/p/a:1 --force-delete-tags --quiet", "gcr.io/p/a:1"),
            (
                "gcloud artifacts docker images delete eu-docker.pkg.dev/p/r/a --delete-tags",
                "eu-docker.pkg.dev/p/r/a all",
            ),
            (
                "aws ecr batch-delete-image --repository-name a --image-ids imageTag=latest imageTag=1",
                "<aws-account>.dkr.ecr.eu-west-1.amazonaws.com/a:latest|1",
            ),
            (
                "aws ecr batch-delete-image --repository-name a --image-ids file://x",
                "<aws-account>.dkr.ecr.eu-west-1.amazonaws.com/a ?",
            ),
            ("az acr repository delete -n acme --image widget:latest --yes", "acme.azurecr.io/widget:latest"),
            ("gh api -X DELETE /orgs/acme/packages/container/widget", "ghcr.io/acme/widget all"),
            ("gh api --method DELETE /user/packages/container/widget%2Fapi/versions/12", "ghcr.io/acme/widget/api ?"),
            ("gh api /orgs/acme/packages/container/widget/versions", ""),
            (
                "curl -X DELETE -H x https://api.github.com/users/acme/packages/container/widget",
                "ghcr.io/acme/widget all",
            ),
            (
                "curl -XDELETE https://hub.docker.com/v2/repositories/acme/widget/tags/latest/",
                "docker.io/acme/widget:latest",
            ),
            ("curl -X DELETE https://quay.io/api/v1/repository/acme/widget/tag/latest", "quay.io/acme/widget:latest"),
            ("curl --request DELETE https://reg.example/v2/a/b/manifests/sha256:00", "reg.example/a/b ?"),
            ("curl https://reg.example/v2/a/b/manifests/latest", ""),
            ("curl -sXDELETE https://api.github.com/orgs/acme/packages/container/widget", "ghcr.io/acme/widget all"),
            ("curl -fsSLX DELETE https://api.github.com/user/packages/container/widget", "ghcr.io/acme/widget all"),
            (
                "curl -L --request DELETE --url https://api.github.com/orgs/acme/packages/container/widget/versions/1",
                "ghcr.io/acme/widget ?",
            ),
            (
                "wget --method=DELETE https://api.github.com/orgs/acme/packages/container/widget",
                "ghcr.io/acme/widget all",
            ),
            ("http DELETE https://api.github.com/orgs/acme/packages/container/widget", "ghcr.io/acme/widget all"),
            ("skopeo copy docker://a docker://b", ""),
            ("docker run --rm gcr.io/go-containerregistry/crane delete q.io/a/b:c", "q.io/a/b:c"),
            ("docker run -v x:/y --rm quay.io/skopeo/stable:latest delete docker://q.io/a/b:c", "q.io/a/b:c"),
            ("podman container run ghcr.io/oras-project/oras:v1 manifest delete --force q.io/a/b:c", "q.io/a/b:c"),
            ("docker --context x run --entrypoint /bin/crane gcr.io/x/crane delete q.io/a/b:c", "q.io/a/b:c"),
            ("docker run --rm gcr.io/go-containerregistry/crane copy q.io/a/b:c q.io/a/b:d", ""),
            ("docker run --rm alpine delete q.io/a/b:c", ""),
            ("docker rmi q.io/a/b:c", ""),
            ("gcloud artifacts docker images list x", ""),
        ] {
            assert_eq!(found(line), expected, "{line}");
        }
    }
}
