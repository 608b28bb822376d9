//! A small part of PowerShell: enough for `docker push`, for variables and strings, and
//! for what is written to `$env:GITHUB_ENV`. All else is unknown, and what stands inside
//! of braces happens only possibly.
//!
//! Source: Microsoft `about_Parsing`, `about_Quoting_Rules`, `about_Assignment_Operators`,
//! `about_Redirection`; a program that fails does not end the script.

use std::ops::Range;
use std::rc::Rc;

use super::flow::To;
use super::interpret::Interpreter;
use super::powershell_words::{statements, Token, OWN};
use super::state::{Flow, State, Status};
use super::RemarkKind;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::value::{Symbolic, ValueSet};

impl Interpreter<'_> {
    /// Runs a script; nothing in it ends a script but `exit` and `throw`.
    pub(super) fn powershell(&mut self, state: &mut State) {
        state.errexit = Answer::No;
        let script = self.step.script.clone();
        let text = script.marked();
        for statement in statements(text) {
            if state.flow != Flow::On {
                return;
            }
            self.steps += 1;
            self.statement(text, &statement.span, statement.braces > 0, state);
        }
    }

    fn statement(&mut self, text: &str, span: &Range<usize>, inside: bool, state: &mut State) {
        let source = &text[span.clone()];
        let word = source.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default().to_ascii_lowercase();
        match word.as_str() {
            "exit" | "throw" | "return" | "break" | "continue" => {
                // `exit $LASTEXITCODE` is any of both.
                let code = source[word.len()..].trim().parse::<i64>();
                let fails = word == "throw" || word == "exit" && code.is_ok_and(|code| code != 0);
                match (inside, fails) {
                    // Whoever goes on has not come to it.
                    (true, true) => {}
                    (true, false) => state.past.ended = true,
                    (false, fails) => self.leave(To::End, if fails { Status::No } else { Status::Yes }, state),
                }
                return;
            }
            // What decides about a block is not read, and what it assigns is unknown.
            "if" | "elseif" | "else" | "foreach" | "for" | "while" | "do" | "until" | "switch" | "try" | "catch"
            | "finally" | "function" | "param" | "trap" | "begin" | "process" | "end" => {
                if self.step.programs.may_publish(&Symbolic::from_marked(source).to_string()) {
                    self.unread(source, span, state);
                }
                return;
            }
            _ => {}
        }
        let Some(mut tokens) = self.tokens(source, state) else {
            self.unread(source, span, state);
            return;
        };
        if let Some(Token::Assign(name)) = tokens.first().cloned() {
            tokens.remove(0);
            let value = match tokens.as_slice() {
                [Token::Word(value, true)] if !inside => value.clone(),
                [Token::Word(_, true)] => ValueSet::unknown(),
                _ => {
                    let out = state.out.replace(ValueSet::known(""));
                    self.pipeline(&tokens, source, span, inside, state);
                    state.out = out;
                    ValueSet::unknown()
                }
            };
            let key = match name.strip_prefix("env:") {
                Some(name) => name.to_string(),
                None => format!("{OWN}{}", name.to_ascii_lowercase()),
            };
            Rc::make_mut(&mut state.variables).insert(key, value);
            return;
        }
        self.pipeline(&tokens, source, span, inside, state);
    }

    fn pipeline(&mut self, tokens: &[Token], source: &str, span: &Range<usize>, inside: bool, state: &mut State) {
        if inside {
            let why = "only if the script comes to this block".to_string();
            self.maybe(why, state, |this, state| this.pipeline(tokens, source, span, false, state));
            return;
        }
        let mut target: Option<(ValueSet, bool)> = None;
        let mut tokens = tokens.to_vec();
        if let Some(at) = tokens.iter().position(|token| matches!(token, Token::Redirect(_))) {
            if let (Some(Token::Redirect(append)), Some(Token::Word(path, _))) = (tokens.get(at), tokens.get(at + 1)) {
                target = Some((path.clone(), *append));
            }
            tokens.truncate(at);
        }
        let mut flowing: Option<ValueSet> = None;
        for stage in tokens.split(|token| *token == Token::Pipe) {
            flowing = Some(self.stage(stage, flowing.take(), source, span, state));
        }
        let written = flowing.unwrap_or_else(ValueSet::unknown);
        match target {
            Some((path, append)) => self.write(&path, &written, append, state),
            None if state.out.is_some() => {}
            None => self.print(&written, span, state),
        }
    }

    /// What one stage of a pipeline writes.
    fn stage(
        &mut self,
        stage: &[Token],
        stdin: Option<ValueSet>,
        source: &str,
        span: &Range<usize>,
        state: &mut State,
    ) -> ValueSet {
        let words: Vec<&ValueSet> = stage
            .iter()
            .filter_map(|token| match token {
                Token::Word(values, _) => Some(values),
                _ => None,
            })
            .collect();
        let Some((Token::Word(first, is_value), rest)) = stage.split_first() else { return ValueSet::unknown() };
        if *is_value {
            // A string by itself; with an operator behind it, who knows.
            return if rest.is_empty() { line(first) } else { ValueSet::unknown() };
        }
        let name = first.as_known().unwrap_or_default().to_ascii_lowercase();
        let option = |wanted: &[&str]| {
            let at = words.iter().position(|word| {
                word.as_known().is_some_and(|word| wanted.iter().any(|own| word.eq_ignore_ascii_case(own)))
            })?;
            words.get(at + 1).copied().cloned()
        };
        let has =
            |wanted: &str| words.iter().any(|word| word.as_known().is_some_and(|w| w.eq_ignore_ascii_case(wanted)));
        match name.as_str() {
            "echo" | "write-output" | "write-host" | "write" => {
                let mut out = ValueSet::known("");
                for word in &words[1..] {
                    if word.as_known().is_some_and(|word| word.starts_with('-')) {
                        return ValueSet::unknown();
                    }
                    out = out.join(&line(word));
                }
                out
            }
            "out-file" | "add-content" | "set-content" | "ac" | "sc" | "tee-object" => {
                let is_file = name == "out-file" || name == "tee-object";
                let path = option(&["-filepath", "-path", "-literalpath"]);
                let path = path.or_else(|| words.get(1).copied().cloned()).unwrap_or_else(ValueSet::unknown);
                let value = match option(&["-value", "-inputobject"]) {
                    Some(value) => line(&value),
                    None => match (stdin, words.get(2)) {
                        (Some(value), _) => value,
                        (None, Some(value)) if !is_file && !starts_with_dash(words.get(1)) => line(value),
                        (None, _) => ValueSet::unknown(),
                    },
                };
                self.effects.unread |= path.single().is_none_or(|path| path.as_hole() == Some("?"));
                let append = has("-append") || matches!(name.as_str(), "add-content" | "ac");
                self.write(&path, &value, append, state);
                ValueSet::known("")
            }
            "out-null" => ValueSet::known(""),
            _ if name.contains('-')
                && !name.contains(['.', '/', '\\'])
                && !name.starts_with("docker")
                && name != "podman-compose" =>
            {
                // A cmdlet: none of them pushes.
                if matches!(name.as_str(), "invoke-expression" | "start-process" | "invoke-command" | "start-job") {
                    self.unread(source, span, state);
                }
                ValueSet::unknown()
            }
            _ => {
                let mut arguments: Vec<Symbolic> = Vec::new();
                for word in &words {
                    arguments.push(word.single().cloned().unwrap_or_else(Symbolic::unknown));
                }
                if let Some(program) = first.as_known() {
                    let program = program.strip_suffix(".exe").unwrap_or(program).replace('\\', "/");
                    arguments[0] = Symbolic::known(&program);
                }
                let out = state.out.replace(ValueSet::known(""));
                self.program(&[arguments], span, state);
                state.out = out;
                ValueSet::unknown()
            }
        }
    }

    fn unread(&mut self, source: &str, span: &Range<usize>, state: &mut State) {
        let spelled = Symbolic::from_marked(source.lines().next().unwrap_or_default()).to_string();
        self.remark(RemarkKind::Unreadable, format!("this line of the script is not read: `{spelled}`"), span);
        if self.step.programs.may_publish(&Symbolic::from_marked(source).to_string()) {
            self.opaque(spelled, "the line is not read".into(), span, false, state);
        }
        self.effects.unread = true;
    }
}

fn starts_with_dash(word: Option<&&ValueSet>) -> bool {
    word.and_then(|word| word.as_known()).is_some_and(|word| word.starts_with('-'))
}

fn line(values: &ValueSet) -> ValueSet {
    values.clone().join(&ValueSet::known("\n"))
}
