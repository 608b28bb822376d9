//! What a Quadlet file needs of others, and why Quadlet refuses those: the `.pod`,
//! `.network`, `.volume`, `.image` and `.build` beside a `.container` (podman
//! `pkg/systemd/quadlet/quadlet.go`, `ConvertPod`, `ConvertNetwork` and their kin; the
//! oracle over sets of files holds it against the generator). Must not know auto-update.

use crate::quadlet::{
    check_keys, conflict, container, header, kube, mappings, networks, service_name, text, Find, Generated,
    KeyConflict, QuadletFault, QuadletKind, Refusal, ENDINGS,
};
use prodproof_syntax::joined::Joined;
use prodproof_syntax::quadlet::strv;
use prodproof_syntax::span::Span;
use prodproof_syntax::systemd::UnitText;

/// Another Quadlet file that one refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// The other's file name.
    pub name: String,
    /// Where it is named.
    pub span: Span,
    /// Whether the service does not start without the other one's; else it is enough
    /// that the file is there.
    pub required: bool,
}

/// Keys of `[Unit]` in which names of Quadlet files are translated, and whether the unit
/// cannot start without what they name.
const DEPENDENCIES: &[(&str, bool)] = &[
    ("After", false),
    ("Before", false),
    ("BindsTo", true),
    ("Conflicts", false),
    ("OnFailure", false),
    ("OnSuccess", false),
    ("PartOf", false),
    ("PropagatesReloadTo", false),
    ("PropagatesStopTo", false),
    ("ReloadPropagatedFrom", false),
    ("Requires", true),
    ("Requisite", true),
    ("StopPropagatedFrom", false),
    ("Upholds", false),
    ("Wants", false),
];

/// All files that a Quadlet file refers to, in no particular order.
pub fn needs(file: &UnitText, kind: QuadletKind) -> Vec<Need> {
    let section = kind.section();
    let mut found = Vec::new();
    let mut add = |name: &str, span: Span, required: bool| {
        found.push(Need { name: name.to_string(), span, required });
    };
    for (key, required) in DEPENDENCIES {
        for word in strv(&file.list("Unit", key)) {
            let ending = word.as_str().rsplit_once('.').map_or("", |(_, ending)| ending);
            if ENDINGS.contains(&ending) {
                add(word.as_str(), word.span, *required);
            }
        }
    }
    let has_image = match kind {
        QuadletKind::Container => true,
        QuadletKind::Volume => text(file, section, "Driver").is_some_and(|driver| driver.as_str() == "image"),
        _ => false,
    };
    if let Some(image) = text(file, section, "Image").filter(|_| has_image) {
        if matches!(QuadletKind::of(image.as_str()), Some(QuadletKind::Image | QuadletKind::Build)) {
            add(image.as_str(), image.span(), true);
        }
    }
    if let Some(pod) =
        text(file, section, "Pod").filter(|pod| kind == QuadletKind::Container && pod.as_str().ends_with(".pod"))
    {
        add(pod.as_str(), pod.span(), true);
    }
    if matches!(kind, QuadletKind::Container | QuadletKind::Kube | QuadletKind::Pod | QuadletKind::Build) {
        for entry in file.list(section, "Network") {
            let name = entry.value.as_str().split(':').next().unwrap_or_default();
            if name.ends_with(".network") || name.ends_with(".container") {
                add(name, entry.value.span(), true);
            }
        }
    }
    if matches!(kind, QuadletKind::Container | QuadletKind::Pod | QuadletKind::Build) {
        for entry in file.list(section, "Volume") {
            let Some((source, _)) = entry.value.as_str().split_once(':') else { continue };
            if source.ends_with(".volume") && !source.starts_with(['/', '.']) {
                add(source, entry.value.span(), true);
            }
        }
    }
    if kind == QuadletKind::Container {
        for entry in file.list(section, "Mount") {
            if let Some(source) = mounted(entry.value.as_str()) {
                add(source, entry.value.span(), true);
            }
        }
    }
    found
}

/// The Quadlet file that a `Mount=` names as its source.
fn mounted(mount: &str) -> Option<&str> {
    let options = || mount.split(',').filter_map(|option| option.split_once('='));
    let kind = options().find(|(name, _)| *name == "type").map(|(_, kind)| kind);
    let source = options().rfind(|(name, _)| matches!(*name, "source" | "src")).map(|(_, source)| source)?;
    let endings: &[&str] = match kind {
        Some("volume") => &[".volume"],
        Some("image") => &[".image", ".build"],
        _ => return None,
    };
    endings.iter().any(|ending| source.ends_with(ending)).then_some(source)
}

