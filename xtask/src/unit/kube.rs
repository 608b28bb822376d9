//! Kubernetes manifests that `podman kube play` runs.
