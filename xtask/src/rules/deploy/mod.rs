//! The deploy family: why a host will not pull a new image, one rule a reason.
//!
//! The verdict itself is [`crate::unit`]'s; here its reasons are named, explained and
//! turned into findings. Must not know podman or systemd.

use crate::finding::{Finding, Place};
use crate::repo::Repo;
use crate::rules::{rules, Rule};

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

    /// ## What it does
    ///
    /// Finds an image given as `name@sha256:…`.
    ///
    /// ## Why is this bad?
    ///
    /// A digest always names the same bytes. podman auto-update finds it up to date for ever, and says nothing.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry quay.io/acme/widget@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
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
    D015 DIGEST_PIN "digest-pinned-image" Error "the image is pinned by digest";

    /// ## What it does
    ///
    /// Finds an image given as `name:tag@sha256:…`.
    ///
    /// ## Why is this bad?
    ///
    /// podman 5 refuses to check such a reference and fails on every run; podman 4.3 takes it for up to date for ever.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry quay.io/acme/widget:latest@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
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
    /// - <https://github.com/containers/podman/issues/21190>
    D016 TAG_AND_DIGEST "tag-and-digest" Error "the image has a tag and a digest";

    /// ## What it does
    ///
    /// Finds images whose first component is no host: it has no dot, no colon and is not `localhost`; and image IDs.
    ///
    /// ## Why is this bad?
    ///
    /// podman refuses to make a container with the auto-update label from a short name: `auto updates require fully-qualified image reference`. The service does not start.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry acme/widget:latest
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
    D017 SHORT_NAME "short-image-name" Error "the image's name does not say its registry";

    /// ## What it does
    ///
    /// Finds images under `localhost/`, also when they come from a Quadlet `.build`.
    ///
    /// ## Why is this bad?
    ///
    /// podman auto-update asks the registry `https://localhost`, where nobody answers, and fails. A locally built image goes with the policy `local`.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry localhost/widget:latest
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
    D018 LOCALHOST "localhost-image" Error "the image lives on the host only";

    /// ## What it does
    ///
    /// Finds `docker://`, `containers-storage:`, `oci-archive:` and the like in front of an image.
    ///
    /// ## Why is this bad?
    ///
    /// podman refuses every transport but `docker` when the container is made, and with `docker://` every check fails (podman 5) or finds nothing new (4.3).
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry docker://quay.io/acme/widget:latest
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
    D019 TRANSPORT "image-transport" Error "the image is given with a transport";

    /// ## What it does
    ///
    /// Finds images that hold a variable or specifier which no file of the repository sets.
    ///
    /// ## Why is this bad?
    ///
    /// Whether the host runs what a merge publishes cannot be told, neither by this tool nor by a reviewer.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// EnvironmentFile=/etc/widget.env
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry ${IMAGE}
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
    D020 UNRESOLVED_IMAGE "unresolved-image" Warning "which image runs is only known on the host";

    /// ## What it does
    ///
    /// Finds tags that look like a version or a commit: `1.2.3`, `v1`, `sha-1a2b3c4`, seven or more hexadecimal digits.
    ///
    /// ## Why is this bad?
    ///
    /// podman auto-update waits for this very tag to change. A version's tag is written once, so that no merge and no release ever reaches the host.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry quay.io/acme/widget:1.2.3
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
    D021 VERSION_PIN "version-pinned-image" Warning "the unit runs a version that nobody publishes twice";

    /// ## What it does
    ///
    /// Finds `--tls-verify=false` on the command that makes the container.
    ///
    /// ## Why is this bad?
    ///
    /// podman keeps the flag for that one pull. auto-update talks to the registry on its own and fails with `server gave HTTP response to HTTPS client`, unless `registries.conf` on the host says `insecure = true`.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --tls-verify=false --label io.containers.autoupdate=registry registry.internal:5000/widget:latest
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```toml
    /// # /etc/containers/registries.conf.d/internal.conf
    /// [[registry]]
    /// location = "registry.internal:5000"
    /// insecure = true
    /// ```
    ///
    /// ## References
    ///
    /// - <https://docs.podman.io/en/latest/markdown/podman-auto-update.1.html>
    /// - <https://github.com/containers/image/blob/main/docs/containers-registries.conf.5.md>
    D022 TLS_VERIFY "forgotten-tls-verify" Warning "`--tls-verify=false` does not hold for auto-update";

    /// ## What it does
    ///
    /// Finds `--authfile` and `--creds` on the command that makes the container, without the label `io.containers.autoupdate.authfile`.
    ///
    /// ## Why is this bad?
    ///
    /// podman keeps them for that one pull. auto-update looks for credentials in the label and in the default places only; for a private image the check fails.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --authfile /etc/widget/auth.json --label io.containers.autoupdate=registry quay.io/acme/widget:latest
    /// ```
    ///
    /// ## Use instead
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --authfile /etc/widget/auth.json --label io.containers.autoupdate=registry \
    ///   --label io.containers.autoupdate.authfile=/etc/widget/auth.json quay.io/acme/widget:latest
    /// ```
    ///
    /// ## References
    ///
    /// - <https://docs.podman.io/en/latest/markdown/podman-auto-update.1.html>
    D023 CREDENTIALS "forgotten-credentials" Warning "the credentials do not hold for auto-update";

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
    /// Finds what makes systemd refuse a unit: quotes that do not end, a specifier that it does not know, no command at all, more than one `ExecStart=` without `Type=oneshot`, a section header that does not end.
    ///
    /// ## Why is this bad?
    ///
    /// The service does not exist on the host.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --label io.containers.autoupdate=registry "quay.io/acme/widget:latest
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
    /// - <https://www.freedesktop.org/software/systemd/man/latest/systemd.syntax.html>
    D033 REFUSED_UNIT "refused-unit" Error "systemd does not load the unit";

    /// ## What it does
    ///
    /// Finds a blank line inside of a continued command, and a blank behind the backslash at the end of a line.
    ///
    /// ## Why is this bad?
    ///
    /// systemd ends the value there. The rest, often with the image and the labels, is a line without meaning that is ignored with a warning in the journal.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget \
    ///
    ///   --label io.containers.autoupdate=registry quay.io/acme/widget:latest
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
    D034 CUT_OFF "cut-off-command" Error "a continued command ends too early";

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
    /// Reads the command line with podman's own table of flags: flags that it does not know, a value that is missing, a flag that takes the image as its value, `--rm` together with `--restart`.
    ///
    /// ## Why is this bad?
    ///
    /// podman exits with 125 and the service does not start.
    ///
    /// ## Example
    ///
    /// ```ini
    /// [Service]
    /// Environment=PODMAN_SYSTEMD_UNIT=%n
    /// ExecStart=/usr/bin/podman run --rm --replace --name widget --labels io.containers.autoupdate=registry quay.io/acme/widget:latest
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
    D036 REFUSED_COMMAND "refused-podman-command" Error "podman refuses the command line";

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

