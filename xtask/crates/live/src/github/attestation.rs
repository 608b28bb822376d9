//! What a signed build attestation says of an image: the commit that it was built from.
//! `gh attestation verify` (gh 2.49 and later) checks the signature; nothing here does.
//!
//! Source: cli/cli `pkg/cmd/attestation`. Without a terminal gh prints nothing but the result,
//! or one error.

use super::{text, ForgeRepository};
use crate::call::{Call, Outcome, Program};
use crate::trouble::{last_line, said, Trouble, TroubleKind};

/// What is known of an image's attestations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attestation {
    /// GitHub knows of none.
    None,
    /// What the certificates of those say that were verified: several builds may come to one
    /// digest.
    Says(Vec<Attested>),
    /// There is one, and it does not stand up to the check; gh's words.
    Unverified(String),
}

/// What the certificate of a verified attestation says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attested {
    /// The commit: the extension "Source Repository Digest" of Fulcio's certificates.
    pub commit: String,
    /// Where it was built, `https://github.com/acme/widget`.
    pub source: Option<String>,
}

/// Whose attestations are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// This repository's.
    Repository,
    /// Any of the owner's: a sibling's, which `sourceRepositoryURI` then names.
    Owner,
}

/// Asks for the attestations of an image by digest. Who signed is not narrowed down (a
/// workflow that is called signs in its own name); where it was built is read from the
/// certificate.
pub fn attestation(forge: &ForgeRepository, by: By, name: &str, digest: &str) -> Call {
    let image = format!("oci://{name}@{digest}");
    let (option, whose) = match by {
        By::Repository => ("--repo", forge.repository.as_str()),
        By::Owner => ("--owner", forge.owner()),
    };
    let mut args = vec!["attestation", "verify", &image, option, whose, "--cert-identity-regex", "^https://"];
    args.extend(["--format", "json"]);
    // Older ones do not have the option.
    if forge.host != "github.com" {
        args.extend(["--hostname", &forge.host]);
    }
    Call::new(Program::Gh, args).seconds(30)
}

pub fn read_attestation(outcome: &Outcome) -> Result<Attestation, Trouble> {
    let said = said(Program::Gh, outcome)?;
    if said.code != 0 {
        return refused(said.code, &said.stderr);
    }
    // 2.66 ends well where there is none of this kind (cli/cli#10418).
    if said.stdout.iter().all(u8::is_ascii_whitespace) {
        return Ok(Attestation::None);
    }
    let garbled = || Trouble::garbled(Program::Gh, "attestation");
    let value: serde_json::Value = serde_json::from_slice(said.stdout).map_err(|_| garbled())?;
    let read = |one: &serde_json::Value| {
        let certificate = one.pointer("/verificationResult/signature/certificate")?;
        let commit = text(certificate, "/sourceRepositoryDigest")?;
        Some(Attested { commit, source: text(certificate, "/sourceRepositoryURI") })
    };
    let all: Option<Vec<Attested>> = value.as_array().ok_or_else(garbled)?.iter().map(read).collect();
    let mut all = all.ok_or_else(garbled)?;
    all.dedup();
    Ok(if all.is_empty() { Attestation::None } else { Attestation::Says(all) })
}