/// Why Quadlet refuses a file by itself, if it does; what it refers to is not looked at.
pub fn check(file: &UnitText, name: &str, kind: QuadletKind, find: &Find) -> Result<(), Refusal> {
    if let Some(problem) = file.refused {
        return Err(Refusal { why: QuadletFault::Syntax(problem.kind), span: problem.span });
    }
    check_keys(file, kind)?;
    let mut made = Generated {
        service: service_name(file, name, kind),
        words: Vec::new(),
        oneshot: false,
        pod: None,
        dropped: Vec::new(),
    };
    match kind {
        QuadletKind::Container => container(file, name, find, &mut made),
        QuadletKind::Kube => kube(file, find, &mut made),
        QuadletKind::Pod => mappings(file, "Pod").and_then(|()| networks(file, "Pod", find)),
        QuadletKind::Image => match given(file, "Image", "Image") {
            Some(_) => Ok(()),
            None => Err(Refusal { why: QuadletFault::NoImage, span: header(file, "Image") }),
        },
        QuadletKind::Build => build(file).and_then(|()| networks(file, "Build", find)),
        QuadletKind::Volume => volume(file),
        QuadletKind::Network => network(file),
        QuadletKind::Artifact => match given(file, "Artifact", "Artifact") {
            Some(_) => Ok(()),
            None => conflict(KeyConflict::NoArtifact, header(file, "Artifact")),
        },
    }
}

/// A key's last value, if it is not empty.
fn given(file: &UnitText, section: &str, key: &str) -> Option<Joined> {
    text(file, section, key).filter(|value| !value.is_empty())
}

fn build(file: &UnitText) -> Result<(), Refusal> {
    let given = |key: &str| given(file, "Build", key);
    let here = header(file, "Build");
    if file.list("Build", "ImageTag").first().is_none_or(|entry| entry.value.is_empty()) {
        return Err(Refusal { why: QuadletFault::NoTag, span: here });
    }
    let set = given("SetWorkingDirectory");
    let path = given("File");
    let in_service = super::text(file, "Service", "WorkingDirectory").is_some_and(|value| !value.is_empty());
    // What is given to `podman build` as its context, and whether the service has a folder.
    let (context, folder) = match set.as_ref().map(|set| set.as_str().to_ascii_lowercase()).as_deref() {
        None => (false, in_service),
        Some("yaml") => return conflict(KeyConflict::YamlFolder, set.unwrap_or_default().span()),
        Some("file") if path.is_none() => return conflict(KeyConflict::FileFolder, set.unwrap_or_default().span()),
        Some("file" | "unit") => (false, true),
        Some(text) if text.starts_with('/') || is_url(text) => (true, in_service),
        Some(_) if in_service => (false, true),
        Some(_) => (true, true),
    };
    if !folder && path.is_none() && !context {
        return conflict(KeyConflict::NoFolder, here);
    }
    let relative = path.as_ref().is_none_or(|path| !path.as_str().starts_with('/') && !is_url(path.as_str()));
    if !context && relative && !folder {
        conflict(KeyConflict::RelativeFile, path.map_or(here, |path| path.span()))
    } else {
        Ok(())
    }
}

fn is_url(text: &str) -> bool {
    ["http://", "https://", "git://", "github.com/"].iter().any(|start| text.starts_with(start))
}

fn volume(file: &UnitText) -> Result<(), Refusal> {
    if text(file, "Volume", "Driver").is_some_and(|driver| driver.as_str() == "image") {
        return match file.last("Volume", "Image") {
            Some(_) => Ok(()),
            None => conflict(KeyConflict::VolumeWithoutImage, header(file, "Volume")),
        };
    }
    if given(file, "Volume", "Device").is_some() {
        return Ok(());
    }
    match (given(file, "Volume", "Type"), given(file, "Volume", "Options")) {
        (Some(value), _) => conflict(KeyConflict::TypeWithoutDevice, value.span()),
        (None, Some(value)) => {
            Err(Refusal { why: QuadletFault::Before6(KeyConflict::OptionsWithoutDevice), span: value.span() })
        }
        _ => Ok(()),
    }
}

fn network(file: &UnitText) -> Result<(), Refusal> {
    let list = |key: &str| file.list("Network", key);
    let subnets = list("Subnet").len();
    let more = ["Gateway", "IPRange"].iter().find_map(|key| list(key).get(subnets).map(|entry| entry.value.span()));
    match more {
        Some(span) => conflict(KeyConflict::FewSubnets, span),
        None => Ok(()),
    }
}

/// The name of the pod that a `.pod` of this file name makes.
pub fn pod_name(file: &UnitText, name: &str) -> String {
    let stem = name.strip_suffix(".pod").unwrap_or(name);
    given(file, "Pod", "PodName").map_or_else(|| format!("systemd-{stem}"), |name| name.as_str().to_string())
}
