//! Why a command of a script may not run, and why nobody knows what one does: types. Must
//! not know which program publishes what, nor how it is worded.

/// On what it hangs that a command runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScriptDoubt {
    /// This holds, as its author wrote it.
    If(String),
    Unless(String),
    /// This fails.
    Fails(String),
    /// The value takes this way through `case`.
    Case(String),
    /// The loop comes to this item.
    Turn(String),
    /// The command that is only known at run time is this one.
    IsCommand(String),
    /// Of the values that its arguments may have, only some.
    SomeArguments,
    /// It is pushed before another push of the same command is refused.
    BeforeRefusal,
    TrapIsSet,
    /// What a trap waits for comes.
    TrapRuns,
    NotEnded,
    /// The loop or function was not left.
    NotLeft,
    /// There are more of these than anybody wants to read.
    More,
}

/// Why what a command pushes is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfollowed {
    /// The script is for a shell that nobody here reads.
    Shell(String),
    /// There is too much of the script.
    TooLong,
    /// The line is broken, or of no grammar that is known.
    Line,
    /// A command line within an argument.
    Argument,
    /// The whole command is only known at run time.
    Command,
    /// The program is.
    Program,
    /// It starts another workflow: its file.
    Starts(String),
    /// The tool is known, and what it pushes is told where nobody here reads.
    Tool(Untold),
}

/// Where it is told what a known tool pushes, or which of its parts is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Untold {
    // There the images are named.
    Configuration,
    BuildConfiguration,
    CloudConfiguration,
    Arguments,
    Project,
    Skaffold,
    Goreleaser,
    GoreleaserMore,
    BakeFile,
    Earthfile,
    Plugin,

    // This is not read.
    Recipe,
    Target,
    OwnScript,
    ScriptFile,
    Task,
    TaskBuild,
    ProgramSource,
    Flake,
    CodeBuild,
    BuildHook,

    // What an action does.
    TagOfBranch,
    Heroku,
    CodeBuildRun,
    BeforeDeploy,
    ModuleFunction,
    CloudBuildOfSource,
    SkaffoldRun,
    WhereAsked,
    TagOfEvent,
    SomeBranches,
    OwnProgram,
    FlyDeploy,
    TagsOfGit,
    OtherAction,
    /// `build.yaml` and `config.yaml` of Home Assistant.
    BuildFiles,
    IndexOfSeveral,
    OwnStages,
}
