//! Tells GitHub what was proved: a deployment record for a digest on a host. The only
//! request that is not a look; it is made for `--record` alone.
//!
//! Source: docs.github.com/rest/orgs/artifact-metadata, `POST
//! /orgs/{org}/artifacts/metadata/deployment-record`.

use serde_json::json;

use super::{answer, ForgeRepository};
use crate::call::{Call, Outcome, Program};
use crate::trouble::Trouble;

/// What runs where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// `registry/namespace/name`.
    pub name: String,
    /// With its algorithm.
    pub digest: String,
    /// The commit.
    pub version: String,
    /// `production`, unless the contract says otherwise.
    pub environment: String,
    /// The host.
    pub cluster: String,
    /// The unit; unique on its host, so that a later record takes this one's place.
    pub deployment: String,
}

/// The request; the record travels on standard input.
pub fn record(forge: &ForgeRepository, one: &Recorded) -> Call {
    let mut args = forge.head("POST");
    args.push(format!("orgs/{}/artifacts/metadata/deployment-record", forge.owner()));
    args.extend(["--input".to_string(), "-".to_string()]);
    let body = json!({
        "name": one.name,
        "digest": one.digest,
        "version": one.version,
        "status": "deployed",
        "logical_environment": one.environment,
        "cluster": one.cluster,
        "deployment_name": one.deployment,
        "github_repository": forge.repository.split('/').nth(1),
    });
    Call::new(Program::Gh, args).input(body.to_string())
}

impl Recorded {
    pub fn read(outcome: &Outcome) -> Result<(), Trouble> {
        answer(outcome).map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_names_digest_host_and_unit() {
        let forge = ForgeRepository::new("github.com", "acme/widget").expect("a name");
        let one = Recorded {
            name: "quay.io/acme/widget".into(),
            digest: "sha256:ab".into(),
            version: "860c190".into(),
            environment: "production".into(),
            cluster: "web1".into(),
            deployment: "widget.service".into(),
        };
        let call = record(&forge, &one);
        assert!(
            call.shown().contains("POST") && call.shown().contains("orgs/acme/artifacts/metadata/deployment-record")
        );
        let body: serde_json::Value = serde_json::from_str(&call.input.unwrap_or_default()).expect("JSON");
        assert_eq!((&body["digest"], &body["github_repository"]), (&json!("sha256:ab"), &json!("widget")));
        assert!(Recorded::read(&Outcome::ended(1, "HTTP/2.0 403 Forbidden\r\n\r\n{}", "")).is_err());
    }
}
