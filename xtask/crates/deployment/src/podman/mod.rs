//! A podman command line, read as cobra and pflag read it
//! (vendor/github.com/spf13/pflag/flag.go, `parseArgs`; cmd/podman/containers/run.go).
//! Must not know units, nor what a label is good for.

mod table;

use table::{Table, CREATE, GROUP, KUBE, POD, ROOT, RUN, START};

use prodproof_script::flags;
use prodproof_syntax::joined::Joined;
use prodproof_syntax::span::Span;
use prodproof_syntax::words::Word;

/// What podman is asked to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subcommand {
    Run,
    Create,
    Start,
    KubePlay,
    PodCreate,
    /// Anything else, as the words of the subcommand: `stop`, `pod rm`, `image pull`.
    Other(String),
}

/// One flag, under its long name, aliases resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    pub name: &'static str,
    /// A flag without a value holds its implied `true`.
    pub value: Joined,
    /// The flag with its value, one or two words.
    pub span: Span,
    pub dashes: Dashes,
}

/// How a flag is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dashes {
    /// `-l k=v`, or `-label`, which is `-l abel`.
    One,
    /// `--label k=v`.
    Two,
}

/// Why podman refuses the command line, exit code 125.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallFault {
    UnknownCommand,
    UnknownFlag,
    /// The last word is a flag that needs a value.
    NoValue,
    /// A flag without a value was given one that is neither true nor false.
    BadBool,
    /// `--=x`, `---x`.
    BadFlag,
    /// There is no image: a flag may have taken it as its value.
    NoImage,
    /// `--label =x`.
    EmptyLabelKey,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    pub fault: CallFault,
    pub span: Span,
}

/// One label as `--label` gives it; `None` is a label without `=`, whose value is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub key: Joined,
    pub value: Option<Joined>,
    /// The flag with its value.
    pub flag: Span,
}

/// A podman command line, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodmanCall {
    pub action: Subcommand,
    /// Where the subcommand stands.
    pub verb: Span,
    /// Flags of podman itself, wherever they stand.
    pub globals: Vec<Flag>,
    pub flags: Vec<Flag>,
    /// The first word that is no flag: the image of `run` and `create`.
    pub image: Option<Word>,
    /// What follows the image: the command inside of the container.
    pub arguments: Vec<Word>,
    /// Words among the flags whose text only the host knows.
    pub opaque: Vec<Word>,
    pub error: Option<Error>,
}

impl PodmanCall {
    /// The last value of a flag.
    pub fn flag(&self, name: &str) -> Option<&Flag> {
        self.flags.iter().rev().find(|flag| flag.name == name)
    }

    /// Whether a flag without a value is on.
    pub fn is_set(&self, name: &str) -> bool {
        self.flag(name).is_some_and(|flag| parse_bool(flag.value.as_str()) == Some(true))
    }

    /// All `--label`s in order; of equal keys the last one counts.
    pub fn labels(&self) -> Vec<Label> {
        let flags = self.flags.iter().filter(|flag| flag.name == "label");
        flags
            .map(|flag| match flag.value.split_once('=') {
                Some((key, value)) => Label { key, value: Some(value), flag: flag.span },
                None => Label { key: flag.value.clone(), value: None, flag: flag.span },
            })
            .collect()
    }

    /// The label that counts.
    pub fn label(&self, key: &str) -> Option<Label> {
        self.labels().into_iter().rev().find(|label| label.key.as_str() == key)
    }
}

