//! `sbt` and `mill`. Must not know Maven and gradle.
//!
//! Source, read 2026-12-01: sbt/sbt-native-packager 101597d
//! src/main/scala/com/typesafe/sbt/packager/docker/DockerPlugin.scala:92-103,142-144,293-297 (`dockerAlias` of
//! `dockerRepository`, `dockerUsername`, `packageName` and `version`; `dockerUpdateLatest`;
//! `Docker / publish` pushes `dockerAliases`).

use prodproof_script::effect::{Context, Effect};
use prodproof_syntax::value::Symbolic;

use super::dsl::{tokens, values, DslToken};
use super::opaque;
use crate::publishers::action::named;
use crate::publishers::command::push;

/// Each operand is a command, or several behind `;`.
pub(in crate::publishers) fn scala(program: &str, rest: &[Symbolic], context: &Context<'_>) -> Vec<Effect> {
    let file = match program {
        "mill" => None,
        _ => (context.files)("build.sbt"),
    };
    let build = Build(file.map_or(Vec::new(), |text| tokens(&text)));
    let asked: Vec<String> = rest.iter().flat_map(|text| commands(text.marked())).collect();
    let commands: Vec<String> = asked.iter().flat_map(|command| build.alias(command)).chain(asked.clone()).collect();
    if commands.iter().any(|command| is(command, "docker:publish") || is(command, "docker/publish")) {
        let found = build.images();
        return if found.is_empty() { opaque(program, rest) } else { found };
    }
    let others = ["dockerbuildandpush", "dockerpush", "jibimagebuild", "ecr:push", "ecr/push"];
    let pushes = commands.iter().any(|command| {
        others.iter().any(|what| is(command, what)) || command.ends_with("docker.push") || build.releases(command)
    });
    if pushes {
        opaque(program, rest)
    } else {
        Vec::new()
    }
}

fn commands(word: &str) -> Vec<String> {
    let plain = word.replace(' ', "").to_ascii_lowercase();
    plain.split(';').filter(|command| !command.is_empty()).map(str::to_string).collect()
}

fn is(command: &str, what: &str) -> bool {
    command.strip_suffix(what).is_some_and(|before| before.is_empty() || before.ends_with(['/', ':']))
}

/// The tokens of `build.sbt`.
struct Build(Vec<DslToken>);

impl Build {
    /// The commands of an alias: `addCommandAlias("ship", ";test;Docker/publish")`.
    fn alias(&self, command: &str) -> Vec<String> {
        let mut found = Vec::new();
        for (at, token) in self.0.iter().enumerate() {
            if token.name() != Some("addCommandAlias") {
                continue;
            }
            let mut texts = self.0[at..].iter().filter_map(|token| match token {
                DslToken::Text(text) => Some(text),
                _ => None,
            });
            if texts.next().and_then(Symbolic::as_known).is_some_and(|name| name.eq_ignore_ascii_case(command)) {
                found.extend(texts.next().map_or(Vec::new(), |text| commands(text.marked())));
            }
        }
        found
    }

    /// Whether the steps of sbt-release have one that publishes the image.
    fn releases(&self, command: &str) -> bool {
        let Some(at) = self.0.iter().position(|token| token.name() == Some("releaseProcess")) else { return false };
        let steps = &self.0[at..];
        let written = |token: &DslToken| {
            token.name().is_some_and(|text| {
                commands(text).iter().any(|one| is(one, "docker/publish") || is(one, "docker:publish"))
            })
        };
        let scoped = steps.windows(3).any(|three| {
            let name = |at: usize| three[at].name();
            (name(0), name(2)) == (Some("Docker"), Some("publish")) && three[1].is_sign('/')
                || (name(0), name(1), name(2)) == (Some("publish"), Some("in"), Some("Docker"))
        });
        matches!(command, "release" | "releasewith-defaults") && (scoped || steps.iter().any(written))
    }

    /// What the setting is given, each time that it is: what stands behind `:=`.
    fn given(&self, key: &str) -> Vec<&[DslToken]> {
        let mut found = Vec::new();
        for at in 0..self.0.len() {
            if self.0[at].name() != Some(key) || matches!(self.0[at], DslToken::Text(_)) {
                continue;
            }
            // `packageName in Docker := …`
            let scope = &self.0[at + 1..(at + 4).min(self.0.len())];
            let Some(sign) = scope.iter().position(|token| token.is_sign(':')) else { continue };
            let from = at + 1 + sign + 1;
            if !self.0.get(from).is_some_and(|token| token.is_sign('=')) {
                continue;
            }
            found.push(value(&self.0[from + 1..]));
        }
        found
    }

    /// The one text that a setting has; `Err` where it has several, or is computed.
    fn text(&self, key: &str) -> Result<Option<Symbolic>, ()> {
        match self.given(key).as_slice() {
            [] => Ok(None),
            [tokens] if tokens.iter().any(|token| token.name() == Some("None")) => Ok(None),
            [tokens] => match values(tokens).as_slice() {
                [text] => Ok(Some(text.clone())),
                _ => Err(()),
            },
            _ => Err(()),
        }
    }

    /// What `Docker / publish` pushes; nothing where the file does not say it plainly.
    fn images(&self) -> Vec<Effect> {
        let custom =
            ["dockerAlias", "dockerAliases"].iter().any(|key| self.0.iter().any(|token| token.name() == Some(key)));
        let (Ok(repository), Ok(user)) = (self.text("dockerRepository"), self.text("dockerUsername")) else {
            return Vec::new();
        };
        let name = match (self.text("packageName"), self.text("name")) {
            (Ok(Some(name)), _) => name,
            (Ok(None), Ok(Some(name))) => name.map_known(|name| name.to_lowercase().replace(' ', "-")),
            _ => Symbolic::unknown(),
        };
        if custom || repository.is_none() && user.is_none() {
            return Vec::new();
        }
        let mut image = Symbolic::default();
        for part in [repository, user].iter().flatten() {
            image.push(part);
            image.push_known("/");
        }
        image.push(&name);
        let latest = self.given("dockerUpdateLatest");
        let says = |what: &str| latest.iter().any(|tokens| tokens.iter().any(|token| token.name() == Some(what)));
        let version = match self.text("version") {
            Ok(Some(version)) if version.is_whole() && self.given("version").len() == 1 => version,
            _ => Symbolic::unknown(),
        };
        let versioned = push(named(&image, &version), METHOD);
        match (says("true"), says("false") || latest.is_empty()) {
            (true, false) => vec![versioned, push(named(&image, &Symbolic::known("latest")), METHOD)],
            (false, true) => vec![versioned],
            _ => Vec::new(),
        }
    }
}

const METHOD: &str = "sbt Docker/publish";

/// A value up to the end of its line or to the comma behind it.
fn value(tokens: &[DslToken]) -> &[DslToken] {
    let mut depth = 0_i32;
    let end = tokens.iter().position(|token| {
        match token {
            DslToken::Sign('(' | '[' | '{') => depth += 1,
            DslToken::Sign(')' | ']' | '}') => depth -= 1,
            _ => {}
        }
        depth < 0 || depth == 0 && matches!(token, DslToken::Sign(',') | DslToken::End)
    });
    &tokens[..end.unwrap_or(tokens.len())]
}
