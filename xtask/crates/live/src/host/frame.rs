//! The frame of the probe's answer: sections of lines that cannot be taken for one. Must
//! not know what a section holds.

/// One question of the probe: what was printed, and how it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerSection {
    pub name: String,
    pub text: String,
    /// What it complained about.
    pub words: String,
    pub code: i32,
}

const BEGIN: &str = "xtask-probe 1";
const END: &str = "xtask-probe end";

/// The sections of a whole answer; `None` of half of one. What a login shell prints before
/// (a banner, a profile that talks) is not the probe's.
pub fn sections(text: &str) -> Option<Vec<AnswerSection>> {
    let mut lines = text.lines().map(|line| line.strip_suffix('\r').unwrap_or(line));
    lines.by_ref().find(|line| *line == BEGIN)?;
    let mut all = Vec::new();
    while let Some(line) = lines.next() {
        if line == END {
            return Some(all);
        }
        let name = line.strip_prefix("@ ")?;
        let (mut text, mut words) = (String::new(), String::new());
        let code = loop {
            let line = lines.next()?;
            let to = match line.get(..1) {
                Some("|") => &mut text,
                Some("!") => &mut words,
                _ => break line.strip_prefix("= ")?.parse().ok()?,
            };
            to.push_str(&line[1..]);
            to.push('\n');
        };
        all.push(AnswerSection { name: name.to_string(), text, words, code });
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "Welcome to web1\nxtask-probe 1\n@ uid\n|0\n= 0\n@ file\n|@ uid\n|= 0\n|xtask-probe end\n= 0\nxtask-probe end\n";

    #[test]
    fn what_is_read_on_the_host_leaves_its_section_nowhere() {
        let all = sections(WHOLE).expect("whole");
        assert_eq!(all.len(), 2);
        assert_eq!(all[1].text, "@ uid\n= 0\nxtask-probe end\n");
        assert_eq!(sections(&WHOLE.replace('\n', "\r\n")).map(|all| all.len()), Some(2));
    }

    #[test]
    fn half_an_answer_is_none() {
        for end in 0..WHOLE.len() - 1 {
            assert_eq!(sections(&WHOLE[..end]), None, "{}", &WHOLE[..end]);
        }
    }
}
