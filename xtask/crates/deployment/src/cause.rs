//! What may keep a host from pulling anew, by kind: the answer of this model to "why".
//!
//! Rules name, explain and weigh these; the model only finds them. Must not know a code,
//! a kebab name or a severity of any rule.

/// A kind of reason for a verdict. Two reasons of one kind are mended in one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cause {
    // The label that asks for auto-update.
    /// The unit does not ask for auto-update.
    MissingLabel,
    /// A label that looks like auto-update but that podman does not know.
    UnknownLabel(Meant),
    /// The label stands behind the image.
    LabelAfterImage,
    /// The value of the label is no policy.
    InvalidPolicy,
    /// Auto-update is switched off.
    Disabled,
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
    ImplicitLabel,
    /// The annotation names a container that the pod does not have.
    OtherContainer,
    /// The annotation stands where podman does not look.
    UnheardAnnotation,
    /// A later label switches auto-update off again.
    OverriddenLabel,

    // The unit's name, as podman gets it.
    /// Podman cannot tell which unit to restart.
    MissingUnit,
    /// The name given to podman is no unit's name.
    InvalidUnit,
    /// Podman is told to restart another unit.
    OtherUnit(Named),
    /// The variable with the unit's name is empty.
    EmptyUnit,
    /// The unit's name is given to the container, not to podman.
    UnitInContainer,
    /// The unit's name is set, but does not reach podman.
    LostUnit,
    /// The label with the unit's name has no effect.
    OverriddenUnit,

    // The image that a registry is asked for.
    /// The image is pinned by digest.
    DigestPin,
    /// The image has a tag and a digest.
    TagAndDigest,
    /// The image's name does not say its registry.
    ShortName,
    /// The image lives on the host only.
    Localhost,
    /// The image is given with a transport.
    Transport,
    /// Which image runs is only known on the host.
    UnresolvedImage,
    /// The unit runs a version that nobody publishes twice.
    VersionPin,
    /// `--tls-verify=false` does not hold for auto-update.
    TlsVerify,
    /// The credentials do not hold for auto-update.
    Credentials,

    // What a restart of the service does.
    /// A restart finds the name of its container in use.
    NameInUse,
    /// A restart may find the name of its container in use.
    RacyRestart,
    /// A restart starts the same old container.
    OldContainer,
    /// Podman detaches, and the service ends with it.
    Detached,
    /// The service never becomes ready.
    NeverReady,
    /// Whether a restart makes a new container cannot be told.
    UnclearRestart,
    /// The pod is made by the container that joins it.
    PodByRun,
    /// A job that ends by itself may run an old image.
    UnpulledJob,
    /// Nothing in the repository starts the service.
    NeverStarted,
    /// Each start builds the image under its published name.
    HostBuild,

    // Whose container it is, and where.
    /// The pod is made elsewhere and knows no unit.
    ForeignPod,
    /// The container runs for a user that the system's auto-update does not see.
    User,
    /// Podman runs as another user than its unit.
    OtherUser,
    /// The container lives where auto-update does not look.
    OtherStorage,
    /// The unit is one of root's own user manager.
    RootUserManager,
    /// A user's unit changes the user.
    UserUnit,
    /// `User=`, `Group=` or `DynamicUser=` in a Quadlet file, which changes nothing.
    ServiceUserKey,

    // Units that do not even start.
    /// Systemd does not load the unit.
    RefusedUnit,
    /// A continued command ends too early.
    CutOff,
    /// Podman refuses the command line.
    RefusedCommand,

    // What only the host knows.
    /// What the unit runs cannot be read.
    OpaqueCommand,
    /// The unit's name may come from a file on the host.
    OpaqueEnvironment,
    /// The labels may come from a file on the host.
    OpaqueLabels,
    /// Flags come from a variable that is only known on the host.
    OpaqueFlags,
    /// The container runs under docker.
    Docker,
    /// The container is described by a compose file.
    Compose,

    // Quadlet files.
    /// Quadlet refuses the file.
    RefusedQuadlet,
    /// A key that Quadlet does not know.
    UnknownKey,
    /// `AutoUpdate=` stands in a section where it means nothing.
    WrongSection,
    /// The Quadlet file is shipped to a folder where nobody reads it.
    MisplacedQuadlet,
    /// The Quadlet file refers to one that is not here.
    MissingReference,
    /// A Quadlet file that the unit needs is refused.
    BrokenReference,
    /// An empty argument makes Quadlet drop the label behind it.
    DroppedArguments,
}

/// Whose name podman is given instead of the unit's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Named {
    /// Another service's that the repository makes.
    Neighbour,
    /// That of no unit of the repository.
    Stranger,
    /// One instance of the template that the unit is.
    Instance,
}

/// What the writer of an unknown label had in mind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Meant {
    /// The label with the policy.
    Policy,
    /// The label with the unit's name.
    Unit,
}

/// The cause without its data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CauseKind(std::mem::Discriminant<Cause>);

impl Cause {
    pub fn kind(&self) -> CauseKind {
        CauseKind(std::mem::discriminant(self))
    }
}
