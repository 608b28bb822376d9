//! Which files would tell something and cannot be read. Must not know what becomes of that.

use super::Repo;
use prodproof_constitution::document::{self, MOST_BYTES};
use prodproof_syntax::snapshot::File;

impl Repo {
    /// What would tell and cannot be read, with the reason: "is not UTF-8".
    pub fn unread(&self) -> impl Iterator<Item = (&str, String)> {
        let constitutions = document::located(&self.snapshot);
        self.snapshot.files.iter().filter_map(move |(path, file)| {
            let constitution = constitutions.contains(&path.as_str());
            let why = match file {
                File::Text(text) if constitution && text.len() > MOST_BYTES => {
                    format!("is {} bytes large", text.len())
                }
                File::Text(_) | File::Later(_) | File::Unread | File::Gone => return None,
                File::NotUtf8 => "is not UTF-8".to_string(),
                File::TooLarge(bytes) => format!("is {bytes} bytes large"),
                File::Directory => "is a directory".to_string(),
                File::Link(to) => format!("is a link to `{to}`, which is not in this repository"),
                File::Unreadable(why) => format!("cannot be read: {why}"),
            };
            // What the system refuses may be anything: a folder full of units.
            let tells = matches!(file, File::Unreadable(_)) || constitution || self.is_source(path);
            tells.then_some((path.as_str(), why))
        })
    }

    /// A constitution that is there and cannot be read, with the reason.
    pub fn unread_constitution(&self) -> Option<(&str, String)> {
        let constitutions = document::located(&self.snapshot);
        self.unread().find(|(path, _)| constitutions.contains(path))
    }

    /// Whether a path is that of a constitution, workflow or unit.
    pub fn is_source(&self, path: &str) -> bool {
        let unit = [".service", ".container", ".kube", ".pod"].iter().any(|ending| path.ends_with(ending))
            && !prodproof_deployment::is_enablement(path);
        self.snapshot.is_workflow(path) || unit || path == self.constitution_path()
    }
}
