//! What an edit of a unit hangs on: the command that makes the container, the unit around
//! it, and where each word of them stands. Must not know what any rule edits.

use crate::cause::UnitStyle;
use crate::podman::PodmanCall;
use crate::service::Service;
use prodproof_syntax::joined::Joined;

/// A unit as it is written, of which something is to be said.
#[derive(Clone, Debug)]
pub struct WrittenUnit {
    pub service: Service,
    pub style: UnitStyle,
    pub call: PodmanCall,
    /// What podman takes for the unit's name.
    pub name: Option<Joined>,
    /// Whether anything names the unit, rightly or not.
    pub names_unit: bool,
    /// Whether the container joins a pod.
    pub in_pod: bool,
}
