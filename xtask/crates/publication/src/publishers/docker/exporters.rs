//! BuildKit's exporters: what `--output type=image,push=true` pushes.

use prodproof_script::effect::CommandFault;
use prodproof_syntax::value::Symbolic;

/// What one `--output` of a build does.
pub(crate) enum Exported {
    Nothing,
    /// An image that only `--push` pushes: its names, and whether by digest.
    Image {
        names: Vec<Symbolic>,
        by_digest: bool,
    },
    /// The tags of the build are pushed.
    Tags,
    /// These names are pushed.
    Names {
        names: Vec<Symbolic>,
        by_digest: bool,
    },
    Unknown,
}

/// Reads `type=image,name=a/b,push-by-digest=true,push=true`.
pub(crate) fn output_of(output: &Symbolic) -> Exported {
    if output.as_hole().is_some() {
        return Exported::Unknown;
    }
    let mut kind = None;
    let (mut pushes, mut by_digest) = (Some(false), false);
    let mut names: Vec<Symbolic> = Vec::new();
    // A field in quotes may hold commas: `"name=a,b"`.
    for field in csv_fields(output.marked()) {
        let (key, value) = field.split_once('=').unwrap_or((field.as_str(), ""));
        let value_text = Symbolic::from_marked(value);
        match key.trim() {
            "type" => kind = Some(value_text),
            "push" => pushes = value_text.as_known().map(|value| value != "false"),
            "push-by-digest" => by_digest = value_text.as_known() != Some("false"),
            "name" => names.extend(value.split(',').filter(|name| !name.is_empty()).map(Symbolic::from_marked)),
            _ => {}
        }
    }
    let pushes = match kind.as_ref().map(Symbolic::as_known) {
        Some(Some("registry")) => Some(true),
        Some(Some("image")) => pushes,
        Some(None) => None,
        _ => Some(false),
    };
    let is_image = kind.as_ref().and_then(Symbolic::as_known) == Some("image");
    match pushes {
        Some(false) if is_image => Exported::Image { names, by_digest },
        Some(false) => Exported::Nothing,
        None => Exported::Unknown,
        Some(true) if names.is_empty() && !by_digest => Exported::Tags,
        Some(true) => Exported::Names { names, by_digest },
    }
}

pub(super) fn csv_fields(text: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            c => {
                if let Some(field) = fields.last_mut() {
                    field.push(c);
                }
            }
        }
    }
    fields
}

/// What a push by digest makes of a name: `name@<digest>`.
pub(crate) fn digest_of(name: &Symbolic) -> Symbolic {
    let mut text = Symbolic::from_marked(without_tag(name.marked()));
    text.push_known("@");
    text.push(&Symbolic::hole("digest"));
    text
}

/// Why BuildKit pushes none of these by digest: one has a tag, whatever its holes stand for
/// (moby/buildkit 73ed682 `util/push/push.go:58-59`, read 2026-12-01).
pub(crate) fn refused_by_digest(names: &[Symbolic]) -> Option<CommandFault> {
    let has_tag = |name: &&Symbolic| {
        let whole = name.marked().split('@').next().unwrap_or_default();
        without_tag(whole).len() < whole.len()
    };
    names.iter().find(has_tag).map(|tagged| CommandFault::TagByDigest(tagged.to_string()))
}

/// The name in a marked text, without tag and digest.
fn without_tag(marked: &str) -> &str {
    let name = marked.split('@').next().unwrap_or(marked);
    let slash = name.rfind('/').map_or(0, |at| at + 1);
    // A colon inside of a hole is none of the reference.
    match name[slash..].rfind(':').filter(|at| Symbolic::from_marked(&name[..slash + at]).is_whole()) {
        Some(at) => &name[..slash + at],
        None => name,
    }
}
