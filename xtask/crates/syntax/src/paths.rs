//! Where the files of a repository stand when nothing says otherwise: what `init` writes,
//! and what a finding about a missing file points at. Must not know their texts.

/// The constitution.
pub const CONSTITUTION_PATH: &str = ".specify/memory/constitution.md";
/// The workflow that builds and publishes the image.
pub const BUILD_PATH: &str = ".github/workflows/container-build.yml";
