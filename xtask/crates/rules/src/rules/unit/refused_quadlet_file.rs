//! D047: Quadlet refuses the file.

use super::{breaks, Breach, Mended, Wanted, Weight};
use prodproof_deployment::{
    quadlet::{KeyConflict, QuadletFault, QuadletKind},
    Reason,
};
use prodproof_syntax::finding::{rule, Edit, Finding};
use prodproof_syntax::span::Span;
use prodproof_syntax::systemd::ProblemKind;

rule! {
    /// ## What it does
    ///
    /// Reads Quadlet files as podman's generator does, which is stricter than systemd: a line that is no assignment, a byte order mark, no `Image=`, `Type=simple`, a `KillMode=` other than `mixed` or `control-group`.
    ///
    /// ## Why is this bad?
    ///
    /// No unit is generated at all. At boot the message goes to the kernel's log only; the service is missing without another trace.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Container]
    /// Image=quay.io/acme/widget:latest
    /// AutoUpdate=registry
    ///
    /// [Service]
    /// Type=simple
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```ini
    /// [Container]
    /// Image=quay.io/acme/widget:latest
    /// AutoUpdate=registry
    /// ```
    ///
    /// ## References
    ///
    /// - <https://docs.podman.io/en/latest/markdown/podman-systemd.unit.5.html>
    D047 REFUSED_QUADLET "refused-quadlet-file" Error "Quadlet refuses the file"
}

/// A unit that does not even start is broken whatever the contract wants of it.
pub(super) fn weight(_: Wanted) -> Weight {
    Weight::Full
}

pub(super) fn found(breach: &Breach, fault: &QuadletFault, name: &str) -> Finding {
    let (message, help) = words(fault, name);
    breaks(&REFUSED_QUADLET, breach, message)
        .help(help)
        .safely("remove the byte order mark", breach.mend(|_| unmarked(breach, fault)))
}

fn unmarked(reason: &Reason, fault: &QuadletFault) -> Option<Vec<Edit>> {
    let mark = Span::new(0, '\u{feff}'.len_utf8());
    let is_mark = *fault == QuadletFault::Syntax(ProblemKind::ByteOrderMark);
    is_mark.then(|| vec![Edit::new(&reason.path, mark, "")])
}

/// What is wrong with a file of this name, and what mends it.
pub(super) fn words(fault: &QuadletFault, name: &str) -> (String, String) {
    let none = "Quadlet makes no service of the file";
    match fault {
        QuadletFault::Syntax(ProblemKind::ByteOrderMark) => {
            (format!("the file starts with a byte order mark: {none}"), "save it without".into())
        }
        QuadletFault::Syntax(ProblemKind::OutsideSection) => {
            (format!("this stands before any section: {none}"), "put `[Container]` in front".into())
        }
        QuadletFault::Syntax(ProblemKind::BadHeader) => {
            (format!("this is no section's name: {none}"), "correct it".into())
        }
        QuadletFault::Syntax(_) => {
            (format!("this line is no assignment, header or comment: {none}"), "correct or remove it".into())
        }
        QuadletFault::NoImage => {
            let section = QuadletKind::of(name).map_or("Container", QuadletKind::section);
            (format!("`{name}` has no `Image=` in `[{section}]`: {none}"), "add `Image=`".into())
        }
        QuadletFault::ImageAndRootfs => {
            (format!("`Image=` and `Rootfs=` exclude each other: {none}"), "remove one of them".into())
        }
        QuadletFault::NoTag => (format!("`{name}` has no `ImageTag=` in `[Build]`: {none}"), "add `ImageTag=`".into()),
        QuadletFault::NoYaml => (format!("`{name}` has no `Yaml=` in `[Kube]`: {none}"), "add `Yaml=`".into()),
        QuadletFault::NotAPod(pod) => {
            (format!("`{pod}` is no `.pod` file: {none}"), "name a `.pod` file of Quadlet's".into())
        }
        QuadletFault::KillMode(mode) => (format!("`KillMode={mode}` is not allowed here: {none}"), "remove it".into()),
        QuadletFault::Type(kind) => (format!("`Type={kind}` is not allowed here: {none}"), "remove it".into()),
        QuadletFault::Conflict(why) => (format!("{}: {none}", conflict(*why)), "remove one of them".into()),
        QuadletFault::Before6(why) => {
            (format!("{} before podman 6: there, {none}", conflict(*why)), "add what it needs, or remove it".into())
        }
        QuadletFault::Port(port) => (format!("`{port}` is no port: {none}"), "correct it".into()),
        QuadletFault::Neighbour(other) => (
            format!("Quadlet can't read `{other}` and makes no service of any file beside it"),
            format!("correct `{other}`"),
        ),
        QuadletFault::UnknownKey(_, key) => (format!("`{key}=` is not known: {none}"), "remove it".into()),
    }
}

fn conflict(why: KeyConflict) -> &'static str {
    match why {
        KeyConflict::ReloadTwice => "`ReloadCmd=` and `ReloadSignal=` exclude each other",
        KeyConflict::NetworkOptions => "the network of another container takes no options",
        KeyConflict::NamelessNetwork => "the name of the other container is only known on the host",
        KeyConflict::GroupWithoutUser => "`Group=` needs `User=`",
        KeyConflict::RemapWithMapping => "the `Remap…=` keys exclude the mapping keys",
        KeyConflict::RemapWithoutUsers => "`RemapUid=` and `RemapGid=` need `RemapUsers=`",
        KeyConflict::RemapManual => "`RemapUsers=manual` is not known here",
        KeyConflict::RemapKeepId => "`RemapUsers=keep-id` takes one mapping of each kind",
        KeyConflict::RemapUnknown => "`RemapUsers=` has an unknown value",
        KeyConflict::NoArtifact => "`[Artifact]` needs `Artifact=`",
        KeyConflict::YamlFolder => "`SetWorkingDirectory=yaml` is for `.kube` files",
        KeyConflict::FileFolder => "`SetWorkingDirectory=file` needs `File=`",
        KeyConflict::NoFolder => "neither `SetWorkingDirectory=` nor `File=` is set",
        KeyConflict::RelativeFile => "a relative `File=` needs `SetWorkingDirectory=`",
        KeyConflict::VolumeWithoutImage => "`Driver=image` needs `Image=`",
        KeyConflict::TypeWithoutDevice => "`Type=` needs `Device=`",
        KeyConflict::OptionsWithoutDevice => "`Options=` needs `Device=`",
        KeyConflict::FewSubnets => "there are more gateways or ranges than subnets",
    }
}
