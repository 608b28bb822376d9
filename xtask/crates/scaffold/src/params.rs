//! What `init` must know, where each answer comes from, and what had to be assumed.

use time::Date;

use prodproof_constitution::contract::Added;
use prodproof_rules::repo::Repo;
use prodproof_rules::words::Worded;
use prodproof_syntax::reference::Reference;

use crate::upgrade::said_by_unit;

/// What a person said; `None` is to be inferred.
#[derive(Clone, Debug, Default)]
pub struct InitAsked {
    pub image: Option<String>,
    pub branch: Option<String>,
    pub unit: Option<String>,
    pub quadlet: bool,
    pub port: Option<String>,
    pub title: Option<String>,
    /// The cargo alias of the crate: `xtask`.
    pub command: String,
    /// The crate's folder: `xtask`, or `.xtask`.
    pub folder: String,
    /// New folders at the top must be hidden: the unit's as well.
    pub hidden: bool,
    /// The workflow over all repositories of an owner as well.
    pub fleet: bool,
    /// The workflow that asks whether what was merged is running as well.
    pub live: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Params {
    /// `registry/namespace/name`, without a tag.
    pub image: String,
    /// All images with their units, where there are several, or mirrors.
    pub images: Vec<Added>,
    pub branch: String,
    pub latest: String,
    pub tags: String,
    /// Path of the unit's file.
    pub unit: String,
    pub quadlet: bool,
    /// `HOST:CONTAINER`.
    pub port: Option<String>,
    pub title: String,
    pub containerfile: String,
    pub command: String,
    pub folder: String,
    pub fleet: bool,
    pub live: bool,
    pub today: Date,
    /// What was neither said nor found, for people, with how to say it.
    pub assumed: Vec<String>,
}

/// Fills in what was not asked from what the repository says. Errors are the person's
/// mistakes: an image that no registry takes, a port that is none.
pub fn infer(repo: &Repo, asked: &InitAsked) -> Result<Params, String> {
    let mut assumed = Vec::new();
    let images = images(repo, asked)?;
    // What only the settings know cannot be written down.
    let promised = repo.promise.image.as_ref().filter(|fact| !fact.value.contains('<'));
    let image = match (&asked.image, promised, images.first()) {
        (Some(image), ..) => image_name(image)?,
        (None, _, Some(first)) => first.name.clone(),
        (None, Some(fact), None) => fact.value.clone(),
        (None, None, None) => from_remote(repo, &mut assumed),
    };
    let reference = Reference::parse(&image);
    let name = reference.repository.rsplit('/').next().unwrap_or("service").to_string();
    let of_image = images.first().filter(|_| asked.image.is_some());
    let first_unit = match of_image {
        Some(image) => image.units.first().cloned(),
        None => images.iter().find_map(|image| image.units.first().cloned()),
    };
    let promised_unit = first_unit.or_else(|| repo.promise.unit.as_ref().map(|fact| fact.value.clone()));
    let unit = asked.unit.clone().or(promised_unit).unwrap_or_else(|| {
        let ending = if asked.quadlet { "container" } else { "service" };
        let there = repo.snapshot.paths().any(|path| path.starts_with("deploy/"));
        let folder = if asked.hidden && !there { ".deploy" } else { "deploy" };
        format!("{folder}/{name}.{ending}")
    });
    let quadlet = unit.ends_with(".container");
    if !quadlet && !unit.ends_with(".service") {
        return Err(format!("`{unit}` is neither a .service nor a .container file"));
    }
    if asked.quadlet && !quadlet {
        return Err(format!("--quadlet asks for a .container file, and the unit is `{unit}`"));
    }
    let containerfile = containerfile(repo);
    if containerfile.is_none() {
        assumed.push("there is no Containerfile yet; the build workflow expects one at the top".into());
    }
    // What was asked once stands in the unit.
    let (port, described) = repo.snapshot.text(&unit).map_or((None, None), said_by_unit);
    let port = match &asked.port {
        Some(port) => Some(mapping(port)?),
        None => port.or_else(|| {
            let path = containerfile.as_deref()?;
            exposed(repo.snapshot.text(path)?).map(|port| format!("{port}:{port}"))
        }),
    };
    Ok(Params {
        branch: asked.branch.clone().unwrap_or_else(|| repo.promise.branch.value.clone()),
        latest: repo.promise.latest.value.clone(),
        tags: repo.promise.tags.value.clone(),
        title: asked.title.clone().or(described).unwrap_or_else(|| title(&name)),
        containerfile: containerfile.unwrap_or_else(|| "Containerfile".into()),
        command: asked.command.clone(),
        folder: asked.folder.clone(),
        fleet: asked.fleet,
        live: asked.live,
        today: repo.snapshot.facts.today,
        image,
        images,
        unit,
        quadlet,
        port,
        assumed,
    })
}

/// The images that the contract is to name, where the short form does not say it all: what
/// was asked for stands first, and nothing of the rest is lost. An image that nothing here
/// knows is the only one.
fn images(repo: &Repo, asked: &InitAsked) -> Result<Vec<Added>, String> {
    let mut found = repo.several();
    if let Some(image) = &asked.image {
        let name = image_name(image)?;
        let is_asked = |one: &Added| one.name == name || one.mirrors.contains(&name);
        if !leads(&mut found, is_asked) {
            return Ok(Vec::new());
        }
        if let Some(mirror) = found[0].mirrors.iter().position(|mirror| *mirror == name) {
            found[0].mirrors[mirror] = std::mem::replace(&mut found[0].name, name);
        }
    }
    if let Some(unit) = &asked.unit {
        let runs = |one: &Added| one.units.contains(unit);
        // The unit of another image than the one that was asked for makes no order.
        let within = if asked.image.is_some() { found.len().min(1) } else { found.len() };
        if leads(&mut found[..within], runs) {
            leads(&mut found[0].units, |one| one == unit);
        }
    }
    Ok(found)
}

/// Puts the first that is wanted before all others, which keep their order; whether there
/// is one.
fn leads<T>(all: &mut [T], wanted: impl Fn(&T) -> bool) -> bool {
    let at = all.iter().position(wanted);
    if let Some(at) = at {
        all[..=at].rotate_right(1);
    }
    at.is_some()
}

/// `--image` as a full name without a tag.
fn image_name(asked: &str) -> Result<String, String> {
    let reference = Reference::parse(asked);
    let explicit_tag = asked.rsplit('/').next().is_some_and(|last| last.contains([':', '@']));
    if explicit_tag {
        return Err(format!("--image `{asked}`: give the name without a tag or digest"));
    }
    if !asked.split('/').next().is_some_and(|host| host.contains(['.', ':'])) || !asked.contains('/') {
        return Err(format!("--image `{asked}`: podman auto-update needs the full name, such as quay.io/acme/widget"));
    }
    match reference.invalid() {
        Some(fault) => Err(format!("--image `{asked}`: {}", fault.told())),
        None => Ok(reference.name()),
    }
}

fn from_remote(repo: &Repo, assumed: &mut Vec<String>) -> String {
    let facts = &repo.snapshot.facts;
    // Where nothing tells the forge, it is taken for GitHub.
    let registry = facts.registry.clone().or_else(|| facts.forge.is_none().then(|| "ghcr.io".to_string()));
    match facts.repository.as_ref().zip(registry) {
        Some((repository, registry)) => {
            let image = format!("{registry}/{}", repository.to_ascii_lowercase());
            assumed.push(format!("the image is `{image}`, from the remote's name; say another with --image"));
            image
        }
        None => {
            let image = format!("ghcr.io/example/{}", component(&facts.folder));
            let why = match facts.forge {
                Some(forge) if facts.repository.is_some() => format!("{forge} has no registry"),
                _ => "there is no remote to take the owner from".to_string(),
            };
            assumed.push(format!("{why}: `{image}` is a placeholder; say the real name with --image"));
            image
        }
    }
}

/// The folder's name as a component of an image's name.
fn component(folder: &str) -> String {
    let plain: String =
        folder.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let parts: Vec<&str> = plain.split('-').filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        "service".into()
    } else {
        parts.join("-")
    }
}

