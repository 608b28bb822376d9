//! What is to be known of a cause to say it, and to weigh it. Must not know how it is said.

use crate::kube::{ManifestFault, ObjectKind};
use crate::podman::{CallFault, Subcommand};
use prodproof_syntax::exec::ExecFault;
use prodproof_syntax::reference::ReferenceFault;

/// In which language the unit is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitStyle {
    Plain,
    Quadlet,
    /// A Kubernetes manifest with an object of this kind; a Quadlet `.kube` may add to it.
    Kube(ObjectKind),
}

impl UnitStyle {
    pub fn is_manifest(self) -> bool {
        matches!(self, Self::Kube(_))
    }
}

/// How it is known that nothing asks for auto-update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unlabelled {
    /// The unit has no label, and its image's holds a variable.
    ImageVariable,
    /// There is neither the label nor the unit's name.
    Nameless,
    /// There is no label; the unit's name is set.
    Named,
}

/// A label that podman has never known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownLabel {
    pub key: String,
    pub meant: Sought,
    pub style: UnitStyle,
}

/// A label that podman looks for: what the writer of another one had in mind, or what may
/// stand where nobody can look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sought {
    /// The one with the policy, in this unit.
    Policy(UnitStyle),
    /// The policy itself; the label is there.
    PolicyValue,
    /// The one with the unit's name.
    Unit,
}

/// What switches auto-update off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SwitchOff {
    /// The policy `disabled`.
    ByWord,
    /// A label without a value.
    ByNothing,
}

/// Where the unit's name comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameOrigin {
    Environment,
    Label,
    Image,
}

/// Who is not told the unit's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnnamedBy {
    /// The command that makes the container.
    Container,
    /// The unit's own `podman pod create`.
    Pod,
}

/// Why a text is no unit's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameFault {
    NoSuffix,
    NoInstance,
    BadCharacter,
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

/// Why the unit's name is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpaqueName {
    /// It is this text, which the host fills in.
    Text(String, NameOrigin),
    /// It may be in this file of the host.
    File(String),
}

/// How an image is given that no registry has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageTransport {
    /// As a folder: `--rootfs`.
    Rootfs,
    /// `docker://`, which is a registry's.
    Docker,
    /// Another of containers/image, with its colon.
    Other(&'static str),
}

/// Why it is not known which image runs; the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnresolvedBy {
    /// Somebody is to fill it in.
    Placeholder(String),
    /// The host does.
    Host(String),
}

/// A tag that may never be published again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VersionTag {
    /// A line of releases: `8`, `2-alpine`.
    Series(String),
    /// One release.
    One(String),
}

/// What has the credentials that auto-update does not get.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CredentialSource {
    Flag,
    Variable(&'static str),
    /// A command before the start.
    Command,
    /// The `.image` that is pulled before the start.
    ImageFile,
}

/// Why a service never becomes ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnreadyBy {
    /// It waits for a message that is kept back.
    Notify,
    /// It waits for podman to detach.
    Forking,
}

/// Why a restart may not make a new container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnclearCause {
    /// systemd has to guess the main process.
    Forking,
    /// The service does not stay active.
    Oneshot,
    /// podman crashes on a `.kube` that plays nothing but this.
    Played(ObjectKind),
}

/// Why nothing starts a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartFault {
    /// A template, and no instance is named.
    Template,
    /// A target that a user's systemd does not have.
    Target,
    /// Nothing at all.
    Nothing,
}

/// Who makes the pod, and why its infra container names no unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PodMaker {
    /// The unit, without such a container.
    OwnInfraless,
    /// This service, without such a container.
    Infraless(String),
    /// This service, which does not tell podman its name.
    Nameless(String),
    /// Nobody here; the pod's name.
    Elsewhere(String),
}

/// What moves a container to where auto-update does not look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Storage {
    /// This flag.
    Flag(&'static str),
    /// A second store of images.
    ImageStore,
    /// This variable.
    Variable(&'static str),
    /// Perhaps the file behind this flag or variable.
    Perhaps(&'static str),
}

/// Why systemd does not load a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitFault {
    LongLine,
    OpenHeader,
    Command(ExecFault),
    NoCommand,
    ManyCommands,
}

/// Why podman refuses what it is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallRefusal {
    /// The command line, of this command.
    Call(Subcommand, CallFault),
    /// The command line, before any command of it.
    Unreadable,
    RestartWithRm,
    /// The image's name, and what is wrong with it.
    Image(String, ReferenceFault),
    Manifest(ManifestFault),
}

/// Why it cannot be read what a unit runs, or whether it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnreadCommand {
    /// A script decides.
    Uncertain,
    /// Commands in commands, too many of them.
    Deep,
    /// This program runs it in another unit or for another user.
    OtherUnit(String),
    /// This script is only known on the host.
    HostScript(String),
    /// This script is run from another one.
    InnerScript(String),
    /// It is unknown what this program does with its arguments.
    Program(String),
    /// The script is beyond what can be read.
    Script,
    /// This file is not in the repository; `None` is its compose file.
    NotHere(Option<String>),
    /// This file is a template.
    Template(String),
    /// The units of the repository have too many files to be read.
    Beyond,
    /// This manifest describes no pod.
    NoPod(String),
    /// This compose file names no image.
    NoImage(String),
}

/// Why nobody can say that a service of a compose file is pulled anew; its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ComposeDoubt {
    /// It is pulled at each start of a unit that nothing starts anew.
    Unstarted,
    Watchtower(String),
    Docker(String),
    /// The compose program would make it anew, or not.
    Remade(String),
    /// The compose program hands the unit's name on, or not.
    Nameless(String),
    Unlabelled(String),
}

/// Where an annotation stands that podman does not hear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnnotationPlace {
    /// On the template of the object.
    Template,
    /// In a flag, which goes to pods only.
    Flag,
}

/// Whether a unit asks for auto-update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitAsks {
    ForUpdates,
    ForNothing,
}

/// What a name is that does not say its registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShortName {
    /// The rest of a flag's value that a blank cut off.
    RestOfValue,
    /// The image of a unit that asks for this.
    Image(UnitAsks),
}

/// What detaches podman from its service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DetachedBy {
    /// `podman run -d`.
    Flag,
    /// `podman start`, of a container that was made before.
    Start,
}

/// Why a job may not run what was merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobGap {
    /// It pulls, and nothing starts it.
    Unstarted,
    /// It runs the image that is there.
    Unpulled,
}

/// The other user that podman runs as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OtherUser {
    Named(String),
    /// Written with what only the host knows.
    OfHost(String),
}

/// What ends a continued command too early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CutOffBy {
    /// A blank behind its backslash.
    BlankBehind,
    BlankLine,
}
