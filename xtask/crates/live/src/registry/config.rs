//! The configuration of an image: labels and when it was built.
//!
//! Source: opencontainers/image-spec `config.md`.

use std::collections::BTreeMap;

use serde_json::Value;

use super::printed;
use crate::call::{Outcome, Program};
use crate::moment::Moment;
use crate::trouble::Trouble;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    pub labels: BTreeMap<String, String>,
    pub created: Option<Moment>,
}

impl Config {
    pub fn read(client: Program, outcome: &Outcome) -> Result<Self, Trouble> {
        let none = || Trouble::garbled(client, "image configuration");
        let value: Value = serde_json::from_slice(printed(client, outcome)?).map_err(|_| none())?;
        if !value["rootfs"].is_object() && !value["config"].is_object() && !value["architecture"].is_string() {
            return Err(none());
        }
        let labels = value.pointer("/config/Labels").and_then(Value::as_object).into_iter().flatten();
        let labels = labels.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_string())));
        let created = value["created"].as_str().and_then(Moment::rfc3339);
        Ok(Self { labels: labels.collect(), created })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ImageManifest, Origin, RegistryDocument};
    use super::*;

    fn read(text: &str) -> Result<Config, Trouble> {
        Config::read(Program::Skopeo, &Outcome::ended(0, text, ""))
    }

    #[test]
    fn labels_come_before_annotations_and_the_epoch_is_no_time() {
        let config = read(
            r#"{"created":"1970-01-01T00:00:00Z","architecture":"amd64","os":"linux","config":{"Labels":{"org.opencontainers.image.revision":" 860c190 ","org.opencontainers.image.version":""}},"rootfs":{"type":"layers"}}"#,
        )
        .expect("a configuration");
        let note = |name: &str| (format!("org.opencontainers.image.{name}"), "other".to_string());
        let annotations = [note("revision"), note("source")].into_iter().collect();
        let manifest = RegistryDocument { digest: String::new(), manifest: ImageManifest::Image, annotations };
        let origin = Origin::new(&config, &manifest);
        assert_eq!(origin.revision.as_deref(), Some("860c190"));
        assert_eq!(origin.source.as_deref(), Some("other"));
        assert_eq!((origin.version, origin.created), (None, None));
    }

    #[test]
    fn an_image_without_labels_has_none() {
        let config = read(
            r#"{"created":"2026-11-30T02:44:28.5Z","architecture":"amd64","os":"linux","config":{"Labels":null}}"#,
        );
        let config = config.expect("a configuration");
        assert!(config.labels.is_empty() && config.created.is_some());
        for text in ["", "{}", "[]", "null", "{\"Name\":\"quay.io/a/b\"}", "x"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
