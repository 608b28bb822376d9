//! The document under a reference: an image's manifest, or an index of several.
//!
//! Source: opencontainers/image-spec `manifest.md`, `image-index.md`; Docker's schema 2
//! has the same fields. Schema 1 names no configuration and is told as unknown.

use std::collections::BTreeMap;

use serde_json::Value;

use super::printed;
use crate::call::{Outcome, Program};
use crate::sha256;
use crate::trouble::Trouble;

/// Platforms of an index that are looked at; real ones have at most a dozen.
pub const MOST_PLATFORMS: usize = 24;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryDocument {
    /// Of the bytes: what podman compares.
    pub digest: String,
    pub manifest: ImageManifest,
    pub annotations: BTreeMap<String, String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImageManifest {
    Image,
    /// The platforms, without attestations and other things that nobody runs.
    Index(Vec<PlatformManifest>),
}

/// One platform of an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformManifest {
    pub digest: String,
    /// `linux/arm64/v8`.
    pub platform: String,
}

impl RegistryDocument {
    pub fn read(client: Program, outcome: &Outcome) -> Result<Self, Trouble> {
        let bytes = printed(client, outcome)?;
        let none = || Trouble::garbled(client, "manifest");
        let value: Value = serde_json::from_slice(bytes).map_err(|_| none())?;
        let annotations = value["annotations"].as_object().into_iter().flatten();
        let annotations = annotations.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_string())));
        let manifest = match (value["manifests"].as_array(), value["config"]["digest"].as_str()) {
            (Some(all), _) => {
                let entries = all.iter().filter(|one| is_run(one)).map(entry);
                let entries = entries.collect::<Option<Vec<_>>>().ok_or_else(none)?;
                ImageManifest::Index(entries)
            }
            (None, Some(_)) => ImageManifest::Image,
            (None, None) => return Err(none()),
        };
        Ok(Self { digest: sha256::digest(bytes), manifest, annotations: annotations.collect() })
    }
}

/// BuildKit hangs attestations into the index, for the platform `unknown/unknown`
/// (moby/buildkit `docs/attestations/attestation-storage.md`).
fn is_run(entry: &Value) -> bool {
    entry["annotations"]["vnd.docker.reference.type"] != "attestation-manifest" && entry["platform"]["os"] != "unknown"
}

fn entry(value: &Value) -> Option<PlatformManifest> {
    let digest = value["digest"].as_str().filter(|digest| is_digest(digest))?;
    let platform = &value["platform"];
    let parts = ["os", "architecture", "variant"].map(|key| platform[key].as_str().unwrap_or_default());
    let platform = parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("/");
    Some(PlatformManifest { digest: digest.to_string(), platform })
}

/// It becomes a word of the next call.
fn is_digest(text: &str) -> bool {
    text.split_once(':').is_some_and(|(algorithm, hex)| {
        !algorithm.is_empty()
            && algorithm.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
            && hex.len() >= 32
            && hex.chars().all(|c| c.is_ascii_hexdigit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<RegistryDocument, Trouble> {
        RegistryDocument::read(Program::Skopeo, &Outcome::ended(0, text, ""))
    }

    #[test]
    fn an_index_has_platforms_and_no_attestations() {
        let digest = |c: &str| format!("sha256:{}", c.repeat(64));
        let index = format!(
            r#"{{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[
            {{"digest":"{}","platform":{{"architecture":"amd64","os":"linux"}}}},
            {{"digest":"{}","platform":{{"architecture":"arm64","os":"linux","variant":"v8"}}}},
            {{"digest":"{}","platform":{{"architecture":"unknown","os":"unknown"}},"annotations":{{"vnd.docker.reference.type":"attestation-manifest"}}}}]}}"#,
            digest("a"),
            digest("b"),
            digest("c")
        );
        let Ok(RegistryDocument { manifest: ImageManifest::Index(entries), .. }) = read(&index) else {
            panic!("an index")
        };
        let shown: Vec<_> = entries.iter().map(|one| one.platform.as_str()).collect();
        assert_eq!(shown, ["linux/amd64", "linux/arm64/v8"]);
    }

    #[test]
    fn a_manifest_has_the_digest_of_its_bytes() {
        let text = r#"{"schemaVersion":2,"config":{"digest":"sha256:x"},"annotations":{"a":"b","c":1}}"#;
        let document = read(text).expect("a manifest");
        assert_eq!(document.manifest, ImageManifest::Image);
        assert_eq!(document.digest, sha256::digest(text.as_bytes()));
        assert_eq!(document.annotations.len(), 1);
    }

    #[test]
    fn what_is_no_manifest_is_no_answer() {
        for text in [
            "",
            "{",
            "<html>",
            "[]",
            r#"{"schemaVersion":1,"fsLayers":[]}"#,
            r#"{"manifests":[{"digest":"--help"}]}"#,
            r#"{"manifests":[{"digest":"sha256:zz"}]}"#,
        ] {
            assert_eq!(read(text), Err(Trouble::garbled(Program::Skopeo, "manifest")), "{text}");
        }
    }
}
