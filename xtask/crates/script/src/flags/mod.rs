//! podman's flags: which exist, and which take a value. Dumped from the real command at
//! podman 6.0.0-dev (c6580b4a) and joined with those of 4.3.1 and 5.4.2, since no flag
//! ever changed between taking a value and taking none; and what docker has beside them.
//! Must not know what a flag does.

mod beside_run;

pub use beside_run::*;

/// Flags of `podman run` without a value; one is only taken as `--flag=value`.
pub const RUN_BOOL: &[&str] = &[
    "detach",
    "disable-content-trust",
    "env-host",
    "help",
    "http-proxy",
    "init",
    "interactive",
    "no-healthcheck",
    "no-hostname",
    "no-hosts",
    "oom-kill-disable",
    "passwd",
    "privileged",
    "publish-all",
    "purge",
    "quiet",
    "read-only",
    "read-only-tmpfs",
    "replace",
    "rm",
    "rmi",
    "rootfs",
    "sig-proxy",
    "tls-verify",
    "tty",
    "unsetenv-all",
];

/// Flags of `podman run` with a value.
pub const RUN_VALUE: &[&str] = &[
    "add-host",
    "annotation",
    "arch",
    "attach",
    "authfile",
    "blkio-weight",
    "blkio-weight-device",
    "cap-add",
    "cap-drop",
    "cgroup-conf",
    "cgroup-parent",
    "cgroupns",
    "cgroups",
    "chrootdirs",
    "cidfile",
    "conmon-pidfile",
    "cpu-period",
    "cpu-quota",
    "cpu-rt-period",
    "cpu-rt-runtime",
    "cpu-shares",
    "cpus",
    "cpuset-cpus",
    "cpuset-mems",
    "creds",
    "decryption-key",
    "detach-keys",
    "device",
    "device-cgroup-rule",
    "device-read-bps",
    "device-read-iops",
    "device-write-bps",
    "device-write-iops",
    "dns",
    "dns-option",
    "dns-search",
    "entrypoint",
    "env",
    "env-file",
    "env-merge",
    "expose",
    "gidmap",
    "gpus",
    "group-add",
    "group-entry",
    "health-cmd",
    "health-interval",
    "health-log-destination",
    "health-max-log-count",
    "health-max-log-size",
    "health-on-failure",
    "health-retries",
    "health-start-period",
    "health-startup-cmd",
    "health-startup-interval",
    "health-startup-retries",
    "health-startup-success",
    "health-startup-timeout",
    "health-timeout",
    "hostname",
    "hosts-file",
    "hostuser",
    "image-volume",
    "init-path",
    "ip",
    "ip6",
    "ipc",
    "kernel-memory",
    "label",
    "label-file",
    "log-driver",
    "log-opt",
    "mac-address",
    "memory",
    "memory-reservation",
    "memory-swap",
    "memory-swappiness",
    "mount",
    "name",
    "network",
    "network-alias",
    "oom-score-adj",
    "os",
    "passwd-entry",
    "personality",
    "pid",
    "pidfile",
    "pids-limit",
    "platform",
    "pod",
    "pod-id-file",
    "preserve-fd",
    "preserve-fds",
    "publish",
    "pull",
    "rdt-class",
    "requires",
    "restart",
    "retry",
    "retry-delay",
    "sdnotify",
    "seccomp-policy",
    "secret",
    "security-opt",
    "shm-size",
    "shm-size-systemd",
    "signature-policy",
    "stop-signal",
    "stop-timeout",
    "subgidname",
    "subuidname",
    "sysctl",
    "systemd",
    "timeout",
    "tmpfs",
    "tz",
    "uidmap",
    "ulimit",
    "umask",
    "unsetenv",
    "user",
    "userns",
    "uts",
    "variant",
    "volume",
    "volumes-from",
    "workdir",
];

