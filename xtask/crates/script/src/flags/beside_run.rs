//! The flags of `podman pod create`, `kube play` and `start`. Must not know what a flag does.

/// Flags of `podman pod create` without a value.
pub const POD_BOOL: &[&str] = &["help", "infra", "no-hostname", "no-hosts", "replace", "share-parent"];

/// Flags of `podman pod create` with a value.
pub const POD_VALUE: &[&str] = &[
    "add-host",
    "blkio-weight",
    "blkio-weight-device",
    "cgroup-parent",
    "cpu-shares",
    "cpus",
    "cpuset-cpus",
    "cpuset-mems",
    "device",
    "device-read-bps",
    "device-write-bps",
    "dns",
    "dns-option",
    "dns-search",
    "exit-policy",
    "gidmap",
    "gpus",
    "hostname",
    "hosts-file",
    "infra-command",
    "infra-conmon-pidfile",
    "infra-image",
    "infra-name",
    "ip",
    "ip6",
    "label",
    "label-file",
    "mac-address",
    "memory",
    "memory-swap",
    "name",
    "network",
    "network-alias",
    "pid",
    "pod-id-file",
    "publish",
    "restart",
    "security-opt",
    "share",
    "shm-size",
    "shm-size-systemd",
    "subgidname",
    "subuidname",
    "sysctl",
    "uidmap",
    "userns",
    "uts",
    "volume",
    "volumes-from",
];

/// One-letter flags of `podman pod create`.
pub const POD_SHORT: &[(char, &str)] = &[
    ('c', "cpu-shares"),
    ('h', "hostname"),
    ('l', "label"),
    ('m', "memory"),
    ('n', "name"),
    ('p', "publish"),
    ('v', "volume"),
];

/// Flags of `podman kube play` without a value.
pub const KUBE_BOOL: &[&str] = &[
    "build",
    "down",
    "force",
    "help",
    "no-hostname",
    "no-hosts",
    "no-pod-prefix",
    "publish-all",
    "quiet",
    "replace",
    "service-container",
    "start",
    "tls-verify",
    "wait",
];

/// Flags of `podman kube play` with a value.
pub const KUBE_VALUE: &[&str] = &[
    "annotation",
    "authfile",
    "cert-dir",
    "configmap",
    "context-dir",
    "creds",
    "ip",
    "log-driver",
    "log-opt",
    "mac-address",
    "network",
    "publish",
    "seccomp-profile-root",
    "service-exit-code-propagation",
    "userns",
];

/// One-letter flags of `podman kube play`.
pub const KUBE_SHORT: &[(char, &str)] = &[('p', "publish"), ('q', "quiet"), ('w', "wait")];

/// Flags of `podman start` without a value.
pub const START_BOOL: &[&str] = &["all", "attach", "help", "interactive", "latest", "sig-proxy"];

/// Flags of `podman start` with a value.
pub const START_VALUE: &[&str] = &["detach-keys", "filter"];

/// One-letter flags of `podman start`.
pub const START_SHORT: &[(char, &str)] = &[('a', "attach"), ('f', "filter"), ('i', "interactive"), ('l', "latest")];
