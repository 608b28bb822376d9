//! What a script can read of its environment: the names that its text mentions, and
//! those that it may put together. Must not know what the script does.

use super::Runner;
use prodproof_syntax::order::Order;
use prodproof_syntax::value::Symbolic;
use prodproof_workflow::expression::{Name, Object, Set};

/// Variables and their values.
pub(super) type VariableValues = Vec<(Name, Set)>;

/// Of a script that may read any variable, so many runs are kept.
pub(super) const MOST_HIDDEN: usize = 32;

/// Words with which a script can read variables that it does not name.
const HIDDEN: [&str; 8] = ["${!", "eval", "declare", "typeset", "local -n", "printenv", "envsubst", "\\$"];

/// Those of them that take the name of a variable without a `$`.
const PRINTERS: [&str; 3] = ["declare", "typeset", "printenv"];

/// Variables that programs read without being told.
const IMPLIED: [&str; 3] = ["ACTIONS_ALLOW_UNSECURE_COMMANDS", "IFS", "KO_DOCKER_REPO"];

/// How more of those begin, in any case: of the command line of AWS, of Quarkus, of the
/// containers of .NET, and what steps before have left for publishers.
const IMPLIED_HEADS: [&str; 4] = ["AWS_", "QUARKUS_CONTAINER_IMAGE_", "Container", "xtask "];

fn is_implied(name: &str) -> bool {
    IMPLIED_HEADS.iter().any(|head| name.get(..head.len()).is_some_and(|own| own.eq_ignore_ascii_case(head)))
}

/// Whether an option stands there that hands a text to another shell: `-c`, `-lc`, and not
/// the beginning of `--check` or `-cache`.
fn hands_over(text: &str) -> bool {
    let option = |at: usize| {
        let starts = !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || "-_./".contains(c));
        let letters: &str = &text[at + 1..];
        let end = letters.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-').unwrap_or(letters.len());
        starts && letters[..end].ends_with('c') && !letters[..end].contains('-')
    };
    text.match_indices('-').any(|(at, _)| option(at))
}

/// Whether a makefile names variables in a way that its words do not show: a name that is
/// put together, `$($(KIND)_IMAGE)`, or one of one letter, `$Xend`.
fn computes_names(path: &str, text: &str) -> bool {
    if [".sh", ".bash", ".json"].iter().any(|ending| path.ends_with(ending)) {
        return false;
    }
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        rest = &rest[at + 1..];
        match rest.strip_prefix(['(', '{']) {
            Some(name) => {
                let end = name.find(|c: char| !(c.is_ascii_alphanumeric() || "_-.".contains(c))).unwrap_or(name.len());
                if name[end..].starts_with('$') {
                    return true;
                }
            }
            // `$$` is the shell's.
            None if rest.starts_with('$') => rest = &rest[1..],
            None if rest.starts_with(|c: char| c.is_ascii_alphabetic()) => return true,
            None => {}
        }
    }
    false
}

/// Files of which the words say what they read: scripts, makefiles, and what npm runs.
fn speaks_for_itself(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    matches!(name.as_str(), "package.json" | "makefile" | "gnumakefile")
        || [".sh", ".bash", ".mk"].iter().any(|ending| name.ends_with(ending))
}

/// The names that stand in a text of shell; it may read others where it is `hidden`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mentions {
    pub(super) hidden: bool,
    /// Sorted.
    words: Vec<Box<str>>,
    /// A bit for each [`kind`] of word: most names are told apart by it alone.
    kinds: u64,
}

/// One of 64 kinds of words, by length and last letter.
fn kind(word: &str) -> u64 {
    1 << ((word.len() + 7 * usize::from(word.as_bytes().last().copied().unwrap_or_default())) % 64)
}

impl Mentions {
    pub(super) fn of(text: &Symbolic) -> Self {
        Self::of_texts(&[text.marked()])
    }

