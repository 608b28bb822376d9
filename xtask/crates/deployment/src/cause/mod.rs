//! What may keep a host from pulling anew, with what is to be known of it: the answer of
//! this model to "why".
//!
//! Rules name, word and weigh these; the model only finds them. Must not know a code, a
//! kebab name, a severity or a sentence of any rule.

mod data;

pub use data::{
    AnnotationPlace, CallRefusal, ComposeDoubt, CredentialSource, CutOffBy, DetachedBy, ImageTransport, JobGap,
    NameFault, NameOrigin, Named, OpaqueName, OtherUser, PodMaker, ShortName, Sought, StartFault, Storage, SwitchOff,
    UnclearCause, UnitAsks, UnitFault, UnitStyle, UnknownLabel, Unlabelled, UnnamedBy, UnreadCommand, UnreadyBy,
    UnresolvedBy, VersionTag,
};

use crate::kube::ObjectKind;

use crate::quadlet::{QuadletFault, QuadletKind};

/// A kind of reason for a verdict. Two reasons of one kind are mended in one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    // The label that asks for auto-update.
    /// The unit does not ask for auto-update.
    MissingLabel(Unlabelled, UnitStyle),
    /// A label that looks like auto-update but that podman does not know.
    UnknownLabel(UnknownLabel),
    /// The label stands behind the image.
    LabelAfterImage,
    /// The value of the label is no policy: this one.
    InvalidPolicy(String),
    /// Auto-update is switched off.
    Disabled(SwitchOff),
    /// Auto-update looks at the host's own images only.
    Local,
    /// The policy has an old name.
    OldPolicy,
    /// The auto-update label is on the pod, not on its containers.
    LabelOnPod,
    /// The label is commented out inside of the command.
    CommentedOut,
    /// `-label` is not `--label`.
    SingleDash,
    /// The label comes from the image only.
    ImplicitLabel(UnitStyle),
    /// The annotation names a container that the pod does not have; one that it has.
    OtherContainer { named: String, own: String },
    /// The annotation stands where podman does not look for one of an object of this kind.
    UnheardAnnotation { place: AnnotationPlace, object: ObjectKind },
    /// A later label switches auto-update off again.
    OverriddenLabel,

    // The unit's name, as podman gets it.
    /// Podman cannot tell which unit to restart.
    MissingUnit(UnnamedBy),
    /// The name given to podman is no unit's name.
    InvalidUnit { name: String, fault: NameFault, origin: NameOrigin },
    /// Podman is told to restart another unit than its own.
    OtherUnit { named: Named, name: String, own: String, origin: NameOrigin },
    /// The variable with the unit's name is empty.
    EmptyUnit(NameOrigin),
    /// The unit's name is given to the container, not to podman.
    UnitInContainer,
    /// The unit's name is set, but does not reach podman.
    LostUnit,
    /// The label with the unit's name, this one, has no effect.
    OverriddenUnit(String),

    // The image that a registry is asked for.
    /// The image is pinned by digest.
    DigestPin,
    /// The image has a tag and a digest.
    TagAndDigest,
    /// The image's name does not say its registry.
    ShortName(String, ShortName),
    /// The image lives on the host only.
    Localhost(String, UnitAsks),
    /// The image is given with a transport.
    Transport(ImageTransport),
    /// Which image runs is only known on the host.
    UnresolvedImage(UnresolvedBy),
    /// The unit runs a version that nobody publishes twice.
    VersionPin(VersionTag),
    /// `--tls-verify=false` does not hold for auto-update, which asks this registry.
    TlsVerify(String),
    /// The credentials do not hold for auto-update.
    Credentials(CredentialSource, UnitStyle),

    // What a restart of the service does.
    /// A restart finds the name of its container in use.
    NameInUse(String),
    /// A restart may find the name of its container in use.
    RacyRestart(String),
    /// A restart starts the same old container.
    OldContainer,
    /// Podman detaches, and the service of this `Type=` ends with it.
    Detached(String, DetachedBy),
    /// The service never becomes ready.
    NeverReady(UnreadyBy),
    /// Whether a restart makes a new container cannot be told.
    UnclearRestart(UnclearCause),
    /// The pod is made by the container that joins it.
    PodByRun,
    /// A job that ends by itself may run an old image, or nothing starts it.
    UnpulledJob(JobGap, UnitStyle),
    /// Nothing in the repository starts the service.
    NeverStarted(StartFault),
    /// Each start builds this image under its published name.
    HostBuild(String),

    // Whose container it is, and where.
    /// The pod is made elsewhere and knows no unit.
    ForeignPod(PodMaker),
    /// The container runs for a user that the system's auto-update does not see: key, value.
    User(String, String),
    /// Podman runs as another user than its unit.
    OtherUser(OtherUser),
    /// The container lives where auto-update does not look.
    OtherStorage(Storage),
    /// The unit is one of root's own user manager.
    RootUserManager,
    /// A user's unit changes the user: key, value.
    UserUnit(String, String),
    /// `User=`, `Group=` or `DynamicUser=` in a Quadlet file, which changes nothing.
    ServiceUserKey(String),

    // Units that do not even start.
    /// Systemd does not load the unit.
    RefusedUnit(UnitFault),
    /// A continued command ends too early.
    CutOff(CutOffBy),
    /// Podman refuses the command line.
    RefusedCommand(CallRefusal),

    // What only the host knows.
    /// What the unit runs cannot be read.
    OpaqueCommand(UnreadCommand),
    /// The unit's name may come from a file on the host.
    OpaqueEnvironment(OpaqueName),
    /// The labels may come from this file on the host.
    OpaqueLabels(Sought, String),
    /// Flags come from a variable that is only known on the host.
    OpaqueFlags(Sought, String),
    /// The container runs under docker.
    Docker,
    /// The container is described by a compose file.
    Compose(ComposeDoubt),

    // Quadlet files.
    /// Quadlet refuses the file of this name.
    RefusedQuadlet(QuadletFault, String),
    /// A key that Quadlet does not know.
    UnknownKey { section: String, key: String },
    /// `AutoUpdate=` stands in this section, where it means nothing.
    WrongSection(String),
    /// The Quadlet file is shipped to a folder where nobody reads it.
    MisplacedQuadlet,
    /// The Quadlet file refers to this one, which is not here.
    MissingReference(String),
    /// A Quadlet file of this name, which the unit needs, is refused.
    BrokenReference(QuadletFault, String, QuadletKind),
    /// An empty argument makes Quadlet drop the label behind it.
    DroppedArguments,
}

/// The cause without its data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CauseKind(std::mem::Discriminant<Cause>);

impl Cause {
    pub fn kind(&self) -> CauseKind {
        CauseKind(std::mem::discriminant(self))
    }
}
