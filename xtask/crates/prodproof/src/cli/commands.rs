//! The commands and their options as clap has them. The texts here are the manual.

use std::path::PathBuf;

use clap::{value_parser, Arg, ArgAction, Command};

use super::values::{parse_date, parse_length, parse_name, parse_sha};
use super::{FleetFormat, Format};
use crate::manual::Shell;
use prodproof_live::link::LinkPart;

fn dir() -> Arg {
    Arg::new("dir")
        .value_name("DIR")
        .help("The repository [default: the one around the current folder]")
        .default_value(".")
        .hide_default_value(true)
        .value_parser(value_parser!(PathBuf))
}

fn flag(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
}

fn option(name: &'static str, value: &'static str, help: impl Into<clap::builder::StyledStr>) -> Arg {
    Arg::new(name).long(name).value_name(value).help(help)
}

fn color() -> Arg {
    option("color", "WHEN", "Colours: auto, always, never")
        .value_parser(["auto", "always", "never"])
        .default_value("auto")
}

fn date() -> Arg {
    option("date", "DATE", "The day of the amendment, YYYY-MM-DD [default: today, UTC]").value_parser(parse_date)
}

/// The whole command line, of a tool that is called so.
pub fn command(tool: &str) -> Command {
    let command = whole().bin_name(tool.to_string());
    named(command, tool)
}

/// Examples are written for the usual alias.
fn named(mut command: Command, tool: &str) -> Command {
    if tool == USUAL {
        return command;
    }
    if let Some(help) = command.get_after_help() {
        let help = help.to_string().replace(USUAL, tool);
        command = command.after_help(help);
    }
    let names: Vec<String> = command.get_subcommands().map(|one| one.get_name().to_string()).collect();
    names.iter().fold(command, |command, name| command.mut_subcommand(name, |below| named(below, tool)))
}

const USUAL: &str = "cargo xtask";

fn whole() -> Command {
    Command::new("xtask")
        // Not clap's: which commit runs is found out only when it is asked for.
        .disable_version_flag(true)
        .arg(Arg::new("version").short('V').long("version").action(ArgAction::SetTrue).help("Print version, tag and commit"))
        // Before the command as well, where the alias has it; commands that read no
        // constitution of this repository do not mind it.
        .arg(option("constitution", "PATH", "The constitution's file, below the repository's top: AGENTS.md [default: what the cargo alias says, else the usual places]").global(true))
        .about("Proves constitution, build workflow and podman unit against each other: what is merged reaches production")
        .after_help("Examples:\n  cargo xtask init ../my-service     drop the crate in, write the files, verify\n  cargo xtask verify                 check the work tree; bump an amended constitution\n  cargo xtask verify --fix           mend what can safely be mended\n  cargo xtask trace                  show the delivery chain, and where it breaks\n  cargo xtask explain B001           what a rule wants, and why\n\nExit codes: 0 clean, 1 findings, 2 could not do it.")
        .arg_required_else_help(true)
        .subcommand(init())
        .subcommand(upgrade())
        .subcommand(verify())
        .subcommand(bump())
        .subcommand(trace())
        .subcommand(live())
        .subcommand(fleet_command())
        .subcommand(explain())
        .subcommand(mandates())
        .subcommand(hook())
        .subcommand(completions())
}

