//! Scripts to commands.
//!
//! A line that can't be read becomes [`Command::Unread`] and reading goes on with the next
//! one, so that nothing behind it is lost. Must not know what commands do.

use std::rc::Rc;

use super::parser_words::{braces, quote};
use super::syntax::{
    literal, Arm, ArmEnd, Assigned, Assignment, Command, Junction, List, Node, Part, Redirect, RedirectKind, Word,
};
use prodproof_syntax::value::Symbolic;

/// Deeper nesting is not read.
pub(super) const DEEPEST: usize = 40;

/// Reads a script.
pub(super) fn parse(script: &Symbolic) -> List {
    parse_at(script.marked(), 0)
}

fn parse_at(text: &str, depth: usize) -> List {
    parse_chars(text.char_indices().collect(), text.len(), depth)
}

/// Reads characters that need not stand side by side; `length` is the byte behind them.
pub(super) fn parse_chars(chars: Vec<(usize, char)>, length: usize, depth: usize) -> List {
    let mut parser = Parser { chars, length, at: 0, here: Vec::new(), depth, joined: false };
    let mut all = Vec::new();
    loop {
        parser.depth = depth;
        parser.joined = false;
        parser.here.clear();
        parser.list(&[], &mut all);
        if parser.at >= parser.chars.len() {
            return all;
        }
        // Something that fits nowhere: skip to the next line, and say so.
        let (first, from) = (parser.at, parser.offset());
        parser.at += 1;
        while parser.peek().is_some_and(|c| c != '\n') {
            parser.at += 1;
        }
        let line: String = parser.chars[first..parser.at].iter().map(|(_, c)| c).collect();
        all.push(Node { command: Command::Unread(line.trim().to_string()), span: from..parser.offset() });
    }
}

/// What was being read does not fit the grammar.
pub(super) struct Misfit;

pub(super) type Read<T> = Result<T, Misfit>;

pub(super) struct Parser {
    pub(super) chars: Vec<(usize, char)>,
    pub(super) length: usize,
    pub(super) at: usize,
    /// Here-documents whose text begins behind the next newline.
    pub(super) here: Vec<Pending>,
    pub(super) depth: usize,
    /// Inside of `[[ ]]`, where `<`, `>`, `(` and `)` are words of their own.
    pub(super) joined: bool,
}

pub(super) struct Pending {
    pub(super) delimiter: String,
    pub(super) strip_tabs: bool,
    pub(super) expand: bool,
    pub(super) text: Option<Word>,
}

const RESERVED: [&str; 15] =
    ["then", "else", "elif", "fi", "do", "done", "esac", "}", "if", "while", "until", "for", "case", "{", "[["];

impl Parser {
    /// Commands up to one of the keywords, `)` or `;;`, which stay unread.
    pub(super) fn list(&mut self, until: &[&str], all: &mut List) {
        loop {
            self.newlines();
            match self.peek() {
                None | Some(')') => return,
                Some(';') if matches!(self.peek_at(1), Some(';' | '&')) => return,
                Some(';' | '&') => {
                    self.at += 1;
                    continue;
                }
                _ => {}
            }
            if until.contains(&self.keyword().as_str()) {
                return;
            }
            let before = self.at;
            match self.and_or() {
                Ok(node) => {
                    self.blanks();
                    let background = self.peek() == Some('&') && !matches!(self.peek_at(1), Some('&' | '>'));
                    let span = node.span.clone();
                    all.push(if background {
                        Node { command: Command::Background(Box::new(node)), span }
                    } else {
                        node
                    });
                }
                Err(Misfit) => {
                    // The outermost reader skips the line.
                    self.at = before;
                    return;
                }
            }
        }
    }

