//! Is the image one that auto-update can check (libpod/container_validate.go,
//! `parseUnnormalizedShortName`, and what a registry is asked every night).

use crate::cause::{CallRefusal, CredentialSource, ImageTransport, ShortName, UnitAsks, UnresolvedBy, VersionTag};
use crate::podman::{self, Flag, Subcommand};
use crate::verdict::{Case, UnitVerdict, AUTHFILE, AUTOUPDATE};
use crate::wrap::Invocation;
use crate::{Cause, Reason};
use prodproof_syntax::reference::Reference;
use prodproof_syntax::span::Span;
use prodproof_syntax::words::Word;

/// Transports of containers/image, but for `docker`, which has its own words.
const TRANSPORTS: &[&str] =
    &["containers-storage:", "dir:", "docker-archive:", "docker-daemon:", "oci:", "oci-archive:", "ostree:", "sif:"];

/// Why nothing can be said of a container whose image is a placeholder: what fills it in
/// may write the rest as well. A variable of the host is none.
pub fn filled_in(case: &Case) -> Option<Reason> {
    let image = case.call.image.as_ref().filter(|image| is_filled_in(image))?;
    Some(placeholder(case, image))
}

pub fn is_filled_in(image: &Word) -> bool {
    !image.text.has_holes() && is_placeholder(&image.text.shown())
}

fn placeholder(case: &Case, image: &Word) -> Reason {
    case.unknown(Cause::UnresolvedImage(UnresolvedBy::Placeholder(image.text.shown())), image.text.span())
}

pub fn judge(case: &Case, verdict: &mut UnitVerdict) {
    let Some(image) = &case.call.image else { return };
    let span = image.text.span();
    let shown = image.text.shown();
    if case.call.is_set("rootfs") {
        verdict.reasons.push(case.no(Cause::Transport(ImageTransport::Rootfs), span));
        return;
    }
    if let Some(transport) = TRANSPORTS.iter().find(|transport| shown.starts_with(**transport)) {
        verdict.reasons.push(case.no(Cause::Transport(ImageTransport::Other(transport)), span));
        return;
    }
    if shown.starts_with("docker://") {
        verdict.reasons.push(case.no(Cause::Transport(ImageTransport::Docker), span));
        return;
    }
    if is_placeholder(&shown) {
        verdict.reasons.push(placeholder(case, image));
        return;
    }
    if image.text.has_holes()
        && (image.opaque || !names_registry(&image.text.with_holes()) || image.text.with_holes().contains("<?>"))
    {
        verdict.reasons.push(case.unknown(Cause::UnresolvedImage(UnresolvedBy::Host(shown)), span));
        return;
    }
    if !names_registry(&shown) {
        let name = if is_rest_of_value(case, image) { ShortName::RestOfValue } else { ShortName::Image(asks(case)) };
        verdict.reasons.push(case.no(Cause::ShortName(shown, name), span));
        return;
    }
    let reference = Reference::parse(&shown);
    if let Some(why) = reference.invalid() {
        verdict.reasons.push(case.no(Cause::RefusedCommand(CallRefusal::Image(shown, why)), span));
        return;
    }
    if reference.registry == "localhost" {
        // Where nothing asks for it, what is merged has no way to the host either.
        verdict.reasons.push(case.no(Cause::Localhost(shown, asks(case)), span));
        return;
    }
    match (&reference.tag, &reference.digest) {
        (Some(_), Some(_)) => {
            verdict.reasons.push(case.no(Cause::TagAndDigest, span));
            return;
        }
        (None, Some(_)) => {
            verdict.reasons.push(case.no(Cause::DigestPin, span));
            return;
        }
        // A number or two, or a number with a flavour: `8`, `2-alpine`, `16`. They are
        // published anew for years, and whether that ends is not known.
        (Some(tag), None) if is_series(tag) => {
            verdict.reasons.push(case.unknown(Cause::VersionPin(VersionTag::Series(tag.clone())), span));
        }
        (Some(tag), None) if is_version(tag) => {
            verdict.reasons.push(case.unknown(Cause::VersionPin(VersionTag::One(tag.clone())), span));
        }
        _ => {}
    }
    registry(case, &reference, verdict);
}

