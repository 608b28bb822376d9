//! A podman command line, read as cobra and pflag read it
//! (vendor/github.com/spf13/pflag/flag.go, `parseArgs`; cmd/podman/containers/run.go).
//! Must not know units, nor what a label is good for.

use crate::flags;
use prodproof_syntax::joined::Joined;
use prodproof_syntax::span::Span;
use prodproof_syntax::words::Word;

/// What podman is asked to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
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
    /// Written with one dash: `-l k=v`, or `-label`, which is `-l abel`.
    pub short: bool,
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
pub struct Call {
    pub action: Action,
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

impl Call {
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

/// Which flags a subcommand has.
struct Table {
    bools: &'static [&'static [&'static str]],
    values: &'static [&'static [&'static str]],
    without: &'static [&'static str],
    shorts: &'static [(char, &'static str)],
    /// Whether flags may follow the first word that is none.
    interspersed: bool,
    /// Whether these are the flags in front of a subcommand, where `--` finds none.
    before: bool,
}

const ROOT: Table = Table {
    bools: &[flags::GLOBAL_BOOL, flags::ROOT_BOOL],
    values: &[flags::GLOBAL_VALUE, flags::ROOT_VALUE],
    without: &[],
    shorts: flags::ROOT_SHORT,
    interspersed: false,
    before: true,
};

/// Between `container` and `run`.
const GROUP: Table = Table { bools: &[flags::GLOBAL_BOOL], values: &[flags::GLOBAL_VALUE], shorts: &[], ..ROOT };

const RUN: Table = Table {
    bools: &[flags::RUN_BOOL, flags::GLOBAL_BOOL],
    values: &[flags::RUN_VALUE, flags::GLOBAL_VALUE],
    without: flags::CREATE_ONLY,
    shorts: flags::RUN_SHORT,
    interspersed: false,
    before: false,
};

const CREATE: Table = Table {
    bools: &[flags::RUN_BOOL, flags::GLOBAL_BOOL],
    values: &[flags::RUN_VALUE, flags::CREATE_ONLY, flags::GLOBAL_VALUE],
    without: flags::RUN_ONLY,
    ..RUN
};

const POD: Table = Table {
    bools: &[flags::POD_BOOL, flags::GLOBAL_BOOL],
    values: &[flags::POD_VALUE, flags::GLOBAL_VALUE],
    without: &[],
    shorts: flags::POD_SHORT,
    interspersed: true,
    before: false,
};

const KUBE: Table = Table {
    bools: &[flags::KUBE_BOOL, flags::GLOBAL_BOOL],
    values: &[flags::KUBE_VALUE, flags::GLOBAL_VALUE],
    without: &[],
    shorts: flags::KUBE_SHORT,
    interspersed: true,
    before: false,
};

const START: Table = Table {
    bools: &[flags::START_BOOL, flags::GLOBAL_BOOL],
    values: &[flags::START_VALUE, flags::GLOBAL_VALUE],
    without: &[],
    shorts: flags::START_SHORT,
    interspersed: true,
    before: false,
};

impl Table {
    /// The flag's own name, and whether it takes a value.
    fn long(&self, name: &str) -> Option<(&'static str, bool)> {
        let name = flags::ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name, |(_, name)| name);
        let find = |lists: &[&'static [&'static str]]| {
            lists.iter().flat_map(|list| list.iter().copied()).find(|known| *known == name)
        };
        if self.without.contains(&name) {
            return None;
        }
        find(self.bools).map(|name| (name, false)).or_else(|| find(self.values).map(|name| (name, true)))
    }

    fn short(&self, c: char) -> Option<(&'static str, bool)> {
        let name = self.shorts.iter().find(|(short, _)| *short == c)?.1;
        self.long(name)
    }
}

