//! What the host runs: units, the images they run, and whether podman auto-update
//! will pull and restart them. Must not know what any workflow publishes.

pub mod cause;
pub mod compose;
pub mod containerfile;
mod kube;
pub mod labels;
pub mod on_host;
pub mod packages;
pub mod podman;
pub mod quadlet;
pub mod service;
pub mod settings;
mod units;
mod verdict;
pub mod wrap;
mod written;

use std::collections::BTreeMap;
use std::sync::Arc;

use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::Place;
use prodproof_syntax::reference::Reference;
use prodproof_syntax::snapshot::Snapshot;
use prodproof_syntax::span::{Span, Spanned};

/// Why a verdict is what it is. Its place is in the deployment's own files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    pub cause: Cause,
    /// What this alone makes of the verdict; `Yes` for a remark.
    pub answer: Answer,
    pub path: String,
    pub span: Span,
    /// Where else to look; what is to be seen there follows from the cause.
    pub related: Vec<Place>,
}

/// What kind of file makes the deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeploymentKind {
    /// A systemd unit that calls podman.
    Service,
    /// A Quadlet `.container`.
    Container,
    /// A service of a compose file.
    Compose,
    /// A Kubernetes manifest, played by a unit or a Quadlet `.kube`.
    Kube,
}

/// A unit that runs an image on a host.
#[derive(Clone, Debug)]
pub struct Deployment {
    /// The unit's file, and the place of the image in it (or the command, where it has none).
    pub path: String,
    pub span: Span,
    pub kind: DeploymentKind,
    /// The name of the service on the host: `widget.service`, `widget@%i.service`.
    pub service: String,
    /// The image that is run, in normal form, and where it is written. The place is in
    /// another file (a drop-in, a script, a manifest) if `image_path` says so.
    pub image: Option<Spanned<Reference>>,
    pub image_path: String,
    /// The labels of the container that come from the unit's files, as podman gets them;
    /// what is only known on the host is spelled `<?>`.
    pub labels: BTreeMap<String, String>,
    /// Whether the host will pull it anew, given that the timer runs.
    pub verdict: Answer,
    /// The repository's own timer pulls the image and restarts the service, whatever
    /// auto-update does: what must hold on the host for that.
    pub delivered: Option<OnHost>,
    /// It runs to its end, so that there is nothing to restart.
    pub is_job: bool,
    /// A job that runs the image that the host has, whatever the registry has.
    pub unpulled: bool,
    /// Something fills in its image before a host gets it.
    pub filled_in: bool,
    /// What decided a "no" or an "unknown", worst first, and what only deserves a remark.
    pub reasons: Vec<Reason>,
    /// What must hold on the host for a "yes".
    pub conditions: Vec<OnHost>,
    /// What edits hang on, where something is to be said.
    pub written: Option<Arc<WrittenUnit>>,
}

impl Deployment {
    /// Whether what a registry has comes to run: by auto-update, or by the repository's
    /// own timer.
    pub fn arrives(&self) -> Answer {
        match self.delivered {
            Some(_) => Answer::Yes,
            None => self.verdict,
        }
    }
}

pub use cause::Cause;
pub use kube::{ManifestFault, ObjectKind};
pub use on_host::OnHost;
pub use units::{
    inside_of_images, is_enablement, is_skipped, is_template, misnamed, service, BuiltImage, ToldOfUnits, Trial,
};
pub use written::WrittenUnit;

/// Reads every unit of the snapshot that a host runs; units that are copied into the
/// image (`rootfs/`, `COPY`) run there and are no deployments, unless a host boots it.
pub fn deployments(snapshot: &Snapshot) -> Vec<Deployment> {
    units::deployments(snapshot, ToldOfUnits::default())
}

/// The same with what contract and workflows say.
pub fn deployments_with(snapshot: &Snapshot, told: ToldOfUnits<'_>) -> Vec<Deployment> {
    units::deployments(snapshot, told)
}