/// The words behind `podman`, read. Never fails: see [`PodmanCall::error`].
pub fn parse(words: &[Word]) -> PodmanCall {
    let mut call = PodmanCall {
        action: Subcommand::Other(String::new()),
        verb: words.first().map_or(Span::default(), |word| Span::at(word.span.start)),
        globals: Vec::new(),
        flags: Vec::new(),
        image: None,
        arguments: Vec::new(),
        opaque: Vec::new(),
        error: None,
    };
    let mut reader = Reader { words, at: 0, call: &mut call };
    let mut operands = reader.read(&ROOT);
    if has_two_words(&operands) && reader.call.error.is_none() {
        let group = operands.remove(0);
        let mut reader = Reader { words: &operands, at: 0, call: &mut call };
        operands = reader.read(&GROUP);
        operands.insert(0, group);
    }
    call.globals = std::mem::take(&mut call.flags);
    // It says its version instead of doing anything; `--help` is only heard behind the
    // subcommand.
    if call.error.is_none() && call.globals.iter().any(|flag| flag.name == "version") {
        call.action = Subcommand::Other("--version".into());
        return call;
    }
    if call.error.is_some() {
        return call;
    }
    let Some(table) = subcommand(&operands, &mut call) else { return call };
    let rest = operands.get(1 + usize::from(has_two_words(&operands))..).unwrap_or_default();
    let mut reader = Reader { words: rest, at: 0, call: &mut call };
    let mut operands = reader.read(table).into_iter();
    let (globals, own) = std::mem::take(&mut call.flags)
        .into_iter()
        .partition(|flag: &Flag| is_global(flag.name) && !flags::RUN_BOOL.contains(&flag.name));
    call.globals.extend::<Vec<Flag>>(globals);
    call.flags = own;
    call.image = operands.next();
    call.arguments = operands.collect();
    if call.error.is_none() {
        call.error = refusal(&call);
    }
    call
}

/// What podman checks before it looks at any image.
fn refusal(call: &PodmanCall) -> Option<Error> {
    if call.image.is_none() && matches!(call.action, Subcommand::Run | Subcommand::Create) && !call.is_set("help") {
        return Some(Error { fault: CallFault::NoImage, span: call.verb });
    }
    let empty = call.labels().into_iter().find(|label| label.key.is_empty());
    empty.map(|label| Error { fault: CallFault::EmptyLabelKey, span: label.flag })
}

fn is_global(name: &str) -> bool {
    flags::GLOBAL_BOOL.contains(&name) || flags::GLOBAL_VALUE.contains(&name)
}

/// Whether the subcommand is a group and one of its own: `container run`.
fn has_two_words(operands: &[Word]) -> bool {
    matches!(
        operands.first().map(Word::as_str),
        Some("container" | "pod" | "kube" | "play" | "image" | "volume" | "network")
    )
}

/// Sets action and verb, and answers which flags follow.
fn subcommand(operands: &[Word], call: &mut PodmanCall) -> Option<&'static Table> {
    let first = operands.first()?;
    let second = operands.get(1).filter(|_| has_two_words(operands));
    call.verb = second.map_or(first.span, |second| Span::new(first.span.start, second.span.end.max(first.span.start)));
    let second = second.map_or("", Word::as_str);
    let (action, table) = match (first.as_str(), second) {
        ("run", _) | ("container", "run") => (Subcommand::Run, &RUN),
        ("create", _) | ("container", "create") => (Subcommand::Create, &CREATE),
        ("start", _) | ("container", "start") => (Subcommand::Start, &START),
        ("kube", "play") | ("play", "kube") => (Subcommand::KubePlay, &KUBE),
        ("pod", "create") => (Subcommand::PodCreate, &POD),
        (first, "") => {
            call.action = Subcommand::Other(first.to_string());
            call.arguments = operands.get(1..).unwrap_or_default().to_vec();
            return None;
        }
        (first, second) => {
            call.action = Subcommand::Other(format!("{first} {second}"));
            call.arguments = operands.get(2..).unwrap_or_default().to_vec();
            return None;
        }
    };
    call.action = action;
    Some(table)
}

struct Reader<'a> {
    words: &'a [Word],
    at: usize,
    call: &'a mut PodmanCall,
}