/// What gh's one error means.
fn refused(code: i32, stderr: &str) -> Result<Attestation, Trouble> {
    let line = last_line(stderr);
    let line = line.strip_prefix("Error: ").unwrap_or(&line).to_string();
    let trouble = |kind| Err(Trouble::new(Program::Gh, kind));
    let says = |any: &[&str]| any.iter().any(|one| stderr.contains(one));
    match code {
        4 => return trouble(TroubleKind::NotLoggedIn),
        _ if says(&["unknown command \"attestation\""]) => return trouble(TroubleKind::TooOld { needed: "2.49" }),
        _ => {}
    }
    if says(&["HTTP 404", "no attestations found", "no attestations were verified"]) {
        Ok(Attestation::None)
    } else if says(&["HTTP 401"]) {
        trouble(TroubleKind::NotLoggedIn)
    } else if says(&["HTTP 403"]) {
        trouble(TroubleKind::Forbidden)
    } else if says(&["verifying with issuer", " to be http", "leaf certificate issuer", "bundle"]) {
        Ok(Attestation::Unverified(line))
    } else {
        trouble(TroubleKind::Failed { code, words: line })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(sha: &str, repository: &str) -> String {
        format!(
            r#"{{"attestation":{{}},"verificationResult":{{"signature":{{"certificate":{{"sourceRepositoryDigest":"{sha}","sourceRepositoryURI":"https://github.com/acme/{repository}"}}}}}}}}"#
        )
    }

    fn read(code: i32, stdout: &str, stderr: &str) -> Result<Attestation, Trouble> {
        read_attestation(&Outcome::ended(code, stdout, stderr))
    }

    /// Shapes and words are those of cli/cli's source: no archive here has a gh that is new
    /// enough.
    #[test]
    fn the_certificate_tells_the_commit() {
        let commits = |text: &str| match read(0, text, "") {
            Ok(Attestation::Says(all)) => all.into_iter().map(|one| one.commit).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        assert_eq!(commits(&format!("[{}]", one("860c190", "widget"))), ["860c190"]);
        assert_eq!(
            commits(&format!("[{},{}]", one("860c190", "widget"), one("553c207", "widget"))),
            ["860c190", "553c207"]
        );
        assert_eq!(read(0, "[]", ""), Ok(Attestation::None));
        assert_eq!(read(0, "\n", ""), Ok(Attestation::None));
        for text in ["no JSON", "{}", "[{\"verificationResult\":{}}]", "[{\"verif"] {
            assert!(read(0, text, "").is_err(), "{text}");
        }
    }

    #[test]
    fn how_gh_refuses() {
        let url = "https://api.github.com/repos/acme/widget/attestations/sha256:ab?per_page=30";
        for (stderr, expected) in [
            (format!("\nError: failed to fetch attestations from acme/widget: HTTP 404: Not Found ({url})\n"), Ok(Attestation::None)),
            ("\nError: no attestations found for digest acme/widget in sha256:ab\n".into(), Ok(Attestation::None)),
            (
                "\nError: verifying with issuer \"sigstore.dev\"\n".into(),
                Ok(Attestation::Unverified("verifying with issuer \"sigstore.dev\"".into())),
            ),
            (
                "\nError: expected SourceRepositoryURI to be https://github.com/acme/widget, got https://github.com/acme/widget-old\n".into(),
                Ok(Attestation::Unverified("expected SourceRepositoryURI to be https://github.com/acme/widget, got https://github.com/acme/widget-old".into())),
            ),
            ("unknown command \"attestation\" for \"gh\"\n\nUsage:  gh <command>\n".into(), Err(TroubleKind::TooOld { needed: "2.49" })),
            (format!("\nError: HTTP 403: Resource not accessible by integration ({url})\n"), Err(TroubleKind::Forbidden)),
            ("\nError: HTTP 401: Bad credentials\n".into(), Err(TroubleKind::NotLoggedIn)),
            ("\nError: dial tcp: no route\n".into(), Err(TroubleKind::Failed { code: 1, words: "dial tcp: no route".into() })),
        ] {
            let expected = expected.map_err(|kind| Trouble::new(Program::Gh, kind));
            assert_eq!(read(1, "", &stderr), expected, "{stderr}");
        }
    }

    #[test]
    fn whose_attestations_are_asked_for() {
        let forge = ForgeRepository::new("github.com", "acme/widget").expect("a name");
        let shown = |by| attestation(&forge, by, "quay.io/acme/widget", "sha256:ab").shown();
        assert!(shown(By::Repository).starts_with(
            "gh attestation verify oci://quay.io/acme/widget@sha256:ab --repo acme/widget --cert-identity-regex"
        ));
        assert!(shown(By::Owner).contains("--owner acme "));
    }
}
