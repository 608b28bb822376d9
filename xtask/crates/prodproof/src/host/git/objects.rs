//! A conversation with `git cat-file --batch`: one process answers for every commit,
//! tree and text that is asked for. Must not know what they are for.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::Context;

use super::door::{not_spawned, Door};
use prodproof_syntax::snapshot::MAX_BYTES;

/// Requests that are written before their answers are read: less than a pipe holds, so
/// that neither side waits for the other.
const AT_ONCE: usize = 16 * 1024;

const ARGS: &[&str] = &["cat-file", "--batch", "--follow-symlinks"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GitKind {
    Commit,
    Tree,
    Blob,
    Tag,
}

#[derive(Clone, Debug)]
pub struct GitObject {
    pub id: String,
    pub kind: GitKind,
    pub size: u64,
    /// `None` where it is larger than [`MAX_BYTES`] and no tree or commit.
    pub bytes: Option<Vec<u8>>,
}

/// One entry of a tree, below wherever the walk began.
#[derive(Clone, Debug)]
pub struct TreeEntry {
    /// `100644`, `100755`, `120000` (link), `160000` (submodule).
    pub mode: String,
    pub object: String,
    pub path: String,
}

pub(super) struct Objects {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Objects {
    pub fn start(door: &Door) -> anyhow::Result<Self> {
        let mut command: Command = door.safe(ARGS).into();
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|err| not_spawned(&err))?;
        let input = child.stdin.take().context("a piped input")?;
        let output = BufReader::new(child.stdout.take().context("a piped output")?);
        Ok(Self { child, input, output })
    }

    /// The objects of these names (ids, or whatever git understands: `HEAD^{commit}`), in
    /// their order; `None` for one that names nothing here.
    pub fn ask(&mut self, door: &Door, names: &[&str]) -> anyhow::Result<Vec<Option<GitObject>>> {
        let mut answers = Vec::with_capacity(names.len());
        let mut rest = names;
        while !rest.is_empty() {
            let mut batch = String::new();
            let mut count = 0;
            for name in rest {
                if count > 0 && batch.len() + name.len() > AT_ONCE {
                    break;
                }
                // A name of two lines would be two questions; git has none such.
                batch.push_str(if name.contains('\n') { ":" } else { name });
                batch.push('\n');
                count += 1;
            }
            if self.input.write_all(batch.as_bytes()).and_then(|()| self.input.flush()).is_err() {
                return Err(self.ended(door));
            }
            for _ in 0..count {
                answers.push(self.answer(door)?);
            }
            rest = rest.get(count..).unwrap_or_default();
        }
        Ok(answers)
    }

    /// One answer: `ID SP TYPE SP SIZE LF BYTES LF`, or `NAME SP missing LF` and the like.
    fn answer(&mut self, door: &Door) -> anyhow::Result<Option<GitObject>> {
        let mut header = Vec::new();
        if self.output.read_until(b'\n', &mut header)? == 0 {
            return Err(self.ended(door));
        }
        let header = String::from_utf8_lossy(&header).trim_end().to_string();
        let mut words = header.rsplit(' ');
        let (size, kind, id) = (words.next(), words.next(), words.next());
        let kind = match kind {
            Some("commit") => GitKind::Commit,
            Some("tree") => GitKind::Tree,
            Some("blob") => GitKind::Blob,
            Some("tag") => GitKind::Tag,
            // A link that leaves the tree, leads nowhere or in a circle: where to.
            Some("symlink" | "dangling" | "loop" | "notdir") if id.is_none() => {
                let size = size.and_then(|size| size.parse::<u64>().ok()).unwrap_or_default();
                std::io::copy(&mut (&mut self.output).take(size + 1), &mut std::io::sink())?;
                return Ok(None);
            }
            _ => return Ok(None),
        };
        let (Some(Ok(size)), Some(id)) = (size.map(str::parse::<u64>), id) else { return Ok(None) };
        let mut content = (&mut self.output).take(size);
        let bytes = if size > MAX_BYTES && matches!(kind, GitKind::Blob | GitKind::Tag) {
            std::io::copy(&mut content, &mut std::io::sink())?;
            None
        } else {
            let mut bytes = Vec::new();
            content.read_to_end(&mut bytes)?;
            Some(bytes)
        };
        let mut end = [0];
        if self.output.read_exact(&mut end).is_err() {
            return Err(self.ended(door));
        }
        Ok(Some(GitObject { id: id.to_string(), kind, size, bytes }))
    }

    /// Why the conversation is over.
    fn ended(&mut self, door: &Door) -> anyhow::Error {
        let mut words = Vec::new();
        if let Some(mut stderr) = self.child.stderr.take() {
            let _ = stderr.read_to_end(&mut words);
        }
        door.refusal(ARGS, &words).into()
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        // It ends by itself once its input does, but nobody must wait for a fetch.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The commit of an object's bytes: its tree, and its parents' ids, also those that a
/// shallow clone hides.
pub(super) fn commit(bytes: &[u8]) -> (Option<String>, Vec<String>) {
    let text = String::from_utf8_lossy(bytes);
    let (mut tree, mut parents) = (None, Vec::new());
    for line in text.lines().take_while(|line| !line.is_empty()) {
        match line.split_once(' ') {
            Some(("tree", id)) => tree = Some(id.to_string()),
            Some(("parent", id)) => parents.push(id.to_string()),
            _ => {}
        }
    }
    (tree, parents)
}

/// The entries of a tree object: `MODE SP NAME NUL ID`, the id as raw bytes.
pub(super) fn tree(bytes: &[u8], id_bytes: usize, matters: &dyn Fn(&str, bool) -> bool) -> Vec<TreeEntry> {
    let mut entries = Vec::new();
    let mut rest = bytes;
    while let Some(nul) = rest.iter().position(|&byte| byte == 0) {
        let head = String::from_utf8_lossy(&rest[..nul]);
        let Some(id) = rest.get(nul + 1..nul + 1 + id_bytes) else { break };
        let head = head.split_once(' ').filter(|(mode, name)| matters(name, *mode == "40000"));
        if let Some((mode, name)) = head {
            let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or('0');
            let object = id.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect();
            entries.push(TreeEntry { mode: mode.to_string(), object, path: name.to_string() });
        }
        rest = rest.get(nul + 1 + id_bytes..).unwrap_or_default();
    }
    entries
}

/// Objects by id, for those that were found.
pub type Contents = BTreeMap<String, GitObject>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_and_commits_are_read() {
        let mut bytes = b"100644 a b\0".to_vec();
        bytes.extend([0xab; 20]);
        bytes.extend(b"40000 dir\0");
        bytes.extend([0x01; 20]);
        let all = |_: &str, _: bool| true;
        let entries = tree(&bytes, 20, &all);
        let shown: Vec<_> = entries.iter().map(|one| (one.mode.as_str(), one.path.as_str())).collect();
        assert_eq!(shown, [("100644", "a b"), ("40000", "dir")]);
        assert_eq!(entries[0].object, "ab".repeat(20));
        assert!(tree(&bytes[..bytes.len() - 1], 20, &all).len() == 1, "a torn tree ends where it is torn");
        let (tree, parents) = commit(b"tree t\nparent a\nparent b\nauthor x\n\nparent c\n");
        assert_eq!((tree.as_deref(), parents), (Some("t"), vec!["a".to_string(), "b".to_string()]));
    }
}
