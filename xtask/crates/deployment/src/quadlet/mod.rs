//! What Quadlet makes of a `.container`, `.kube`, `.pod`, `.image` or `.build`: the
//! podman command of the generated service, or why there will be no service at all
//! (podman `pkg/systemd/quadlet/quadlet.go`, `ConvertContainer` and its kin).
//! Must not know auto-update.

mod fault;
pub mod keys;
mod needs;
mod refusals;

pub use fault::{KeyConflict, QuadletFault, Refusal};
pub use needs::{check, needs, pod_name, Need};

use fault::conflict;
use prodproof_syntax::order::Order;
use refusals::{check_keys, is_port, kill_mode, mappings, networks, service_type, user};

use prodproof_syntax::expand::UnitName;
use prodproof_syntax::joined::Joined;
use prodproof_syntax::quadlet::{args, is_yes, string, strv};
use prodproof_syntax::span::Span;
use prodproof_syntax::systemd::{Setting, UnitText};
use prodproof_syntax::words::{self, Flavour, Word};

/// A kind of Quadlet file, by its ending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuadletKind {
    Container,
    Kube,
    Pod,
    Image,
    Build,
    Volume,
    Network,
    Artifact,
}

impl QuadletKind {
    pub fn of(path: &str) -> Option<Self> {
        match path.rsplit_once('.')?.1 {
            "container" => Some(Self::Container),
            "kube" => Some(Self::Kube),
            "pod" => Some(Self::Pod),
            "image" => Some(Self::Image),
            "build" => Some(Self::Build),
            "volume" => Some(Self::Volume),
            "network" => Some(Self::Network),
            "artifact" => Some(Self::Artifact),
            _ => None,
        }
    }

    pub fn section(self) -> &'static str {
        match self {
            Self::Container => "Container",
            Self::Kube => "Kube",
            Self::Pod => "Pod",
            Self::Image => "Image",
            Self::Build => "Build",
            Self::Volume => "Volume",
            Self::Network => "Network",
            Self::Artifact => "Artifact",
        }
    }

    pub fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Container => keys::CONTAINER,
            Self::Kube => keys::KUBE,
            Self::Pod => keys::POD,
            Self::Image => keys::IMAGE,
            Self::Build => keys::BUILD,
            Self::Volume => keys::VOLUME,
            Self::Network => keys::NETWORK,
            Self::Artifact => keys::ARTIFACT,
        }
    }

    /// What the service's name gets: `x.pod` becomes `x-pod.service`.
    fn extra(self) -> &'static str {
        match self {
            Self::Container | Self::Kube => "",
            Self::Pod => "-pod",
            Self::Image => "-image",
            Self::Build => "-build",
            Self::Volume => "-volume",
            Self::Network => "-network",
            Self::Artifact => "-artifact",
        }
    }
}

/// The service that Quadlet generates, as far as auto-update is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generated {
    /// The name of the service on the host.
    pub service: UnitName,
    /// The words behind `podman` in `ExecStart=`, before systemd puts in specifiers and
    /// variables. Flags that bear on nothing here are left out.
    pub words: Vec<Word>,
    /// `Type=` of the service: `notify` or `oneshot`.
    pub oneshot: bool,
    /// The `.pod` that the container joins, and where it says so.
    pub pod: Option<Word>,
    /// Words of `PodmanArgs=` that an empty word before them drops.
    pub dropped: Vec<Span>,
}

/// Whether Quadlet reads files of this name.
pub fn is_source(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending))
}

/// Whether a key is `AutoUpdate` but for its spelling.
pub fn is_autoupdate(key: &str) -> bool {
    key.replace(['-', '_'], "").eq_ignore_ascii_case("autoupdate")
}

/// The other Quadlet files, by file name.
pub type Find<'a> = dyn Fn(&str) -> Option<UnitText> + 'a;

/// The service's name for a Quadlet file of this name (`getServiceName`).
pub fn service_name(file: &UnitText, name: &str, kind: QuadletKind) -> UnitName {
    let given = file.last(kind.section(), "ServiceName").map(|entry| string(&entry.value).as_str().to_string());
    let stem = given.unwrap_or_else(|| {
        let stem = name.rfind('.').filter(|&at| at > 0).map_or(name, |at| &name[..at]);
        format!("{stem}{}", kind.extra())
    });
    UnitName::parse(&format!("{stem}.service"))
}

