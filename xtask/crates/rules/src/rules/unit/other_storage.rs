//! D040: the container lives where auto-update does not look.

use super::{breaks, Wanted, Weight};
use prodproof_deployment::{cause::Storage, Reason};
use prodproof_syntax::finding::{rule, Finding};

rule! {
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
    D040 OTHER_STORAGE "other-storage" Error "the container lives where auto-update does not look"
}

pub(super) fn weight(wanted: Wanted) -> Weight {
    wanted.updates()
}

pub(super) fn found(reason: &Reason, storage: &Storage) -> Finding {
    match storage {
        Storage::Flag(name) => breaks(
            &OTHER_STORAGE,
            reason,
            format!("with `--{name}` the container is where `podman auto-update` does not look"),
        )
        .help(format!("remove `--{name}`")),
        Storage::Variable(name) => breaks(
            &OTHER_STORAGE,
            reason,
            format!("with `{name}` the container is where `podman auto-update` does not look"),
        )
        .help(format!("remove `{name}`")),
        Storage::ImageStore => {
            let message =
                "auto-update does not see this store of images: `no image found for ID`, and nothing is pulled";
            breaks(&OTHER_STORAGE, reason, message)
                .help("name the store in storage.conf(5) on the host, which auto-update reads too")
        }
        Storage::Perhaps(name) => {
            let message =
                format!("the file behind `{name}` may move the container to where `podman auto-update` does not look");
            breaks(&OTHER_STORAGE, reason, message).help("set it up for the whole host")
        }
    }
}