    pub(super) fn block(&mut self, until: &[&str]) -> Read<List> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Misfit);
        }
        let mut all = Vec::new();
        let depth = self.depth;
        self.list(until, &mut all);
        self.depth = depth - 1;
        Ok(all)
    }

    pub(super) fn and_or(&mut self) -> Read<Node> {
        let from = self.offset();
        let first = self.pipeline()?;
        let mut rest = Vec::new();
        loop {
            self.blanks();
            let junction = if self.eat_str("&&") {
                Junction::And
            } else if self.eat_str("||") {
                Junction::Or
            } else {
                break;
            };
            self.newlines();
            rest.push((junction, self.pipeline()?));
        }
        if rest.is_empty() {
            return Ok(first);
        }
        Ok(Node { command: Command::AndOr(Box::new(first), rest), span: from..self.offset() })
    }

    pub(super) fn pipeline(&mut self) -> Read<Node> {
        self.blanks();
        let from = self.offset();
        // Any number of them: two say what none says, but for the status.
        let mut bangs = 0usize;
        while self.peek() == Some('!') && self.peek_at(1).is_none_or(char::is_whitespace) {
            self.at += 1;
            self.blanks();
            bangs += 1;
        }
        let mut node = self.piped(from)?;
        let twice = if bangs % 2 == 0 { bangs.min(2) } else { 1 };
        for _ in 0..twice {
            node = Node { command: Command::Not(Box::new(node)), span: from..self.offset() };
        }
        Ok(node)
    }

    fn piped(&mut self, from: usize) -> Read<Node> {
        let mut all = vec![self.command()?];
        loop {
            self.blanks();
            if self.peek() != Some('|') || self.peek_at(1) == Some('|') {
                break;
            }
            self.at += 1;
            self.eat('&');
            self.newlines();
            all.push(self.command()?);
        }
        match all.len() {
            1 => all.pop().ok_or(Misfit),
            _ => Ok(Node { command: Command::Pipe(all), span: from..self.offset() }),
        }
    }

    pub(super) fn command(&mut self) -> Read<Node> {
        self.blanks();
        let from = self.offset();
        let waiting = self.here.len();
        let keyword = self.keyword();
        let command = match keyword.as_str() {
            "if" => self.if_command()?,
            "while" | "until" => {
                self.at += keyword.len();
                let condition = self.block(&["do"])?;
                Command::While { until: keyword == "until", condition, body: self.do_block()? }
            }
            "for" | "select" => self.for_command(keyword.len())?,
            "case" => self.case_command()?,
            "function" => {
                self.at += "function".len();
                self.blanks();
                let name = self.name();
                self.blanks();
                if self.eat('(') {
                    self.blanks();
                    self.eat(')');
                }
                self.function(name)?
            }
            "{" => {
                self.at += 1;
                let list = self.block(&["}"])?;
                self.expect("}")?;
                Command::Group(list)
            }
            "[[" => self.test_command()?,
            word if RESERVED.contains(&word) => return Err(Misfit),
            _ if self.peek() == Some('(') => {
                if self.peek_at(1) == Some('(') {
                    match self.arithmetic(2) {
                        Some(_) => Command::Arithmetic,
                        None => return Err(Misfit),
                    }
                } else {
                    self.at += 1;
                    let list = self.block(&[])?;
                    if !self.eat(')') {
                        return Err(Misfit);
                    }
                    Command::Subshell(list)
                }
            }
            _ => return self.simple(from, waiting),
        };
        let node = Node { command, span: from..self.offset() };
        let mut redirects = Vec::new();
        loop {
            self.blanks();
            match self.redirect()? {
                Some(redirect) => redirects.push(redirect),
                None => break,
            }
        }
        if redirects.is_empty() {
            return Ok(node);
        }
        self.documents(&mut redirects, waiting);
        let span = from..self.offset();
        Ok(Node { command: Command::Redirected(Box::new(node), redirects), span })
    }

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

    pub(super) fn simple(&mut self, from: usize, waiting: usize) -> Read<Node> {
        let mut assignments = Vec::new();
        let mut words: Vec<Word> = Vec::new();
        let mut redirects = Vec::new();
        loop {
            self.blanks();
            match self.peek() {
                None | Some('\n' | ';' | '|' | ')') => break,
                Some('&') if self.peek_at(1) != Some('>') => break,
                _ => {}
            }
            if let Some(redirect) = self.redirect()? {
                redirects.push(redirect);
                continue;
            }
            if self.peek() == Some('(') {
                // `name()` is a function.
                let name = match words.as_slice() {
                    [word] if assignments.is_empty() => literal(word),
                    _ => None,
                };
                let Some(name) = name else { return Err(Misfit) };
                self.at += 1;
                self.blanks();
                if !self.eat(')') {
                    return Err(Misfit);
                }
                let command = self.function(name)?;
                return Ok(Node { command, span: from..self.offset() });
            }
            let declares = matches!(
                words.first().and_then(literal).as_deref(),
                Some("export" | "declare" | "local" | "readonly" | "typeset")
            );
            if words.is_empty() || declares {
                if let Some(assignment) = self.assignment()? {
                    assignments.push(assignment);
                    continue;
                }
            }
            words.extend(braces(self.word()?));
        }
        if assignments.is_empty() && words.is_empty() && redirects.is_empty() {
            return Err(Misfit);
        }
        self.documents(&mut redirects, waiting);
        let span = from..self.offset();
        Ok(Node { command: Command::Simple { assignments, words, redirects }, span })
    }

    pub(super) fn assignment(&mut self) -> Read<Option<Assignment>> {
        let (before, from) = (self.at, self.offset());
        let mut name = String::new();
        while let Some(c) = self.peek().filter(|c| c.is_ascii_alphanumeric() || *c == '_') {
            name.push(c);
            self.at += 1;
        }
        let named = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        let mut element = false;
        if named && self.peek() == Some('[') {
            let mut ahead = 1;
            while self.peek_at(ahead).is_some_and(|c| c != ']' && c != '\n') {
                ahead += 1;
            }
            if self.peek_at(ahead) == Some(']') && matches!(self.peek_at(ahead + 1), Some('=' | '+')) {
                element = true;
                self.at += ahead + 1;
            }
        }
        let append = named && self.eat_str("+=");
        let assigns = append || named && self.eat('=');
        if !assigns {
            self.at = before;
            return Ok(None);
        }
        let value = if self.eat('(') {
            let mut words = Vec::new();
            loop {
                self.newlines();
                if self.eat(')') {
                    break Assigned::Array(words);
                }
                words.extend(braces(self.word()?));
            }
        } else if self.ends_word() {
            Assigned::Word(Word::default())
        } else {
            Assigned::Word(self.word()?)
        };
        let value = if element { Assigned::Element } else { value };
        Ok(Some(Assignment { name, span: from..self.offset(), append, value }))
    }

    pub(super) fn redirect(&mut self) -> Read<Option<Redirect>> {
        let before = self.at;
        let mut descriptor = String::new();
        while let Some(c) = self.peek().filter(char::is_ascii_digit) {
            descriptor.push(c);
            self.at += 1;
        }
        let both = descriptor.is_empty() && self.peek() == Some('&') && self.peek_at(1) == Some('>');
        if both {
            self.at += 1;
        }
        if !matches!(self.peek(), Some('<' | '>')) || (self.peek_at(1) == Some('(') && descriptor.is_empty() && !both) {
            self.at = before;
            return Ok(None);
        }
        if self.eat_str("<<<") {
            self.blanks();
            let mut word = self.word()?;
            let end = self.offset();
            word.push(Part::Literal { text: "\n".into(), quoted: true }, end..end);
            return Ok(Some(Redirect { kind: RedirectKind::Here, word: quote(word) }));
        }
        if self.eat_str("<<") {
            let strip_tabs = self.eat('-');
            self.blanks();
            let mut delimiter = String::new();
            let mut expand = true;
            while let Some(c) = self.peek().filter(|c| !c.is_whitespace() && !";&|<>()".contains(*c)) {
                self.at += 1;
                match c {
                    '\'' | '"' | '\\' => expand = false,
                    c => delimiter.push(c),
                }
            }
            self.here.push(Pending { delimiter, strip_tabs, expand, text: None });
            return Ok(Some(Redirect { kind: RedirectKind::Here, word: Word::default() }));
        }
        let reads = self.eat('<');
        let writes = !reads && self.eat('>');
        let append = writes && self.eat('>');
        let duplicates = self.eat('&');
        if writes {
            self.eat('|');
        }
        self.blanks();
        let word = self.word()?;
        let kind = match descriptor.as_str() {
            _ if duplicates => RedirectKind::Other,
            "" | "1" if append => RedirectKind::Append,
            "" | "1" if writes => RedirectKind::Write,
            "" | "0" if reads => RedirectKind::Read,
            _ => RedirectKind::Other,
        };
        Ok(Some(Redirect { kind, word }))
    }

    /// Reads the here-documents of a command that has been read up to its line's end, as
    /// far as they begin on the next line; looking ahead, because their text belongs to
    /// the command.
    pub(super) fn documents(&mut self, redirects: &mut [Redirect], waiting: usize) {
        if self.here.len() <= waiting {
            return;
        }
        // The rest of this line may hold more commands, and they come first in the
        // script. Their text is found by reading the lines behind this one now.
        let resume = self.at;
        while self.peek().is_some_and(|c| c != '\n') {
            self.at += 1;
        }
        if self.peek() == Some('\n') {
            let line_end = self.at;
            self.newline();
            // Take the document's lines out, so that nobody reads them as commands.
            let after = self.at;
            self.chars.drain(line_end + 1..after);
            self.at = line_end;
        }
        self.at = resume;
        let mut texts: Vec<Word> = self.here.drain(waiting..).map(|pending| pending.text.unwrap_or_default()).collect();
        texts.reverse();
        for redirect in
            redirects.iter_mut().filter(|redirect| redirect.kind == RedirectKind::Here && redirect.word.is_empty())
        {
            redirect.word = texts.pop().unwrap_or_default();
        }
    }
}

