//! Units that do not even start. Rows only; what finds them is [`crate::unit`].

use crate::finding::rules;

rules! {
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
}
