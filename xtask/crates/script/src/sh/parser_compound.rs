//! Commands that hold others: `if`, loops, `case`, `[[ … ]]`, functions.

use super::parser::{Misfit, Parser, Read, DEEPEST};
use super::parser_words::braces;
use super::syntax::{Arm, ArmEnd, Command, List, Node, Part, Word};
use std::rc::Rc;

impl Parser {
    pub(super) fn if_command(&mut self) -> Read<Command> {
        self.at += 2;
        let mut arms = Vec::new();
        loop {
            let condition = self.block(&["then"])?;
            self.expect("then")?;
            let body = self.block(&["elif", "else", "fi"])?;
            arms.push((condition, body));
            if self.eat_keyword("elif") {
                continue;
            }
            let otherwise = if self.eat_keyword("else") { self.block(&["fi"])? } else { Vec::new() };
            self.expect("fi")?;
            return Ok(Command::If { arms, otherwise });
        }
    }

    pub(super) fn do_block(&mut self) -> Read<List> {
        self.blanks();
        self.eat(';');
        self.expect("do")?;
        let body = self.block(&["done"])?;
        self.expect("done")?;
        Ok(body)
    }

    pub(super) fn for_command(&mut self, keyword: usize) -> Read<Command> {
        self.at += keyword;
        self.blanks();
        if self.peek() == Some('(') {
            // `for ((…))`: how often is not known.
            self.arithmetic(2).ok_or(Misfit)?;
            return Ok(Command::While {
                until: false,
                condition: vec![Node { command: Command::Arithmetic, span: self.offset()..self.offset() }],
                body: self.do_block()?,
            });
        }
        let name = self.name();
        if name.is_empty() {
            return Err(Misfit);
        }
        let mut words = None;
        if self.eat_keyword("in") {
            let mut found = Vec::new();
            loop {
                self.blanks();
                if matches!(self.peek(), None | Some('\n' | ';' | '&' | '|' | '(' | ')' | '<' | '>')) {
                    break;
                }
                found.extend(braces(self.word()?));
            }
            words = Some(found);
        }
        Ok(Command::For { name, words, body: self.do_block()? })
    }

    pub(super) fn case_command(&mut self) -> Read<Command> {
        self.at += 4;
        self.blanks();
        let word = self.word()?;
        self.expect("in")?;
        let mut arms = Vec::new();
        loop {
            self.newlines();
            if self.eat_keyword("esac") {
                return Ok(Command::Case { word, arms });
            }
            self.eat('(');
            let mut patterns = Vec::new();
            loop {
                self.blanks();
                patterns.push(self.word()?);
                self.blanks();
                if !self.eat('|') {
                    break;
                }
            }
            if !self.eat(')') {
                return Err(Misfit);
            }
            let body = self.block(&["esac"])?;
            let end = match () {
                () if self.eat_str(";;&") => ArmEnd::Test,
                () if self.eat_str(";;") => ArmEnd::Stop,
                () if self.eat_str(";&") => ArmEnd::Fall,
                () => {
                    self.newlines();
                    if self.keyword() != "esac" {
                        return Err(Misfit);
                    }
                    ArmEnd::Stop
                }
            };
            arms.push(Arm { patterns, body, end });
        }
    }

    pub(super) fn test_command(&mut self) -> Read<Command> {
        self.at += 2;
        self.joined = true;
        let mut words = Vec::new();
        let result = loop {
            self.newlines();
            let from = self.offset();
            let operator = ["&&", "||", "<", ">"].into_iter().find(|operator| self.eat_str(operator));
            if let Some(operator) = operator {
                let part = Part::Literal { text: operator.into(), quoted: false };
                words.push(Word::of(part, from..self.offset()));
                continue;
            }
            if self.keyword() == "]]" {
                self.at += 2;
                break Ok(Command::Test(words));
            }
            let after_regex = matches!(words.last().map(|word: &Word| &**word),
                Some([Part::Literal { text, quoted: false }]) if text == "=~");
            let group = if after_regex { None } else { ['(', ')'].into_iter().find(|c| self.eat(*c)) };
            if let Some(group) = group {
                let part = Part::Literal { text: group.to_string(), quoted: false };
                words.push(Word::of(part, from..self.offset()));
                continue;
            }
            let word = if after_regex { self.regex_word() } else { self.word() };
            match word {
                Ok(word) => words.push(word),
                Err(misfit) => break Err(misfit),
            }
        };
        self.joined = false;
        result
    }

    pub(super) fn function(&mut self, name: String) -> Read<Command> {
        self.newlines();
        self.depth += 1;
        if self.depth > DEEPEST || name.is_empty() {
            return Err(Misfit);
        }
        let body = self.command()?;
        self.depth -= 1;
        Ok(Command::Function { name, body: Rc::new(vec![body]) })
    }
}
