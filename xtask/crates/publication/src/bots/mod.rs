//! Who makes tags and releases: tables of actions and programs, each row with the upstream
//! file that says so. Must not know whose token is at hand, nor who waits for the tag.

mod actions;
mod programs;
pub mod remote;
pub mod row;
mod words;

use self::row::{Action, BotProgram};

/// All rows: name or first words, where that is said, and when it was read.
pub fn rows() -> impl Iterator<Item = (String, &'static str, &'static str)> {
    let actions = actions::ACTIONS.iter().map(|row| (row.name.to_string(), row.source, row.read));
    actions.chain(programs::PROGRAMS.iter().map(|row| (row.words.join(" "), row.source, row.read)))
}

/// The action of this name, in lower case and without its version.
pub fn action(name: &str) -> Option<&'static Action> {
    actions::ACTIONS.iter().find(|row| row.name == name)
}

/// Whether the name of an action that no table has speaks of making tags or releases.
pub fn speaks_of_releases(name: &str) -> bool {
    let repository = name.split('/').nth(1).unwrap_or_default();
    let words = || repository.split(|c: char| !c.is_ascii_alphanumeric());
    words().any(|word| words::RELEASE_WORDS.contains(&word))
        && !words().any(|word| words::READING_WORDS.contains(&word))
}

/// Whether the file, or the repository, of a called workflow speaks of it:
/// `acme/ci/.github/workflows/release.yml`.
pub fn workflow_speaks_of_releases(uses: &str) -> bool {
    let path = uses.split('@').next().unwrap_or(uses).to_ascii_lowercase();
    let file = path.rsplit('/').next().unwrap_or_default();
    let file = file.trim_end_matches(".yaml").trim_end_matches(".yml");
    speaks_of_releases(&path) || speaks_of_releases(&format!("/{file}"))
}

/// Programs that run the program which their words name.
const RUNNERS: [&str; 20] = [
    "npx", "bunx", "npm", "yarn", "pnpm", "bun", "uvx", "uv", "pipx", "poetry", "pipenv", "pdm", "hatch", "rye",
    "python", "python3", "bundle", "mise", "corepack", "deno",
];

/// Whether the calls of a program are looked at for what they move.
pub fn is_followed(program: &str) -> bool {
    let base = base(program);
    matches!(base, "git" | "gh" | "curl")
        || RUNNERS.contains(&base)
        || programs::PROGRAMS.iter().any(|row| row.words.first() == Some(&base))
        || programs::BUILD_TOOLS.iter().any(|(names, _)| names.contains(&base))
}

/// What a command is, if it is one that moves something.
pub enum Called {
    Program(&'static BotProgram),
    /// A build tool whose configuration says whether it pushes the tag.
    BuildTool,
}

/// Reads the words of a command; a word that is not known is empty.
pub fn program(words: &[&str]) -> Option<Called> {
    let (first, rest) = words.split_first()?;
    let name = base(first);
    if let Some((_, tasks)) = programs::BUILD_TOOLS.iter().find(|(names, _)| names.contains(&name)) {
        let dry = rest.iter().any(|word| matches!(*word, "--dry-run" | "-DdryRun=true" | "-DpushChanges=false"));
        let tags = rest.iter().any(|word| tasks.contains(&word.trim_start_matches(':')));
        return (tags && !dry).then_some(Called::BuildTool);
    }
    let from =
        if RUNNERS.contains(&name) { (1..words.len().min(8)).find(|at| row_of(&words[*at..]).is_some())? } else { 0 };
    let words = &words[from..];
    let row = row_of(words)?;
    let does = (row.with.is_empty() || says(words, row.with)) && !says(words, row.unless);
    does.then_some(Called::Program(row))
}

/// The row whose words these begin with; between them may stand options.
fn row_of(words: &[&str]) -> Option<&'static BotProgram> {
    // Asked for every command of every script.
    let name = without_version(base(words.first()?));
    let begins = |row: &&BotProgram| {
        let mut wanted = row.words.iter();
        let mut rest = words[1..].iter().filter(|word| !word.starts_with('-'));
        wanted.next() == Some(&name) && wanted.all(|word| rest.next() == Some(word))
    };
    programs::PROGRAMS.iter().find(begins)
}

/// Whether one of these options is among the words; a value may be one of a list:
/// `--skip=publish,sign`, `--skip publish`.
pub fn says(words: &[&str], options: &[&str]) -> bool {
    options.iter().any(|option| {
        words.iter().any(|word| is_option(word, option))
            || option
                .split_once('=')
                .is_some_and(|(name, wanted)| words.windows(2).any(|pair| pair[0] == name && lists(pair[1], wanted)))
    })
}

fn lists(values: &str, wanted: &str) -> bool {
    values.split(',').any(|value| value == wanted)
}

/// `--draft` and `--draft=true`, not `--draft=false`.
fn is_option(word: &str, name: &str) -> bool {
    if let (Some((before, values)), Some((name, wanted))) = (word.split_once('='), name.split_once('=')) {
        return before == name && lists(values, wanted);
    }
    match word.split_once('=') {
        Some((before, value)) => word == name || before == name && !matches!(value, "false" | "0"),
        None => word == name,
    }
}

fn base(program: &str) -> &str {
    program.rsplit('/').next().unwrap_or(program)
}

/// `semantic-release@24` without its version.
fn without_version(word: &str) -> &str {
    word.split('@').next().filter(|name| !name.is_empty()).unwrap_or(word)
}

#[cfg(test)]
mod tests;
