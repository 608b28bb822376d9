//! Scripts to commands.
//!
//! A line that can't be read becomes [`Command::Unread`] and reading goes on with the next
//! one, so that nothing behind it is lost. Must not know what commands do.

use super::parser_words::braces;
use super::syntax::{literal, Assigned, Assignment, Construct, Junction, List, Node, TurnsWhile, Word};
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
    let setting = || "extglob".chars();
    let extended = chars.windows(7).any(|own| own.iter().map(|(_, c)| *c).eq(setting()));
    let mut parser = Parser { chars, length, at: 0, here: Vec::new(), depth, joined: false, extended };
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
        all.push(Node { command: Construct::Unread(line.trim().to_string()), span: from..parser.offset() });
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
    /// Whether the script turns on `extglob`: `!(a|b)` is a pattern then, also outside of `[[ ]]`.
    pub(super) extended: bool,
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
                        Node { command: Construct::Background(Box::new(node)), span }
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
        Ok(Node { command: Construct::AndOr(Box::new(first), rest), span: from..self.offset() })
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
            node = Node { command: Construct::Not(Box::new(node)), span: from..self.offset() };
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
            _ => Ok(Node { command: Construct::Pipe(all), span: from..self.offset() }),
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
                let turns = if keyword == "until" { TurnsWhile::Fails } else { TurnsWhile::Holds };
                Construct::While { turns, condition, body: self.do_block()?, last: Vec::new() }
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
                Construct::Group(list)
            }
            "[[" => self.test_command()?,
            word if RESERVED.contains(&word) => return Err(Misfit),
            _ if self.peek() == Some('(') => {
                if self.peek_at(1) == Some('(') {
                    match self.arithmetic(2) {
                        Some(text) => Construct::Arithmetic(text),
                        None => return Err(Misfit),
                    }
                } else {
                    self.at += 1;
                    let list = self.block(&[])?;
                    if !self.eat(')') {
                        return Err(Misfit);
                    }
                    Construct::Subshell(list)
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
        Ok(Node { command: Construct::Redirected(Box::new(node), redirects), span })
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
        Ok(Node { command: Construct::Simple { assignments, words, redirects }, span })
    }

    /// `[…]` in front of `=`, without its brackets; it may have some of its own:
    /// `all[${#all[@]}]`.
    fn index(&mut self) -> Option<String> {
        if self.peek() != Some('[') {
            return None;
        }
        let (mut text, mut open, mut ahead) = (String::new(), 1usize, 1);
        loop {
            let c = self.peek_at(ahead).filter(|c| *c != '\n')?;
            open = match c {
                '[' => open + 1,
                ']' => open - 1,
                _ => open,
            };
            ahead += 1;
            if open == 0 {
                break;
            }
            text.push(c);
        }
        if !matches!(self.peek_at(ahead), Some('=' | '+')) {
            return None;
        }
        self.at += ahead;
        Some(text)
    }

    pub(super) fn assignment(&mut self) -> Read<Option<Assignment>> {
        let (before, from) = (self.at, self.offset());
        let mut name = String::new();
        while let Some(c) = self.peek().filter(|c| c.is_ascii_alphanumeric() || *c == '_') {
            name.push(c);
            self.at += 1;
        }
        let named = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        let index = if named { self.index() } else { None };
        let mut append = named && self.eat_str("+=");
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
        let value = match (index, value) {
            (None, value) => value,
            // `all[${#all[@]}]=x` is how older shells say `all+=(x)`.
            (Some(index), Assigned::Word(word)) if !append && is_count_of(&index, &name) => {
                append = true;
                Assigned::Array(vec![word])
            }
            (Some(_), _) => Assigned::Element,
        };
        Ok(Some(Assignment { name, span: from..self.offset(), append, value }))
    }
}

/// Whether an index is the number of the array's own elements.
fn is_count_of(index: &str, name: &str) -> bool {
    let index = index.trim().trim_matches('"');
    [format!("${{#{name}[@]}}"), format!("${{#{name}[*]}}")].iter().any(|own| index == own)
}
