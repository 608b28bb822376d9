//! The part of JavaScript's regular expressions that tag patterns use: literals, classes,
//! groups, alternation, quantifiers, anchors. No look-around, back references or flags
//! but `i`: for those the answer is "not read". A backtracking machine with a bounded
//! number of steps. Must not know tags.

mod parse;

use parse::{parse, Case, PatternNode, Set};

/// The groups of the first match, group 0 the whole of it.
pub type Groups = Vec<Option<String>>;

/// `text.match(pattern)`, where `/x/i` may be written for a pattern with flags.
/// The outer `None`: not read, or too long a search; the inner one: no match.
pub fn first_match(pattern: &str, text: &str) -> Option<Option<Groups>> {
    let (pattern, flags) = match pattern.strip_prefix('/').and_then(|rest| rest.rsplit_once('/')) {
        Some((inner, flags)) if !inner.is_empty() => (inner, flags),
        _ => (pattern, ""),
    };
    let case = match flags {
        "" => Case::Told,
        "i" => Case::Ignored,
        _ => return None,
    };
    let machine = Machine::new(pattern, case)?;
    let text: Vec<char> = text.chars().collect();
    Some(machine.search(&text, 0)?.map(|found| found.groups(&text)))
}

/// Which matches are replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matches {
    First,
    All,
}

/// `text.replace(pattern, with)`, the first match or all of them. `None`: not read.
pub fn replace(pattern: &str, text: &str, which: Matches, with: &dyn Fn(&Groups) -> String) -> Option<String> {
    let machine = Machine::new(pattern, Case::Told)?;
    let text: Vec<char> = text.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    while let Some(found) = machine.search(&text, at)? {
        let (from, to) = found.span();
        out.extend(text.get(at..from)?);
        out.push_str(&with(&found.groups(&text)));
        at = to;
        if from == to {
            out.extend(text.get(at));
            at += 1;
        }
        if which == Matches::First || at >= text.len() {
            break;
        }
    }
    out.extend(text.get(at..).unwrap_or_default());
    Some(out)
}

/// A compiled pattern.
struct Machine {
    program: Vec<Step>,
    groups: usize,
    case: Case,
}

/// The places of a match and its groups.
struct Found(Vec<Option<usize>>);

impl Found {
    fn span(&self) -> (usize, usize) {
        match self.0.as_slice() {
            [Some(from), Some(to), ..] => (*from, *to),
            _ => (0, 0),
        }
    }

    fn groups(&self, text: &[char]) -> Groups {
        let group = |pair: &[Option<usize>]| match pair {
            [Some(from), Some(to)] => text.get(*from..*to).map(|chars| chars.iter().collect()),
            _ => None,
        };
        self.0.chunks(2).map(group).collect()
    }
}

impl Machine {
    fn new(pattern: &str, case: Case) -> Option<Self> {
        let (tree, groups) = parse(pattern)?;
        let mut program = Vec::new();
        compile(&tree, &mut program)?;
        Some(Self { program, groups, case })
    }

    /// The first match at or behind a place; the outer `None`: too long a search.
    fn search(&self, text: &[char], from: usize) -> Option<Option<Found>> {
        let mut steps = 0;
        for start in from..=text.len() {
            if let Some(saves) = run(&self.program, text, start, self.groups, self.case, &mut steps)? {
                return Some(Some(Found(saves)));
            }
        }
        Some(None)
    }
}

#[derive(Clone, Debug)]
enum Step {
    Set(Set),
    Start,
    End,
    Boundary(bool),
    Save(usize),
    /// Captures are forgotten when a repetition begins anew.
    Clear(std::ops::Range<usize>),
    Jump(usize),
    /// The first is tried first.
    Split(usize, usize),
    Match,
}

fn compile(tree: &PatternNode, program: &mut Vec<Step>) -> Option<()> {
    program.push(Step::Save(0));
    emit(tree, program)?;
    program.push(Step::Save(1));
    program.push(Step::Match);
    Some(())
}

