//! The files of `init` for a new service, from what a form has. Must not write them.

use prodproof_rules::repo::Repo;
use prodproof_scaffold::{infer, plan, Handling, InitAsked};
use prodproof_syntax::snapshot::Snapshot;
use serde_json::{json, Map, Value};

/// `asked`: `image`, `branch`, `unit`, `port`, `title`, `quadlet`. The error is the
/// person's mistake, in words.
pub fn files(snapshot: Snapshot, asked: &Value) -> Result<Value, String> {
    let repo = Repo::new(snapshot);
    let text = |key: &str| asked[key].as_str().filter(|text| !text.is_empty()).map(str::to_string);
    let asked = InitAsked {
        image: text("image"),
        branch: text("branch"),
        unit: text("unit"),
        quadlet: asked["quadlet"].as_bool().unwrap_or_default(),
        port: text("port"),
        title: text("title"),
        command: "xtask".into(),
        folder: "xtask".into(),
        hidden: false,
        fleet: false,
        live: false,
    };
    let params = infer(&repo, &asked)?;
    let mut files: Map<String, Value> =
        crate::texts(&repo.snapshot).map(|(path, text)| (path.to_string(), json!(text))).collect();
    for planned in plan(&repo, &params, &[]) {
        if planned.outcome != Handling::Adopt {
            files.insert(planned.path, json!(planned.text));
        }
    }
    Ok(json!({ "files": files, "assumed": params.assumed }))
}
