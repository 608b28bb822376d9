//! The grammar of bash, as far as build scripts go: text to commands.
//!
//! A command that can't be read becomes [`Command::Unread`] and reading goes on with the
//! next line, so that nothing behind it is lost. Must not know what commands do.

use std::ops::Range;
use std::rc::Rc;

use crate::workflow::value::{Text, CLOSE, OPEN};

/// Commands in a row.
pub(super) type List = Vec<Node>;

#[derive(Clone, Debug)]
pub(super) struct Node {
    pub command: Command,
    /// Bytes of the script.
    pub span: Range<usize>,
}

#[derive(Clone, Debug)]
pub(super) enum Command {
    Simple {
        assignments: Vec<Assignment>,
        words: Vec<Word>,
        redirects: Vec<Redirect>,
    },
    /// Redirections behind a compound command.
    Redirected(Box<Node>, Vec<Redirect>),
    Not(Box<Node>),
    Pipe(Vec<Node>),
    AndOr(Box<Node>, Vec<(Junction, Node)>),
    If {
        arms: Vec<(List, List)>,
        otherwise: List,
    },
    For {
        name: String,
        words: Option<Vec<Word>>,
        body: List,
    },
    While {
        until: bool,
        condition: List,
        body: List,
    },
    Case {
        word: Word,
        arms: Vec<(Vec<Word>, List)>,
    },
    Group(List),
    Subshell(List),
    Function {
        name: String,
        body: Rc<List>,
    },
    /// `[[ … ]]`, operators as literal words.
    Test(Vec<Word>),
    /// `(( … ))`.
    Arithmetic(String),
    /// A line that this grammar does not have.
    Unread(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Junction {
    And,
    Or,
}

#[derive(Clone, Debug)]
pub(super) struct Assignment {
    pub name: String,
    pub append: bool,
    pub value: Assigned,
}

#[derive(Clone, Debug)]
pub(super) enum Assigned {
    Word(Word),
    Array(Vec<Word>),
    /// `name[…]=`: the array is not known any more.
    Element,
}

#[derive(Clone, Debug)]
pub(super) struct Redirect {
    pub kind: RedirectKind,
    pub word: Word,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RedirectKind {
    Write,
    Append,
    Read,
    /// Here-documents and here-strings: the word is the text.
    Here,
    /// Of other descriptors: no matter.
    Other,
}

/// Parts that are joined to one word.
pub(super) type Word = Vec<Part>;

#[derive(Clone, Debug)]
pub(super) enum Part {
    Literal {
        text: String,
        quoted: bool,
    },
    Parameter {
        name: String,
        index: Index,
        op: Op,
        quoted: bool,
    },
    Command {
        list: List,
        quoted: bool,
    },
    Arithmetic(String),
    /// `<(…)`.
    Process(List),
    Unknown,
}

#[derive(Clone, Debug)]
pub(super) enum Index {
    None,
    /// `[@]`, and the bare `$@`.
    Each,
    /// `[*]`, and the bare `$*`.
    Joined,
    At(Word),
}

#[derive(Clone, Debug)]
pub(super) enum Op {
    Get,
    Length,
    /// `:-`, `-`: also if empty, or only if unset.
    Default {
        word: Word,
        assign: bool,
        empty_too: bool,
    },
    Alternative {
        word: Word,
        empty_too: bool,
    },
    Require,
    RemovePrefix {
        pattern: Word,
        longest: bool,
    },
    RemoveSuffix {
        pattern: Word,
        longest: bool,
    },
    Replace {
        pattern: Word,
        with: Word,
        all: bool,
        anchor: Option<char>,
    },
    Lower {
        all: bool,
    },
    Upper {
        all: bool,
    },
    Substring {
        offset: Word,
        length: Option<Word>,
    },
    Unknown,
}

/// Deeper nesting is not read.
const DEEPEST: usize = 40;

/// Reads a script.
pub(super) fn parse(script: &Text) -> List {
    parse_at(script.marked(), 0)
}

fn parse_at(text: &str, depth: usize) -> List {
    let mut parser = Parser {
        chars: text.char_indices().collect(),
        length: text.len(),
        at: 0,
        here: Vec::new(),
        depth,
        joined: false,
    };
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
        let from = parser.offset();
        parser.at += 1;
        while parser.peek().is_some_and(|c| c != '\n') {
            parser.at += 1;
        }
        let to = parser.offset();
        let line = text.get(from..to).unwrap_or_default().trim().to_string();
        all.push(Node { command: Command::Unread(line), span: from..to });
    }
}

/// What was being read does not fit the grammar.
struct Misfit;
type Read<T> = Result<T, Misfit>;

struct Parser {
    chars: Vec<(usize, char)>,
    length: usize,
    at: usize,
    /// Here-documents whose text begins behind the next newline.
    here: Vec<Pending>,
    depth: usize,
    /// Inside of `[[ ]]`, where `<`, `>`, `(` and `)` are words of their own.
    joined: bool,
}

struct Pending {
    delimiter: String,
    strip_tabs: bool,
    expand: bool,
    text: Option<Word>,
}

const RESERVED: [&str; 15] =
    ["then", "else", "elif", "fi", "do", "done", "esac", "}", "if", "while", "until", "for", "case", "{", "[["];

impl Parser {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).map(|(_, c)| *c)
    }

