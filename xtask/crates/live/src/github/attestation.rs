//! What a signed build attestation says of an image: the commit that it was built from.
//! `gh attestation verify` (gh 2.49 and later) checks the signature; nothing here does.

use super::{text, Forge};
use crate::call::{Call, Outcome, Program};
use crate::trouble::{said, Kind, Trouble};

/// What the certificate of a verified attestation says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attested {
    /// The commit: the extension "Source Repository Digest" of Fulcio's certificates.
    pub commit: String,
    /// Where it was built, `https://github.com/acme/widget`.
    pub source: Option<String>,
}

/// Asks for the attestations of an image by digest, made by this repository's workflows.
pub fn attestation(forge: &Forge, name: &str, digest: &str) -> Call {
    let image = format!("oci://{name}@{digest}");
    let mut args = vec!["attestation", "verify", &image, "--repo", &forge.repository, "--format", "json"];
    // Older ones do not have the option.
    if forge.host != "github.com" {
        args.extend(["--hostname", &forge.host]);
    }
    Call::new(Program::Gh, args).seconds(30)
}

/// The attestation's commit; `None` where there is none that can be verified, or where gh
/// is too old to look.
pub fn read_attestation(outcome: &Outcome) -> Result<Option<Attested>, Trouble> {
    let said = said(Program::Gh, outcome)?;
    if said.code != 0 {
        return Ok(None);
    }
    let value: serde_json::Value =
        serde_json::from_slice(said.stdout).map_err(|_| Trouble::new(Program::Gh, Kind::Garbled("JSON")))?;
    let certificate = |one: &serde_json::Value| one.pointer("/verificationResult/signature/certificate").cloned();
    let commits = value.as_array().into_iter().flatten().filter_map(certificate).filter_map(|one| {
        let commit = text(&one, "/sourceRepositoryDigest")?;
        Some(Attested { commit, source: text(&one, "/sourceRepositoryURI") })
    });
    let all: Vec<Attested> = commits.collect();
    // Several builds may come to one digest; then it is not known which of them is meant.
    Ok(all.split_first().and_then(|(first, rest)| rest.iter().all(|one| one == first).then(|| first.clone())))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The shape is that of cli/cli `pkg/cmd/attestation/verification`, written from its
    /// source: no archive here has a gh that is new enough.
    #[test]
    fn the_certificate_tells_the_commit() {
        let one = |sha: &str| {
            format!(
                r#"{{"attestation":{{}},"verificationResult":{{"signature":{{"certificate":{{"sourceRepositoryDigest":"{sha}","sourceRepositoryURI":"https://github.com/acme/widget"}}}}}}}}"#
            )
        };
        let read = |text: &str| read_attestation(&Outcome::ended(0, text, ""));
        let commit = |text: &str| read(text).map(|found| found.map(|one| one.commit));
        assert_eq!(commit(&format!("[{}]", one("860c190"))), Ok(Some("860c190".into())));
        assert_eq!(commit(&format!("[{},{}]", one("860c190"), one("553c207"))), Ok(None));
        assert_eq!(commit("[]"), Ok(None));
        assert!(read("no JSON").is_err());
        let old = Outcome::ended(1, "", "unknown command \"attestation\" for \"gh\"\n");
        assert_eq!(read_attestation(&old), Ok(None));
    }
}
