//! Why Quadlet makes no service of a file. Must not know how it is said.

use prodproof_syntax::span::Span;
use prodproof_syntax::systemd::ProblemKind;

/// Why there will be no service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuadletFault {
    /// The file cannot be read.
    Syntax(ProblemKind),
    /// Section and key.
    UnknownKey(String, String),
    NoImage,
    ImageAndRootfs,
    NoYaml,
    NoTag,
    /// A file beside it that cannot be read.
    Neighbour(String),
    /// `Pod=` names no `.pod` file.
    NotAPod(String),
    KillMode(String),
    Type(String),
    /// Keys that exclude or need each other.
    Conflict(KeyConflict),
    /// The same, but only for a podman before 6.
    Before6(KeyConflict),
    Port(String),
}

/// Keys that exclude or need each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyConflict {
    /// `ReloadCmd=` and `ReloadSignal=`.
    ReloadTwice,
    /// Options of a network that is another container's.
    NetworkOptions,
    /// The other container has no name before it runs.
    NamelessNetwork,
    GroupWithoutUser,
    RemapWithMapping,
    RemapWithoutUsers,
    RemapManual,
    RemapKeepId,
    RemapUnknown,
    NoArtifact,
    /// `SetWorkingDirectory=yaml` without a manifest.
    YamlFolder,
    /// `SetWorkingDirectory=file` without a file.
    FileFolder,
    /// Neither `SetWorkingDirectory=` nor `File=`.
    NoFolder,
    RelativeFile,
    /// `Driver=image` without an image.
    VolumeWithoutImage,
    TypeWithoutDevice,
    OptionsWithoutDevice,
    /// More gateways or ranges than subnets.
    FewSubnets,
}

/// A fault and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub why: QuadletFault,
    pub span: Span,
}

/// The refusal of conflicting keys.
pub(super) fn conflict(why: KeyConflict, span: Span) -> Result<(), Refusal> {
    Err(Refusal { why: QuadletFault::Conflict(why), span })
}
