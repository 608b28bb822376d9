//! Whether an edited statement still says the same way round: a duty that stops binding,
//! a negation, `only` or an exception that comes or goes. Must not know sections.

use std::ops::Range;

use crate::amendment::statements::Statement;
use crate::amendment::{words, LevelDoubt};
use crate::lexicon::{self, Force, Mark, PhraseKind, Topic};
use prodproof_syntax::order::Order;

/// What became of a statement's force and direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It says the same way round, as far as these words tell.
    None,
    /// It stopped binding: it recommends, allows, or frees.
    Weakened,
    /// What it asked is forbidden now, or the other way round; what it said is denied.
    Opposite,
    /// The same may be meant in other words; the reason.
    Perhaps(LevelDoubt),
    /// One of the things that it asked is not in it any more.
    PartGone,
    /// The same with words of its own, which may only explain; the reason.
    Beside(LevelDoubt),
}

pub fn turn(old: &Statement, new: &Statement) -> Turn {
    let bindings = |statement: &Statement| {
        statement.reading.count(PhraseKind::Duty) + statement.reading.count(PhraseKind::Prohibition)
    };
    let weaker = |kind: PhraseKind| new.reading.count(kind) > old.reading.count(kind);
    let fewer = bindings(new) < bindings(old);
    if fewer && (weaker(PhraseKind::Recommendation) || weaker(PhraseKind::Permission) || weaker(PhraseKind::Release)) {
        return Turn::Weakened;
    }
    // A duty that only the list's leading words make is taken back by its own.
    if old.binding && !old.reading.binds() && weaker(PhraseKind::Release) {
        return Turn::Weakened;
    }
    let denials = came_or_went(old, new, |statement| statement.reading.denials().cloned().collect());
    let forbids = |force: Force| force == Force::Prohibition;
    let swapped =
        old.reading.binds() && new.reading.binds() && forbids(old.reading.force()) != forbids(new.reading.force());
    match denials {
        Some(shared) if shared >= WHOLE => return Turn::Opposite,
        Some(shared) if shared >= MOST && swapped => return Turn::Opposite,
        Some(shared) if shared >= MOST => return Turn::Perhaps(LevelDoubt::Negation),
        _ => {}
    }
    match came_or_went(old, new, |statement| statement.reading.of(PhraseKind::Only).cloned().collect()) {
        Some(shared) if shared >= HALF || is_cut(old, new) => return Turn::Perhaps(LevelDoubt::Only),
        _ => {}
    }
    if swapped_opposites(old, new) {
        return Turn::Perhaps(LevelDoubt::OppositeWord);
    }
    if fewer && part_is_gone(old, new) {
        return Turn::PartGone;
    }
    if old.reading.count(PhraseKind::Exception) != new.reading.count(PhraseKind::Exception) {
        return Turn::Beside(LevelDoubt::Exception);
    }
    match denials {
        Some(_) => Turn::Beside(LevelDoubt::NegationBeside),
        None => Turn::None,
    }
}

/// So much of a clause, in percent, stands on the other side: it is the same clause.
const MOST: usize = 60;
const WHOLE: usize = 100;

/// Of "only maintainers can merge" the half is left where anybody can.
const HALF: usize = 50;

/// Whether one of them says nothing that the other one does not say: "exceptions are allowed"
/// beside "exceptions are allowed only with the team's consent".
fn is_cut(old: &Statement, new: &Statement) -> bool {
    let (short, long) = if old.words.len() <= new.words.len() { (old, new) } else { (new, old) };
    let mut said = short.words.iter().filter(|word| words::is_content(word) && !words::is_force(word)).peekable();
    said.peek().is_some() && said.all(|word| long.words.contains(word))
}

/// Whether a word gave way to its opposite: "off" to "on".
fn swapped_opposites(old: &Statement, new: &Statement) -> bool {
    let (lost, added) = words::difference(&old.words, &new.words);
    let words = lost.iter().any(|was| added.iter().any(|now| lexicon::are_opposite(was, now)));
    words || lexicon::glued_opposites(&old.text, &new.text)
}

