//! Where the container is: whose, in which storage, in which pod. Rows only; what finds them is [`crate::unit`].

use crate::finding::rules;

rules! {
    /// ## What it does
    ///
    /// Finds a container in a pod that no unit of the repository makes, or whose maker does not tell podman its unit's name.
    ///
    /// ## Why is this bad?
    ///
    /// Since podman 4.5 it is the pod's infra container that says which unit to restart; the container's own label is not read. A pod that was made by hand has none.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --pod widgets --label io.containers.autoupdate=registry quay.io/acme/widget:latest
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStartPre=/usr/bin/podman pod create --replace widgets
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --pod widgets --label io.containers.autoupdate=registry quay.io/acme/widget:latest
    /// ```
    ///
    /// ## References
    ///
    /// - <https://docs.podman.io/en/latest/markdown/podman-auto-update.1.html>
    /// - <https://docs.podman.io/en/latest/markdown/podman-pod-create.1.html>
    D031 FOREIGN_POD "foreign-pod" Error "the pod is made elsewhere and knows no unit";

    /// ## What it does
    ///
    /// Finds `User=` or `DynamicUser=` in a unit of the system.
    ///
    /// ## Why is this bad?
    ///
    /// Root's timer looks at root's containers only. The user's own `podman auto-update` finds the container but asks the user's systemd, which has no such unit.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// User=widget
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry quay.io/acme/widget:latest
    /// ```
    ///
    /// ## Use instead
    ///
    /// A unit of the user, in `~/.config/systemd/user/`, with `loginctl enable-linger widget`:
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
    D038 USER "user-in-system-unit" Error "the container runs for a user that the system's auto-update does not see";

    /// ## What it does
    ///
    /// Finds `sudo -u`, `su`, `runuser` and `doas` in front of podman.
    ///
    /// ## Why is this bad?
    ///
    /// The container lives in the other user's storage, where the auto-update that could restart this unit does not look.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/sudo -u widget podman run --rm --replace --name widget --label io.containers.autoupdate=registry quay.io/acme/widget:latest
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
    D039 OTHER_USER "other-user" Error "podman runs as another user than its unit";

    /// ## What it does
    ///
    /// Finds `--root`, `--runroot`, `--url`, `--connection` and `--remote` in front of the subcommand.
    ///
    /// ## Why is this bad?
    ///
    /// `podman auto-update` looks at the default storage of its own host. It lists nothing and exits with 0.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman --root /srv/storage run --rm --replace --name widget --label io.containers.autoupdate=registry quay.io/acme/widget:latest
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
    D040 OTHER_STORAGE "other-storage" Error "the container lives where auto-update does not look";
}
