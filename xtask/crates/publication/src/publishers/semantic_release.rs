//! semantic-release, which pushes an image only by a plugin that its configuration names.
//!
//! Source, read 2026-12-01: semantic-release/semantic-release v25.0.9 lib/get-config.js:21
//! (cosmiconfig 9 looks for `release`: where the configuration stands), 75-79 (without one there
//! are four plugins, none for images); docs/usage/configuration.md ("Configuration file").

use prodproof_script::doubt::{Unfollowed, Untold};
use prodproof_script::effect::{Context, Effect};
use prodproof_syntax::value::Symbolic;

/// Where its configuration stands besides `package.json`.
const FILES: [&str; 12] = [
    ".releaserc",
    ".releaserc.json",
    ".releaserc.yaml",
    ".releaserc.yml",
    ".releaserc.js",
    ".releaserc.cjs",
    ".releaserc.mjs",
    ".releaserc.ts",
    "release.config.js",
    "release.config.cjs",
    "release.config.mjs",
    "release.config.ts",
];

/// `python -m semantic_release version`: the program for Python, by its module
/// (python-semantic-release/python-semantic-release c74aa3b `src/semantic_release/__main__.py:10-16`,
/// read 2026-12-01).
pub(super) fn module(program: &str, rest: &[Symbolic]) -> Option<Effect> {
    let words: Vec<&str> = rest.iter().take(2).map(|text| text.as_known().unwrap_or_default()).collect();
    let is_it = matches!(program, "python" | "python3") && words == ["-m", "semantic_release"];
    let own = [Symbolic::known("semantic-release")];
    is_it.then(|| Effect::Command { arguments: [&own[..], &rest[2..]].concat() })
}

/// What `npx semantic-release` may push. The program of that name for Python pushes none.
pub(super) fn semantic_release(rest: &[Symbolic], context: &Context<'_>) -> Vec<Effect> {
    let words: Vec<&str> = rest.iter().map(|text| text.as_known().unwrap_or_default()).collect();
    if words
        .iter()
        .any(|word| matches!(*word, "version" | "publish" | "changelog" | "--dry-run" | "-d" | "--version" | "--help"))
    {
        return Vec::new();
    }
    let file = FILES.iter().find_map(|path| (context.files)(path));
    // A folder without package.json is not the one that it runs in.
    let text = file.or_else(|| (context.files)("package.json"));
    let pushes = text.is_none_or(|text| {
        let names = ["docker", "semantic-release/exec", "extends", "container", "buildx"];
        names.iter().any(|name| text.contains(name))
    });
    if pushes {
        vec![Effect::Opaque { command: "semantic-release".into(), why: Unfollowed::Tool(Untold::Plugin) }]
    } else {
        Vec::new()
    }
}