impl Reader<'_> {
    /// Reads flags up to where they end, and answers all that is no flag.
    fn read(&mut self, table: &Table) -> Vec<Word> {
        let mut operands = Vec::new();
        while let Some(word) = self.words.get(self.at) {
            self.at += 1;
            let text = word.as_str();
            if word.opaque && self.is_flags(word) {
                self.call.opaque.push(word.clone());
                continue;
            }
            if text == "--" && table.before {
                self.call.error = Some(Error { fault: CallFault::UnknownCommand, span: word.span });
                return operands;
            }
            if text == "--" {
                break;
            }
            if text == "-" || !text.starts_with('-') {
                operands.push(word.clone());
                if table.interspersed {
                    continue;
                } else {
                    break;
                }
            }
            let known = match text.strip_prefix("--") {
                Some(_) => self.long(word, table),
                None => self.short(word, table),
            };
            if let Err(error) = known {
                self.call.error = Some(error);
                return operands;
            }
        }
        operands.extend(self.words.get(self.at..).unwrap_or_default().iter().cloned());
        self.at = self.words.len();
        operands
    }

    /// Whether `$OPTS`, of unknown text, is more likely flags than the image: something
    /// follows it that can be one, and its name does not say otherwise.
    fn is_flags(&self, word: &Word) -> bool {
        let names = word.text.holes().concat().to_ascii_lowercase();
        let rest = self.words.get(self.at..).unwrap_or_default();
        let image_follows = rest.iter().any(|word| !word.as_str().starts_with('-'));
        image_follows && !names.contains("image") && !names.contains("img")
    }

    fn long(&mut self, word: &Word, table: &Table) -> Result<(), Error> {
        let fail = |fault| Err(Error { fault, span: word.span });
        let body = word.text.slice(2..word.as_str().len());
        if body.as_str().starts_with(['-', '=']) {
            return fail(CallFault::BadFlag);
        }
        let (name, value) = match body.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (body, None),
        };
        let Some((name, takes_value)) = table.long(name.as_str()) else { return fail(CallFault::UnknownFlag) };
        match (value, takes_value) {
            (Some(value), _) => self.push(name, value, word.span, Dashes::Two),
            (None, false) => self.push(name, Joined::made("true", word.span), word.span, Dashes::Two),
            (None, true) => self.next_as_value(name, word, Dashes::Two),
        }
    }

    /// A cluster: `-dit`, `-p8080:80`, `-l=k=v`.
    fn short(&mut self, word: &Word, table: &Table) -> Result<(), Error> {
        let text = word.as_str();
        let mut at = 1;
        while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
            let next = at + c.len_utf8();
            let Some((name, takes_value)) = table.short(c) else {
                // `-h` is help wherever it means nothing else.
                if c == 'h' {
                    return self.push("help", Joined::made("true", word.span), word.span, Dashes::One);
                }
                return Err(Error { fault: CallFault::UnknownFlag, span: word.span });
            };
            let rest = text.get(next..).unwrap_or_default();
            if rest.len() > 1 && rest.starts_with('=') {
                return self.push(name, word.text.slice(next + 1..text.len()), word.span, Dashes::One);
            }
            if takes_value {
                return if rest.is_empty() {
                    self.next_as_value(name, word, Dashes::One)
                } else {
                    self.push(name, word.text.slice(next..text.len()), word.span, Dashes::One)
                };
            }
            self.push(name, Joined::made("true", word.span), word.span, Dashes::One)?;
            at = next;
        }
        Ok(())
    }

    fn next_as_value(&mut self, name: &'static str, word: &Word, dashes: Dashes) -> Result<(), Error> {
        let Some(value) = self.words.get(self.at) else {
            return Err(Error { fault: CallFault::NoValue, span: word.span });
        };
        self.at += 1;
        let span = Span::new(word.span.start, value.span.end.max(word.span.start));
        self.push(name, value.text.clone(), span, dashes)
    }

    fn push(&mut self, name: &'static str, value: Joined, span: Span, dashes: Dashes) -> Result<(), Error> {
        let is_bool = [flags::RUN_BOOL, flags::GLOBAL_BOOL, flags::ROOT_BOOL].iter().any(|list| list.contains(&name));
        if is_bool && !value.has_holes() && parse_bool(value.as_str()).is_none() {
            return Err(Error { fault: CallFault::BadBool, span });
        }
        self.call.flags.push(Flag { name, value, span, dashes });
        Ok(())
    }
}

/// Whether a flag of `podman run` takes a value.
pub fn takes_value(name: &str) -> bool {
    ![flags::RUN_BOOL, flags::GLOBAL_BOOL, flags::ROOT_BOOL].iter().any(|list| list.contains(&name))
}

/// Go's `strconv.ParseBool`.
pub fn parse_bool(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
