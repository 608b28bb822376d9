//! Where the files of a repository stand: when nothing says otherwise, what `init` writes
//! and a finding about a missing file points at. Must not know their texts.

/// The constitution.
pub const CONSTITUTION_PATH: &str = ".specify/memory/constitution.md";
/// The workflow that builds and publishes the image.
pub const BUILD_PATH: &str = ".github/workflows/container-build.yml";

/// `path` as seen from `directory`, both from the repository's top, without `.` and `..`;
/// `None` where it leads out of the repository.
pub fn within(directory: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = directory.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
