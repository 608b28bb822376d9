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

/// The login that `--creds user:token` of a push is.
pub(super) fn by_creds(parsed: &Parsed, options: &[&str], to: &Symbolic) -> Option<Effect> {
    let creds = parsed.value(options)?;
    let (user, token) = creds.split_once(':').unwrap_or((creds.clone(), Symbolic::default()));
    let host = transport(to)?;
    let host = host.marked().split('/').next().unwrap_or_default();
    let login = Login { host: Symbolic::from_marked(host), user: Some(user), token: Some(token) };
    Some(Effect::Login(login))
}
