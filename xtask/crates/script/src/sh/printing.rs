//! `echo`, `printf`, and the commands that lines on standard output are for the runner.

use super::condition::unanimous;
use super::interpret::Interpreter;
use super::state::{emit, RunnerFile, State};
use super::ScriptRemarkKind;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::value::{Symbolic, ValueSet};
use std::ops::Range;

impl Interpreter<'_> {
    /// Symbolic on standard output, where the runner reads `::commands`.
    pub(super) fn print(&mut self, out: &ValueSet, span: &Range<usize>, state: &mut State) {
        if state.out.is_some() {
            emit(state, out);
            return;
        }
        // The runner reads whole lines, also those that several commands write.
        let out = &std::mem::replace(&mut state.line, ValueSet::known("")).join(out);
        self.set_outputs(out, state);
        let begun = |text: &Symbolic| {
            let line = text.marked().rsplit_once('\n').map_or(text.marked(), |(_, line)| line);
            Symbolic::from_marked(line)
        };
        state.line = ValueSet::any(out.iter().map(begun));
        for text in out.iter() {
            for line in text.marked().lines() {
                let Some(rest) = line.trim_start().strip_prefix("::") else { continue };
                let (command, value) = rest.split_once("::").unwrap_or((rest, ""));
                let (command, name) = command.split_once(" name=").unwrap_or((command, ""));
                match command {
                    "set-output" => self.remark(ScriptRemarkKind::DeprecatedCommand, span),
                    "set-env" | "add-path" => {
                        let allowed = self.allows_disabled();
                        if allowed != Answer::No && command == "set-env" {
                            let set = ValueSet::one(Symbolic::from_marked(format!("{name}={value}")));
                            self.set_all(&set, state, RunnerFile::Env);
                        }
                        if allowed != Answer::Yes {
                            self.remark(ScriptRemarkKind::DisabledCommand(command.to_string()), span);
                            let sure = out.single().is_some() && self.conditions(state).is_empty();
                            let refused = if sure { !allowed } else { Answer::Unknown };
                            self.refused = self.refused.or(refused);
                        }
                    }
                    _ => {}
                }
            }
        }
    }

    /// What is still unread of standard output when the script ends.
    pub(super) fn flush(&mut self, state: &mut State) {
        let rest = std::mem::replace(&mut state.line, ValueSet::known(""));
        self.set_outputs(&rest, state);
    }

    fn set_outputs(&mut self, out: &ValueSet, state: &mut State) {
        let setting = |line: &str| {
            let (name, value) = line.trim_start().strip_prefix("::set-output name=")?.split_once("::")?;
            Some(format!("{name}={value}\n"))
        };
        let set =
            |text: &Symbolic| Symbolic::from_marked(text.marked().lines().filter_map(setting).collect::<String>());
        let all = ValueSet::any(out.iter().map(set));
        if all.as_known() != Some("") {
            self.set_all(&all, state, RunnerFile::Output);
        }
    }

    /// Whether the job lets the disabled commands through.
    fn allows_disabled(&self) -> Answer {
        let Some(values) = self.step.env.get("ACTIONS_ALLOW_UNSECURE_COMMANDS") else { return Answer::No };
        unanimous(values.iter().map(|text| match text.as_known() {
            Some(text) => Answer::from(text.trim().eq_ignore_ascii_case("true")),
            None => Answer::Unknown,
        }))
    }
}

pub(super) fn echo(arguments: &[Symbolic]) -> Symbolic {
    let mut rest = arguments;
    let mut newline = true;
    let mut escapes = false;
    while let Some(option) = rest.first().and_then(Symbolic::as_known) {
        let flags = option.strip_prefix('-').unwrap_or_default();
        if flags.is_empty() || !flags.chars().all(|c| "neE".contains(c)) {
            break;
        }
        newline &= !flags.contains('n');
        escapes |= flags.contains('e');
        rest = &rest[1..];
    }
    let mut out = Symbolic::default();
    for (at, word) in rest.iter().enumerate() {
        if at > 0 {
            out.push_known(" ");
        }
        out.push(word);
    }
    if escapes {
        out = out.map_known(|text| text.replace("\\n", "\n").replace("\\t", "\t"));
    }
    if newline {
        out.push_known("\n");
    }
    out
}

/// `%s` and `%b` alone; the format is used again while arguments are left.
pub(super) fn printf(arguments: &[Symbolic]) -> Symbolic {
    let mut arguments = arguments;
    if arguments.first().and_then(Symbolic::as_known) == Some("--") {
        arguments = &arguments[1..];
    }
    let Some((format, mut rest)) = arguments.split_first() else { return Symbolic::default() };
    if arguments.first().and_then(Symbolic::as_known) == Some("-v") {
        return Symbolic::unknown();
    }
    let format = format.map_known(|text| text.replace("\\n", "\n").replace("\\t", "\t"));
    let pieces: Vec<&str> = format.marked().split('%').collect();
    let mut out = Symbolic::default();
    loop {
        let before = rest.len();
        let mut percent = false;
        for (at, piece) in pieces.iter().enumerate() {
            if at == 0 || percent {
                percent = false;
                out.push(&Symbolic::from_marked(*piece));
                continue;
            }
            match piece.chars().next() {
                Some('s' | 'b' | 'd') => {
                    if let Some((first, others)) = rest.split_first() {
                        out.push(first);
                        rest = others;
                    }
                    out.push(&Symbolic::from_marked(&piece[1..]));
                }
                None => {
                    out.push_known("%");
                    percent = true;
                }
                Some(_) => return Symbolic::unknown(),
            }
        }
        if rest.is_empty() || rest.len() == before {
            return out;
        }
    }
}
