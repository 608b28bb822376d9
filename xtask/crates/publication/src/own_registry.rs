//! Pushes to a registry that lives only as long as the job: `localhost:5000`, a container
//! of its `services`. Nobody else ever sees what is there, so that they are no publications.

use prodproof_syntax::reference::Reference;
use prodproof_syntax::yaml::Node;

use crate::model::{Build, Publication};

/// Takes such pushes out.
pub(crate) fn forget(build: &mut Build) {
    let own: Vec<bool> = build.publications.iter().map(|one| is_own(build, one)).collect();
    let mut keep = own.iter();
    build.publications.retain(|_| !keep.next().is_some_and(|own| *own));
    let mut keep = own.iter();
    build.entries.retain(|_| !keep.next().is_some_and(|own| *own));
    let own: Vec<bool> = build.elsewhere.iter().map(|one| is_own(build, one)).collect();
    let mut keep = own.iter();
    build.elsewhere.retain(|_| !keep.next().is_some_and(|own| *own));
}

fn is_own(build: &Build, one: &Publication) -> bool {
    let Some(Reference { registry, .. }) = &one.reference else { return false };
    let host = registry.split(':').next().unwrap_or(registry);
    if matches!(host, "localhost" | "0.0.0.0" | "[") || host.starts_with("127.") || registry.starts_with("[::1]") {
        return true;
    }
    let job = one.job.rsplit(" / ").next().unwrap_or(&one.job);
    let services = build.file(&one.path).and_then(|file| file.job(job)).and_then(|job| job.get("services"));
    services.is_some_and(|services: &Node| services.get(host).is_some())
}