fn title(name: &str) -> String {
    let words = name.split(['-', '_', '.']).filter(|word| !word.is_empty());
    let capital = |word: &str| {
        let mut chars = word.chars();
        chars.next().map(|first| first.to_uppercase().chain(chars).collect::<String>()).unwrap_or_default()
    };
    words.map(capital).collect::<Vec<_>>().join(" ")
}

/// The image's own build file, as near to the top as there is one.
fn containerfile(repo: &Repo) -> Option<String> {
    let named = |path: &&str| matches!(path.rsplit('/').next(), Some("Containerfile" | "Dockerfile"));
    repo.snapshot.paths().filter(named).min_by_key(|path| (path.matches('/').count(), *path)).map(str::to_string)
}

/// The first port of the last stage's EXPOSE (Containerfile(5)).
fn exposed(text: &str) -> Option<u16> {
    let mut port = None;
    for line in text.lines() {
        let mut words = line.split_ascii_whitespace();
        match words.next() {
            Some(word) if word.eq_ignore_ascii_case("FROM") => port = None,
            Some(word) if word.eq_ignore_ascii_case("EXPOSE") && port.is_none() => {
                port = words.next().and_then(|word| word.split('/').next()?.parse().ok());
            }
            _ => {}
        }
    }
    port
}

/// `80` or `8080:80`.
fn mapping(asked: &str) -> Result<String, String> {
    let ports: Vec<Option<u16>> = asked.split(':').map(|port| port.parse().ok().filter(|port| *port != 0)).collect();
    match ports.as_slice() {
        [Some(port)] => Ok(format!("{port}:{port}")),
        [Some(host), Some(container)] => Ok(format!("{host}:{container}")),
        _ => Err(format!("--port `{asked}`: give PORT or HOST:CONTAINER, each from 1 to 65535")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_full_names_without_tags() {
        assert_eq!(image_name("quay.io/acme/widget").unwrap(), "quay.io/acme/widget");
        for bad in [
            "widget",
            "acme/widget",
            "quay.io/acme/widget:1",
            "quay.io/Acme/widget",
            "quay.io/acme/",
            "quay.io/a/b@sha256:00",
        ] {
            assert!(image_name(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn ports() {
        assert_eq!(mapping("80").unwrap(), "80:80");
        assert_eq!(mapping("8080:80").unwrap(), "8080:80");
        for bad in ["", "0", "65536", "a:b", "1:2:3", "80/tcp"] {
            assert!(mapping(bad).is_err(), "{bad}");
        }
        assert_eq!(
            exposed(
                "\
FROM a AS b
EXPOSE 1
FROM c
expose 8080/tcp 9
EXPOSE 7
"
            ),
            Some(8080)
        );
        assert_eq!(exposed("FROM a\nEXPOSE $PORT\n"), None);
    }

    #[test]
    fn names_from_folders() {
        assert_eq!(component("My Service_2"), "my-service-2");
        assert_eq!(component("日本"), "service");
        assert_eq!(title("oauth-proxy"), "Oauth Proxy");
    }
}