/// Rules about a unit that does not even start: they hold whatever the policy is.
static BROKEN: &[&Rule] =
    &[&REFUSED_UNIT, &CUT_OFF, &REFUSED_COMMAND, &SINGLE_DASH, &REFUSED_QUADLET, &UNKNOWN_KEY, &MISPLACED_QUADLET];

/// Rules about what a registry would be asked.
static REGISTRY: &[&Rule] = &[
    &LOCAL,
    &DIGEST_PIN,
    &TAG_AND_DIGEST,
    &SHORT_NAME,
    &LOCALHOST,
    &TRANSPORT,
    &VERSION_PIN,
    &TLS_VERIFY,
    &CREDENTIALS,
];

/// The reasons of all deployments as findings. A contract that wants no auto-update, or
/// a local one, is taken at its word.
pub fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    let wanted = repo.contract.autoupdate.as_ref().map_or("registry", |wanted| wanted.value.as_str());
    for deployment in &repo.deployments {
        for reason in &deployment.reasons {
            let counts = match wanted {
                "disabled" => BROKEN.contains(&reason.rule),
                "local" => !REGISTRY.contains(&reason.rule),
                _ => true,
            };
            if !counts {
                continue;
            }
            let place = Place::new(reason.path.clone(), reason.span);
            let mut finding = reason.rule.at(place, reason.message.clone()).help(reason.help.clone());
            for (place, message) in &reason.related {
                finding = finding.related(place.path.clone(), place.span, message.clone());
            }
            finding.severity = reason.severity.unwrap_or(reason.rule.severity);
            finding.fix = reason.fix.clone();
            acc.push(finding);
        }
    }
}