/// Where one side has more marks of a kind than the other: how much, in percent, of the
/// clause around the mark stands on the other side too; of several, the most.
fn came_or_went(old: &Statement, new: &Statement, marks: impl Fn(&Statement) -> Vec<Mark>) -> Option<usize> {
    let (before, after) = (marks(old), marks(new));
    let (more, less, side, other) = match before.len().cmp(&after.len()) {
        std::cmp::Ordering::Equal => return None,
        std::cmp::Ordering::Greater => (before, after.len(), old, new),
        std::cmp::Ordering::Less => (after, before.len(), new, old),
    };
    let share = |mark: &Mark| if describes(side, mark, other) { 0 } else { shared(side, mark, other) };
    let mut shared: Vec<usize> = more.iter().map(share).collect();
    // Those that stayed are taken for the ones whose clauses are most alike.
    shared.order_by(|a, b| b.cmp(a));
    shared.get(less..)?.iter().copied().max()
}

/// So many words may stand between the word that opens a relative clause and its negation.
const NEAR: usize = 3;

/// Whether the mark came with a relative clause of its own, and is about what that says: in
/// "branches that do not use previews merge by request" the merge is not denied.
fn describes(statement: &Statement, mark: &Mark, other: &Statement) -> bool {
    let within = clause(&statement.text, mark);
    let before = words::words(&statement.text[within.start..mark.range.start]);
    let behind = words::words(&statement.text[mark.range.end..within.end]);
    let opens = |word: &String| lexicon::is_listed(Topic::Relative, word) && !other.words.contains(word);
    let said = |word: &&String| words::is_content(word) && !words::is_force(word);
    let told = |word: &String| other.words.iter().any(|other| other == word || words::is_typo(other, word));
    if lexicon::describes_noun(mark.language, &statement.text[mark.range.end..within.end]) {
        // Chinese denies before what it denies, Japanese and Korean behind it.
        let first = before.iter().rev().find(said).filter(|_| mark.language != "zh");
        return first.or(behind.iter().find(said)).is_some_and(|word| !told(word));
    }
    before.iter().rev().take(NEAR).any(opens) && behind.iter().find(said).is_some_and(|word| !told(word))
}

/// Less of a clause than this, in percent, stands in the new statement: it is gone.
const LEFT: usize = 40;

/// Whether a clause that bound is gone with all that it said: "…, and never on a Friday".
fn part_is_gone(old: &Statement, new: &Statement) -> bool {
    let binds = |mark: &&Mark| matches!(mark.kind, PhraseKind::Duty | PhraseKind::Prohibition);
    let stay = new.reading.marks.iter().filter(binds).count();
    let mut left: Vec<usize> = old.reading.marks.iter().filter(binds).map(|mark| shared(old, mark, new)).collect();
    // Those that stayed are taken for the ones whose clauses are most alike.
    left.order_by(|a, b| b.cmp(a));
    left.get(stay..).is_some_and(|gone| gone.iter().any(|left| *left < LEFT))
}

/// How much of the clause around `mark` stands in `other`, in percent.
fn shared(statement: &Statement, mark: &Mark, other: &Statement) -> usize {
    let clause = words::words(&statement.text[clause(&statement.text, mark)]);
    let content: Vec<&String> =
        clause.iter().filter(|word| words::is_content(word) && !words::is_force(word)).collect();
    let known = |word: &&&String| other.words.iter().any(|other| other == **word || words::is_typo(other, word));
    match content.len() {
        0 => 0,
        all => 100 * content.iter().filter(known).count() / all,
    }
}