/// Flags of `docker run` with a value that podman lacks (docker/cli,
/// `cli/command/container/opts.go`).
pub const DOCKER_RUN_VALUE: &[&str] = &[
    "cpu-count",
    "cpu-percent",
    "domainname",
    "io-maxbandwidth",
    "io-maxiops",
    "isolation",
    "link",
    "link-local-ip",
    "volume-driver",
];

/// One-letter flags of `podman run` and what they are short for.
pub const RUN_SHORT: &[(char, &str)] = &[
    ('P', "publish-all"),
    ('a', "attach"),
    ('c', "cpu-shares"),
    ('d', "detach"),
    ('e', "env"),
    ('h', "hostname"),
    ('i', "interactive"),
    ('l', "label"),
    ('m', "memory"),
    ('p', "publish"),
    ('q', "quiet"),
    ('t', "tty"),
    ('u', "user"),
    ('v', "volume"),
    ('w', "workdir"),
];

/// Those of them that take a value.
pub const RUN_SHORT_VALUE: &[&str] = &["a", "c", "e", "h", "l", "m", "p", "u", "v", "w"];

/// Other names, taken for the flag itself (cmd/podman/utils/alias.go).
pub const ALIASES: &[(&str, &str)] = &[
    ("dns-opt", "dns-option"),
    ("healthcheck-command", "health-cmd"),
    ("healthcheck-interval", "health-interval"),
    ("healthcheck-retries", "health-retries"),
    ("healthcheck-start-period", "health-start-period"),
    ("healthcheck-timeout", "health-timeout"),
    ("net", "network"),
    ("override-arch", "arch"),
    ("override-os", "os"),
    ("override-variant", "variant"),
];

/// Flags of `podman create` that `run` lacks.
pub const CREATE_ONLY: &[&str] = &["init-ctr"];

/// Flags of `podman run` that `create` lacks.
pub const RUN_ONLY: &[&str] = &["detach", "detach-keys", "passwd", "preserve-fd", "preserve-fds", "rmi", "sig-proxy"];

/// Flags of podman itself that are taken before and behind the subcommand.
pub const GLOBAL_BOOL: &[&str] = &["help", "syslog", "trace", "transient-store"];

/// The same, with a value.
pub const GLOBAL_VALUE: &[&str] = &[
    "cdi-spec-dir",
    "cgroup-manager",
    "conmon",
    "cpu-profile",
    "db-backend",
    "default-mounts-file",
    "events-backend",
    "hooks-dir",
    "imagestore",
    "log-level",
    "max-workers",
    "memory-profile",
    "namespace",
    "network-backend",
    "network-cmd-path",
    "network-config-dir",
    "pull-option",
    "registries-conf",
    "root",
    "runroot",
    "runtime",
    "runtime-flag",
    "storage-driver",
    "storage-opt",
    "tmpdir",
    "volumepath",
];

/// Flags of podman itself that are only taken before the subcommand.
pub const ROOT_BOOL: &[&str] = &["debug", "noout", "remote", "version"];

/// The same, with a value.
pub const ROOT_VALUE: &[&str] = &[
    "config",
    "connection",
    "context",
    "host",
    "identity",
    "module",
    "out",
    "ssh",
    "tls-ca",
    "tls-cert",
    "tls-details",
    "tls-key",
    "url",
];

/// One-letter flags before the subcommand.
pub const ROOT_SHORT: &[(char, &str)] =
    &[('D', "debug"), ('H', "host"), ('c', "connection"), ('r', "remote"), ('v', "version")];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_flags_take_what_their_long_names_take() {
        let takes = |(short, long): &(char, &str)| RUN_VALUE.contains(long).then(|| short.to_string());
        let found: Vec<String> = RUN_SHORT.iter().filter_map(takes).collect();
        assert_eq!(found, RUN_SHORT_VALUE);
        assert!(DOCKER_RUN_VALUE.iter().all(|flag| !RUN_VALUE.contains(flag) && !RUN_BOOL.contains(flag)));
    }
}
