//! The words of why a command of a script may not run, and of why nobody knows what one does.

use std::fmt;

use prodproof_script::doubt::{ScriptDoubt, Unfollowed, Untold};

use super::Worded;

impl Worded for ScriptDoubt {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::If(text) => write!(f, "only if {text}"),
            Self::Unless(text) => write!(f, "unless {text}"),
            Self::Fails(text) => write!(f, "only if {text} fails"),
            Self::Case(value) => write!(f, "only if `{value}` is matched by `case`"),
            Self::Turn(item) => write!(f, "only if the loop reaches `{item}`"),
            Self::IsCommand(command) => write!(f, "only if the command is `{command}`"),
            Self::SomeArguments => f.write_str("only with some values of its arguments"),
            Self::BeforeRefusal => {
                f.write_str("only if it is pushed before the command's push of another image is refused")
            }
            Self::TrapIsSet => f.write_str("only if the trap is set"),
            Self::TrapRuns => f.write_str("only if a signal comes, or a command fails"),
            Self::NotEnded => f.write_str("only if the script has not ended before"),
            Self::NotLeft => f.write_str("only if the loop or function has not been left before"),
            Self::More => f.write_str("only if further conditions of the script hold"),
        }
    }
}

impl Worded for Unfollowed {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shell(shell) => write!(f, "a script for `{shell}` is not read"),
            Self::TooLong => f.write_str("it is too long to be followed"),
            Self::Line => f.write_str("the line is not read"),
            Self::Argument => f.write_str("the command line within its argument is not read"),
            Self::Command => f.write_str("the command is only known at run time"),
            Self::Program => f.write_str("the program is only known at run time"),
            Self::Starts(file) => write!(f, "it starts `{file}`"),
            Self::Tool(untold) => untold.tell(f),
        }
    }
}

impl Worded for Untold {
    fn tell(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Configuration => "its configuration names the images",
            Self::BuildConfiguration => "the build's configuration names the image",
            Self::CloudConfiguration => "Cloud Build's configuration names the images",
            Self::Arguments => "its arguments name the images",
            Self::Project => "the project names the registry, if it names one",
            Self::Skaffold => "`skaffold.yaml` names the images",
            Self::Goreleaser => "`.goreleaser.yml` names the images",
            Self::GoreleaserMore => "`.goreleaser.yml` includes other files or publishers",
            Self::BakeFile => "the bake file names the images",
            Self::Earthfile => "the Earthfile names the images",
            Self::Plugin => "its configuration may name a plugin that pushes images",
            Self::Recipe => "what its recipe does is not read",
            Self::Target => "what its target does is not read",
            Self::OwnScript => "what its script does is not read",
            Self::ScriptFile => "what the script does is not read",
            Self::Task => "what its task does is not read",
            Self::TaskBuild => "what its task builds and pushes is not read",
            Self::ProgramSource => "what the program does is not read",
            Self::Flake => "what the flake's program does is not read",
            Self::CodeBuild => "what CodeBuild builds and pushes is not read",
            Self::BuildHook => "a build hook makes a registry build and push",
            Self::TagOfBranch => "builds and pushes; the tag is made of the branch",
            Self::Heroku => "pushes to Heroku's registry",
            Self::CodeBuildRun => "runs a build of CodeBuild, which may push",
            Self::BeforeDeploy => "builds and pushes before it deploys",
            Self::ModuleFunction => "calls a function of the repository's own module",
            Self::CloudBuildOfSource => "has Cloud Build build and push the source",
            Self::SkaffoldRun => "runs skaffold, whose file names the images",
            Self::WhereAsked => "builds, and pushes with `push: true`",
            Self::TagOfEvent => "builds and pushes; the tag is made of the event",
            Self::SomeBranches => "builds and pushes on some branches",
            Self::OwnProgram => "runs a program that may build and push",
            Self::FlyDeploy => "`flyctl deploy` builds and pushes to Fly's registry",
            Self::TagsOfGit => "builds and pushes; tags may be made of the git tag",
            Self::OtherAction => "runs another action that its inputs name",
            Self::BuildFiles => "builds and pushes; `build.yaml` and `config.yaml` name the images",
            Self::IndexOfSeveral => "pushes an index of several images",
            Self::OwnStages => "builds and pushes, with stages of their own names",
        })
    }
}