fn emit(node: &PatternNode, program: &mut Vec<Step>) -> Option<()> {
    if program.len() > 4_000 {
        return None;
    }
    match node {
        PatternNode::Empty => {}
        PatternNode::Set(set) => program.push(Step::Set(set.clone())),
        PatternNode::Start => program.push(Step::Start),
        PatternNode::End => program.push(Step::End),
        PatternNode::Boundary(at) => program.push(Step::Boundary(*at)),
        PatternNode::Concat(all) => {
            for node in all {
                emit(node, program)?;
            }
        }
        PatternNode::Either(all) => {
            let mut ends = Vec::new();
            for (at, node) in all.iter().enumerate() {
                if at + 1 == all.len() {
                    emit(node, program)?;
                    break;
                }
                let split = program.len();
                program.push(Step::Match);
                emit(node, program)?;
                ends.push(program.len());
                program.push(Step::Match);
                program[split] = Step::Split(split + 1, program.len());
            }
            let end = program.len();
            for at in ends {
                program[at] = Step::Jump(end);
            }
        }
        PatternNode::Group(number, inner) => {
            if let Some(number) = number {
                program.push(Step::Save(number * 2));
            }
            emit(inner, program)?;
            if let Some(number) = number {
                program.push(Step::Save(number * 2 + 1));
            }
        }
        PatternNode::Repeat { node, least, most, greedy, groups } => {
            let once = |program: &mut Vec<Step>| {
                if !groups.is_empty() {
                    program.push(Step::Clear(groups.clone()));
                }
                emit(node, program)
            };
            for _ in 0..*least {
                once(program)?;
            }
            let order = |inside: usize, outside: usize| {
                if *greedy {
                    Step::Split(inside, outside)
                } else {
                    Step::Split(outside, inside)
                }
            };
            match most {
                None => {
                    let split = program.len();
                    program.push(Step::Match);
                    once(program)?;
                    program.push(Step::Jump(split));
                    program[split] = order(split + 1, program.len());
                }
                Some(most) => {
                    let mut splits = Vec::new();
                    for _ in *least..*most {
                        splits.push(program.len());
                        program.push(Step::Match);
                        once(program)?;
                    }
                    let end = program.len();
                    for at in splits {
                        program[at] = order(at + 1, end);
                    }
                }
            }
        }
    }
    Some(())
}

/// Runs from one start; the outer `None` is "too many steps", which an empty loop is too.
#[allow(clippy::type_complexity)]
fn run(
    program: &[Step],
    text: &[char],
    start: usize,
    groups: usize,
    case: Case,
    steps: &mut usize,
) -> Option<Option<Vec<Option<usize>>>> {
    const MOST_STEPS: usize = 20_000;
    let is_word =
        |at: Option<usize>| at.and_then(|at| text.get(at)).is_some_and(|c| c.is_ascii_alphanumeric() || *c == '_');
    let mut stack = vec![(0, start, vec![None; groups * 2 + 2])];
    while let Some((mut pc, mut at, mut saves)) = stack.pop() {
        loop {
            *steps += 1;
            if *steps > MOST_STEPS || stack.len() > 10_000 {
                return None;
            }
            match program.get(pc) {
                None => break,
                Some(Step::Match) => return Some(Some(saves)),
                Some(Step::Set(set)) => match text.get(at) {
                    Some(c) if set.contains(*c, case) => {
                        at += 1;
                        pc += 1;
                    }
                    _ => break,
                },
                Some(Step::Start) if at == 0 => pc += 1,
                Some(Step::End) if at == text.len() => pc += 1,
                Some(Step::Start | Step::End) => break,
                Some(Step::Boundary(wanted)) => {
                    if (is_word(at.checked_sub(1)) != is_word(Some(at))) != *wanted {
                        break;
                    }
                    pc += 1;
                }
                Some(Step::Save(slot)) => {
                    if let Some(save) = saves.get_mut(*slot) {
                        *save = Some(at);
                    }
                    pc += 1;
                }
                Some(Step::Clear(groups)) => {
                    for slot in groups.start * 2..groups.end * 2 {
                        if let Some(save) = saves.get_mut(slot) {
                            *save = None;
                        }
                    }
                    pc += 1;
                }
                Some(Step::Jump(to)) => pc = *to,
                Some(Step::Split(first, second)) => {
                    stack.push((*second, at, saves.clone()));
                    pc = *first;
                }
            }
        }
    }
    Some(None)
}
