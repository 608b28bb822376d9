//! The image that a registry is asked for. Rows only; what finds them is [`crate::unit`].

use crate::finding::rules;

rules! {
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
}
