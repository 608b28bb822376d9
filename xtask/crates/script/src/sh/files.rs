//! Redirections, and the two files in which the runner finds outputs and variables.
//! Their format is that of the workflow commands: `name=value`, and `name<<EOF` blocks.

use super::expand::map;
use super::interpret::Interpreter;
use super::state::{emit, unknown_lines, Block, Ending, RunnerFile, State};
use super::syntax::{self, RedirectKind};
use prodproof_syntax::order::Order;
use prodproof_syntax::value::{Symbolic, ValueSet};

/// The files in which the runner finds outputs and variables, as their paths.
pub(super) const OUTPUT: &str = "file:GITHUB_OUTPUT";

pub(super) const ENV: &str = "file:GITHUB_ENV";

impl Interpreter<'_> {
    pub(super) fn redirected(
        &mut self,
        redirects: &[syntax::Redirect],
        state: &mut State,
        run: impl FnOnce(&mut Self, &mut State) -> Ending,
    ) -> Ending {
        if redirects.is_empty() {
            return run(self, state);
        }
        let stdin = state.stdin.clone();
        let mut target: Option<(ValueSet, RedirectKind)> = None;
        for redirect in redirects {
            let value = self.value(&redirect.word, state);
            match redirect.kind {
                RedirectKind::Here => state.stdin = Some(value),
                RedirectKind::Read => {
                    let is_process = matches!(&*redirect.word, [syntax::Part::Process(_)]);
                    state.stdin = Some(if is_process { value } else { read_file(&value, state) });
                }
                RedirectKind::Write | RedirectKind::Append => target = Some((value, redirect.kind)),
                RedirectKind::Other => {}
            }
        }
        let status = match target {
            None => run(self, state),
            Some((path, kind)) => {
                let out = state.out.replace(ValueSet::known(""));
                let mark = self.exits.len();
                let status = run(self, state);
                // What leaves from inside has written as well.
                let mut exits = self.exits.split_off(mark);
                for state in exits.iter_mut().map(|exit| &mut exit.state).chain([&mut *state]) {
                    let written = std::mem::replace(&mut state.out, out.clone()).unwrap_or_else(ValueSet::unknown);
                    self.write(&path, &written, kind, state);
                    state.stdin = stdin.clone();
                }
                self.exits.extend(exits);
                status
            }
        };
        state.stdin = stdin;
        status
    }

    /// Writes to a file: the two that the runner reads, or any other.
    pub(super) fn write(&mut self, path: &ValueSet, text: &ValueSet, kind: RedirectKind, state: &mut State) {
        let Some(path) = path.single() else {
            self.effects.unread = true;
            return;
        };
        self.effects.written.insert(path.to_string());
        match path.as_hole() {
            Some(OUTPUT) => self.set_all(text, state, RunnerFile::Output),
            Some(ENV) => self.set_all(text, state, RunnerFile::Env),
            Some(_) => {}
            None => {
                let name = path.marked().to_string();
                if name == "/dev/stdout" {
                    emit(state, text);
                } else if !name.starts_with("/dev/") {
                    let before = state.files.get(&name).filter(|_| kind == RedirectKind::Append).cloned();
                    state.files.insert(name, before.map_or(text.clone(), |before| before.join(text)));
                }
            }
        }
    }

    /// Lines `name=value` and blocks `name<<EOF`, for the next steps.
    pub(super) fn set_all(&mut self, text: &ValueSet, state: &mut State, file: RunnerFile) {
        let mut rest = text.clone();
        if let Some(block) = state.block.take_if(|block| block.file == file) {
            match continued(block, &rest) {
                Continued::Open(block) => {
                    state.block = Some(block);
                    return;
                }
                Continued::Closed { name, value, rest: after } => {
                    self.set(&[value], &name, state, file);
                    rest = ValueSet::one(after);
                }
            }
        }
        if let Some((before, block)) = rest.single().and_then(|text| opened(text, file)) {
            state.block = Some(block);
            rest = ValueSet::one(before);
        }
        self.set_lines(&rest, state, file);
    }

    pub(super) fn set(&self, values: &[ValueSet], name: &str, state: &mut State, file: RunnerFile) {
        let all = values.iter().flat_map(|values| values.iter().cloned());
        let into = match file {
            RunnerFile::Env => &mut state.env,
            RunnerFile::Output => &mut state.outputs,
        };
        into.insert(name.to_string(), ValueSet::any(all));
    }

    pub(super) fn set_lines(&mut self, text: &ValueSet, state: &mut State, file: RunnerFile) {
        let ways: Vec<Vec<(String, Symbolic)>> = text
            .iter()
            .map(|text| {
                let (settings, whole) = settings(text);
                if !whole {
                    self.effects.unread = true;
                }
                settings
            })
            .collect();
        let mut names: Vec<&String> = ways.iter().flatten().map(|(name, _)| name).collect();
        names.order();
        names.dedup();
        for name in names {
            let into = match file {
                RunnerFile::Env => &state.env,
                RunnerFile::Output => &state.outputs,
            };
            let before = into.get(name).cloned();
            let missing = || {
                before.clone().unwrap_or_else(|| {
                    let from_outside = self.step.env.get(name).filter(|_| file == RunnerFile::Env);
                    from_outside.cloned().unwrap_or_else(|| ValueSet::known(""))
                })
            };
            let mut values: Vec<Symbolic> = Vec::new();
            for way in &ways {
                match way.iter().rev().find(|(known, _)| known == name) {
                    Some((_, value)) => values.push(value.clone()),
                    None => values.extend(missing().iter().cloned()),
                }
            }
            let values = ValueSet::any(values);
            self.set(&[values], name, state, file);
        }
    }
}

