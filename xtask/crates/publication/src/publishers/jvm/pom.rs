//! `pom.xml`, as far as the images of its plugins are concerned: elements, their texts and
//! the project's own properties. Must not know any plugin.

use prodproof_syntax::value::Symbolic;

#[derive(Debug, Default)]
pub(super) struct Element {
    pub name: String,
    pub text: String,
    pub children: Vec<Element>,
}

impl Element {
    /// The project of a file; attributes, comments and references are left out.
    pub fn read(text: &str) -> Self {
        let mut open = vec![Self::default()];
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once('<') {
            if let Some(last) = open.last_mut() {
                last.text.push_str(before.trim());
            }
            if let Some(comment) = behind.strip_prefix("!--") {
                rest = comment.split_once("-->").map_or("", |(_, after)| after);
                continue;
            }
            let Some((tag, after)) = behind.split_once('>') else { break };
            rest = after;
            if tag.starts_with(['?', '!']) {
                continue;
            }
            if !tag.starts_with('/') {
                let name = tag.split([' ', '\t', '\n', '\r', '/']).next().unwrap_or_default().to_string();
                open.push(Self { name, ..Self::default() });
            }
            if tag.starts_with('/') || tag.ends_with('/') {
                close(&mut open);
            }
        }
        while open.len() > 1 {
            close(&mut open);
        }
        let mut all = open.pop().unwrap_or_default();
        all.children.pop().unwrap_or_default()
    }

    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |at, name| at.children.iter().find(|child| child.name == *name))
    }

    pub fn text_at(&self, path: &[&str]) -> Option<&str> {
        self.at(path).map(|one| one.text.as_str()).filter(|text| !text.is_empty())
    }

    /// All elements of this name below.
    pub fn all<'a>(&'a self, name: &str, out: &mut Vec<&'a Self>) {
        for child in &self.children {
            if child.name == name {
                out.push(child);
            }
            child.all(name, out);
        }
    }
}

fn close(open: &mut Vec<Element>) {
    if open.len() > 1 {
        let done = open.pop().unwrap_or_default();
        if let Some(parent) = open.last_mut() {
            parent.children.push(done);
        }
    }
}

/// A text with its `${…}` filled in by what `get` knows.
pub(super) fn fill(text: &str, get: &dyn Fn(&str) -> Option<Symbolic>) -> Symbolic {
    let mut out = Symbolic::default();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("${") {
        out.push_known(before);
        let (name, after) = behind.split_once('}').unwrap_or((behind, ""));
        out.push(&get(name).unwrap_or_else(Symbolic::unknown));
        rest = after;
    }
    out.push_known(rest);
    out
}