/// Whether the container has a label on auto-update, be it of the unit or of the image: podman
/// looks at the image's name for nobody else.
fn asks(case: &Case) -> UnitAsks {
    let by_image = || case.image_labels.is_some_and(|(_, labels)| labels.contains_key(AUTOUPDATE));
    if case.call.label(AUTOUPDATE).is_some() || by_image() {
        UnitAsks::ForUpdates
    } else {
        UnitAsks::ForNothing
    }
}

/// Whether a word is the rest of a flag's value rather than an image: the value stands
/// right in front of it, and what is meant for the image follows.
fn is_rest_of_value(case: &Case, image: &Word) -> bool {
    let is_image = |word: &Word| {
        let text = word.as_str();
        let host = text.split('/').next().unwrap_or_default();
        !text.contains("://")
            && host.contains('.')
            && !host.starts_with('.')
            && names_registry(text)
            && Reference::parse(text).invalid().is_none()
    };
    let given = |flag: &Flag| podman::takes_value(flag.name);
    let last = case.call.flags.iter().filter(|flag| flag.span.end <= image.span.start).max_by_key(|flag| flag.span.end);
    last.is_some_and(given) && case.call.arguments.iter().take(8).any(is_image)
}

/// What the flags of `podman run` say about the registry is forgotten afterwards.
fn registry(case: &Case, reference: &Reference, verdict: &mut UnitVerdict) {
    if let Some(flag) = case.call.flag("tls-verify").filter(|_| !case.call.is_set("tls-verify")) {
        verdict.reasons.push(case.unknown(Cause::TlsVerify(reference.registry.clone()), flag.span));
    }
    if let (Some((span, source)), None) = (credentials(case, reference), case.call.label(AUTHFILE)) {
        verdict.reasons.push(case.unknown(Cause::Credentials(source, case.style), span));
    }
}

/// Credentials that only the service's own commands have. Root's default file, which
/// `podman login` writes, is auto-update's too.
fn credentials(case: &Case, reference: &Reference) -> Option<(Span, CredentialSource)> {
    if let Some(flag) = case.call.flag("authfile").or_else(|| case.call.flag("creds")) {
        return Some((flag.span, CredentialSource::Flag));
    }
    for name in ["REGISTRY_AUTH_FILE", "DOCKER_CONFIG"] {
        if let Some(span) = case.variable(name) {
            return Some((span, CredentialSource::Variable(name)));
        }
    }
    case.before.iter().find_map(|found| {
        let Invocation::Podman(call) = &found.what else { return None };
        let Subcommand::Other(verb) = &call.action else { return None };
        let concerns = match verb.as_str() {
            "login" => true,
            "pull" | "image pull" => call.arguments.iter().any(|word| Reference::parse(word.as_str()) == *reference),
            _ => false,
        };
        let given = |flag: &str| call.arguments.iter().any(|word| word.as_str().split('=').next() == Some(flag));
        let own = given("--authfile") || verb != "login" && given("--creds");
        (concerns && own).then_some((found.span, CredentialSource::Command))
    })
}

/// Whether the part before the first `/` is a host: it has a dot or colon, or is
/// `localhost`. docker takes an upper-case part for a host too, podman does not.
pub fn names_registry(image: &str) -> bool {
    image.split_once('/').is_some_and(|(host, _)| host.contains(['.', ':']) || host == "localhost")
}

/// `8`, `2-alpine`, `v1.2`: a line of releases, not one of them.
fn is_series(tag: &str) -> bool {
    let number = tag.strip_prefix('v').unwrap_or(tag);
    let (core, rest) = number.split_once('-').map_or((number, ""), |(core, rest)| (core, rest));
    let parts: Vec<&str> = core.split('.').collect();
    let small = |part: &&str| !part.is_empty() && part.len() <= 4 && part.chars().all(|c| c.is_ascii_digit());
    // The flavour has no version of its own.
    let flavour = rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_alphabetic()) && !rest.contains('.');
    parts.len() <= 2 && parts.iter().all(small) && flavour
}

