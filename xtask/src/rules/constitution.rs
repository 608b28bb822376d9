//! The constitution family: there is one, it states one version and right dates, and the
//! version follows its text. The levels and edits come from the model; here they become
//! findings.

use crate::finding::rules;
use crate::finding::{Finding, Place};
use crate::repo::Repo;
use crate::snapshot::Base;

mod dates;
mod records;
mod template;
mod version;

rules! {
    /// ## What it does
    /// Reports a repository without a constitution. It is looked for at
    /// `.specify/memory/constitution.md`, then at `memory/constitution.md`,
    /// `CONSTITUTION.md`, `.github/`, `docs/` and wherever else a file of that name
    /// stands that is not vendored, a template or test data.
    ///
    /// ## Why is this bad?
    /// What the workflow and the unit do can only be right or wrong against a promise.
    ///
    /// ## Example
    /// A repository with `.github/workflows/build.yml` and `deploy/widget.service` alone.
    ///
    /// ## Use instead
    /// `cargo xtask init` writes one, with what the other two files do already.
    C001 NO_CONSTITUTION "no-constitution" Error "there is no constitution";

    /// ## What it does
    /// Reports that the text an amendment is compared with is not at hand: the clone is
    /// shallow, or the base branch was not fetched.
    ///
    /// ## Why is this bad?
    /// Whether the constitution was amended without a bump cannot be told, and a check
    /// that passes because it could not look is worse than none.
    ///
    /// ## Example
    /// ```yaml
    /// - uses: actions/checkout@v4   # fetches one commit
    /// - run: cargo xtask verify
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// - uses: actions/checkout@v4
    ///   with:
    ///     fetch-depth: 0
    /// ```
    C002 MISSING_BASE "missing-base" Error "what the amendment is compared with is not in this clone";

    /// ## What it does
    /// Reports a constitution that still is spec-kit's template.
    ///
    /// ## Why is this bad?
    /// It promises nothing. Of 134 public constitutions measured, 17 were never filled in.
    ///
    /// ## Example
    /// ```markdown
    /// # [PROJECT_NAME] Constitution
    /// ### [PRINCIPLE_1_NAME]
    /// ```
    ///
    /// ## Use instead
    /// Your own principles: `/speckit.constitution` asks for them, `cargo xtask init
    /// --force .specify/memory/constitution.md` writes a first set.
    C003 UNTOUCHED_TEMPLATE "untouched-template" Error "the constitution is an untouched template";

    /// ## What it does
    /// Reports tokens that a template left to fill in, such as `[GOVERNANCE_RULES]`, and,
    /// as a warning, spec-kit's own mark for what is not known yet, `TODO(…)`. Code,
    /// comments and links are left alone.
    ///
    /// ## Why is this bad?
    /// Where the token stands, a promise was meant to stand.
    ///
    /// ## Example
    /// ```markdown
    /// **Ratified**: [RATIFICATION_DATE]
    /// ```
    ///
    /// ## Use instead
    /// ```markdown
    /// **Ratified**: 2026-01-31
    /// ```
    C004 TEMPLATE_PLACEHOLDER "template-placeholder" Error "a template's placeholder is left";

    /// ## What it does
    /// Reports a constitution that states no version of its own. Read are footers, header
    /// lines, block quotes, tables, lists, front matter, YAML blocks, headings and
    /// histories, also in Chinese, Japanese, Korean and Russian; versions of other things
    /// and examples do not count.
    ///
    /// ## Why is this bad?
    /// Nobody can say which text they agreed to, nor see that it was amended.
    ///
    /// ## Example
    /// A constitution that ends with its last rule.
    ///
    /// ## Use instead
    /// ```markdown
    /// **Version**: 1.0.0 | **Ratified**: 2026-01-31 | **Last Amended**: 2026-01-31
    /// ```
    C005 MISSING_VERSION "missing-version" Error "the constitution states no version";

    /// ## What it does
    /// Reports a version line that cannot be read as a version.
    ///
    /// ## Why is this bad?
    /// It can neither be compared nor bumped.
    ///
    /// ## Example
    /// ```markdown
    /// **Version**: 1.x | **Ratified**: 2026-01-31
    /// ```
    ///
    /// ## Use instead
    /// One to three numbers, with or without a `v`: `1.2`, `v1.2.0`, `2.0.0-draft`.
    C006 UNREADABLE_VERSION "unreadable-version" Error "the version cannot be read";

    /// ## What it does
    /// Reports places that state different versions of the same constitution. The
    /// highest is taken for the version.
    ///
    /// ## Why is this bad?
    /// Two readers quote two versions of one text.
    ///
    /// ## Example
    /// ```markdown
    /// **Version**: 2.0.0
    /// …
    /// **Version**: 1.0.0 | **Ratified**: 2026-01-31
    /// ```
    ///
    /// ## Use instead
    /// The same number at all places, or one place; `cargo xtask bump` writes all of them.
    C007 CONFLICTING_VERSIONS "conflicting-versions" Error "places of the version disagree";

    /// ## What it does
    /// Compares the text with the one at the base (in CI the tip of the base branch,
    /// locally the merge base with upstream) and reports an amendment under an unchanged
    /// version. The level is decided from sections, statements and binding statements:
    /// major where a section or a binding statement is gone or turned around, minor where
    /// something was added or a binding statement says something else, patch for
    /// wording. Comments, history, version and date lines, line ends, blanks and markup
    /// are no amendment.
    ///
    /// ## Why is this bad?
    /// Two texts go by one version. In the wild 44 % of amendments leave it untouched.
    ///
    /// ## Example
    /// A new section "VI. Container Conventions", and still `**Version**: 1.2.0`.
    ///
    /// ## Use instead
    /// `cargo xtask verify` (or `bump`) writes 1.3.0, in the format found, with the date. A
    /// higher version passes. A lower level needs a reason: `cargo xtask bump patch
    /// --reason "…"` records it in the sync report.
    ///
    /// ## References
    /// - spec-kit, `templates/commands/constitution.md`: MAJOR, MINOR, PATCH
    C008 UNBUMPED_AMENDMENT "unbumped-amendment" Error "the text was amended, the version was not bumped";

    /// ## What it does
    /// Reports an amendment whose bump is smaller than its content demands.
    ///
    /// ## Why is this bad?
    /// A removed promise hides behind a patch version.
    ///
    /// ## Example
    /// The section "Releases" is gone, and the version went from 1.2.0 to 1.2.1.
    ///
    /// ## Use instead
    /// 2.0.0; or state the level with a reason, in the sync report at the top:
    /// ```markdown
    /// <!--
    /// Version change: 1.2.0 → 1.2.1
    /// Level: patch (reason: the section moved to the organization's constitution)
    /// -->
    /// ```
    ///
    /// ## References
    /// - spec-kit, `templates/commands/constitution.md`: MAJOR, MINOR, PATCH
    C009 INSUFFICIENT_BUMP "insufficient-bump" Error "the version was bumped by too little";

    /// ## What it does
    /// Reports a version that is lower than the one at the base.
    ///
    /// ## Why is this bad?
    /// A number that was given to one text is given to another. Going back to an older
    /// text is an amendment, too.
    ///
    /// ## Example
    /// `git revert` of an amendment brings 1.2.0 back where 1.3.0 was published.
    ///
    /// ## Use instead
    /// The next version after the base's, by what the revert removes.
    C010 DOWNGRADED_VERSION "downgraded-version" Error "the version went backwards";

    /// ## What it does
    /// Reports a higher version of an unchanged text.
    ///
    /// ## Why is this bad?
    /// It may be meant (a draft is ratified), or the amendment was forgotten.
    ///
    /// ## Example
    /// Only the line `**Version**: 1.2.0` changed, to 1.3.0.
    ///
    /// ## Use instead
    /// The version of the base, unless the bump is meant.
    C011 UNAMENDED_BUMP "unamended-bump" Info "the version was bumped, the text is the same";

    /// ## What it does
    /// Reports a date of ratification or of the last amendment that is none. ISO dates,
    /// dates with slashes, dots, month names and in Chinese, Japanese and Korean are read.
    ///
    /// ## Why is this bad?
    /// When the text came into force cannot be told.
    ///
    /// ## Example
    /// ```markdown
    /// **Ratified**: 2026-02-30
    /// ```
    ///
    /// ## Use instead
    /// ```markdown
    /// **Ratified**: 2026-02-28
    /// ```
    C012 INVALID_DATE "invalid-date" Error "a date does not exist";

    /// ## What it does
    /// Reports a date more than a day ahead; one day is left for time zones.
    ///
    /// ## Why is this bad?
    /// Nobody has amended anything then yet: it is a slip, or was made up.
    ///
    /// ## Example
    /// `**Last Amended**: 2062-01-31`, written on 2026-01-31.
    ///
    /// ## Use instead
    /// The day of the amendment.
    C013 FUTURE_DATE "future-date" Error "a date lies in the future";

    /// ## What it does
    /// Reports a date of the last amendment before the date of ratification.
    ///
    /// ## Why is this bad?
    /// What was not in force yet cannot have been amended; one of the two is wrong.
    ///
    /// ## Example
    /// ```markdown
    /// **Ratified**: 2026-03-01 | **Last Amended**: 2025-01-27
    /// ```
    ///
    /// ## Use instead
    /// The day of the first adoption, and the day of the last amendment.
    C014 DISORDERED_DATES "disordered-dates" Error "the last amendment is older than the ratification";

    /// ## What it does
    /// Reports another date of ratification than at the base.
    ///
    /// ## Why is this bad?
    /// It is the day of the original adoption and never changes; what changes is the date
    /// of the last amendment.
    ///
    /// ## Example
    /// An amendment on 2026-03-01 that sets both dates to that day.
    ///
    /// ## Use instead
    /// The base's date of ratification.
    ///
    /// ## References
    /// - spec-kit, `templates/commands/constitution.md`: "the original adoption date"
    C015 CHANGED_RATIFICATION "changed-ratification" Error "the date of ratification changed";

    /// ## What it does
    /// Reports an amendment that was bumped, but left the date of the last amendment.
    /// Another amendment on the same day, give or take one, keeps it rightly.
    ///
    /// ## Why is this bad?
    /// Readers take the text for older than it is.
    ///
    /// ## Example
    /// ```markdown
    /// **Version**: 1.3.0 | **Last Amended**: 2025-02-02
    /// ```
    /// in a pull request of 2026, where the base has the same date.
    ///
    /// ## Use instead
    /// The day of the amendment; `cargo xtask verify --fix` writes today.
    C016 STALE_AMENDMENT_DATE "stale-amendment-date" Error "the date of the last amendment was left";

    /// ## What it does
    /// Compares the newest sync impact report with the version line and with the base.
    ///
    /// ## Why is this bad?
    /// The report is what reviewers read. In the wild 11 % speak of another version than
    /// the document, nearly all because they were not rewritten.
    ///
    /// ## Example
    /// ```markdown
    /// <!-- Version change: 1.0.0 → 1.1.0 -->
    /// …
    /// **Version**: 1.2.0
    /// ```
    ///
    /// ## Use instead
    /// A report for 1.2.0 above the old one; `cargo xtask verify --fix` writes it.
    C017 STALE_SYNC_REPORT "stale-sync-report" Warning "the sync impact report does not fit the version";

    /// ## What it does
    /// Compares the history's newest entry with the version.
    ///
    /// ## Why is this bad?
    /// One of the two was forgotten.
    ///
    /// ## Example
    /// `**Version**: 1.6.0`, and a history that ends with 1.7.1.
    ///
    /// ## Use instead
    /// An entry for the version; `cargo xtask bump` writes both.
    C018 STALE_HISTORY "stale-history" Warning "the history's newest entry is another version";

    /// ## What it does
    /// Reports copies of the constitution at the usual places that differ. Documents of
    /// the name that share less than half of their statements are no copies.
    ///
    /// ## Why is this bad?
    /// People and tools read different promises.
    ///
    /// ## Example
    /// `CONSTITUTION.md` amended, `.specify/memory/constitution.md` not.
    ///
    /// ## Use instead
    /// One file, and a symbolic link to it at the other place.
    C019 DIVERGING_COPIES "diverging-copies" Error "copies of the constitution differ";
}

pub fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    let place = Place::file(repo.constitution_path());
    let Some(constitution) = &repo.constitution else {
        let finding = NO_CONSTITUTION.at(place, "there is no constitution here");
        acc.push(finding.help("run `cargo xtask init`, which writes one"));
        return;
    };
    template::copies(repo, constitution, acc);
    if constitution.document.template {
        let finding = UNTOUCHED_TEMPLATE.at(place, "this is the template; nobody has filled it in");
        acc.push(finding.help("write the principles of this repository").implies(&["template-placeholder"]));
        return;
    }
    if let Base::Missing { why, help } = &repo.snapshot.facts.base {
        acc.push(MISSING_BASE.at(place, format!("whether the text was amended cannot be told: {why}")).help(help));
    }
    template::placeholders(constitution, acc);
    version::check(repo, constitution, acc);
    dates::check(repo, constitution, acc);
    records::check(repo, constitution, acc);
}

#[cfg(test)]
mod tests;
