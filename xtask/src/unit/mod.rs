//! What the host runs: units, the images they run, and whether podman auto-update
//! will pull and restart them. Must not know what any workflow publishes.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod flags;
pub mod podman;
pub mod quadlet;
pub mod settings;

use crate::answer::Answer;
use crate::finding::Fix;
use crate::reference::Reference;
use crate::rules::Rule;
use crate::snapshot::Snapshot;
use crate::span::{Span, Spanned};

/// Why a verdict is what it is. Its place is in the deployment's own files.
#[derive(Clone, Debug)]
pub struct Reason {
    pub rule: &'static Rule,
    pub path: String,
    pub span: Span,
    pub message: String,
    pub help: String,
    pub fix: Option<Fix>,
}

/// A unit that runs an image on a host.
#[derive(Clone, Debug)]
pub struct Deployment {
    /// The unit's file, and the place of the image in it (or the command, where it has none).
    pub path: String,
    pub span: Span,
    /// The image that is run, in normal form, and where it is written.
    pub image: Option<Spanned<Reference>>,
    /// Whether the host will pull it anew, given that the timer runs.
    pub verdict: Answer,
    /// What decided a "no" or an "unknown", worst first.
    pub reasons: Vec<Reason>,
    /// What must hold on the host for a "yes", for people.
    pub conditions: Vec<String>,
}

/// Reads every unit of the snapshot that a host runs; units that are copied into the
/// image (`rootfs/`, `COPY`) run there and are no deployments.
pub fn deployments(_snapshot: &Snapshot) -> Vec<Deployment> {
    Vec::new()
}
