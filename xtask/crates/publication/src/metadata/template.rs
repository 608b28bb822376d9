//! The Handlebars of metadata-action: `{{name}}` and `{{date 'YYYY' tz='UTC'}}`.
//!
//! No blocks, partials or white-space control: a text that has them is unknown.
//! Must not know tags.

use super::MetadataEvent;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::value::{Piece, Symbolic};

/// Why a text can't be given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Bad {
    /// The action throws, and the step fails.
    Fails(String),
    Unknown,
}

/// What an expression is called with.
pub(super) struct Arguments {
    pub count: usize,
    /// A named argument other than `tz`, which the date functions refuse.
    pub stranger: Option<String>,
}

/// The text of a name; `None` if there is no such name.
type Lookup<'a> = dyn Fn(&str, &Arguments) -> Result<Option<Symbolic>, Bad> + 'a;

/// Fills the expressions of a template; `value` gives the text of a name.
/// A name that nobody knows is empty, as in Handlebars.
pub(super) fn render(template: &Symbolic, value: &Lookup<'_>) -> Result<Symbolic, Bad> {
    let mut out = Symbolic::default();
    let mut rest = template.marked();
    while let Some(open) = rest.find("{{") {
        let (literal, expression) = rest.split_at(open);
        if literal.ends_with('\\') {
            return Err(Bad::Unknown);
        }
        out.push(&Symbolic::from_marked(literal));
        let (close, escaped) = if expression.starts_with("{{{") { ("}}}", false) } else { ("}}", true) };
        let Some((inner, after)) = expression[close.len()..].split_once(close) else {
            return Err(Bad::Fails(format!("Parse error in the template {template}")));
        };
        rest = after;
        let Some((name, arguments)) = call(inner) else { return Err(Bad::Unknown) };
        match value(name, &arguments)? {
            Some(text) if escaped => out.push(&text.map_known(escape)),
            Some(text) => out.push(&text),
            None if arguments.count > 0 => return Err(Bad::Fails(format!("Missing helper: \"{name}\""))),
            None => {}
        }
    }
    out.push(&Symbolic::from_marked(rest));
    Ok(out)
}

/// Whether the whole pattern is the one statement `{{raw}}`.
pub(super) fn is_raw_statement(pattern: &Symbolic) -> bool {
    let text = pattern.marked();
    let inner = text
        .strip_prefix("{{{")
        .and_then(|rest| rest.strip_suffix("}}}"))
        .or_else(|| text.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}")));
    inner.and_then(call).is_some_and(|(name, _)| name == "raw")
}

/// The name and what it is called with.
fn call(inner: &str) -> Option<(&str, Arguments)> {
    let inner = inner.trim();
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(inner.len());
    let (name, mut rest) = inner.split_at(end);
    if name.is_empty() || matches!(name, "else" | "this" | "if" | "each" | "with" | "unless" | "lookup" | "log") {
        return None;
    }
    let mut arguments = Arguments { count: 0, stranger: None };
    while !rest.trim().is_empty() {
        if !rest.starts_with(char::is_whitespace) {
            return None;
        }
        rest = rest.trim_start();
        let key_end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
        let (key, behind) = rest.split_at(key_end);
        let is_named = !key.is_empty() && behind.starts_with('=');
        if is_named {
            if key != "tz" {
                arguments.stranger = Some(key.to_string());
            }
            rest = &behind[1..];
        } else {
            arguments.count += 1;
        }
        let quote = rest.chars().next()?;
        if quote != '\'' && quote != '"' {
            return None;
        }
        rest = rest[1..].split_once(quote)?.1;
    }
    Some((name, arguments))
}

/// `Handlebars.escapeExpression`.
fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#x27;"),
            '`' => out.push_str("&#x60;"),
            '=' => out.push_str("&#x3D;"),
            c => out.push(c),
        }
    }
    out
}

/// What the global expressions are filled from.
pub(super) struct TemplateScope<'a> {
    pub context: &'a MetadataEvent,
    /// With the rewriting of `pull_request_target`.
    git_ref: Symbolic,
    short_sha_length: Option<&'a Symbolic>,
}

impl<'a> TemplateScope<'a> {
    pub fn new(context: &'a MetadataEvent, short_sha_length: Option<&'a Symbolic>) -> Self {
        let git_ref = if context.event_name.contains("pull_request_target") {
            let mut text = Symbolic::known("refs/pull/");
            text.push(&context.pull_request);
            text.push_known("/merge");
            text
        } else {
            context.git_ref.clone()
        };
        Self { context, git_ref, short_sha_length }
    }