impl Parser {
    pub(super) fn peek(&self) -> Option<char> {
        self.chars.get(self.at).map(|(_, c)| *c)
    }

    pub(super) fn peek_at(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).map(|(_, c)| *c)
    }

    pub(super) fn offset(&self) -> usize {
        self.chars.get(self.at).map_or(self.length, |(offset, _)| *offset)
    }

    pub(super) fn eat(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        self.at += usize::from(found);
        found
    }

    pub(super) fn eat_str(&mut self, text: &str) -> bool {
        let found = text.chars().enumerate().all(|(ahead, c)| self.peek_at(ahead) == Some(c));
        if found {
            self.at += text.chars().count();
        }
        found
    }

    /// Blanks, line continuations and, at a word's start, comments; not newlines.
    pub(super) fn blanks(&mut self) {
        loop {
            match self.peek() {
                Some(' ' | '\t' | '\r') => self.at += 1,
                Some('\\') if self.peek_at(1) == Some('\n') => self.at += 2,
                Some('\\') if self.peek_at(1) == Some('\r') && self.peek_at(2) == Some('\n') => self.at += 3,
                Some('#') => {
                    while self.peek().is_some_and(|c| c != '\n') {
                        self.at += 1;
                    }
                }
                _ => return,
            }
        }
    }

    pub(super) fn newlines(&mut self) {
        loop {
            self.blanks();
            if self.peek() != Some('\n') {
                return;
            }
            self.newline();
        }
    }

    /// One newline, and the here-documents that wait for it.
    pub(super) fn newline(&mut self) {
        self.at += 1;
        for index in 0..self.here.len() {
            if self.here[index].text.is_some() {
                continue;
            }
            let from = self.offset();
            let mut text: Vec<(usize, char)> = Vec::new();
            while self.at < self.chars.len() {
                let start = self.at;
                while self.peek().is_some_and(|c| c != '\n') {
                    self.at += 1;
                }
                let mut line = &self.chars[start..self.at];
                let end = self.offset();
                self.at = (self.at + 1).min(self.chars.len());
                while self.here[index].strip_tabs && line.first().is_some_and(|(_, c)| *c == '\t') {
                    line = &line[1..];
                }
                let plain: String = line.iter().map(|(_, c)| c).collect();
                if plain.trim_end_matches('\r') == self.here[index].delimiter {
                    break;
                }
                text.extend(line);
                text.push((end, '\n'));
            }
            let to = self.offset();
            let word = if self.here[index].expand {
                let mut inner =
                    Parser { length: to, chars: text, at: 0, here: Vec::new(), depth: self.depth + 1, joined: false };
                inner.quoted_until(None).unwrap_or_else(|_| Word::of(Part::Unknown, from..to))
            } else {
                let text = text.iter().map(|(_, c)| c).collect();
                Word::of(Part::Literal { text, quoted: true }, from..to)
            };
            self.here[index].text = Some(word);
        }
    }

    /// The bare word that stands here, without moving.
    pub(super) fn keyword(&self) -> String {
        let mut word = String::new();
        for ahead in 0.. {
            match self.peek_at(ahead) {
                Some(c) if !c.is_whitespace() && !";&|<>()\"'$`\\".contains(c) => word.push(c),
                _ => break,
            }
            if ahead > 10 {
                break;
            }
        }
        word
    }

    pub(super) fn eat_keyword(&mut self, wanted: &str) -> bool {
        self.newlines();
        let found = self.keyword() == wanted;
        if found {
            self.at += wanted.chars().count();
        }
        found
    }

    pub(super) fn expect(&mut self, wanted: &str) -> Read<()> {
        if self.eat_keyword(wanted) {
            Ok(())
        } else {
            Err(Misfit)
        }
    }

    pub(super) fn name(&mut self) -> String {
        let mut name = String::new();
        while let Some(c) = self.peek().filter(|c| c.is_alphanumeric() || "_-.:".contains(*c)) {
            name.push(c);
            self.at += 1;
        }
        name
    }
}