fn init() -> Command {
    Command::new("init")
        .about("Drops the crate into a repository and writes what is missing: constitution, workflows, unit, hook")
        .long_about("Drops the crate into a repository and writes what is missing: the constitution, the build workflow, a workflow that verifies, the unit and the pre-commit stanza. What exists is never overwritten: it is read for parameters, and what disagrees is reported by `verify`, which runs at the end. A second run changes nothing.")
        .after_help("Examples:\n  cargo xtask init                             here, everything inferred\n  cargo xtask init ../my-service               another repository\n  cargo xtask init --image quay.io/acme/api    say what cannot be inferred\n  cargo xtask init --quadlet --port 8080:80    a Quadlet file, with a published port\n  cargo xtask init --dry-run                   show the plan as diffs, write nothing\n  cargo xtask init --source https://git.example.org/acme/xtask@v1.2.0     a launcher from there\n  cargo xtask init --remove                    take back what is untouched\n\nExit codes: 0 done, and what is there verifies, 1 findings, something that is left to do, with --check: something would change, 2 could not do it.")
        .arg(dir())
        .arg(option("image", "NAME", "The image, without a tag: quay.io/acme/widget [default: inferred, else ghcr.io/OWNER/NAME of the remote]"))
        .arg(option("branch", "BRANCH", "The default branch [default: the remote's]"))
        .arg(option("unit", "PATH", "The unit's file [default: deploy/NAME.service]"))
        .arg(flag("quadlet", "Write a Quadlet file (deploy/NAME.container) instead of a plain unit"))
        .arg(option("port", "[HOST:]PORT", "The port to publish [default: EXPOSE of the Containerfile]"))
        .arg(option("title", "TITLE", "The service's name for people [default: from the image's name]"))
        .arg(option("name", "NAME", "Folder and cargo alias of the crate, where `xtask` is taken [default: xtask]").value_parser(parse_name))
        .arg(option("source", "URL[@REV]", "A launcher of this library: any git URL that cargo takes, at a tag, branch or commit [default: where this tool comes from]").conflicts_with("vendor"))
        .arg(flag("vendor", "The whole copy of the crate instead of a launcher: nothing is fetched but its dependencies"))
        .arg(flag("remove", "Take back what is as it was written: crate, alias, hook, files; the rest is named").conflicts_with_all(["source", "vendor", "image", "branch", "unit", "quadlet", "port", "title", "fleet", "live", "force"]))
        .arg(flag("live", "Also write the workflow that asks after each merge and daily whether it is running, and keeps one issue"))
        .arg(flag("fleet", "Also write the workflow that proves all repositories of an organisation against each other"))
        .arg(flag("dry-run", "Print the plan as unified diffs and write nothing"))
        .arg(flag("check", "Like --dry-run, with exit code 1 where something would change"))
        .arg(option("force", "PATH", "Replace just this file by what would be written without it, or the edited crate's folder; may be given again").action(ArgAction::Append))
}

fn upgrade() -> Command {
    Command::new("upgrade")
        .about("Raises the pinned version, and brings the generated files along")
        .long_about("Raises pin and lock to the newest release, and lets that version bring the generated files along: untouched ones become its own, edited ones are merged as git merges, deleted ones stay deleted, pins that a bot raised stay raised. The constitution is never rewritten. Where a bot has raised the pin already, only the files follow.")
        .after_help("Examples:\n  cargo xtask upgrade                    the newest release\n  cargo xtask upgrade --dry-run          show the diffs, and what the new version finds\n  cargo xtask upgrade --check            in CI: exit 1 where something newer is there\n  cargo xtask upgrade --to v1.2.0        that one\n  cargo xtask upgrade --bot renovate     what makes Renovate raise the pin, and nothing else\n\nExit codes: 0 done, 1 findings, conflicts, or files that are left, 2 could not do it.")
        .arg(dir())
        .arg(option("to", "REV", "A tag, branch or commit [default: the newest release]"))
        .arg(option("source", "URL", "Where the library is from [default: where it is pinned to, or was copied from]"))
        .arg(flag("check", "Say whether something newer is there, exit 1 if so, and write nothing").conflicts_with_all(["dry-run", "to", "force"]))
        .arg(flag("dry-run", "Show the diffs and the findings that the new version would add, and write nothing"))
        .arg(flag("force", "Give up what was edited in the crate's own folder"))
        .arg(option("before", "FILE", "What the version before found").value_parser(value_parser!(PathBuf)).hide(true))
        .arg(option("bot", "NAME", "Print what makes a bot raise the one pin: dependabot or renovate").value_parser(["dependabot", "renovate"]).conflicts_with_all(["check", "dry-run", "to", "source", "force"]))
        .arg(flag("write", "With --bot: write it, where there is no such file").requires("bot"))
}

fn fetch() -> Arg {
    flag("fetch", "Let git fetch what a partial clone lacks; nothing is fetched otherwise")
}