    fn peek_at(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).map(|(_, c)| *c)
    }

    fn offset(&self) -> usize {
        self.chars.get(self.at).map_or(self.length, |(offset, _)| *offset)
    }

    fn eat(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        self.at += usize::from(found);
        found
    }

    fn eat_str(&mut self, text: &str) -> bool {
        let found = text.chars().enumerate().all(|(ahead, c)| self.peek_at(ahead) == Some(c));
        if found {
            self.at += text.chars().count();
        }
        found
    }

    /// Blanks, line continuations and, at a word's start, comments; not newlines.
    fn blanks(&mut self) {
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

    fn newlines(&mut self) {
        loop {
            self.blanks();
            if self.peek() != Some('\n') {
                return;
            }
            self.newline();
        }
    }

    /// One newline, and the here-documents that wait for it.
    fn newline(&mut self) {
        self.at += 1;
        for index in 0..self.here.len() {
            if self.here[index].text.is_some() {
                continue;
            }
            let mut text = String::new();
            while self.at < self.chars.len() {
                let mut line = String::new();
                while let Some(c) = self.peek() {
                    self.at += 1;
                    if c == '\n' {
                        break;
                    }
                    line.push(c);
                }
                let plain = if self.here[index].strip_tabs { line.trim_start_matches('\t') } else { &line };
                if plain.trim_end_matches('\r') == self.here[index].delimiter {
                    break;
                }
                text.push_str(plain);
                text.push('\n');
            }
            let word = if self.here[index].expand {
                let mut inner = Parser {
                    length: text.len(),
                    chars: text.char_indices().collect(),
                    at: 0,
                    here: Vec::new(),
                    depth: self.depth + 1,
                    joined: false,
                };
                inner.quoted_until(None).unwrap_or_else(|_| vec![Part::Unknown])
            } else {
                vec![Part::Literal { text, quoted: true }]
            };
            self.here[index].text = Some(word);
        }
    }

    /// The bare word that stands here, without moving.
    fn keyword(&self) -> String {
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

    fn eat_keyword(&mut self, wanted: &str) -> bool {
        self.newlines();
        let found = self.keyword() == wanted;
        if found {
            self.at += wanted.chars().count();
        }
        found
    }

    fn expect(&mut self, wanted: &str) -> Read<()> {
        if self.eat_keyword(wanted) {
            Ok(())
        } else {
            Err(Misfit)
        }
    }

    /// Commands up to one of the keywords, `)` or `;;`, which stay unread.
    fn list(&mut self, until: &[&str], all: &mut List) {
        loop {
            self.newlines();
            match self.peek() {
                None | Some(')') => return,
                Some(';') if self.peek_at(1) == Some(';') => return,
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
                Ok(node) => all.push(node),
                Err(Misfit) => {
                    // The outermost reader skips the line.
                    self.at = before;
                    return;
                }
            }
        }
    }

    fn block(&mut self, until: &[&str]) -> Read<List> {
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

    fn and_or(&mut self) -> Read<Node> {
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

    fn pipeline(&mut self) -> Read<Node> {
        self.blanks();
        let from = self.offset();
        if self.peek() == Some('!') && self.peek_at(1).is_none_or(char::is_whitespace) {
            self.at += 1;
            let inner = self.pipeline()?;
            return Ok(Node { command: Command::Not(Box::new(inner)), span: from..self.offset() });
        }
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

    fn command(&mut self) -> Read<Node> {
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
                        Some(text) => Command::Arithmetic(text),
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

    fn if_command(&mut self) -> Read<Command> {
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

    fn do_block(&mut self) -> Read<List> {
        self.blanks();
        self.eat(';');
        self.expect("do")?;
        let body = self.block(&["done"])?;
        self.expect("done")?;
        Ok(body)
    }

    fn for_command(&mut self, keyword: usize) -> Read<Command> {
        self.at += keyword;
        self.blanks();
        if self.peek() == Some('(') {
            // `for ((…))`: how often is not known.
            self.arithmetic(2).ok_or(Misfit)?;
            return Ok(Command::While {
                until: false,
                condition: vec![Node { command: Command::Arithmetic("?".into()), span: self.offset()..self.offset() }],
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

    fn case_command(&mut self) -> Read<Command> {
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
            arms.push((patterns, body));
            if self.eat_str(";;") {
                self.eat('&');
            } else {
                self.newlines();
                if self.keyword() != "esac" {
                    return Err(Misfit);
                }
            }
        }
    }

    fn test_command(&mut self) -> Read<Command> {
        self.at += 2;
        self.joined = true;
        let mut words = Vec::new();
        let result = loop {
            self.newlines();
            let operator = ["&&", "||", "<", ">"].into_iter().find(|operator| self.eat_str(operator));
            if let Some(operator) = operator {
                words.push(vec![Part::Literal { text: operator.into(), quoted: false }]);
                continue;
            }
            if self.keyword() == "]]" {
                self.at += 2;
                break Ok(Command::Test(words));
            }
            let after_regex = matches!(words.last().map(Vec::as_slice),
                Some([Part::Literal { text, quoted: false }]) if text == "=~");
            let group = if after_regex { None } else { ['(', ')'].into_iter().find(|c| self.eat(*c)) };
            if let Some(group) = group {
                words.push(vec![Part::Literal { text: group.to_string(), quoted: false }]);
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

    /// The right side of `=~` runs to the next blank, with brackets and all.
    fn regex_word(&mut self) -> Read<Word> {
        let mut word = Vec::new();
        let mut open = 0usize;
        loop {
            match self.peek() {
                None => return Err(Misfit),
                Some(c) if c.is_whitespace() && open == 0 => break,
                Some(c @ ('(' | ')' | '|' | '<' | '>' | '&' | ';' | ' ')) => {
                    match c {
                        '(' => open += 1,
                        ')' => open = open.saturating_sub(1),
                        _ => {}
                    }
                    self.at += 1;
                    word.push(Part::Literal { text: c.to_string(), quoted: false });
                }
                Some('\\') => {
                    let escaped = self.peek_at(1).ok_or(Misfit)?;
                    self.at += 2;
                    word.push(Part::Literal { text: format!("\\{escaped}"), quoted: false });
                }
                Some('\n') => return Err(Misfit),
                Some(_) => self.part(&mut word, Quoting::Regex)?,
            }
        }
        if word.is_empty() {
            return Err(Misfit);
        }
        Ok(word)
    }

    fn function(&mut self, name: String) -> Read<Command> {
        self.newlines();
        self.depth += 1;
        if self.depth > DEEPEST || name.is_empty() {
            return Err(Misfit);
        }
        let body = self.command()?;
        self.depth -= 1;
        Ok(Command::Function { name, body: Rc::new(vec![body]) })
    }

    fn name(&mut self) -> String {
        let mut name = String::new();
        while let Some(c) = self.peek().filter(|c| c.is_alphanumeric() || "_-.:".contains(*c)) {
            name.push(c);
            self.at += 1;
        }
        name
    }

    fn simple(&mut self, from: usize, waiting: usize) -> Read<Node> {
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
                words.first().and_then(|word| literal(word)).as_deref(),
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

    fn assignment(&mut self) -> Read<Option<Assignment>> {
        let before = self.at;
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
        if !append && !(named && self.eat('=')) {
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
            Assigned::Word(Vec::new())
        } else {
            Assigned::Word(self.word()?)
        };
        let value = if element { Assigned::Element } else { value };
        Ok(Some(Assignment { name, append, value }))
    }

    fn ends_word(&self) -> bool {
        matches!(self.peek(), None | Some(' ' | '\t' | '\n' | '\r' | ';' | '&' | '|' | ')'))
    }

    fn redirect(&mut self) -> Read<Option<Redirect>> {
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
            word.push(Part::Literal { text: "\n".into(), quoted: true });
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
            return Ok(Some(Redirect { kind: RedirectKind::Here, word: Vec::new() }));
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
    fn documents(&mut self, redirects: &mut [Redirect], waiting: usize) {
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

    fn word(&mut self) -> Read<Word> {
        let mut word = Vec::new();
        while let Some(c) = self.peek() {
            if c.is_whitespace() || ";&|".contains(c) {
                break;
            }
            if "()".contains(c) {
                break;
            }
            if "<>".contains(c) {
                if self.joined || self.peek_at(1) != Some('(') {
                    break;
                }
                self.at += 2;
                let list = self.block(&[])?;
                if !self.eat(')') {
                    return Err(Misfit);
                }
                word.push(if c == '<' { Part::Process(list) } else { Part::Unknown });
                continue;
            }
            if c == '\\' && matches!(self.peek_at(1), Some('\n')) {
                self.at += 2;
                continue;
            }
            self.part(&mut word, Quoting::None)?;
        }
        if word.is_empty() {
            return Err(Misfit);
        }
        Ok(word)
    }

    /// One part of a word outside of double quotes.
    fn part(&mut self, word: &mut Word, quoting: Quoting) -> Read<()> {
        let Some(c) = self.peek() else { return Err(Misfit) };
        match c {
            '\'' => {
                self.at += 1;
                let mut text = String::new();
                loop {
                    match self.peek() {
                        None => return Err(Misfit),
                        Some('\'') => break,
                        Some(c) => text.push(c),
                    }
                    self.at += 1;
                }
                self.at += 1;
                word.push(Part::Literal { text, quoted: true });
            }
            '"' => {
                self.at += 1;
                let parts = self.quoted_until(Some('"'))?;
                if parts.is_empty() {
                    word.push(Part::Literal { text: String::new(), quoted: true });
                }
                word.extend(parts);
            }
            '\\' => {
                let Some(escaped) = self.peek_at(1) else {
                    self.at += 1;
                    return Ok(());
                };
                self.at += 2;
                if escaped != '\n' {
                    word.push(Part::Literal { text: escaped.to_string(), quoted: true });
                }
            }
            '$' if matches!(self.peek_at(1), Some('\'')) => {
                self.at += 2;
                let mut text = String::new();
                loop {
                    match self.peek() {
                        None => return Err(Misfit),
                        Some('\'') => break,
                        Some('\\') => {
                            self.at += 1;
                            match self.peek() {
                                Some('n') => text.push('\n'),
                                Some('t') => text.push('\t'),
                                Some('r') => text.push('\r'),
                                Some(c) => text.push(c),
                                None => return Err(Misfit),
                            }
                        }
                        Some(c) => text.push(c),
                    }
                    self.at += 1;
                }
                self.at += 1;
                word.push(Part::Literal { text, quoted: true });
            }
            '$' | '`' => word.push(self.dollar(false)?),
            OPEN => word.push(Part::Literal { text: self.hole(), quoted: true }),
            _ => {
                let mut text = String::new();
                while let Some(c) = self.peek() {
                    let ends = c.is_whitespace()
                        || "'\"\\$`".contains(c)
                        || c == OPEN
                        || match quoting {
                            Quoting::None => ";&|()<>".contains(c),
                            Quoting::Regex => ";&|()<>".contains(c),
                            Quoting::Brace => c == '}' || c == '/',
                        };
                    if ends && !text.is_empty() {
                        break;
                    }
                    text.push(c);
                    self.at += 1;
                }
                word.push(Part::Literal { text, quoted: false });
            }
        }
        Ok(())
    }

    fn hole(&mut self) -> String {
        let mut text = String::new();
        while let Some(c) = self.peek() {
            self.at += 1;
            text.push(c);
            if c == CLOSE {
                break;
            }
        }
        text
    }

    /// The inside of double quotes, or of a here-document that is all of the text.
    fn quoted_until(&mut self, end: Option<char>) -> Read<Word> {
        let mut word = Vec::new();
        let mut text = String::new();
        loop {
            let Some(c) = self.peek() else {
                if end.is_some() {
                    return Err(Misfit);
                }
                break;
            };
            if Some(c) == end {
                self.at += 1;
                break;
            }
            match c {
                '\\' => {
                    self.at += 1;
                    match self.peek() {
                        Some(c @ ('$' | '`' | '"' | '\\')) => text.push(c),
                        Some('\n') => {}
                        Some(c) => {
                            text.push('\\');
                            text.push(c);
                        }
                        None => text.push('\\'),
                    }
                    self.at += 1;
                }
                '$' | '`' => {
                    if !text.is_empty() {
                        word.push(Part::Literal { text: std::mem::take(&mut text), quoted: true });
                    }
                    word.push(self.dollar(true)?);
                }
                c => {
                    text.push(c);
                    self.at += 1;
                }
            }
        }
        if !text.is_empty() {
            word.push(Part::Literal { text, quoted: true });
        }
        Ok(word)
    }

    /// A `$…` or a backquote.
    fn dollar(&mut self, quoted: bool) -> Read<Part> {
        if self.eat('`') {
            let mut inner = String::new();
            loop {
                match self.peek() {
                    None => return Err(Misfit),
                    Some('`') => break,
                    Some('\\') if matches!(self.peek_at(1), Some('`' | '$' | '\\')) => {
                        self.at += 1;
                        inner.extend(self.peek());
                    }
                    Some(c) => inner.push(c),
                }
                self.at += 1;
            }
            self.at += 1;
            if self.depth >= DEEPEST {
                return Err(Misfit);
            }
            return Ok(Part::Command { list: parse_at(&inner, self.depth + 1), quoted });
        }
        self.at += 1;
        let plain = |name: String, index: Index| Part::Parameter { name, index, op: Op::Get, quoted };
        match self.peek() {
            Some('(') if self.peek_at(1) == Some('(') => {
                if let Some(text) = self.arithmetic(2) {
                    return Ok(Part::Arithmetic(text));
                }
                self.command_substitution(quoted)
            }
            Some('(') => self.command_substitution(quoted),
            Some('{') => {
                self.at += 1;
                self.braced(quoted)
            }
            Some('@') => {
                self.at += 1;
                Ok(plain("@".into(), Index::Each))
            }
            Some('*') => {
                self.at += 1;
                Ok(plain("@".into(), Index::Joined))
            }
            Some(c) if "#?$!-".contains(c) => {
                self.at += 1;
                Ok(plain(c.to_string(), Index::None))
            }
            Some(c) if c.is_ascii_digit() => {
                self.at += 1;
                Ok(plain(c.to_string(), Index::None))
            }
            Some(c) if c.is_ascii_alphabetic() || c == '_' => {
                let mut name = String::new();
                while let Some(c) = self.peek().filter(|c| c.is_ascii_alphanumeric() || *c == '_') {
                    name.push(c);
                    self.at += 1;
                }
                Ok(plain(name, Index::None))
            }
            _ => Ok(Part::Literal { text: "$".into(), quoted: true }),
        }
    }

    fn command_substitution(&mut self, quoted: bool) -> Read<Part> {
        self.at += 1;
        let joined = std::mem::take(&mut self.joined);
        let list = self.block(&[]);
        self.joined = joined;
        let list = list?;
        if !self.eat(')') {
            return Err(Misfit);
        }
        Ok(Part::Command { list, quoted })
    }

    /// `((…))`, of which `open` characters are the opening; nothing moves if it is none.
    fn arithmetic(&mut self, open: usize) -> Option<String> {
        let before = self.at;
        self.at += open;
        let mut text = String::new();
        let mut nested = 0usize;
        loop {
            let c = match self.peek() {
                Some(c) if c != '\n' => c,
                _ => {
                    self.at = before;
                    return None;
                }
            };
            match c {
                '(' => nested += 1,
                ')' if nested > 0 => nested -= 1,
                ')' => {
                    if self.peek_at(1) == Some(')') {
                        self.at += 2;
                        return Some(text);
                    }
                    self.at = before;
                    return None;
                }
                _ => {}
            }
            text.push(c);
            self.at += 1;
        }
    }

    /// Behind `${`.
    fn braced(&mut self, quoted: bool) -> Read<Part> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Misfit);
        }
        let part = self.braced_inner(quoted);
        self.depth -= 1;
        part
    }

    fn braced_inner(&mut self, quoted: bool) -> Read<Part> {
        if self.peek() == Some('{') || self.peek() == Some('!') {
            // An expression that nobody has filled, or an indirect name.
            let mut open = 1usize;
            while open > 0 {
                match self.peek() {
                    None => return Err(Misfit),
                    Some('{') => open += 1,
                    Some('}') => open -= 1,
                    _ => {}
                }
                self.at += 1;
            }
            return Ok(Part::Unknown);
        }
        let length = self.peek() == Some('#') && self.peek_at(1).is_some_and(|c| c != '}');
        if length {
            self.at += 1;
        }
        let mut name = String::new();
        while let Some(c) = self.peek().filter(|c| c.is_ascii_alphanumeric() || *c == '_') {
            name.push(c);
            self.at += 1;
        }
        let mut index = Index::None;
        if name.is_empty() {
            match self.peek() {
                Some('@') => index = Index::Each,
                Some('*') => index = Index::Joined,
                Some(c) if "?#$-".contains(c) => {}
                _ => return Err(Misfit),
            }
            name = match self.peek() {
                Some('@' | '*') | None => "@".into(),
                Some(c) => c.to_string(),
            };
            self.at += 1;
        }
        if self.eat('[') {
            let mut inner = Vec::new();
            index = match (self.peek(), self.peek_at(1)) {
                (Some('@'), Some(']')) => Index::Each,
                (Some('*'), Some(']')) => Index::Joined,
                _ => Index::None,
            };
            if matches!(index, Index::None) {
                while self.peek().is_some_and(|c| c != ']') {
                    match self.peek() {
                        Some('$' | '`') => inner.push(self.dollar(true)?),
                        Some(c) => {
                            inner.push(Part::Literal { text: c.to_string(), quoted: false });
                            self.at += 1;
                        }
                        None => return Err(Misfit),
                    }
                }
                index = Index::At(inner);
            } else {
                self.at += 1;
            }
            if !self.eat(']') {
                return Err(Misfit);
            }
        }
        let op = if length { Op::Length } else { self.operator()? };
        if !self.eat('}') {
            return Err(Misfit);
        }
        Ok(Part::Parameter { name, index, op, quoted })
    }

    fn operator(&mut self) -> Read<Op> {
        let Some(c) = self.peek() else { return Err(Misfit) };
        if c == '}' {
            return Ok(Op::Get);
        }
        self.at += 1;
        let empty_too = c == ':' && matches!(self.peek(), Some('-' | '=' | '+' | '?'));
        let c = if empty_too {
            let c = self.peek().ok_or(Misfit)?;
            self.at += 1;
            c
        } else {
            c
        };
        Ok(match c {
            '-' | '=' => Op::Default { word: self.operand(&['}'])?, assign: c == '=', empty_too },
            '+' => Op::Alternative { word: self.operand(&['}'])?, empty_too },
            '?' => {
                self.operand(&['}'])?;
                Op::Require
            }
            '#' => {
                let longest = self.eat('#');
                Op::RemovePrefix { pattern: self.operand(&['}'])?, longest }
            }
            '%' => {
                let longest = self.eat('%');
                Op::RemoveSuffix { pattern: self.operand(&['}'])?, longest }
            }
            '/' => {
                let all = self.eat('/');
                let anchor = match self.peek() {
                    Some(c @ ('#' | '%')) if !all => {
                        self.at += 1;
                        Some(c)
                    }
                    _ => None,
                };
                let pattern = self.operand(&['/', '}'])?;
                let with = if self.eat('/') { self.operand(&['}'])? } else { Vec::new() };
                Op::Replace { pattern, with, all, anchor }
            }
            ',' => {
                let all = self.eat(',');
                self.simple_case(Op::Lower { all })?
            }
            '^' => {
                let all = self.eat('^');
                self.simple_case(Op::Upper { all })?
            }
            ':' => {
                let offset = self.operand(&[':', '}'])?;
                let length = if self.eat(':') { Some(self.operand(&['}'])?) } else { None };
                Op::Substring { offset, length }
            }
            _ => {
                self.operand(&['}'])?;
                Op::Unknown
            }
        })
    }

    fn simple_case(&mut self, op: Op) -> Read<Op> {
        let pattern = self.operand(&['}'])?;
        Ok(if pattern.is_empty() { op } else { Op::Unknown })
    }

    /// The word behind an operator of `${…}`, up to one of the characters.
    fn operand(&mut self, until: &[char]) -> Read<Word> {
        let mut word = Vec::new();
        while let Some(c) = self.peek() {
            if until.contains(&c) {
                return Ok(word);
            }
            match c {
                '\'' | '"' | '\\' | '$' | '`' | OPEN => self.part(&mut word, Quoting::Brace)?,
                c => {
                    word.push(Part::Literal { text: c.to_string(), quoted: false });
                    self.at += 1;
                }
            }
        }
        Err(Misfit)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Quoting {
    None,
    Regex,
    Brace,
}

/// The text of a word without expansions.
pub(super) fn literal(word: &Word) -> Option<String> {
    let mut out = String::new();
    for part in word {
        match part {
            Part::Literal { text, .. } => out.push_str(text),
            _ => return None,
        }
    }
    Some(out)
}

fn quote(word: Word) -> Word {
    word.into_iter()
        .map(|part| match part {
            Part::Literal { text, .. } => Part::Literal { text, quoted: true },
            Part::Parameter { name, index, op, .. } => Part::Parameter { name, index, op, quoted: true },
            Part::Command { list, .. } => Part::Command { list, quoted: true },
            other => other,
        })
        .collect()
}

/// Brace expansion of one level: `x{a,b}` and `{1..3}`.
fn braces(word: Word) -> Vec<Word> {
    for (at, part) in word.iter().enumerate() {
        let Part::Literal { text, quoted: false } = part else { continue };
        let Some((before, rest)) = text.split_once('{') else { continue };
        let Some((inner, after)) = rest.split_once('}') else { continue };
        let choices: Vec<String> = if inner.contains(',') && !inner.contains('{') {
            inner.split(',').map(str::to_string).collect()
        } else if let Some((Ok(from), Ok(to))) =
            inner.split_once("..").map(|(from, to)| (from.parse::<i64>(), to.parse::<i64>()))
        {
            if from > to || to - from > 20 {
                continue;
            }
            (from..=to).map(|number| number.to_string()).collect()
        } else {
            continue;
        };
        return choices
            .iter()
            .take(64)
            .map(|choice| {
                let mut one = word.clone();
                one[at] = Part::Literal { text: format!("{before}{choice}{after}"), quoted: false };
                one
            })
            .collect();
    }
    vec![word]
}