/// Converts a `.container` or `.kube`. `file` holds the drop-ins too; `name` is the
/// file's own name; `find` gives the files that it refers to.
pub fn convert(file: &UnitText, name: &str, kind: QuadletKind, find: &Find) -> Result<Generated, Refusal> {
    if let Some(problem) = file.refused {
        return Err(Refusal { why: QuadletFault::Syntax(problem.kind), span: problem.span });
    }
    check_keys(file, kind)?;
    let section = kind.section();
    let mut made = Generated {
        service: service_name(file, name, kind),
        words: global_words(file, section),
        oneshot: false,
        pod: None,
        dropped: dropped(file, section),
    };
    match kind {
        QuadletKind::Kube => kube(file, find, &mut made)?,
        _ => container(file, name, find, &mut made)?,
    }
    Ok(made)
}

fn container(file: &UnitText, name: &str, find: &Find, made: &mut Generated) -> Result<(), Refusal> {
    let text = |key: &str| text(file, "Container", key);
    let header = header(file, "Container");
    let image = text("Image").filter(|image| !image.is_empty());
    let rootfs = text("Rootfs").filter(|rootfs| !rootfs.is_empty());
    let image = match (image, rootfs) {
        (Some(_), Some(rootfs)) => return Err(Refusal { why: QuadletFault::ImageAndRootfs, span: rootfs.span() }),
        (None, None) => return Err(Refusal { why: QuadletFault::NoImage, span: header }),
        (Some(image), None) => vec![Word::of(resolve(image, find))],
        (None, Some(rootfs)) => vec![word("--rootfs", header), Word::of(rootfs)],
    };
    kill_mode(file)?;
    made.oneshot = service_type(file)?;
    let name = text("ContainerName")
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| Joined::made(if name.contains('@') { "systemd-%p_%i" } else { "systemd-%N" }, header));
    for plain in ["run", "--name"] {
        made.words.push(word(plain, header));
    }
    made.words.push(Word::of(name));
    for plain in ["--replace", "--rm", "--cgroups=split"] {
        made.words.push(word(plain, header));
    }
    if !made.oneshot {
        let notify = file.last("Container", "Notify");
        let mode = match notify {
            Some(entry) if string(&entry.value).as_str().eq_ignore_ascii_case("healthy") => "--sdnotify=healthy",
            Some(entry) if is_yes(&entry.value) => "--sdnotify=container",
            _ => "--sdnotify=conmon",
        };
        made.words.push(word(mode, notify.map_or(header, |entry| entry.span)));
        made.words.push(word("-d", header));
    }
    if let Some(policy) = text("Pull").filter(|policy| !policy.is_empty()) {
        made.words.push(word("--pull", policy.span()));
        made.words.push(Word::of(policy));
    }
    networks(file, "Container", find)?;
    user(file, "Container")?;
    mappings(file, "Container")?;
    if let Some(entry) = file.last("Container", "AutoUpdate") {
        let value = string(&entry.value);
        if !value.is_empty() {
            let mut label = Joined::made("io.containers.autoupdate=", entry.key.span);
            label.push(&value);
            made.words.push(word("--label", entry.key.span));
            made.words.push(Word { text: label, span: entry.span, opaque: false });
        }
    }
    for entry in file.list("Container", "ExposeHostPort") {
        if !is_port(entry.value.as_str().trim()) {
            let why = QuadletFault::Port(entry.value.as_str().to_string());
            return Err(Refusal { why, span: entry.value.span() });
        }
    }
    for label in key_values(&file.list("Container", "Label")) {
        made.words.push(word("--label", label.span));
        made.words.push(label);
    }
    if let (Some(command), Some(signal)) = (text("ReloadCmd"), text("ReloadSignal")) {
        if !command.is_empty() && !signal.is_empty() {
            return conflict(KeyConflict::ReloadTwice, signal.span());
        }
    }
    pod(file, made)?;
    made.words.extend(args(&file.list("Container", "PodmanArgs")));
    made.words.extend(image);
    if let Some(exec) = file.last("Container", "Exec") {
        made.words.extend(words::split(&exec.value, Flavour::QuadletArgs).words);
    }
    Ok(())
}