    /// What the script names, and what it came to.
    pub(super) fn with(&self, files: &[(String, Option<String>)]) -> Self {
        let texts: Vec<&str> = files.iter().filter_map(|(_, text)| text.as_deref()).collect();
        // Whoever asks for others may read variables of its own, whether they are there or not.
        let hidden = self.hidden
            || !files.iter().all(|(path, _)| speaks_for_itself(path))
            || files.iter().any(|(path, text)| text.as_ref().is_some_and(|text| computes_names(path, text)));
        let mut all = if hidden { Self::of_any() } else { Self::of_texts(&texts) };
        if !all.hidden {
            all.words.extend(self.words.iter().cloned());
            all.words.order();
            all.words.dedup();
            all.kinds |= self.kinds;
        }
        all
    }

    /// Of a text that may name any.
    fn of_any() -> Self {
        Self { hidden: true, words: Vec::new(), kinds: 0 }
    }

    fn of_texts(texts: &[&str]) -> Self {
        let hides = |text: &&str| HIDDEN.iter().any(|word| text.contains(word)) || hands_over(text);
        if texts.iter().any(hides) {
            return Self::of_any();
        }
        let words = texts.iter().flat_map(|text| text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')));
        let mut words: Vec<&str> = words.filter(|word| !word.is_empty()).chain(IMPLIED).collect();
        words.order();
        words.dedup();
        let kinds = words.iter().fold(0, |all, word| all | kind(word));
        Self { hidden: false, words: words.into_iter().map(Box::from).collect(), kinds }
    }

    /// The variables that the text names, or that their values name, and their values; all
    /// there are, where it may read any.
    pub(super) fn read(&self, env: &Object, runner: &Runner) -> VariableValues {
        let mut read: Vec<(Name, Set)> = Vec::new();
        let mut values = Vec::new();
        let mut next = self.take(env, runner, &mut read, &mut values);
        while next.is_some() {
            let Some(text) = values.pop() else { return read };
            next = Mentions::of(&text).take(env, runner, &mut read, &mut values);
        }
        let own = env.entries().iter().map(|(name, set)| (name.clone(), set.clone()));
        own.chain(runner.variables(|_| true).map(|(name, set)| (name.into(), set))).collect()
    }

    /// Adds what is not there yet, and the values that can name more; `None` where the
    /// text may read others.
    pub(super) fn take(
        &self,
        env: &Object,
        runner: &Runner,
        read: &mut Vec<(Name, Set)>,
        values: &mut Vec<Symbolic>,
    ) -> Option<()> {
        if self.hidden {
            return None;
        }
        let named =
            |name: &str| self.kinds & kind(name) != 0 && self.words.binary_search_by(|word| (**word).cmp(name)).is_ok();
        let own = env.entries().iter().filter(|(name, _)| named(name) || is_implied(name));
        let own = own.map(|(name, set)| (name.clone(), set.clone()));
        let github = runner.variables(named).map(|(name, set)| (name.into(), set));
        for (name, set) in own.chain(github) {
            if read.iter().any(|(own, _)| *own == name) {
                continue;
            }
            // Other values name nothing that would be read, not even as a command.
            let speaks = |text: &str| text.contains('$') || PRINTERS.iter().any(|word| text.contains(word));
            values.extend(set.to_values().iter().filter(|text| speaks(text.marked())).cloned());
            read.push((name, set));
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_that_hands_a_text_over_is_told_from_longer_words() {
        for text in ["sh -c 'x'", "bash -lc \"$X\"", "(-c", "-ec x"] {
            assert!(hands_over(text), "{text}");
        }
        for text in ["npm run --check", "x -cache y", "a-c", "--c", "rsync -a", "make -C docs"] {
            assert!(!hands_over(text), "{text}");
        }
    }

    #[test]
    fn names_that_are_put_together_show_in_no_words() {
        for text in ["A=$($(KIND)_IMAGE)", "${A_${B}}", "x: $Xend"] {
            assert!(computes_names("Makefile", text), "{text}");
        }
        for text in ["$(A)/$(B)", "$(shell echo $(A))", "echo $$HOME", "$@ $<", "${A}"] {
            assert!(!computes_names("Makefile", text), "{text}");
        }
        assert!(!computes_names("push.sh", "docker push $IMAGE"));
    }
}
