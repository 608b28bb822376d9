//! What only the host knows. Rows only; what finds them is [`crate::unit`].

use crate::finding::rules;

rules! {
    /// ## What it does
    ///
    /// Finds units whose container is started by a program or script that is not in the repository, or by a script with conditions.
    ///
    /// ## Why is this bad?
    ///
    /// Whether the host pulls anew is decided in a file that nobody can review here.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/local/bin/start-widget.sh
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry quay.io/acme/widget:latest
    /// ```
    ///
    /// ## References
    ///
    /// - <https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html>
    D041 OPAQUE_COMMAND "opaque-command" Warning "what the unit runs cannot be read";

    /// ## What it does
    ///
    /// Finds a unit that does not set `PODMAN_SYSTEMD_UNIT`, but reads an environment file that could.
    ///
    /// ## Why is this bad?
    ///
    /// Without the name, auto-update skips the container. The unit can name itself, which survives every host.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// EnvironmentFile=/etc/widget.env
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry quay.io/acme/widget:latest
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry quay.io/acme/widget:latest
    /// ```
    ///
    /// ## References
    ///
    /// - <https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html>
    D042 OPAQUE_ENVIRONMENT "opaque-environment-file" Warning "the unit's name may come from a file on the host";

    /// ## What it does
    ///
    /// Finds `--label-file` where the unit itself lacks a label.
    ///
    /// ## Why is this bad?
    ///
    /// Whether the container is updated is decided in a file that is not in the repository.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label-file /etc/widget/labels quay.io/acme/widget:latest
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry quay.io/acme/widget:latest
    /// ```
    ///
    /// ## References
    ///
    /// - <https://docs.podman.io/en/latest/markdown/podman-run.1.html>
    D043 OPAQUE_LABELS "opaque-label-file" Warning "the labels may come from a file on the host";

    /// ## What it does
    ///
    /// Finds a variable among podman's flags where the unit itself lacks a label.
    ///
    /// ## Why is this bad?
    ///
    /// The label may be in it or not.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// EnvironmentFile=/etc/widget.env
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget $PODMAN_FLAGS quay.io/acme/widget:latest
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry quay.io/acme/widget:latest
    /// ```
    ///
    /// ## References
    ///
    /// - <https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html>
    D044 OPAQUE_FLAGS "opaque-flags" Warning "flags come from a variable that is only known on the host";

    /// ## What it does
    ///
    /// Finds units that call `docker`.
    ///
    /// ## Why is this bad?
    ///
    /// Docker has no auto-update and ignores podman's labels. Only where `podman-docker` is installed does `docker` mean podman.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/docker run --rm --name widget --label io.containers.autoupdate=registry quay.io/acme/widget:latest
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry quay.io/acme/widget:latest
    /// ```
    ///
    /// ## References
    ///
    /// - <https://docs.podman.io/en/latest/markdown/podman-auto-update.1.html>
    D045 DOCKER "docker-run" Warning "the container runs under docker";
}