/// The words behind `podman`, read. Never fails: see [`Call::error`].
pub fn parse(words: &[Word]) -> Call {
    let mut call = Call {
        action: Action::Other(String::new()),
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
        call.action = Action::Other("--version".into());
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
fn refusal(call: &Call) -> Option<Error> {
    if call.image.is_none() && matches!(call.action, Action::Run | Action::Create) && !call.is_set("help") {
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
fn subcommand(operands: &[Word], call: &mut Call) -> Option<&'static Table> {
    let first = operands.first()?;
    let second = operands.get(1).filter(|_| has_two_words(operands));
    call.verb = second.map_or(first.span, |second| Span::new(first.span.start, second.span.end.max(first.span.start)));
    let second = second.map_or("", Word::as_str);
    let (action, table) = match (first.as_str(), second) {
        ("run", _) | ("container", "run") => (Action::Run, &RUN),
        ("create", _) | ("container", "create") => (Action::Create, &CREATE),
        ("start", _) | ("container", "start") => (Action::Start, &START),
        ("kube", "play") | ("play", "kube") => (Action::KubePlay, &KUBE),
        ("pod", "create") => (Action::PodCreate, &POD),
        (first, "") => {
            call.action = Action::Other(first.to_string());
            call.arguments = operands.get(1..).unwrap_or_default().to_vec();
            return None;
        }
        (first, second) => {
            call.action = Action::Other(format!("{first} {second}"));
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
    call: &'a mut Call,
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
            (Some(value), _) => self.push(name, value, word.span, false),
            (None, false) => self.push(name, Joined::made("true", word.span), word.span, false),
            (None, true) => self.next_as_value(name, word, false),
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
                    return self.push("help", Joined::made("true", word.span), word.span, true);
                }
                return Err(Error { fault: CallFault::UnknownFlag, span: word.span });
            };
            let rest = text.get(next..).unwrap_or_default();
            if rest.len() > 1 && rest.starts_with('=') {
                return self.push(name, word.text.slice(next + 1..text.len()), word.span, true);
            }
            if takes_value {
                return if rest.is_empty() {
                    self.next_as_value(name, word, true)
                } else {
                    self.push(name, word.text.slice(next..text.len()), word.span, true)
                };
            }
            self.push(name, Joined::made("true", word.span), word.span, true)?;
            at = next;
        }
        Ok(())
    }

    fn next_as_value(&mut self, name: &'static str, word: &Word, short: bool) -> Result<(), Error> {
        let Some(value) = self.words.get(self.at) else {
            return Err(Error { fault: CallFault::NoValue, span: word.span });
        };
        self.at += 1;
        let span = Span::new(word.span.start, value.span.end.max(word.span.start));
        self.push(name, value.text.clone(), span, short)
    }

    fn push(&mut self, name: &'static str, value: Joined, span: Span, short: bool) -> Result<(), Error> {
        let is_bool = [flags::RUN_BOOL, flags::GLOBAL_BOOL, flags::ROOT_BOOL].iter().any(|list| list.contains(&name));
        if is_bool && !value.has_holes() && parse_bool(value.as_str()).is_none() {
            return Err(Error { fault: CallFault::BadBool, span });
        }
        self.call.flags.push(Flag { name, value, span, short });
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
mod tests {
    use super::*;
    use prodproof_syntax::words::{split, Flavour};

    fn call(text: &str) -> Call {
        parse(&split(&Joined::of(text, Span::new(0, text.len())), Flavour::Exec).words)
    }

    #[test]
    fn podmans_own_flags_may_stand_between_group_and_subcommand() {
        good("container --log-level info run --label a=b IMG", "IMG", &["a=b"], &[]);
        assert_eq!(call("container --label a=b run IMG").error.unwrap().fault, CallFault::UnknownFlag);
    }

    #[test]
    fn some_words_keep_podman_from_running_anything() {
        assert_eq!(call("--version run IMG").action, Action::Other("--version".into()));
        assert_eq!(call("-v run IMG").action, Action::Other("--version".into()));
        assert_eq!(call("-- run IMG").error.unwrap().fault, CallFault::UnknownCommand);
        good("--help run IMG", "IMG", &[], &[]);
    }

    #[track_caller]
    fn good(text: &str, image: &str, labels: &[&str], arguments: &[&str]) {
        let call = call(text);
        assert_eq!(call.error, None, "{text}");
        assert_eq!(call.image.as_ref().map(Word::as_str), Some(image), "{text}");
        let shown: Vec<String> = call
            .labels()
            .iter()
            .map(|label| match &label.value {
                Some(value) => format!("{}={}", label.key.as_str(), value.as_str()),
                None => label.key.as_str().to_string(),
            })
            .collect();
        assert_eq!(shown, labels, "{text}");
        assert_eq!(call.arguments.iter().map(Word::as_str).collect::<Vec<_>>(), arguments, "{text}");
    }

    #[track_caller]
    fn bad(text: &str, fault: CallFault, place: &str) {
        let error = call(text).error.expect("refused");
        assert_eq!((error.fault, error.span.text(text)), (fault, place), "{text}");
    }

    #[test]
    fn the_first_word_that_is_no_flag_is_the_image() {
        good("run --rm -it --name c nginx --label a=b", "nginx", &[], &["--label", "a=b"]);
        good("run -- nginx x", "nginx", &[], &["x"]);
        good("run - x", "-", &[], &["x"]);
        good("run '' x", "", &[], &["x"]);
        good("container run --init nginx", "nginx", &[], &[]);
    }

    #[test]
    fn a_flag_without_value_takes_one_only_behind_an_equals_sign() {
        good("run --rm false nginx", "false", &[], &["nginx"]);
        good("run --rm=false nginx", "nginx", &[], &[]);
        bad("run --rm=maybe nginx", CallFault::BadBool, "--rm=maybe");
        assert!(!call("run --rm=false nginx").is_set("rm"));
        assert!(call("run --rm=0 --rm nginx").is_set("rm"));
    }

    #[test]
    fn short_flags_cluster_and_attach_their_values() {
        good("run -dit -p8080:80 -v=/a:/b -l k=v -lk=v -l=k=v -ite A=1 -t=false n", "n", &["k=v", "k=v", "k=v"], &[]);
        good("run -label k=v nginx", "k=v", &["abel"], &["nginx"]);
    }

    #[test]
    fn labels_keep_commas_blanks_and_quotes() {
        good("run --label a=b,c=d --label 'k = v' --label k n", "n", &["a=b,c=d", "k = v", "k"], &[]);
        good(r#"run --label \"k=v\" n"#, "n", &["\"k=v\""], &[]);
        bad("run --label =v n", CallFault::EmptyLabelKey, "--label =v");
    }

    #[test]
    fn globals_stand_before_and_behind_the_subcommand() {
        let call = call("--root /x --log-level=debug run --cgroup-manager systemd --rm n");
        let globals: Vec<&str> = call.globals.iter().map(|flag| flag.name).collect();
        assert_eq!(globals, ["root", "log-level", "cgroup-manager"]);
        assert_eq!(call.image.as_ref().map(Word::as_str), Some("n"));
        assert_eq!(call.flags.len(), 1);
        good("-r run -c 5 -h host n", "n", &[], &[]);
        bad("run --remote n", CallFault::UnknownFlag, "--remote");
    }

    #[test]
    fn what_podman_refuses() {
        bad("run --labels k=v n", CallFault::UnknownFlag, "--labels");
        bad("run --Label k=v n", CallFault::UnknownFlag, "--Label");
        bad("run --rm --name n", CallFault::NoImage, "run");
        bad("run --rm --name", CallFault::NoValue, "--name");
        bad("run ---x n", CallFault::BadFlag, "---x");
        bad("run -x n", CallFault::UnknownFlag, "-x");
        bad("create -d n", CallFault::UnknownFlag, "-d");
        good("create --init-ctr always n", "n", &[], &[]);
    }

    #[test]
    fn a_path_is_the_operand_of_rootfs() {
        good("run --rootfs /srv/root sh", "/srv/root", &[], &["sh"]);
    }

    #[test]
    fn other_subcommands_are_told_apart() {
        assert_eq!(call("start -a c").action, Action::Start);
        assert_eq!(call("start c -a").flags.len(), 1, "flags may follow");
        assert_eq!(call("kube play --replace f.yaml").action, Action::KubePlay);
        assert_eq!(call("play kube f.yaml").image.as_ref().map(Word::as_str), Some("f.yaml"));
        assert_eq!(call("pod create -l a=b --replace --name p").labels().len(), 1);
        assert_eq!(call("rm -f c").action, Action::Other("rm".into()));
        assert_eq!(call("pod rm -f c").action, Action::Other("pod rm".into()));
        assert_eq!(call("").action, Action::Other(String::new()));
    }

    #[test]
    fn a_word_of_unknown_text_is_flags_or_the_image() {
        let opaque = |name: &str| {
            let mut text = Joined::empty(0);
            text.push_hole(name, Span::default());
            Word { text, span: Span::default(), opaque: true }
        };
        let words = [Word::plain("run"), opaque("$OPTS"), Word::plain("nginx")];
        let call = parse(&words);
        assert_eq!((call.opaque.len(), call.image.as_ref().map(Word::as_str)), (1, Some("nginx")));
        let words = [Word::plain("run"), opaque("$IMAGE"), Word::plain("serve")];
        assert!(parse(&words).image.is_some_and(|image| image.text.has_holes()));
    }
}