fn kube(file: &UnitText, find: &Find, made: &mut Generated) -> Result<(), Refusal> {
    let header = header(file, "Kube");
    let Some(yaml) = text(file, "Kube", "Yaml").filter(|yaml| !yaml.is_empty()) else {
        return Err(Refusal { why: QuadletFault::NoYaml, span: header });
    };
    kill_mode(file)?;
    made.oneshot = service_type(file)?;
    for plain in ["kube", "play", "--replace", "--service-container=true"] {
        made.words.push(word(plain, header));
    }
    mappings(file, "Kube")?;
    networks(file, "Kube", find)?;
    for update in strv(&file.list("Kube", "AutoUpdate")) {
        let mut text = Joined::made("--annotation=io.containers.autoupdate", update.span);
        let value = match update.text.split_once('/') {
            Some((container, value)) => {
                text.push_str("/", update.span);
                text.push(&container);
                value
            }
            None => update.text.clone(),
        };
        text.push_str("=", update.span);
        text.push(&value);
        made.words.push(Word { text, ..update });
    }
    made.words.extend(args(&file.list("Kube", "PodmanArgs")));
    made.words.push(Word::of(yaml));
    Ok(())
}

/// The image that a `.image` or `.build` stands for, put in the place of its name; a hole
/// where that file is not there or has none.
fn resolve(image: Joined, find: &Find) -> Joined {
    let name = image.as_str().to_string();
    let kind = match QuadletKind::of(&name) {
        Some(kind @ (QuadletKind::Image | QuadletKind::Build)) => kind,
        _ => return image,
    };
    let tag = find(&name).and_then(|other| match kind {
        QuadletKind::Build => other.list("Build", "ImageTag").first().map(|entry| entry.value.clone()),
        _ => {
            let value = |key| text(&other, "Image", key).filter(|value| !value.is_empty());
            value("Image").and_then(|image| value("ImageTag").or(Some(image)))
        }
    });
    match tag.filter(|tag| !tag.is_empty()) {
        Some(tag) => Joined::made(tag.as_str(), image.span()),
        None => {
            let mut unknown = Joined::empty(image.span().start);
            unknown.push_hole(&name, image.span());
            unknown
        }
    }
}

fn pod(file: &UnitText, made: &mut Generated) -> Result<(), Refusal> {
    let Some(pod) = text(file, "Container", "Pod").filter(|pod| !pod.is_empty()) else { return Ok(()) };
    let span = pod.span();
    if !pod.as_str().ends_with(".pod") {
        return Err(Refusal { why: QuadletFault::NotAPod(pod.as_str().to_string()), span });
    }
    made.words.push(word("--pod", span));
    made.words.push(Word::of(pod.clone()));
    made.pod = Some(Word::of(pod));
    Ok(())
}

const ENDINGS: &[&str] = &["container", "volume", "kube", "network", "image", "build", "pod", "artifact"];

/// `LookupAllKeyVal`: of equal keys the last one counts; sorted by key. A word without
/// `=` is dropped (5.4) or a key without value (6.0), which for no label makes a difference.
fn key_values(entries: &[&Setting]) -> Vec<Word> {
    let mut labels: Vec<(String, Word)> = Vec::new();
    for word in args(entries) {
        let Some((key, _)) = word.text.split_once('=') else { continue };
        labels.retain(|(known, _)| known != key.as_str());
        labels.push((key.as_str().to_string(), word));
    }
    labels.order_by(|(a, _), (b, _)| a.cmp(b));
    labels.into_iter().map(|(_, word)| word).collect()
}

fn global_words(file: &UnitText, section: &str) -> Vec<Word> {
    let modules = file.list(section, "ContainersConfModule").into_iter().map(|entry| {
        let mut text = Joined::made("--module=", entry.span);
        text.push(&entry.value);
        Word { text, span: entry.span, opaque: false }
    });
    modules.chain(args(&file.list(section, "GlobalArgs"))).collect()
}

fn dropped(file: &UnitText, section: &str) -> Vec<Span> {
    let lists = ["PodmanArgs", "GlobalArgs", "Label"].map(|key| file.list(section, key));
    lists.iter().flatten().filter_map(|entry| words::split(&entry.value, Flavour::QuadletArgs).dropped).collect()
}

/// The last value of a key, as one string.
fn text(file: &UnitText, section: &str, key: &str) -> Option<Joined> {
    file.last(section, key).map(|entry| string(&entry.value))
}

/// Where what Quadlet adds by itself is said to stand: the section's header.
fn header(file: &UnitText, section: &str) -> Span {
    let found = file.headers.iter().find(|header| header.name == section);
    found.map_or(Span::default(), |header| Span::at(header.line.start))
}

fn word(text: &str, span: Span) -> Word {
    Word { text: Joined::made(text, span), span, opaque: false }
}

#[cfg(test)]
mod tests;
