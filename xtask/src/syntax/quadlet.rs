//! Quadlet's unit file grammar (podman `pkg/systemd/parser/unitfile.go`), which is not systemd's.
