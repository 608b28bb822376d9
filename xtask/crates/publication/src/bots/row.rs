//! The shape of a row in the tables of bots. Must not know any of them.

/// An action that moves something.
pub struct Action {
    /// In lower case, without its version.
    pub name: &'static str,
    pub does: Does,
    pub token: Token,
    /// What keeps it from doing so; one is enough.
    pub unless: &'static [Unless],
    /// The upstream repository and files that say so.
    pub source: &'static str,
    /// The day on which they were read.
    pub read: &'static str,
}

/// A program that moves something.
pub struct BotProgram {
    /// The words that it begins with: behind a runner such as `npx`, without versions.
    pub words: &'static [&'static str],
    pub does: Does,
    pub token: Token,
    /// One of these must be among its words, if there are any here.
    pub with: &'static [&'static str],
    /// Words that keep it from doing so; one is enough.
    pub unless: &'static [&'static str],
    /// The upstream repository and files, or the manual, that say so.
    pub source: &'static str,
    /// The day on which they were read.
    pub read: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Does {
    Tag,
    /// A release, and its tag where the event has brought none.
    Release,
    CommitAndTag,
    CommitTagAndRelease,
    /// A tag, perhaps: its configuration decides.
    Possible,
}

/// Whose token it uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token {
    /// The input's, or `GITHUB_TOKEN` of the environment.
    Input(&'static str),
    /// The same, and else the run's own, which is the input's default.
    InputOrOwn(&'static str),
    /// `GH_TOKEN` or `GITHUB_TOKEN` of the environment.
    Environment,
    Variable(&'static str),
    /// What the checkout has left for `git push`.
    Checkout,
    /// It pushes with what the checkout has left where that can push, else with its own.
    EnvironmentAndCheckout,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unless {
    /// The input may be something other than `false`.
    On(&'static str),
    /// The input is `false`, or may be.
    Off(&'static str),
    /// The same, from this version on.
    OffFrom(&'static str, (u32, u32)),
    Given(&'static str),
    /// None of the inputs is given.
    Lacks(&'static [&'static str]),
    Is(&'static str, &'static str),
    /// The input is given, and its first word is none of these.
    IsNot(&'static str, &'static [&'static str]),
    /// One of these is among the input's words.
    Says(&'static str, &'static [&'static str]),
    /// The variable is set, and not to `false`.
    Variable(&'static str),
    /// The input names a repository that is not this one.
    Elsewhere(&'static str),
    /// It does nothing on a pull request.
    PullRequest,
}

/// Major and minor version, where both are told: `v1.4.9`, not `v1`.
pub fn numbers(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.strip_prefix('v').unwrap_or(version).split('.').map(str::parse);
    Some((parts.next()?.ok()?, parts.next()?.ok()?))
}
