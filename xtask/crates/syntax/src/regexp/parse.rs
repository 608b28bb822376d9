//! A pattern as text, parsed into a tree. What is not read gives nothing. Must not know how
//! a match is searched.

/// The tree of a pattern, and how many groups it captures.
pub(super) fn parse(pattern: &str) -> Option<(PatternNode, usize)> {
    let mut parser = Parser { chars: pattern.chars().collect(), at: 0, groups: 0, depth: 0 };
    let tree = parser.alternatives()?;
    (parser.at == parser.chars.len()).then_some((tree, parser.groups))
}

/// Whether `A` is told from `a`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    Told,
    Ignored,
}

#[derive(Clone, Debug)]
pub(super) enum PatternNode {
    Empty,
    Set(Set),
    Start,
    End,
    Boundary(bool),
    Concat(Vec<PatternNode>),
    Either(Vec<PatternNode>),
    /// With the number of the group, if it captures.
    Group(Option<usize>, Box<PatternNode>),
    /// Least, most, greedy, and the groups inside.
    Repeat {
        node: Box<PatternNode>,
        least: u32,
        most: Option<u32>,
        greedy: bool,
        groups: std::ops::Range<usize>,
    },
}

#[derive(Clone, Debug)]
pub(super) struct Set {
    negated: bool,
    ranges: Vec<(char, char)>,
}

impl Set {
    pub(super) fn contains(&self, c: char, case: Case) -> bool {
        let within = |c: char| self.ranges.iter().any(|(from, to)| (*from..=*to).contains(&c));
        let found =
            within(c) || (case == Case::Ignored && (within(c.to_ascii_lowercase()) || within(c.to_ascii_uppercase())));
        found != self.negated
    }
}

struct Parser {
    chars: Vec<char>,
    at: usize,
    groups: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn eat(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        self.at += usize::from(found);
        found
    }

    fn alternatives(&mut self) -> Option<PatternNode> {
        self.depth += 1;
        if self.depth > 30 {
            return None;
        }
        let mut all = vec![self.concat()?];
        while self.eat('|') {
            all.push(self.concat()?);
        }
        self.depth -= 1;
        Some(if all.len() == 1 { all.pop()? } else { PatternNode::Either(all) })
    }

    fn concat(&mut self) -> Option<PatternNode> {
        let mut all = Vec::new();
        while let Some(c) = self.peek() {
            if c == '|' || c == ')' {
                break;
            }
            let before = self.groups;
            let atom = self.atom()?;
            all.push(self.quantified(atom, before)?);
        }
        Some(if all.is_empty() { PatternNode::Empty } else { PatternNode::Concat(all) })
    }

    fn atom(&mut self) -> Option<PatternNode> {
        let c = self.peek()?;
        self.at += 1;
        Some(match c {
            '^' => PatternNode::Start,
            '$' => PatternNode::End,
            '.' => PatternNode::Set(Set {
                negated: true,
                ranges: vec![('\n', '\n'), ('\r', '\r'), ('\u{2028}', '\u{2029}')],
            }),
            '(' => {
                let number = if self.eat('?') {
                    if self.eat(':') {
                        None
                    } else if self.eat('<') && !matches!(self.peek(), Some('=' | '!')) {
                        while self.peek()? != '>' {
                            self.at += 1;
                        }
                        self.at += 1;
                        self.groups += 1;
                        Some(self.groups)
                    } else {
                        return None;
                    }
                } else {
                    self.groups += 1;
                    Some(self.groups)
                };
                let inner = self.alternatives()?;
                if !self.eat(')') {
                    return None;
                }
                PatternNode::Group(number, Box::new(inner))
            }
            '[' => PatternNode::Set(self.class()?),
            '\\' => match self.peek()? {
                'b' => {
                    self.at += 1;
                    PatternNode::Boundary(true)
                }
                'B' => {
                    self.at += 1;
                    PatternNode::Boundary(false)
                }
                _ => {
                    let (ranges, negated) = self.escape()?;
                    PatternNode::Set(Set { negated, ranges })
                }
            },
            '*' | '+' | '?' | ')' => return None,
            // Annex B lets a lone brace stand for itself; not read where it could be a count.
            '{' | '}' | ']' => return None,
            c => PatternNode::Set(Set { negated: false, ranges: vec![(c, c)] }),
        })
    }

    /// Behind a backslash.
    fn escape(&mut self) -> Option<(Vec<(char, char)>, bool)> {
        let c = self.peek()?;
        self.at += 1;
        let one = |c: char| vec![(c, c)];
        Some(match c {
            'd' => (vec![('0', '9')], false),
            'D' => (vec![('0', '9')], true),
            'w' => (word(), false),
            'W' => (word(), true),
            's' => (space(), false),
            'S' => (space(), true),
            't' => (one('\t'), false),
            'n' => (one('\n'), false),
            'r' => (one('\r'), false),
            c if c.is_ascii_alphanumeric() => return None,
            c => (one(c), false),
        })
    }

    /// Behind `[`.
    fn class(&mut self) -> Option<Set> {
        let negated = self.eat('^');
        let mut ranges = Vec::new();
        loop {
            let c = self.peek()?;
            self.at += 1;
            let from = match c {
                ']' => return Some(Set { negated, ranges }),
                '\\' => {
                    let (set, set_negated) = self.escape()?;
                    match set.as_slice() {
                        _ if set_negated => return None,
                        [(from, to)] if from == to => *from,
                        _ => {
                            ranges.extend(set);
                            continue;
                        }
                    }
                }
                c => c,
            };
            let is_range = self.peek() == Some('-') && self.chars.get(self.at + 1).is_some_and(|c| *c != ']');
            if !is_range {
                ranges.push((from, from));
                continue;
            }
            self.at += 1;
            let to = match self.peek()? {
                '\\' => {
                    self.at += 1;
                    match self.escape()? {
                        (set, false) => match set.as_slice() {
                            [(from, to)] if from == to => *from,
                            _ => return None,
                        },
                        _ => return None,
                    }
                }
                c => {
                    self.at += 1;
                    c
                }
            };
            if to < from {
                return None;
            }
            ranges.push((from, to));
        }
    }

    fn quantified(&mut self, node: PatternNode, groups_before: usize) -> Option<PatternNode> {
        let (least, most) = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                let close = self.chars[self.at..].iter().position(|c| *c == '}')? + self.at;
                let inner: String = self.chars.get(self.at + 1..close)?.iter().collect();
                self.at = close;
                match inner.split_once(',') {
                    None => {
                        let count = inner.parse().ok()?;
                        (count, Some(count))
                    }
                    Some((least, "")) => (least.parse().ok()?, None),
                    Some((least, most)) => (least.parse().ok()?, Some(most.parse().ok()?)),
                }
            }
            _ => return Some(node),
        };
        self.at += 1;
        if matches!(node, PatternNode::Start | PatternNode::End | PatternNode::Boundary(_))
            || least > 100
            || most.is_some_and(|m| m > 100)
        {
            return None;
        }
        let greedy = !self.eat('?');
        Some(PatternNode::Repeat {
            node: Box::new(node),
            least,
            most,
            greedy,
            groups: groups_before + 1..self.groups + 1,
        })
    }
}

fn word() -> Vec<(char, char)> {
    vec![('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')]
}

fn space() -> Vec<(char, char)> {
    vec![('\t', '\r'), (' ', ' '), ('\u{a0}', '\u{a0}'), ('\u{feff}', '\u{feff}')]
}