/// The part of a sentence between commas and their like in which `mark` stands.
fn clause(text: &str, mark: &Mark) -> Range<usize> {
    const ENDS: &[char] =
        &[',', ';', ':', '(', ')', '—', '–', '，', '；', '：', '（', '）', '、', '|', '.', '。', '!', '?'];
    let stops = |at: usize, c: char| {
        // A dot inside of a name or number ends nothing.
        ENDS.contains(&c) && !(c == '.' && text[at + 1..].starts_with(|c: char| !c.is_whitespace()))
    };
    let start = text[..mark.range.start].char_indices().rev().find(|(at, c)| stops(*at, *c));
    let start = start.map_or(0, |(at, c)| at + c.len_utf8());
    let end =
        text[mark.range.end..].char_indices().map(|(at, c)| (at + mark.range.end, c)).find(|(at, c)| stops(*at, *c));
    start..end.map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::amendment::statements::Statements;

    #[track_caller]
    fn turned(old: &str, new: &str) -> Turn {
        let (old, new) = (Statements::read(old), Statements::read(new));
        turn(&old.statements[0], &new.statements[0])
    }

    #[test]
    fn turned_round() {
        for (old, new) in [
            ("Do not log secrets.", "Log secrets."),
            ("Secrets MUST NOT be logged.", "Secrets MUST be logged."),
            ("We cache no responses.", "We cache responses."),
            ("Force pushes are forbidden.", "Force pushes are not forbidden."),
            ("密钥不得写入日志。", "密钥必须写入日志。"),
            ("ログに出力してはならない。", "ログに出力しなければならない。"),
            (
                "Code MUST be covered by tests, and its logs SHOULD name the request.",
                "Code MUST NOT be covered by tests.",
            ),
        ] {
            let found = turned(old, new);
            assert!(matches!(found, Turn::Opposite | Turn::Weakened), "{old} {new}: {found:?}");
            let found = turned(new, old);
            assert_ne!(found, Turn::None, "{new} {old}");
        }
    }

    #[test]
    fn weakened() {
        for (old, new) in [
            ("No direct pushes to main.", "Direct pushes to main are fine."),
            ("Only maintainers MAY merge.", "Anyone MAY merge."),
            ("Tests MUST pass.", "Tests SHOULD pass."),
            ("Tests MUST pass.", "Tests need not pass."),
            ("Commits are signed, which is mandatory.", "Commits are signed, which is no longer mandatory."),
            ("草稿必须通过测试。", "草稿不必通过测试。"),
            ("Les tests doivent passer.", "Les tests devraient passer."),
            ("Entwürfe müssen Tests bestehen.", "Entwürfe müssen Tests nicht bestehen."),
            ("Тести повинні проходити.", "Тести не обов'язково повинні проходити."),
            ("Тесты должны проходить.", "Тесты не обязательно должны проходить."),
            ("I test devono passare.", "I test non devono necessariamente passare."),
            ("Testy muszą przechodzić.", "Testy niekoniecznie muszą przechodzić."),
        ] {
            assert_eq!(turned(old, new), Turn::Weakened, "{old} {new}");
        }
    }

    #[test]
    fn a_part_is_gone() {
        for (old, new) in [
            ("Amendments state a reason, and MUST NOT touch two principles.", "Amendments state a reason."),
            ("Images MUST be signed; every tag has to name its commit.", "Images MUST be signed."),
            ("Tests MUST pass before a merge, and a flaky one is never skipped.", "Tests MUST pass before a merge."),
            ("镜像必须签名；任何标签不得移动。", "镜像必须签名。"),
            ("Images müssen signiert sein, und niemand darf Tags verschieben.", "Images müssen signiert sein."),
            ("Les images doivent être signées ; les tags ne doivent pas bouger.", "Les images doivent être signées."),
        ] {
            assert_eq!(turned(old, new), Turn::PartGone, "{old} {new}");
            assert_ne!(turned(new, old), Turn::PartGone, "{new} {old}");
        }
        // The same in fewer key words.
        let (old, new) = ("Images MUST be signed and MUST be scanned.", "Images MUST be signed and scanned.");
        assert_eq!(turned(old, new), Turn::None);
    }

    #[test]
    fn in_doubt() {
        assert!(matches!(turned("Only maintainers can merge.", "Anyone can merge."), Turn::Perhaps(_)));
        assert!(matches!(turned("Anyone can deploy.", "Only owners can deploy."), Turn::Perhaps(_)));
        assert!(matches!(
            turned("Images are published only on tags.", "Images are published on tags."),
            Turn::Perhaps(_)
        ));
        assert!(matches!(turned("Tests MUST pass.", "Tests MUST pass, unless a maintainer says so."), Turn::Beside(_)));
        assert!(matches!(turned("The tool runs.", "The tool runs, so that nobody waits."), Turn::Beside(_)));
        // What a relative clause of its own denies is not what the sentence says.
        for (old, new) in [
            (
                "Other branches (`drafts`) are merged by request.",
                "Other branches that need no preview are merged by request.",
            ),
            ("Las ramas se integran por petición.", "Las ramas que no usan borradores se integran por petición."),
            (
                "Les branches sont fusionnées par demande.",
                "Les branches qui ne gardent rien sont fusionnées par demande.",
            ),
        ] {
            assert!(matches!(turned(old, new), Turn::Beside(_)), "{old} {new}");
        }
        assert!(matches!(
            turned("Libraries that phone home are used.", "Libraries that do not phone home are used."),
            Turn::Opposite | Turn::Perhaps(_)
        ));
    }

    #[test]
    fn the_same_way_round() {
        for (old, new) in [
            ("Secrets MUST NOT be logged.", "Secrets must never be logged."),
            ("Force pushes are forbidden.", "Force pushes are not allowed."),
            ("The image is signed.", "The image is always signed."),
            ("Builds never use the network.", "Builds do not use the network."),
        ] {
            assert_eq!(turned(old, new), Turn::None, "{old} {new}");
        }
    }
}
