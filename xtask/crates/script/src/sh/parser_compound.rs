//! Commands that hold others: `if`, loops, `case`, `[[ … ]]`, functions.

use super::parser::{Misfit, Parser, Read, DEEPEST};
use super::parser_words::braces;
use super::syntax::{Arm, ArmEnd, Construct, List, Node, Part, TurnsWhile, Word};
use std::rc::Rc;

impl Parser {
    pub(super) fn if_command(&mut self) -> Read<Construct> {
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
            return Ok(Construct::If { arms, otherwise });
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

    pub(super) fn for_command(&mut self, keyword: usize) -> Read<Construct> {
        self.at += keyword;
        self.blanks();
        if self.peek() == Some('(') {
            return self.counting_loop();
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
        Ok(Construct::For { name, words, body: self.do_block()? })
    }

    /// `for ((first; condition; last))`; no condition is one that holds.
    fn counting_loop(&mut self) -> Read<Construct> {
        let from = self.offset();
        let text = self.arithmetic(2).ok_or(Misfit)?;
        let span = from..self.offset();
        let node = |text: &str| Node { command: Construct::Arithmetic(text.to_string()), span: span.clone() };
        let [first, condition, last] = text.split(';').collect::<Vec<_>>()[..] else { return Err(Misfit) };
        let condition = if condition.trim().is_empty() { "1" } else { condition };
        // Only a condition may be 0 and end nothing.
        let quiet = |text: &str| vec![Node { command: Construct::Not(Box::new(node(text))), span: span.clone() }];
        let body = self.do_block()?;
        let counts =
            Construct::While { turns: TurnsWhile::Holds, condition: vec![node(condition)], body, last: quiet(last) };
        let counts = Node { command: counts, span: from..self.offset() };
        Ok(Construct::Group(quiet(first).into_iter().chain([counts]).collect()))
    }

    pub(super) fn case_command(&mut self) -> Read<Construct> {
        self.at += 4;
        self.blanks();
        let word = self.word()?;
        self.expect("in")?;
        let mut arms = Vec::new();
        loop {
            self.newlines();
            if self.eat_keyword("esac") {
                return Ok(Construct::Case { word, arms });
            }
            self.eat('(');
            let mut patterns = Vec::new();
            loop {
                self.blanks();
                patterns.push(self.pattern_word()?);
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

    pub(super) fn test_command(&mut self) -> Read<Construct> {
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
                break Ok(Construct::Test(words));
            }
            let after_regex = matches!(words.last().map(|word: &Word| &**word),
                Some([Part::Literal { text, quoted: false }]) if text == "=~");
            let group = if after_regex { None } else { ['(', ')'].into_iter().find(|c| self.eat(*c)) };
            if let Some(group) = group {
                let part = Part::Literal { text: group.to_string(), quoted: false };
                words.push(Word::of(part, from..self.offset()));
                continue;
            }
            let word = if after_regex { self.regex_word() } else { self.pattern_word() };
            match word {
                Ok(word) => words.push(word),
                Err(misfit) => break Err(misfit),
            }
        };
        self.joined = false;
        result
    }

    /// A word that may be a pattern like `@(a|b)`, of which nothing is read but that it is one.
    fn pattern_word(&mut self) -> Read<Word> {
        if !self.is_extended_glob() {
            return self.word();
        }
        let (from, mut open) = (self.offset(), 0usize);
        while let Some(c) = self.peek() {
            match c {
                '(' => open += 1,
                ')' | '|' if open == 0 => break,
                ')' => open -= 1,
                '\n' => break,
                c if c.is_whitespace() && open == 0 => break,
                _ => {}
            }
            self.at += 1;
        }
        Ok(Word::of(Part::Literal { text: "(".into(), quoted: false }, from..self.offset()))
    }

    /// Whether the word ahead has a pattern like `@(a|b)` in it.
    fn is_extended_glob(&self) -> bool {
        let mut before = ' ';
        for ahead in 0.. {
            match self.peek_at(ahead) {
                Some('(') if "@?*+!".contains(before) => return ahead > 1 || before != '!',
                Some(c) if !c.is_whitespace() && !"'\"$`|)".contains(c) => before = c,
                _ => return false,
            }
        }
        false
    }

    pub(super) fn function(&mut self, name: String) -> Read<Construct> {
        self.newlines();
        self.depth += 1;
        if self.depth > DEEPEST || name.is_empty() {
            return Err(Misfit);
        }
        let body = self.command()?;
        self.depth -= 1;
        Ok(Construct::Function { name, body: Rc::new(vec![body]) })
    }
}
