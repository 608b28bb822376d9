//! What must hold on the host for a "yes". Must not know how it is said.

use crate::kube::ObjectKind;

/// One thing that no file of the repository shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OnHost {
    /// podman's own timer runs.
    AutoUpdateTimer,
    /// This timer of the repository's runs.
    Timer(String),
    /// This timer runs, and its unit pulls the image and restarts the service.
    Delivers { timer: String, service: String },
    /// A user's timer runs, and the user lingers.
    Lingers,
    /// This service is there, and has pulled the image.
    Neighbour(String),
    /// This file sets no other name of a unit.
    NoOtherUnit(String),
    /// podman restarts this service for the whole pod.
    PodRestart(String),
    /// podman is not older than this: major, minor.
    Podman((u32, u32), PodmanNeed),
}

/// What needs a podman of some age.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PodmanNeed {
    /// A key of a `.container`; of `Image=`, the ending that it names.
    Key(&'static str),
    ImageFile(&'static str),
    Templates,
    DropIns,
    /// `AutoUpdate=` of a `.kube`.
    KubeKey,
    Object(ObjectKind),
}
