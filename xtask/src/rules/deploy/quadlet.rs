//! Files that Quadlet makes no service of, or not the one that is meant. Rows only; what finds them is [`crate::unit`].

use crate::finding::rules;

rules! {
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
    D047 REFUSED_QUADLET "refused-quadlet-file" Error "Quadlet refuses the file";

    /// ## What it does
    ///
    /// Compares the keys of a Quadlet file with those that podman's generator knows. Case matters.
    ///
    /// ## Why is this bad?
    ///
    /// One unknown key is enough: no unit is generated, and the service does not exist.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Container]
    /// Image=quay.io/acme/widget:latest
    /// Autoupdate=registry
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
    D048 UNKNOWN_KEY "unsupported-quadlet-key" Error "a key that Quadlet does not know";

    /// ## What it does
    ///
    /// Finds `AutoUpdate=` in a section other than `[Container]` or `[Kube]`.
    ///
    /// ## Why is this bad?
    ///
    /// It is ignored without a message: the container has no label, and auto-update passes over it.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Container]
    /// Image=quay.io/acme/widget:latest
    ///
    /// [Service]
    /// AutoUpdate=registry
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
    D049 WRONG_SECTION "autoupdate-in-wrong-section" Error "`AutoUpdate=` stands in a section where it means nothing";

    /// ## What it does
    ///
    /// Finds Quadlet files under `systemd/system/` or `systemd/user/`.
    ///
    /// ## Why is this bad?
    ///
    /// Quadlet reads `/etc/containers/systemd`, `/usr/share/containers/systemd` and the users' folders of that name. Elsewhere the file does nothing.
    ///
    /// ## Example
    ///
    /// `etc/systemd/system/widget.container`
    ///
    /// ## Use instead
    ///
    /// `etc/containers/systemd/widget.container`
    ///
    /// ## References
    ///
    /// - <https://docs.podman.io/en/latest/markdown/podman-systemd.unit.5.html>
    D050 MISPLACED_QUADLET "misplaced-quadlet-file" Error "the Quadlet file is shipped to a folder where nobody reads it";

    /// ## What it does
    ///
    /// Finds `Image=x.image`, `Image=x.build` and `Pod=x.pod` for which the repository has no such file.
    ///
    /// ## Why is this bad?
    ///
    /// Without it on the host no unit is generated. Which image runs cannot be told.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Container]
    /// Image=widget.image
    /// AutoUpdate=registry
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
    D051 MISSING_REFERENCE "missing-quadlet-reference" Warning "the Quadlet file refers to one that is not here";

    /// ## What it does
    ///
    /// Finds an auto-update label behind an empty word (`""`) in `PodmanArgs=` or `Label=`.
    ///
    /// ## Why is this bad?
    ///
    /// Quadlet's splitter takes an empty word for the end of the line. What follows is lost without a message.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Container]
    /// Image=quay.io/acme/widget:latest
    /// PodmanArgs=--entrypoint "" --label io.containers.autoupdate=registry
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```ini
    /// [Container]
    /// Image=quay.io/acme/widget:latest
    /// AutoUpdate=registry
    /// PodmanArgs=--entrypoint=
    /// ```
    ///
    /// ## References
    ///
    /// - <https://docs.podman.io/en/latest/markdown/podman-systemd.unit.5.html>
    D052 DROPPED_ARGUMENTS "dropped-quadlet-arguments" Error "an empty argument makes Quadlet drop the label behind it";
}
