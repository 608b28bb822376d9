//! What clap has read as the values that the commands take.

use std::path::PathBuf;

use clap::ArgMatches;

use super::{Bump, Color, Fleet, FleetFormat, Format, Init, Live, PageFormat, Request, Trace, Upgrade, Verify};
use crate::manual::Shell;
use prodproof_live::link::LinkPart;
use prodproof_syntax::finding::Severity;

/// The words of one command.
struct Words<'a>(&'a ArgMatches);

impl Words<'_> {
    fn flag(&self, id: &str) -> bool {
        self.0.get_flag(id)
    }

    fn text(&self, id: &str) -> Option<String> {
        self.value(id)
    }

    fn path(&self, id: &str) -> Option<PathBuf> {
        self.value(id)
    }

    fn value<T: Clone + Send + Sync + 'static>(&self, id: &str) -> Option<T> {
        self.0.get_one::<T>(id).cloned()
    }

    fn all<T: Clone + Send + Sync + 'static>(&self, id: &str) -> Vec<T> {
        self.0.get_many::<T>(id).map(|all| all.cloned().collect()).unwrap_or_default()
    }

    fn dir(&self) -> PathBuf {
        self.path("dir").unwrap_or_else(|| PathBuf::from("."))
    }

    /// The least severity that counts.
    fn least(&self) -> Severity {
        if self.flag("strict") {
            Severity::Warning
        } else {
            Severity::Error
        }
    }

    fn color(&self) -> Color {
        match self.text("color").as_deref() {
            Some("always") => Color::Always,
            Some("never") => Color::Never,
            _ => Color::Auto,
        }
    }
}

pub(super) fn request(matches: &ArgMatches) -> Request {
    let (name, matches) = matches.subcommand().expect("clap requires a subcommand");
    let m = &Words(matches);
    match name {
        "init" => Request::Init(init(m)),
        "upgrade" => Request::Upgrade(upgrade(m)),
        "verify" => Request::Verify(Box::new(verify(m))),
        "bump" => Request::Bump(bump(m)),
        "fleet" => Request::Fleet(fleet(m)),
        "live" => Request::Live(Box::new(live(m))),
        "trace" => Request::Trace(trace(m)),
        "explain" => {
            let format = match m.text("format").as_deref() {
                Some("markdown") => PageFormat::Markdown,
                _ => PageFormat::Terminal,
            };
            Request::Explain { rule: m.text("rule"), format }
        }
        "completions" => {
            let shell = m.text("shell").and_then(|name| Shell::from_name(&name));
            Request::Completions(shell.expect("clap knows the shells"))
        }
        "mandates" => Request::Mandates {
            dir: m.dir(),
            constitution: m.text("constitution"),
            format: m.text("format").unwrap_or_default(),
        },
        _ => {
            let (action, matches) = matches.subcommand().expect("clap requires an action");
            Request::Hook { action: action.to_string(), dir: Words(matches).dir() }
        }
    }
}

fn init(m: &Words<'_>) -> Init {
    Init {
        dir: m.dir(),
        constitution: m.text("constitution"),
        image: m.text("image"),
        branch: m.text("branch"),
        unit: m.text("unit"),
        quadlet: m.flag("quadlet"),
        port: m.text("port"),
        title: m.text("title"),
        name: m.text("name"),
        source: m.text("source"),
        vendor: m.flag("vendor"),
        remove: m.flag("remove"),
        fleet: m.flag("fleet"),
        live: m.flag("live"),
        dry_run: m.flag("dry-run"),
        check: m.flag("check"),
        force: m.all("force"),
    }
}

fn upgrade(m: &Words<'_>) -> Upgrade {
    Upgrade {
        dir: m.dir(),
        constitution: m.text("constitution"),
        to: m.text("to"),
        source: m.text("source"),
        check: m.flag("check"),
        dry_run: m.flag("dry-run"),
        force: m.flag("force"),
        before: m.path("before"),
        bot: m.text("bot"),
        write: m.flag("write"),
    }
}

fn verify(m: &Words<'_>) -> Verify {
    Verify {
        dir: m.dir(),
        constitution: m.text("constitution"),
        check: m.flag("check"),
        staged: m.flag("staged"),
        rev: m.text("rev"),
        base: m.text("base"),
        new_from: m.text("new-from"),
        fetch: m.flag("fetch"),
        date: m.value("date"),
        strict: m.flag("strict"),
        require_yes: m.text("require").is_some(),
        fix: m.flag("fix"),
        unsafe_fixes: m.flag("unsafe-fixes"),
        diff: m.flag("diff"),
        select: m.all("select"),
        ignore: m.all("ignore"),
        parent: m.path("parent"),
        claims: m.path("claims"),
        format: m.text("format").and_then(|name| Format::parse(&name)).unwrap_or(Format::Human),
        color: m.color(),
    }
}

fn bump(m: &Words<'_>) -> Bump {
    Bump {
        dir: m.dir(),
        constitution: m.text("constitution"),
        level: m.text("level"),
        reason: m.text("reason"),
        base: m.text("base"),
        fetch: m.flag("fetch"),
        date: m.value("date"),
        dry_run: m.flag("dry-run"),
    }
}

fn fleet(m: &Words<'_>) -> Fleet {
    Fleet {
        dirs: m.all("dirs"),
        rev: m.text("rev"),
        repos: m.path("repos"),
        claims: m.all("claims"),
        format: m.text("format").and_then(|name| FleetFormat::parse(&name)).unwrap_or(FleetFormat::Text),
        output: m.path("output"),
        least: m.least(),
        registry: m.flag("registry"),
    }
}

fn trace(m: &Words<'_>) -> Trace {
    Trace {
        dir: m.dir(),
        constitution: m.text("constitution"),
        rev: m.text("rev"),
        format: m.text("format").unwrap_or_default(),
        color: m.color(),
    }
}

fn live(m: &Words<'_>) -> Live {
    let named: Vec<String> = m.all("only");
    Live {
        dir: m.dir(),
        sha: m.text("sha"),
        wait: m.value("wait"),
        only: LinkPart::ALL.into_iter().filter(|part| named.iter().any(|name| name == part.as_str())).collect(),
        environment: m.text("environment"),
        format: m.text("format").unwrap_or_default(),
        least: m.least(),
        dry_run: m.flag("dry-run"),
        print_probe: m.flag("print-probe"),
        record: m.flag("record"),
        color: m.color(),
    }
}
