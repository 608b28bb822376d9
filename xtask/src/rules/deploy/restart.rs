//! What a restart of the service does. Rows only; what finds them is [`crate::unit`].

use crate::finding::rules;

rules! {
    /// ## What it does
    ///
    /// Finds a named container that is neither removed when it ends (`--rm`), nor replaced (`--replace`), nor cleaned up by the unit.
    ///
    /// ## Why is this bad?
    ///
    /// podman auto-update pulls and restarts the unit; the restart fails because the name is taken. The report says `true`, and the service is down or runs the old container.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --name widget --label io.containers.autoupdate=registry quay.io/acme/widget:latest
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
    D024 NAME_IN_USE "container-name-in-use" Error "a restart finds the name of its container in use";

    /// ## What it does
    ///
    /// Finds a named container with `--rm`, but without `--replace`, that systemd kills by itself: no `ExecStop=` stops it, and `KillMode=` is the default.
    ///
    /// ## Why is this bad?
    ///
    /// systemd signals podman and the process that would remove the container at once. In a measured half of all restarts the name was still in use and the service stayed down.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --name widget --label io.containers.autoupdate=registry quay.io/acme/widget:latest
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
    /// - <https://www.freedesktop.org/software/systemd/man/latest/systemd.kill.html>
    D025 RACY_RESTART "racy-restart" Error "a restart may find the name of its container in use";

    /// ## What it does
    ///
    /// Finds `podman start` of a container that the unit does not make itself.
    ///
    /// ## Why is this bad?
    ///
    /// A container keeps the image that it was made from. auto-update pulls, restarts, reports `true`, and the old image runs on, every night.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman start -a widget
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
    D026 OLD_CONTAINER "restarted-old-container" Error "a restart starts the same old container";

    /// ## What it does
    ///
    /// Finds `-d` in a service of `Type=simple` or `exec`, or of none, which is `simple`.
    ///
    /// ## Why is this bad?
    ///
    /// The podman process is the service. It exits as soon as the container runs, systemd stops the unit and the container with it; there is nothing to update.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget -d --label io.containers.autoupdate=registry quay.io/acme/widget:latest
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
    D027 DETACHED "detached-from-service" Error "podman detaches, and the service ends with it";

    /// ## What it does
    ///
    /// Finds a service of `Type=notify` whose podman is told not to pass notifications on (`--sdnotify=ignore`), and one of `Type=forking` whose podman stays in the foreground.
    ///
    /// ## Why is this bad?
    ///
    /// systemd waits for a message or an exit that never comes, and gives the start up.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Type=notify
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --sdnotify=ignore --label io.containers.autoupdate=registry quay.io/acme/widget:latest
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```ini
    /// [Service]
    /// Type=notify
    /// NotifyAccess=all
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget -d --sdnotify=conmon --label io.containers.autoupdate=registry quay.io/acme/widget:latest
    /// ```
    ///
    /// ## References
    ///
    /// - <https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html>
    /// - <https://docs.podman.io/en/latest/markdown/podman-run.1.html>
    D028 NEVER_READY "never-ready-service" Error "the service never becomes ready";

    /// ## What it does
    ///
    /// Finds services whose restart depends on more than their files say: a oneshot that does not stay active, a forking one without `PIDFile=`.
    ///
    /// ## Why is this bad?
    ///
    /// podman auto-update only looks at containers that run, and only trusts what systemd says about the restart.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Type=oneshot
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget -d --label io.containers.autoupdate=registry quay.io/acme/widget:latest
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```ini
    /// [Service]
    /// Type=oneshot
    /// RemainAfterExit=yes
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget -d --label io.containers.autoupdate=registry quay.io/acme/widget:latest
    /// ExecStop=/usr/bin/podman stop widget
    /// ```
    ///
    /// ## References
    ///
    /// - <https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html>
    D029 UNCLEAR_RESTART "unclear-restart" Warning "whether a restart makes a new container cannot be told";

    /// ## What it does
    ///
    /// Finds `--pod new:NAME`.
    ///
    /// ## Why is this bad?
    ///
    /// The pod outlives the container. The next start wants to make it again and fails; auto-update has reported `true` by then.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --pod new:widgets --label io.containers.autoupdate=registry quay.io/acme/widget:latest
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
    /// - <https://docs.podman.io/en/latest/markdown/podman-pod-create.1.html>
    D030 POD_BY_RUN "pod-created-by-run" Error "the pod is made by the container that joins it";
}
