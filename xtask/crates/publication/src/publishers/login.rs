//! Logins to registries by the commands of their clients.
//!
//! Source: docker-login(1), podman-login(1), skopeo-login(1), `crane auth login --help`,
//! `oras login --help`, `regctl registry login --help`, `helm registry login --help`.

use prodproof_script::effect::{Effect, Login};
use prodproof_syntax::value::Symbolic;

use super::command::transport;
use super::options::Parsed;

const WITH_VALUE: &[&str] = &[
    "u",
    "username",
    "p",
    "password",
    "pass",
    "user",
    "authfile",
    "compat-auth-file",
    "secret",
    "cert-dir",
    "identity-token",
];

/// The login that a command is; `None` for every other command.
pub(super) fn read(program: &str, rest: &[Symbolic]) -> Option<Vec<Effect>> {
    let words: Vec<&str> = rest.iter().take(2).map(|text| text.as_known().unwrap_or_default()).collect();
    if let Some(logins) = by_helper(program, &words, rest) {
        return Some(logins);
    }
    let behind = match (program, words.as_slice()) {
        (
            "docker" | "docker.io" | "podman" | "podman-remote" | "buildah" | "skopeo" | "nerdctl" | "finch",
            ["login", ..],
        )
        | ("oras", ["login", ..]) => &rest[1..],
        ("crane" | "gcrane", ["auth", "login"]) | ("regctl" | "helm", ["registry", "login"]) => &rest[2..],
        _ => return None,
    };
    let parsed = Parsed::new(behind, WITH_VALUE);
    let host = parsed.operands.first().cloned().unwrap_or_default();
    let user = parsed.value(&["u", "username", "user"]);
    let token = parsed.value(&["p", "password", "pass", "identity-token"]);
    Some(vec![Effect::Login(Login { host, user, token })])
}

/// Clients that log docker in to their registry, or make a helper do so.
fn by_helper(program: &str, words: &[&str], rest: &[Symbolic]) -> Option<Vec<Effect>> {
    let to = |host: Symbolic| Effect::Login(Login { host, user: None, token: Some(Symbolic::unknown()) });
    let one = |host: &str| Some(vec![to(Symbolic::known(host))]);
    match (program, words) {
        ("gcloud", ["auth", "configure-docker"]) => {
            let parsed = Parsed::new(&rest[2..], &["project", "account"]);
            let hosts = parsed.operands.first().map(|hosts| hosts.marked().split(',').map(str::to_string));
            // Without a name those of gcr.io, which are several.
            let logins = hosts.map(|hosts| hosts.map(|host| to(Symbolic::from_marked(host))).collect());
            Some(logins.unwrap_or_else(|| vec![to(Symbolic::unknown())]))
        }
        ("az", ["acr", "login"]) => {
            let parsed = Parsed::new(&rest[2..], &["name", "n", "username", "u", "password", "p", "suffix"]);
            let mut host = parsed.value(&["name", "n"])?;
            if !host.marked().contains('.') {
                host.push_known(".azurecr.io");
            }
            Some(vec![to(host)])
        }
        ("doctl", ["registry", "login" | "docker-config"]) => one("registry.digitalocean.com"),
        ("heroku", ["container:login", ..]) => one("registry.heroku.com"),
        ("fly" | "flyctl", ["auth", "docker"]) => one("registry.fly.io"),
        ("ko" | "cosign" | "nix2container", ["login", ..]) => {
            let parsed = Parsed::new(&rest[1..], WITH_VALUE);
            Some(vec![to(parsed.operands.first().cloned().unwrap_or_else(Symbolic::unknown))])
        }
        ("aws", ["ecr", "get-login"]) | ("oc", ["registry", "login"]) | ("ibmcloud", ["cr", "login"]) => {
            Some(vec![to(Symbolic::unknown())])
        }
        (helper, ["configure-docker", ..]) if helper.starts_with("docker-credential-") => {
            Some(vec![to(Symbolic::unknown())])
        }
        _ => None,
    }
}

/// Whether clients read their logins from the file (containers-auth.json(5), docker-login(1)).
pub(crate) fn is_auth_file(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    match name {
        "config.json" => {
            folder.rsplit('/').next().is_some_and(|folder| folder.contains("docker") || folder.contains('<'))
        }
        "auth.json" | ".dockercfg" => true,
        _ => false,
    }
}

/// The login that `--creds user:token` of a push is.
pub(super) fn by_creds(parsed: &Parsed, options: &[&str], to: &Symbolic) -> Option<Effect> {
    let creds = parsed.value(options)?;
    let (user, token) = creds.split_once(':').unwrap_or((creds.clone(), Symbolic::default()));
    let host = transport(to)?;
    let host = host.marked().split('/').next().unwrap_or_default();
    let login = Login { host: Symbolic::from_marked(host), user: Some(user), token: Some(token) };
    Some(Effect::Login(login))
}