fn verify() -> Command {
    Command::new("verify")
        .about("Checks the three files against each other and the mandates; bumps the constitution if it was amended")
        .long_about("Checks constitution, build workflow and unit against each other and against the mandates. If the constitution's text was amended and its version was not bumped, the bump is written first (not with --check, --staged or --rev, where a missing bump is a finding). Exit 0 if what is now on disk is consistent.")
        .after_help("Examples:\n  cargo xtask verify                           the work tree\n  cargo xtask verify --staged                  what would be committed (for hooks)\n  cargo xtask verify --check --strict --format github     in a GitHub job\n  cargo xtask verify --fix --diff              show what --fix would change\n  cargo xtask verify --select B,D              only the build and deploy rules\n  cargo xtask verify --rev v1.4.0              a release as it was\n  cargo xtask verify --strict --new-from origin/main     what a branch brings\n\nExit codes: 0 clean, 1 findings, 2 could not do it; the same in every format.")
        .arg(dir())
        .arg(flag("check", "Never write; a missing bump is a finding (implied by CI=true)"))
        .arg(flag("staged", "Check exactly what would be committed; a missing bump is written to the work tree, and exit is 1").conflicts_with("rev"))
        .arg(option("rev", "REV", "Check a commit instead of the work tree"))
        .arg(option("base", "REV", "What an amendment is compared with [default: in CI the base branch's tip, else the merge base with upstream]"))
        .arg(option("new-from", "REV", "Only what this commit does not have as well: what the change since then brings").conflicts_with_all(["fix", "unsafe-fixes"]))
        .arg(fetch())
        .arg(date())
        .arg(flag("strict", "Warnings count as well, and new rules weigh what they will"))
        .arg(option("require", "ANSWER", "What else counts than a proved `yes`: a conditional or unknown answer").value_parser(["yes"]))
        .arg(flag("fix", "Apply safe fixes, all edits of a fix or none").conflicts_with_all(["staged", "rev", "check"]))
        .arg(flag("unsafe-fixes", "Apply fixes that may change what is meant, too").conflicts_with_all(["staged", "rev", "check"]))
        .arg(flag("diff", "Show what the fixes (and the bump) would change, and write nothing"))
        .arg(option("select", "RULES", "Only these rules: codes (B001), families (B) or names").action(ArgAction::Append).value_delimiter(','))
        .arg(option("ignore", "RULES", "Leave out these rules").action(ArgAction::Append).value_delimiter(','))
        .arg(option("parent", "DIR", "A checkout of the constitution that this one inherits from").value_parser(value_parser!(PathBuf)))
        .arg(option("claims", "FILE", "Also write what this repository publishes and deploys as JSON, for `fleet --claims`").value_parser(value_parser!(PathBuf)))
        .arg(option("format", "FORMAT", Format::NAMES.join(", ")).value_parser(Format::NAMES).default_value("human"))
        .arg(color())
}

fn bump() -> Command {
    Command::new("bump")
        .about("Gives the constitution its next version, in place")
        .long_about("Gives the constitution its next version, in the format found: every place that states it, Last Amended, history and report. Without a level, the one that the amendment's content demands.")
        .after_help("Examples:\n  cargo xtask bump                       the level that the amendment demands\n  cargo xtask bump minor --dry-run       show the edit\n  cargo xtask bump patch --reason \"the new sentence only repeats principle II\"\n\nExit codes: 0 bumped, or nothing to bump, 2 could not do it.")
        .arg(Arg::new("level").value_name("LEVEL").value_parser(["major", "minor", "patch"]).help("major, minor or patch"))
        .arg(option("dir", "DIR", "The repository").default_value(".").hide_default_value(true).value_parser(value_parser!(PathBuf)))
        .arg(option("reason", "TEXT", "Why a lower level than the demanded one is right; recorded in the sync report"))
        .arg(option("base", "REV", "What the amendment is compared with"))
        .arg(fetch())
        .arg(date())
        .arg(flag("dry-run", "Show the edit and write nothing"))
}

fn trace() -> Command {
    Command::new("trace")
        .about("Shows the delivery chain: merge, publication, unit, and where it breaks")
        .after_help("Examples:\n  cargo xtask trace\n  cargo xtask trace --format mermaid     for a README or a pull request\n  cargo xtask trace --format json | jq .merge_reaches_production\n\nExit codes: 0 shown, whatever it shows, 2 could not do it.")
        .arg(dir())
        .arg(option("rev", "REV", "A commit instead of the work tree"))
        .arg(option("format", "FORMAT", "text, json, mermaid").value_parser(["text", "json", "mermaid"]).default_value("text"))
        .arg(color())
}

fn live() -> Command {
    Command::new("live")
        .about("Asks forge, registry, host and site whether what was merged is running")
        .long_about("Asks, in order: which commit the default branch has (gh), whether its run published it (gh), whether the registry has it under the promised tags (skopeo, crane, regctl or docker buildx), whether the host runs it, and will go on doing so (ssh), and whether the site tells it (curl). Says where the chain breaks, and whether it mends itself. The programs are yours, with your credentials; nothing is written anywhere.")
        .after_help("Examples:\n  cargo xtask live                              the tip of the default branch\n  cargo xtask live --sha 860c190 --wait 45m     after a merge, until it runs\n  cargo xtask live --only registry,site         without gh and ssh\n  cargo xtask live --dry-run                    print the commands, run none\n  cargo xtask live --print-probe                the script that a key of its own may run on the host\n\nExit codes: 0 everything that is configured is a yes, 1 something is a no (with --strict: or not known), 2 could not do it, 3 neither: not yet, and it comes by itself, or not known.")
        .arg(dir())
        .arg(option("sha", "COMMIT", "The commit that is to run [default: the default branch's tip, as the forge has it]").value_parser(parse_sha))
        .arg(option("wait", "TIME", "Wait as long (45m, 1h30m) while something comes by itself; end as soon as nothing does").value_parser(parse_length))
        .arg(option("only", "LINKS", "Only these: merge, run, registry, host, site").action(ArgAction::Append).value_delimiter(',').value_parser(LinkPart::ALL.map(LinkPart::as_str)))
        .arg(option("environment", "NAME", "Only the units of this environment of the contract"))
        .arg(flag("strict", "What is not known weighs as a no"))
        .arg(flag("dry-run", "Print each command, and run none"))
        .arg(flag("print-probe", "Print the script that looks at a host, as a file for a key that can do nothing else").conflicts_with_all(["sha", "wait", "only", "environment", "strict", "dry-run", "record"]))
        .arg(flag("record", "Tell GitHub what was proved: a deployment record for each digest on its host").conflicts_with("dry-run"))
        .arg(option("format", "FORMAT", "human, json, github, markdown").value_parser(["human", "json", "github", "markdown"]).default_value("human"))
        .arg(color())
}

