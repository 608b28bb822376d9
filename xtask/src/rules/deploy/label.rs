//! The label that asks for auto-update. Rows only; what finds them is [`crate::unit`].

use crate::finding::rules;

rules! {
    /// ## What it does
    ///
    /// Looks for the label `io.containers.autoupdate` on the container that a unit runs: in its flags, its Quadlet keys, its Kubernetes annotations and the `LABEL`s of the repository's own Containerfile.
    ///
    /// ## Why is this bad?
    ///
    /// podman auto-update passes over every container without that label. The unit goes on running the image that it was first started with, whatever is merged and published, until somebody pulls by hand.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget quay.io/acme/widget:latest
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
    D001 MISSING_LABEL "missing-autoupdate-label" Error "the unit does not ask for auto-update";

    /// ## What it does
    ///
    /// Finds labels that begin like `io.containers.autoupdate` but are none of the two that podman knows, `io.containers.autoupdate` and `io.containers.autoupdate.authfile`: other case, a hyphen, a blank or quote inside of the key, and `io.containers.autoupdate.systemd_unit`.
    ///
    /// ## Why is this bad?
    ///
    /// podman looks labels up letter by letter and ignores all others without a word. `io.containers.autoupdate.systemd_unit` has never existed in any version of podman; the unit's name comes from `PODMAN_SYSTEMD_UNIT`. `io.containers.auto-update` was printed by mistake in podman's release notes for 4.3.0.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry \
    ///   --label io.containers.autoupdate.systemd_unit=widget.service quay.io/acme/widget:latest
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
    D003 UNKNOWN_LABEL "unknown-autoupdate-label" Error "a label that looks like auto-update but that podman does not know";

    /// ## What it does
    ///
    /// Finds an auto-update label among the words behind the image.
    ///
    /// ## Why is this bad?
    ///
    /// podman reads flags up to the image. What follows is the command that runs inside of the container, so that the label is no label and the program gets an argument it does not know.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget quay.io/acme/widget:latest --label io.containers.autoupdate=registry
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
    D004 LABEL_AFTER_IMAGE "label-after-image" Error "the label stands behind the image";

    /// ## What it does
    ///
    /// Checks the value of `io.containers.autoupdate`. Policies are `registry`, `local`, `disabled` and, for old times' sake, `image`, in exactly this spelling.
    ///
    /// ## Why is this bad?
    ///
    /// podman takes any value when the container is made. Only the nightly run finds out, prints `invalid auto-update policy` and leaves the container as it is.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=Registry quay.io/acme/widget:latest
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
    D005 INVALID_POLICY "invalid-autoupdate-policy" Error "the value of the label is no policy";

    /// ## What it does
    ///
    /// Finds the policy `disabled`, and a label without a value, which means the same.
    ///
    /// ## Why is this bad?
    ///
    /// The container is passed over in silence. If that is meant, the constitution's contract says so: `autoupdate = "disabled"` under `[deploy]`.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=disabled quay.io/acme/widget:latest
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
    D006 DISABLED "disabled-autoupdate" Warning "auto-update is switched off";

    /// ## What it does
    ///
    /// Finds the policy `local`.
    ///
    /// ## Why is this bad?
    ///
    /// With `local`, podman compares the container with the image of the same name on the host and never asks a registry. What is published stays there. If that is meant, the contract says `autoupdate = "local"` under `[deploy]`.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=local quay.io/acme/widget:latest
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
    D007 LOCAL "local-autoupdate" Error "auto-update looks at the host's own images only";

    /// ## What it does
    ///
    /// Finds the policy `image`, the old name of `registry`.
    ///
    /// ## Why is this bad?
    ///
    /// It still works; podman documents `registry` only.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=image quay.io/acme/widget:latest
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
    D008 OLD_POLICY "deprecated-autoupdate-policy" Info "the policy has an old name";

    /// ## What it does
    ///
    /// Finds `io.containers.autoupdate` on `podman pod create` where the containers do not have it.
    ///
    /// ## Why is this bad?
    ///
    /// The pod's labels go to its infra container, whose image is made locally: every run fails there, and the containers that matter are passed over.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStartPre=/usr/bin/podman pod create --replace --label io.containers.autoupdate=registry widgets
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --pod widgets quay.io/acme/widget:latest
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
    D032 LABEL_ON_POD "autoupdate-label-on-pod" Error "the auto-update label is on the pod, not on its containers";

    /// ## What it does
    ///
    /// Finds an auto-update label on a comment line within a continued command.
    ///
    /// ## Why is this bad?
    ///
    /// systemd takes comment lines out before it joins lines, so that the command goes on below as if nothing were missing.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget \
    /// #  --label io.containers.autoupdate=registry \
    ///   quay.io/acme/widget:latest
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
    /// - <https://www.freedesktop.org/software/systemd/man/latest/systemd.syntax.html>
    D035 COMMENTED_OUT "commented-out-label" Error "the label is commented out inside of the command";

    /// ## What it does
    ///
    /// Finds `-label`, with one dash.
    ///
    /// ## Why is this bad?
    ///
    /// podman reads it as `-l abel`, a label named `abel`, and takes the next word for the image. The service does not start.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget -label io.containers.autoupdate=registry quay.io/acme/widget:latest
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
    D037 SINGLE_DASH "single-dash-label" Error "`-label` is not `--label`";

    /// ## What it does
    ///
    /// Finds units that are updated because the Containerfile has `LABEL io.containers.autoupdate=…`.
    ///
    /// ## Why is this bad?
    ///
    /// podman fills in the image's labels, so it works. But nothing in the unit says so, every unit of that image is updated whether it wants or not, and removing the line from the Containerfile stops all updates.
    ///
    /// ## Example
    ///
    /// ```dockerfile
    /// FROM docker.io/library/alpine
    /// LABEL io.containers.autoupdate=registry
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
    D046 IMPLICIT_LABEL "implicit-autoupdate-label" Warning "the label comes from the image only";

    /// ## What it does
    ///
    /// Compares `io.containers.autoupdate/NAME` with the names of the pod's containers.
    ///
    /// ## Why is this bad?
    ///
    /// The annotation goes to nobody, and the containers are not updated.
    ///
    /// ## Example
    ///
    /// ```yaml
    /// metadata:
    ///   annotations:
    ///     io.containers.autoupdate/wigdet: registry
    /// spec:
    ///   containers:
    ///     - name: widget
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```yaml
    /// metadata:
    ///   annotations:
    ///     io.containers.autoupdate/widget: registry
    /// spec:
    ///   containers:
    ///     - name: widget
    /// ```
    ///
    /// ## References
    ///
    /// - <https://docs.podman.io/en/latest/markdown/podman-auto-update.1.html>
    /// - <https://docs.podman.io/en/latest/markdown/podman-kube-play.1.html>
    D053 OTHER_CONTAINER "annotation-for-no-container" Error "the annotation names a container that the pod does not have";

    /// ## What it does
    ///
    /// Finds a label `io.containers.autoupdate` that asks for updates and a later one that does not. Quadlet puts `AutoUpdate=` first, then `Label=`, then `PodmanArgs=`.
    ///
    /// ## Why is this bad?
    ///
    /// Of equal labels the last one counts.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry \
    ///   --label io.containers.autoupdate=disabled quay.io/acme/widget:latest
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
    D054 OVERRIDDEN_LABEL "overridden-autoupdate-label" Error "a later label switches auto-update off again";
}