pub(super) fn read_file(path: &ValueSet, state: &State) -> ValueSet {
    let known = path.single().and_then(|path| state.files.get(path.marked()));
    known.cloned().unwrap_or_else(unknown_lines)
}

/// What a text does to an open block.
pub(super) enum Continued {
    Open(Block),
    Closed { name: String, value: ValueSet, rest: Symbolic },
}

pub(super) fn continued(mut block: Block, text: &ValueSet) -> Continued {
    let add = |block: &mut Block, text: &ValueSet| {
        block.value = std::mem::replace(&mut block.value, ValueSet::known("")).join(text);
    };
    let Some(one) = text.single() else {
        add(&mut block, text);
        return Continued::Open(block);
    };
    let mut before = String::new();
    let mut rest = one.marked();
    while !rest.is_empty() {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        rest = after;
        // A delimiter of unknown text looks like any unknown line: the first is content.
        let is_first = before.is_empty() && block.value.as_known() == Some("");
        let is_end = line.trim_end_matches('\r') == block.delimiter.marked();
        if is_end && !(is_first && block.delimiter.as_hole() == Some("?")) {
            add(&mut block, &ValueSet::one(Symbolic::from_marked(before)));
            let value = map(&block.value, |text| {
                Symbolic::from_marked(text.marked().strip_suffix('\n').unwrap_or(text.marked()))
            });
            return Continued::Closed { name: block.name, value, rest: Symbolic::from_marked(rest) };
        }
        before.push_str(line);
        before.push('\n');
    }
    add(&mut block, &ValueSet::one(Symbolic::from_marked(before)));
    Continued::Open(block)
}

/// The block that a text opens and does not close, and what stands before it.
pub(super) fn opened(text: &Symbolic, file: RunnerFile) -> Option<(Symbolic, Block)> {
    let lines: Vec<&str> = text.marked().split('\n').collect();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let line = line.trim_end_matches('\r');
        at += 1;
        let Some(here) = line.find("<<") else { continue };
        if line.find('=').is_some_and(|equals| equals < here) {
            continue;
        }
        let (name, delimiter) = (&line[..here], &line[here + 2..]);
        let mut end = lines.get(at..)?.iter().position(|line| line.trim_end_matches('\r') == delimiter);
        if end == Some(0) && Symbolic::from_marked(delimiter).as_hole() == Some("?") {
            end = lines.get(at + 1..)?.iter().position(|line| *line == delimiter).map(|end| end + 1);
        }
        match end {
            Some(end) => at += end + 1,
            None => {
                let mut value = lines.get(at..)?.join("\n");
                // The newline behind the last line is no line.
                if value.is_empty() && lines.len() == at {
                    value.clear();
                }
                let block = Block {
                    file,
                    name: name.to_string(),
                    delimiter: Symbolic::from_marked(delimiter),
                    value: ValueSet::one(Symbolic::from_marked(value)),
                };
                let before: String = lines[..at - 1].iter().map(|line| format!("{line}\n")).collect();
                return Some((Symbolic::from_marked(before), block));
            }
        }
    }
    None
}

/// The settings in the text of a file that the runner reads, and whether all was read.
pub(super) fn settings(text: &Symbolic) -> (Vec<(String, Symbolic)>, bool) {
    let mut out = Vec::new();
    let mut whole = true;
    let lines: Vec<&str> = text.marked().split('\n').collect();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        at += 1;
        let line = line.trim_end_matches('\r');
        if line.trim().is_empty() {
            continue;
        }
        let equals = line.find('=');
        let here = line.find("<<");
        match (equals, here) {
            (equals, Some(here)) if equals.is_none_or(|equals| here < equals) => {
                let (name, delimiter) = (&line[..here], &line[here + 2..]);
                let from = usize::from(Symbolic::from_marked(delimiter).as_hole() == Some("?")).min(lines.len() - at);
                let end = lines[at + from..].iter().position(|line| line.trim_end_matches('\r') == delimiter);
                let Some(end) = end.map(|end| end + from) else {
                    whole = false;
                    break;
                };
                out.push((name.to_string(), Symbolic::from_marked(lines[at..at + end].join("\n"))));
                at += end + 1;
            }
            (Some(equals), _) => {
                let name = &line[..equals];
                whole &= Symbolic::from_marked(name).is_whole();
                out.push((name.to_string(), Symbolic::from_marked(&line[equals + 1..])));
            }
            _ => whole = false,
        }
    }
    (out, whole)
}
