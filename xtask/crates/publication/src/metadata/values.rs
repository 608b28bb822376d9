//! What one line of `tags` adds: the `proc…` functions of `meta.ts` of
//! docker/metadata-action. Must not know what becomes of several lines together.

use super::input::{Flavor, Tag, TagType};
use super::template::{self, Bad, TemplateScope};
use super::version;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::regexp;
use prodproof_syntax::value::Symbolic;

/// What one tag adds: its value, and whether it asks for `latest` under `auto`.
pub(super) type Added = Option<(Symbolic, bool)>;

/// Every value that the line may add; [`None`] among them where it may add none.
///
/// # Errors
///
/// Where the action fails, or nobody knows whether it does.
pub(super) fn values(tag: &Tag, flavor: &Flavor, scope: &TemplateScope<'_>) -> Result<Vec<Added>, Bad> {
    let line = Line { tag, flavor, scope };
    match &tag.kind {
        TagType::Unknown => Err(Bad::Unknown),
        TagType::Schedule { pattern } => {
            if !scope.context.event_name.contains("schedule") {
                return Ok(vec![None]);
            }
            Ok(vec![line.plain(scope.schedule(pattern)?)?])
        }
        TagType::RefBranch => line.named("refs/heads/", Line::plain),
        TagType::RefTag => line.named("refs/tags/", Line::latest),
        TagType::RefPr => match scope.ref_name("refs/pull/") {
            (Answer::No, _) => Ok(vec![None]),
            (known, name) => {
                let number = Symbolic::from_marked(name.marked().strip_suffix("/merge").unwrap_or(name.marked()));
                let one = line.plain(number)?;
                Ok(if known == Answer::Yes { vec![one] } else { vec![None, one] })
            }
        },
        TagType::Edge { branch } => {
            let (on_branch, name) = scope.ref_name("refs/heads/");
            let wanted = if branch.is_empty() { &scope.context.default_branch } else { branch };
            let edge = line.plain(Symbolic::known("edge"))?;
            Ok(match on_branch.and(wanted.same(&name)) {
                Answer::Yes => vec![edge],
                Answer::No => vec![None],
                Answer::Unknown => vec![None, edge],
            })
        }
        TagType::Raw { value } => Ok(vec![line.plain(scope.global(value)?)?]),
        TagType::Sha { long } => {
            let sha = &scope.context.sha;
            if sha.is_empty() {
                return Ok(vec![None]);
            }
            Ok(vec![line.plain(if *long { sha.clone() } else { scope.short_sha()? })?])
        }
        TagType::Semver { pattern, value, matching } => {
            line.of_tag(value, |raw| line.semver(pattern, &version::extract(raw, matching)?))
        }
        TagType::Pep440 { pattern, value, matching } => {
            line.of_tag(value, |raw| line.pep440(pattern, &version::extract(raw, matching)?))
        }
        TagType::Match { pattern, group, value } => {
            line.of_tag(value, |raw| Ok(vec![line.matched(pattern, *group, raw)?]))
        }
    }
}

/// One line of `tags`, and what it is evaluated with.
struct Line<'l> {
    tag: &'l Tag,
    flavor: &'l Flavor,
    scope: &'l TemplateScope<'l>,
}

impl Line<'_> {
    /// The value between prefix and suffix.
    fn finished(&self, value: &Symbolic) -> Result<Symbolic, Bad> {
        let either = |own: &Option<Symbolic>, general: &Symbolic| match own {
            Some(own) => self.scope.global(own),
            None if general.is_empty() => Ok(Symbolic::default()),
            None => self.scope.global(general),
        };
        let mut out = either(&self.tag.prefix, &self.flavor.prefix)?;
        out.push(value);
        out.push(&either(&self.tag.suffix, &self.flavor.suffix)?);
        Ok(out)
    }

    /// A value that does not ask for `latest`.
    fn plain(&self, value: Symbolic) -> Result<Added, Bad> {
        Ok(Some((self.finished(&value)?, false)))
    }

    /// A value that asks for `latest` under `auto`.
    fn latest(&self, value: Symbolic) -> Result<Added, Bad> {
        Ok(Some((self.finished(&value)?, true)))
    }

    /// Only where the reference has this prefix; both, where nobody knows.
    fn named(&self, prefix: &str, add: impl Fn(&Self, Symbolic) -> Result<Added, Bad>) -> Result<Vec<Added>, Bad> {
        match self.scope.ref_name(prefix) {
            (Answer::Yes, name) => Ok(vec![add(self, name)?]),
            (Answer::No, _) => Ok(vec![None]),
            (Answer::Unknown, name) => Ok(vec![None, add(self, name)?]),
        }
    }

    /// What `find` makes of the git tag, or of the value in its place; nothing without one.
    fn of_tag(
        &self,
        value: &Symbolic,
        find: impl FnOnce(&Symbolic) -> Result<Vec<Added>, Bad>,
    ) -> Result<Vec<Added>, Bad> {
        let (certain, raw) = match self.scope.tag_or(value)? {
            (Answer::No, _) => return Ok(vec![None]),
            found => found,
        };
        let mut out = find(&raw)?;
        if certain == Answer::Unknown {
            out.push(None);
        }
        Ok(out)
    }

    fn semver(&self, pattern: &Symbolic, raw: &Symbolic) -> Result<Vec<Added>, Bad> {
        let versions = version::semver(raw).into_iter().map(|version| {
            let Some(version) = version else { return Ok(None) };
            if !version.prerelease {
                return self.latest(template::render(pattern, &|name, _| Ok(version.field(name)))?);
            }
            self.plain(if template::is_raw_statement(pattern) {
                template::render(pattern, &|name, _| Ok(version.field(name)))?
            } else {
                version.version
            })
        });
        versions.collect()
    }

    fn pep440(&self, pattern: &Symbolic, raw: &Symbolic) -> Result<Vec<Added>, Bad> {
        let versions = version::pep440(raw).into_iter().map(|version| {
            let Some(version) = version else { return Ok(None) };
            if !version.prerelease {
                return self.latest(template::render(pattern, &|name, _| Ok(version.field(name)))?);
            }
            self.plain(if template::is_raw_statement(pattern) { version.raw } else { version.version })
        });
        versions.collect()
    }

    fn matched(&self, pattern: &Symbolic, group: Option<usize>, raw: &Symbolic) -> Result<Added, Bad> {
        let (Some(known), Some(pattern)) = (raw.as_known(), pattern.as_known()) else {
            return Err(Bad::Unknown);
        };
        match regexp::first_match(pattern, known) {
            None => Err(Bad::Unknown),
            Some(None) => Ok(None),
            Some(Some(groups)) => match group.and_then(|group| groups.get(group).cloned().flatten()) {
                None => Ok(None),
                Some(value) => self.latest(Symbolic::known(&value)),
            },
        }
    }
}
