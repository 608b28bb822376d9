//! The name of the unit that podman is to restart. Rows only; what finds them is [`crate::unit`].

use crate::finding::rules;

rules! {
    /// ## What it does
    ///
    /// Looks for the unit's name where podman looks for it: the label `PODMAN_SYSTEMD_UNIT`, or the variable of that name in the environment of the podman process, which podman copies into the label.
    ///
    /// ## Why is this bad?
    ///
    /// A container with the auto-update label but without the unit's name is skipped with `no PODMAN_SYSTEMD_UNIT label found`: nothing is pulled and nothing is restarted.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
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
    /// - <https://docs.podman.io/en/latest/markdown/podman-auto-update.1.html>
    D002 MISSING_UNIT "missing-systemd-unit" Error "podman cannot tell which unit to restart";

    /// ## What it does
    ///
    /// Checks that `PODMAN_SYSTEMD_UNIT` is a whole unit name: with its suffix, with its instance if it has an `@`, without a variable or specifier that was not put in.
    ///
    /// ## Why is this bad?
    ///
    /// podman pulls the new image, asks systemd to restart a unit that cannot exist, puts the old image back and reports a failure: the same every night. `podman auto-update --dry-run` does not show it.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%N
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
    /// - <https://docs.podman.io/en/latest/markdown/podman-auto-update.1.html>
    /// - <https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html>
    D009 INVALID_UNIT "invalid-systemd-unit-name" Error "the name given to podman is no unit's name";

    /// ## What it does
    ///
    /// Compares `PODMAN_SYSTEMD_UNIT` with the name of the unit it stands in.
    ///
    /// ## Why is this bad?
    ///
    /// If no unit has that name, every run fails. If one has, podman restarts that one, reports success, and the container keeps its old image.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry \
    ///   --label PODMAN_SYSTEMD_UNIT=gadget.service quay.io/acme/widget:latest
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
    D010 OTHER_UNIT "other-systemd-unit" Error "podman is told to restart another unit";

    /// ## What it does
    ///
    /// Finds `PODMAN_SYSTEMD_UNIT` set to nothing in the environment of podman.
    ///
    /// ## Why is this bad?
    ///
    /// The variable counts as soon as it exists: an empty one takes the place of a right label, and the restart fails with `Unit name  is not valid`.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry \
    ///   --label PODMAN_SYSTEMD_UNIT=widget.service quay.io/acme/widget:latest
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
    D011 EMPTY_UNIT "empty-systemd-unit" Error "the variable with the unit's name is empty";

    /// ## What it does
    ///
    /// Finds `PODMAN_SYSTEMD_UNIT` in `-e`, `--env` or Quadlet's `Environment=` of `[Container]` where podman itself does not get it.
    ///
    /// ## Why is this bad?
    ///
    /// podman reads its own environment, not the container's. The container has no unit's name, and auto-update skips it.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry \
    ///   -e PODMAN_SYSTEMD_UNIT=%n quay.io/acme/widget:latest
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
    D012 UNIT_IN_CONTAINER "systemd-unit-in-container-env" Error "the unit's name is given to the container, not to podman";

    /// ## What it does
    ///
    /// Follows `PODMAN_SYSTEMD_UNIT` from `Environment=` to the podman process: an empty `Environment=` in a drop-in, `UnsetEnvironment=`, `env -i`, `env -u`, `sudo` and login shells take it away.
    ///
    /// ## Why is this bad?
    ///
    /// Without the name the container is skipped with `no PODMAN_SYSTEMD_UNIT label found`.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// UnsetEnvironment=PODMAN_SYSTEMD_UNIT
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
    /// - <https://docs.podman.io/en/latest/markdown/podman-auto-update.1.html>
    /// - <https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html>
    D013 LOST_UNIT "lost-systemd-unit" Error "the unit's name is set, but does not reach podman";

    /// ## What it does
    ///
    /// Finds a label `PODMAN_SYSTEMD_UNIT` whose value differs from the variable of that name in podman's environment.
    ///
    /// ## Why is this bad?
    ///
    /// The variable wins. The label is not what happens, which misleads whoever reads the unit.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry \
    ///   --label PODMAN_SYSTEMD_UNIT=gadget.service quay.io/acme/widget:latest
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
    D014 OVERRIDDEN_UNIT "overridden-systemd-unit-label" Info "the label with the unit's name has no effect";
}