    /// Whether the reference has this prefix, and what follows it.
    pub fn ref_name(&self, prefix: &str) -> (Answer, Symbolic) {
        if let Some(rest) = self.git_ref.marked().strip_prefix(prefix) {
            return (Answer::Yes, Symbolic::from_marked(rest));
        }
        let known = match self.git_ref.pieces().next() {
            Some(Piece::Known(text)) => text,
            _ => "",
        };
        let may = !self.git_ref.is_whole() && prefix.starts_with(known);
        (if may { Answer::Unknown } else { Answer::No }, Symbolic::unknown())
    }

    /// The value, where there is one; else the tag, if the reference is one.
    pub fn tag_or(&self, value: &Symbolic) -> Result<(Answer, Symbolic), Bad> {
        if value.is_empty() {
            Ok(self.ref_name("refs/tags/"))
        } else {
            Ok((Answer::Yes, self.global(value)?))
        }
    }

    pub fn short_sha(&self) -> Result<Symbolic, Bad> {
        let length = match self.short_sha_length {
            None => 7,
            Some(text) => match text.as_known().map(str::trim) {
                Some("") => 7,
                Some(text) => text.parse().map_err(|_| {
                    Bad::Fails(format!("DOCKER_METADATA_SHORT_SHA_LENGTH is not a valid number: {text}"))
                })?,
                None => return Ok(Symbolic::unknown()),
            },
        };
        let sha = &self.context.sha;
        Ok(match sha.as_known() {
            Some(known) => Symbolic::known(&known.chars().take(length).collect::<String>()),
            None if *sha == Symbolic::hole("sha") && length >= 40 => sha.clone(),
            None if *sha == Symbolic::hole("sha") => Symbolic::hole(&format!("sha:{length}")),
            None => Symbolic::unknown(),
        })
    }

    /// `setGlobalExp()`.
    pub fn global(&self, template: &Symbolic) -> Result<Symbolic, Bad> {
        render(template, &|name, arguments| {
            Ok(Some(match name {
                "branch" => self.name_or_empty("refs/heads/"),
                "tag" => self.name_or_empty("refs/tags/"),
                "sha" => self.short_sha()?,
                "base_ref" => self.base_ref(),
                "is_default_branch" => spell(self.is_default_branch()),
                "is_not_default_branch" => spell(!self.is_default_branch()),
                "date" | "commit_date" => date(name, arguments)?,
                _ => return Ok(None),
            }))
        })
    }

    /// The pattern of `type=schedule`, which knows dates alone.
    pub fn schedule(&self, template: &Symbolic) -> Result<Symbolic, Bad> {
        render(template, &|name, arguments| match name {
            "date" | "commit_date" => date(name, arguments).map(Some),
            _ => Ok(None),
        })
    }

    fn name_or_empty(&self, prefix: &str) -> Symbolic {
        match self.ref_name(prefix) {
            (Answer::No, _) => Symbolic::default(),
            (_, name) => name,
        }
    }

    fn base_ref(&self) -> Symbolic {
        let is_tag = self.ref_name("refs/tags/").0;
        // A push payload names the branch whose tip the tag is on, if there is one.
        if is_tag != Answer::No && self.context.event_name == "push" {
            return Symbolic::unknown();
        }
        match self.ref_name("refs/pull/").0 {
            Answer::No => Symbolic::default(),
            _ => self.context.base_ref.clone(),
        }
    }

    fn is_default_branch(&self) -> Answer {
        let branch = Symbolic::from_marked(self.git_ref.marked().replace("refs/heads/", ""));
        if branch.is_empty() {
            return Answer::No;
        }
        let always = ["create", "discussion", "issues", "schedule"];
        let by_event = Answer::from(always.iter().any(|part| self.context.event_name.contains(part)));
        self.context.default_branch.same(&branch).or(by_event)
    }
}

fn spell(answer: Answer) -> Symbolic {
    match answer {
        Answer::Yes => Symbolic::known("true"),
        Answer::No => Symbolic::known("false"),
        Answer::Unknown => Symbolic::unknown(),
    }
}

fn date(name: &str, arguments: &Arguments) -> Result<Symbolic, Bad> {
    if let Some(stranger) = &arguments.stranger {
        return Err(Bad::Fails(format!("Unknown {stranger} attribute")));
    }
    if arguments.count == 0 {
        return Err(Bad::Fails(format!("{{{{{name}}}}} has no format")));
    }
    Ok(Symbolic::hole("date"))
}
