//! Adds images to a contract: `[[image]]` tables behind the others. The short form
//! becomes the one for several first. Must not decide which images there are.

use toml_edit::{Document, Item};

use super::block;
use super::edit::{prefix, quoted};
use prodproof_syntax::finding::{apply, line_end, Edit};
use prodproof_syntax::markdown::Markdown;

/// An image to state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Added {
    pub name: String,
    pub mirrors: Vec<String>,
    /// Paths; empty where nobody runs it here.
    pub units: Vec<String>,
}

/// The lines of the table.
pub fn image_text(image: &Added) -> String {
    let list = |values: &[String]| values.iter().map(|value| quoted(value, '"')).collect::<Vec<_>>().join(", ");
    let mut out = format!("[[image]]\nname = {}\n", quoted(&image.name, '"'));
    if !image.mirrors.is_empty() {
        out.push_str(&format!("mirrors = [{}]\n", list(&image.mirrors)));
    }
    out.push_str(&format!("units = [{}]\n", list(&image.units)));
    out
}

/// Edits of the constitution `text` at `path` after which its contract states the images
/// as well. Empty where there is no block, or where it cannot be edited.
pub fn add_images(path: &str, text: &str, images: &[Added]) -> Vec<Edit> {
    edits(path, text, images).unwrap_or_default()
}

fn edits(path: &str, text: &str, images: &[Added]) -> Option<Vec<Edit>> {
    let blocks = block::find(text, &Markdown::read(text));
    let block = blocks.first().filter(|block| block.closed)?;
    let document = Document::parse(block.toml.as_str()).ok()?;
    let before = super::read(text);
    let mut edits = Vec::new();
    let header = |name: &str| -> Option<Option<Edit>> {
        match document.get(name) {
            None => Some(None),
            Some(Item::ArrayOfTables(_)) => Some(None),
            Some(Item::Table(table)) if !table.is_implicit() && !table.is_dotted() => {
                let span = block.place(table.span()?);
                let start = span.start;
                let written = text.get(start..)?.split(['\n', '\r']).next()?;
                let end = written.find(']')? + 1;
                let span = prodproof_syntax::span::Span::new(start, start + end);
                Some(Some(Edit::new(path, span, format!("[[{name}]]"))))
            }
            Some(_) => None,
        }
    };
    let prefix = prefix(text, block.fence.start);
    let eol = line_end(text);
    if let Some(edit) = header("image")? {
        edits.push(edit);
        // The unit is the image's: in the form for several, the image says so.
        if let (Some(name), Some(unit)) = (&before.image, &before.unit) {
            let line_end = text.get(name.span.end..)?.find('\n').map_or(text.len(), |at| name.span.end + at + 1);
            let line = format!("{prefix}units = [{}]{eol}", quoted(&unit.value, '"'));
            edits.push(Edit::insert(path, line_end, line));
        }
    }
    match header("deploy")? {
        Some(edit) if before.unit.is_some() => edits.push(edit),
        Some(_) => return None,
        None => {}
    }
    let lines: String = images
        .iter()
        .flat_map(|image| image_text(image).lines().map(|line| format!("{prefix}{line}{eol}")).collect::<Vec<_>>())
        .collect();
    edits.push(Edit::insert(path, block.span.end, lines));
    let after = super::read(&apply(text, &edits).ok()?);
    let stated = after.images();
    let has = |image: &Added| stated.iter().any(|one| one.name.value == image.name);
    let kept = before.images().iter().all(|old| stated.iter().any(|one| one.name.value == old.name.value));
    (images.iter().all(has) && kept && after.problems.len() <= before.problems.len()).then_some(edits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added() -> Vec<Added> {
        vec![Added { name: "ghcr.io/acme/base".into(), mirrors: Vec::new(), units: Vec::new() }]
    }

    #[test]
    fn the_short_form_becomes_the_one_for_several() {
        let text = "# C\n\n```toml contract\n[image]\nname = \"ghcr.io/acme/api\" # ours\n[build]\nbranch = \"main\"\n[deploy]\nunit = \"deploy/api.service\"\n```\n";
        let after = apply(text, &add_images("c.md", text, &added())).unwrap();
        assert_eq!(after, "# C\n\n```toml contract\n[[image]]\nname = \"ghcr.io/acme/api\" # ours\nunits = [\"deploy/api.service\"]\n[build]\nbranch = \"main\"\n[[deploy]]\nunit = \"deploy/api.service\"\n[[image]]\nname = \"ghcr.io/acme/base\"\nunits = []\n```\n");
        assert_eq!(crate::contract::read(&after).problems, []);
    }

    #[test]
    fn tables_are_added_behind_others() {
        let text = "```toml contract\r\n[[image]]\r\nname = \"ghcr.io/acme/api\"\r\n```\r\n";
        let after = apply(text, &add_images("c.md", text, &added())).unwrap();
        assert_eq!(after, "```toml contract\r\n[[image]]\r\nname = \"ghcr.io/acme/api\"\r\n[[image]]\r\nname = \"ghcr.io/acme/base\"\r\nunits = []\r\n```\r\n");
    }

    #[test]
    fn what_cannot_be_edited_is_left() {
        for text in [
            "no block\n",
            "```toml contract\nimage.name = \"ghcr.io/acme/api\"\n```\n",
            "```toml contract\n[image]\nname = \"ghcr.io/acme/api\"\n[deploy]\nurl = \"https://x.y\"\n```\n",
            "```toml contract\n[image\n```\n",
        ] {
            assert_eq!(add_images("c.md", text, &added()), [], "{text}");
        }
    }
}