fn fleet_command() -> Command {
    Command::new("fleet")
        .about("Proves many repositories against each other: one publisher for one tag")
        .long_about("Reads many checkouts or bare clones, or the claims that `verify --claims` wrote in each of them, and proves that each image tag has one publishing repository; shows who publishes and who runs what.")
        .after_help("Examples:\n  cargo xtask fleet ~/src/acme                         every repository below a folder\n  gh repo list acme --limit 1000 --json name,nameWithOwner,isArchived,isFork,parent,url > repos.json\n  cargo xtask fleet ~/src/acme --repos repos.json      archived ones and missing ones are named\n  cargo xtask fleet --claims claims/ --format html --output fleet.html\n\nExit codes: 0 clean, 1 findings, 2 could not do it.")
        .arg(Arg::new("dirs").value_name("DIR").num_args(0..).value_parser(value_parser!(PathBuf)).help("Checkouts, bare clones, or folders that hold many of them"))
        .arg(option("rev", "REV", "Read this revision instead of the work trees"))
        .arg(option("repos", "FILE", "The JSON of `gh repo list`: which are archived, forks, or not given").value_parser(value_parser!(PathBuf)))
        .arg(option("claims", "FILE", "Claims written elsewhere; a folder stands for all .json files in it").action(ArgAction::Append).value_parser(value_parser!(PathBuf)))
        .arg(flag("registry", "Ask the registries, once for each published reference, whose image is there now"))
        .arg(flag("strict", "Warnings count as well"))
        .arg(option("output", "FILE", "Write the report there").value_parser(value_parser!(PathBuf)))
        .arg(option("format", "FORMAT", FleetFormat::NAMES.join(", ")).value_parser(FleetFormat::NAMES).default_value("text"))
}

fn explain() -> Command {
    Command::new("explain")
        .about("Explains a rule, by code or name; lists all without one")
        .after_help(
            "Examples:\n  cargo xtask explain\n  cargo xtask explain D004\n  cargo xtask explain unbumped-amendment\n\nExit codes: 0 shown, 2 no such rule.",
        )
        .arg(Arg::new("rule").value_name("RULE").help("Code or name"))
        .arg(option("format", "FORMAT", "text or markdown").value_parser(["text", "markdown"]).default_value("text"))
}

fn mandates() -> Command {
    Command::new("mandates")
        .about("Lists every binding sentence of the constitution, with what enforces it")
        .after_help("Exit codes: 0 listed, 2 could not do it.")
        .arg(dir())
        .arg(
            option("format", "FORMAT", "text, json, markdown")
                .value_parser(["text", "json", "markdown"])
                .default_value("text"),
        )
}

fn hook() -> Command {
    Command::new("hook")
        .about("Installs, removes or shows the git hook; never takes over a hook manager")
        .after_help("Exit codes: 0 done; status: `verify` runs before each commit, 1 something is left to do by hand; status: it does not run, 2 could not do it.")
        .subcommand_required(true)
        .subcommand(
            Command::new("install")
                .about("Installs a pre-commit hook, or says what to add to the manager in use")
                .arg(dir()),
        )
        .subcommand(Command::new("uninstall").about("Removes the hook that `install` wrote, and no other").arg(dir()))
        .subcommand(
            Command::new("status").about("Says which hook manager is in use and whether `verify` runs").arg(dir()),
        )
}

fn completions() -> Command {
    Command::new("completions")
        .about("Prints completions for a shell, for the cargo alias and the bare binary")
        .after_help("Examples:\n  source <(cargo xtask completions bash)     in ~/.bashrc; the same with zsh\n  cargo xtask completions fish | source      in ~/.config/fish/config.fish")
        .arg(Arg::new("shell").value_name("SHELL").required(true).value_parser(Shell::NAMES).help("bash, zsh or fish"))
}
