//! B028: two jobs, or two combinations of one's matrix, publish the same reference on one event.

use std::collections::HashMap;

use super::{of_image, told};
use crate::repo::Repo;
use crate::words::Worded;
use prodproof_publication::{Publication, Remark, WorkflowFile};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::reference::Reference;
use prodproof_syntax::yaml::Node;

rule! {
    /// ## What it does
    /// Reports two workflows, two jobs of which none needs the other, or two combinations of
    /// one job's matrix, that push the same reference on the same event.
    ///
    /// ## Why is this bad?
    /// Who ends last wins: which build production runs is a matter of luck.
    ///
    /// ## Example
    /// A `ci.yml` and a `release.yml` that both push `:latest` on a merge.
    ///
    /// ```yaml
    /// # ci.yml
    /// name: ci
    /// on:
    ///   push:
    ///     branches: [main]
    /// # release.yml
    /// name: release
    /// on:
    ///   push:
    ///     branches: [main]
    /// ```
    ///
    /// ## Use instead
    /// One job that publishes.
    B028 DOUBLED_PUBLICATION "doubled-publication" Warning "two jobs publish the same reference on one event"
}

/// Two writers of one reference on one event.
pub(super) fn check(repo: &Repo, image: &Reference, acc: &mut Vec<Finding>) {
    let build = &repo.build;
    let sure: Vec<(&Publication, &str)> = of_image(repo, image)
        .filter(|(one, _)| {
            one.certainty.is_yes() && one.reference.as_ref().is_some_and(|own| !own.has_holes() && own.tag.is_some())
        })
        .collect();
    let mut orders: HashMap<&str, Order> = HashMap::new();
    for (index, (one, entry)) in sure.iter().enumerate() {
        let of_file = || build.file(entry).map(Order::of).unwrap_or_default();
        let order = orders.entry(*entry).or_insert_with(of_file);
        let other = sure[..index].iter().find(|(other, other_entry)| {
            let apart = if other_entry == entry {
                other.job != one.job && !order.relates(&one.job, &other.job)
            } else {
                // A run by hand starts one workflow only.
                !one.event.is_by_hand()
            };
            apart && other.event == one.event && other.reference == one.reference
        });
        let Some((other, _)) = other else { continue };
        let Some(reference) = &one.reference else { continue };
        let message = format!("on {} both `{}` and `{}` publish `{reference}`", told(&one.event), other.job, one.job);
        acc.push(
            DOUBLED_PUBLICATION
                .at(Place::new(&one.path, one.span), message)
                .related(&other.path, other.span, "the other one")
                .help("let one job publish it"),
        );
        return;
    }
}

/// Whether it is a tag that is waited for: of a merge that which hosts follow.
pub(super) fn matters(repo: &Repo, remark: &Remark, reference: &str) -> bool {
    let other = |latest: Reference| latest.same(&Reference::parse(reference)) == Answer::No;
    remark.event != repo.merge() || !repo.promised_latest().is_some_and(other)
}

/// Combinations of a matrix that push one tag.
pub(super) fn of_legs(_: &Repo, remark: &Remark) -> Finding {
    DOUBLED_PUBLICATION
        .at(Place::new(&remark.path, remark.span), remark.told().to_string())
        .help("let one of them push it, or give each a tag of its own")
}

/// Which jobs of a file wait for which others, directly or through others.
#[derive(Default)]
struct Order {
    ids: HashMap<String, usize>,
    /// For each job, all that end before it begins: a bit each.
    before: Vec<Vec<u64>>,
}

impl Order {
    fn of(file: &WorkflowFile) -> Self {
        let jobs: Vec<_> = file.jobs().collect();
        let ids: HashMap<String, usize> =
            jobs.iter().enumerate().map(|(at, (id, _))| (id.to_ascii_lowercase(), at)).collect();
        let needs = |job: &Node| -> Vec<usize> {
            let nodes = job.get("needs").map(Node::one_or_many).unwrap_or_default();
            nodes.iter().filter_map(|node| ids.get(&node.as_str()?.to_ascii_lowercase()).copied()).collect()
        };
        let needs: Vec<Vec<usize>> = jobs.iter().map(|(_, job)| needs(job)).collect();
        let mut order = Self { before: vec![vec![0; jobs.len().div_ceil(64)]; jobs.len()], ids };
        let mut begun = vec![false; jobs.len()];
        for first in 0..jobs.len() {
            // A job and how many of its needs have been looked at.
            let mut open = vec![(first, 0)];
            while let Some((job, at)) = open.pop() {
                begun[job] = true;
                let Some(&need) = needs[job].get(at) else { continue };
                if begun[need] {
                    order.join(job, need);
                    open.push((job, at + 1));
                } else {
                    open.extend([(job, at), (need, 0)]);
                }
            }
        }
        order
    }