/// A text that somebody, or something, is to replace by an image: `APP_IMAGE`,
/// `@@IMAGE@@`, `{{ image }}`, `ghcr.io/<owner>/app`. No registry has upper-case names.
pub fn is_placeholder(image: &str) -> bool {
    let marked = ["{{", "}}", "{%", "@@", "<", ">", "__", "%%"].iter().any(|mark| image.contains(mark))
        && !image.contains("<?>");
    let name = image.split(['@', ':']).next().unwrap_or(image);
    let shouted = |part: &str| {
        part.len() > 1 && part.chars().any(|c| c.is_ascii_uppercase()) && !part.chars().any(|c| c.is_ascii_lowercase())
    };
    let said =
        ["changeme", "change_me", "change-me", "your-", "your_", "yourname", "yourorg", "replace-me", "replace_me"];
    let lower = name.to_ascii_lowercase();
    marked
        || name.split('/').any(shouted)
        || said.iter().any(|word| lower.split('/').any(|part| part.starts_with(word)))
}

/// `1`, `v1.2.3`, `1.2.3-rc.1`, `sha-1a2b3c4`, `1a2b3c4d`: written once, by their nature.
fn is_version(tag: &str) -> bool {
    let hex = tag.strip_prefix("sha-").unwrap_or(tag);
    let is_commit = hex.len() >= 7
        && hex.chars().all(|c| c.is_ascii_digit() || ('a'..='f').contains(&c))
        && hex.contains(|c: char| c.is_ascii_digit());
    let number = tag.strip_prefix('v').unwrap_or(tag);
    let core = number.split(['-', '+', '_']).next().unwrap_or_default();
    let is_number =
        !core.is_empty() && core.split('.').all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()));
    is_commit || is_number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_have_a_dot_a_colon_or_are_localhost() {
        for image in ["quay.io/a/b", "docker.io/x", "localhost/x", "host:5000/x", "127.0.0.1:5000/a"] {
            assert!(names_registry(image), "{image}");
        }
        for image in ["nginx", "nginx:1", "library/nginx", "app@sha256:1", "Host/x", "sha256:abc"] {
            assert!(!names_registry(image), "{image}");
        }
    }

    #[test]
    fn placeholders_are_told_from_names() {
        for image in [
            "APP_IMAGE",
            "@@CONTROL_IMAGE@@",
            "{{ image }}",
            "ghcr.io/<owner>/<name>:<sha>",
            "quay.io/YOUR_ORG/x",
            "ghcr.io/your-org/app:latest",
            "__IMAGE__",
        ] {
            assert!(is_placeholder(image), "{image}");
        }
        for image in
            ["nginx", "quay.io/a/b:1", "docker.io/library/redis:8", "x@sha256:ABC", "quay.io/a/b:V1", "host:5000/a"]
        {
            assert!(!is_placeholder(image), "{image}");
        }
    }

    #[test]
    fn series_are_told_from_releases() {
        for tag in ["8", "16", "2-alpine", "v1", "7.2", "18-bookworm", "17-alpine"] {
            assert!(is_series(tag), "{tag}");
        }
        for tag in ["1.2.3", "20260101", "16-alpine3.23", "latest", "1.2-rc.1", "1a2b3c4d", "v0.28.1"] {
            assert!(!is_series(tag), "{tag}");
        }
    }

    #[test]
    fn versions_and_commits_are_told_from_names() {
        for tag in ["1.2.3", "v1", "1", "v1.2.3-rc.1", "sha-1a2b3c4", "860c190", "20260101"] {
            assert!(is_version(tag), "{tag}");
        }
        for tag in ["latest", "main", "stable", "edge", "vnext", "deadbee", "alpine", "rolling-1"] {
            assert!(!is_version(tag), "{tag}");
        }
    }
}