    /// What ends before `need` ends before `job`, too.
    fn join(&mut self, job: usize, need: usize) {
        for word in 0..self.before[job].len() {
            self.before[job][word] |= self.before[need][word];
        }
        self.before[job][need / 64] |= 1 << (need % 64);
    }

    /// Whether one of the jobs waits for the other. A called workflow's job is named after
    /// its caller.
    fn relates(&self, a: &str, b: &str) -> bool {
        let [a, b] = [a, b].map(|job| job.split(" / ").next().unwrap_or(job).to_ascii_lowercase());
        let waits = |job: usize, need: usize| (self.before[job][need / 64] >> (need % 64)) & 1 == 1;
        match (self.ids.get(&a), self.ids.get(&b)) {
            (Some(&a), Some(&b)) => a == b || waits(a, b) || waits(b, a),
            _ => a == b,
        }
    }
}

pub(super) fn is_told(acc: &[Finding]) -> bool {
    acc.iter().any(|finding| finding.rule == &DOUBLED_PUBLICATION)
}

#[cfg(test)]
mod tests {
    use super::{Order, WorkflowFile};
    use crate::rules::workflow::tests::{findings, workflow, ON, PATH, TAGS};

    #[test]
    fn combinations_of_a_matrix_push_one_tag() {
        let told = |matrix: &str, with: &str| {
            let text = format!(
                "\
on: {{push: {{branches: [main]}}}}
jobs:
  b:
    strategy: {{matrix: {{{matrix}}}}}
    runs-on: ubuntu-latest
    steps:
      - uses: docker/build-push-action@v6
        with: {{push: true, {with}}}
"
            );
            let found = crate::rules::workflow::tests::findings(&[(crate::rules::workflow::tests::PATH, &text)]);
            found.iter().any(|one| one.rule.name == "doubled-publication")
        };
        let two = "arch: [amd64, arm64]";
        assert!(told(two, "tags: 'quay.io/acme/widget:latest', platforms: 'linux/${{ matrix.arch }}'"));
        assert!(told("include: [{a: 1}, {a: 2}]", "tags: 'quay.io/acme/widget:latest'"));
        for (matrix, with) in [
            (two, "tags: 'quay.io/acme/widget:latest-${{ matrix.arch }}'"),
            ("arch: [amd64]", "tags: 'quay.io/acme/widget:latest'"),
            (two, "outputs: 'type=image,name=quay.io/acme/widget,push-by-digest=true'"),
            ("arch: [a, b], exclude: [{arch: b}]", "tags: 'quay.io/acme/widget:latest'"),
            ("image: [widget, other]", "tags: 'quay.io/acme/${{ matrix.image }}:latest'"),
            ("arch: '${{ fromJSON(vars.X) }}'", "tags: 'quay.io/acme/widget:latest'"),
        ] {
            assert!(!told(matrix, with), "{matrix} {with}");
        }
    }

    #[test]
    fn jobs_behind_each_other_do_not_write_at_once() {
        let text = "\
jobs:
  a: {}
  b: {needs: A}
  c: {needs: [b]}
  d: {needs: a}
  e: {uses: ./x.yml, needs: [c, f]}
  f: {needs: e}
";
        let order = Order::of(&WorkflowFile::read(PATH, text));
        for (one, other, relates) in [
            ("a", "c", true),
            ("c", "a", true),
            ("c", "d", false),
            ("e / x", "b", true),
            ("e / x", "e / y", true),
            ("f", "d", false),
            ("z", "z / y", true),
            ("z", "a", false),
        ] {
            assert_eq!(order.relates(one, other), relates, "{one} {other}");
        }
    }

    #[test]
    fn two_write_the_same() {
        let one = workflow(ON, TAGS, "true");
        let found = findings(&[(PATH, &one), (".github/workflows/z.yml", &one)]);
        assert_eq!(found.iter().map(|f| f.rule.name).collect::<Vec<_>>(), ["doubled-publication"]);
        // Whoever starts one by hand does not start the other.
        let nightly = workflow("  schedule: [{cron: '0 3 * * *'}]\n  workflow_dispatch:\n", TAGS, "true");
        let found = findings(&[(PATH, &one), (".github/workflows/z.yml", &nightly)]);
        assert_eq!(found.iter().map(|f| f.rule.name).collect::<Vec<_>>(), ["rival-workflows"]);
    }
}
