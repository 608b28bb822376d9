//! The rows of the build family.

use crate::finding::rules;

rules! {
    /// ## What it does
    /// Reports a repository of which no workflow pushes the promised image, on any event.
    ///
    /// ## Why is this bad?
    /// Nothing that is merged can reach production: there is nothing that the host could
    /// pull.
    ///
    /// ## Example
    /// A workflow that builds and tests, and no other.
    ///
    /// ## Use instead
    /// `cargo xtask init` writes a workflow that publishes on merges and on release tags.
    B001 UNPUBLISHED_IMAGE "unpublished-image" Error "no workflow publishes the image";

    /// ## What it does
    /// Reports that the workflows push images, and none of them is the one that the
    /// constitution promises.
    ///
    /// ## Why is this bad?
    /// The host pulls the promised name; what is pushed elsewhere never arrives.
    ///
    /// ## Example
    /// The contract says `quay.io/acme/widget`, the workflow pushes `ghcr.io/acme/widget`.
    ///
    /// ## Use instead
    /// One name in the contract, the workflow and the unit.
    B002 OTHER_IMAGE_PUBLISHED "other-image-published" Error "the workflows publish another image than the promised one";

    /// ## What it does
    /// Reports a publishing workflow that GitHub refuses: broken YAML, unknown keys, merge
    /// keys, a context that does not exist there, a needed job that does not exist.
    ///
    /// ## Why is this bad?
    /// A refused file never runs. GitHub tells so on a page that nobody visits.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   push:
    ///     push: {branches: [main]}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]
    /// ```
    ///
    /// ## References
    /// [workflow
    /// syntax](https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax)
    B003 INVALID_WORKFLOW "invalid-workflow" Error "GitHub refuses the workflow file";

    /// ## What it does
    /// Reports a publishing workflow whose `push` has tag filters and no branch filter: a
    /// merge does not start it.
    ///
    /// ## Why is this bad?
    /// A fix that is merged waits for the next release to be published.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   push:
    ///     tags: ['v*']
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]
    ///     tags: ['v*']
    /// ```
    ///
    /// ## References
    /// [filters](https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#onpushbranchestagsbranches-ignoretags-ignore)
    B004 TAG_ONLY_TRIGGER "tag-only-trigger" Error "only tags start the publishing workflow, merges do not";

    /// ## What it does
    /// Reports a publishing workflow that only a release, a schedule, a dispatch or another
    /// workflow starts.
    ///
    /// ## Why is this bad?
    /// What is merged is not published until somebody or something else starts it. GitHub
    /// drops schedules under load and disables them after 60 quiet days.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   schedule:
    ///     - cron: '30 4 * * 1'
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]
    ///     tags: ['v*']
    ///   schedule:
    ///     - cron: '30 4 * * 1'
    /// ```
    ///
    /// ## References
    /// [events](https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows)
    B005 MISSING_PUSH_TRIGGER "missing-push-trigger" Error "no push starts the publishing workflow";

    /// ## What it does
    /// Reports a publishing workflow whose `branches` or `branches-ignore` keep the default
    /// branch out.
    ///
    /// ## Why is this bad?
    /// Merges go to the default branch; none of them starts the workflow.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]   # the default branch is master
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [master]
    /// ```
    B006 FILTERED_DEFAULT_BRANCH "filtered-default-branch" Error "the branch filter does not let the default branch pass";

    /// ## What it does
    /// Reports `$default-branch` in a workflow file. GitHub replaces it when a file is made
    /// from a workflow template, and never later.
    ///
    /// ## Why is this bad?
    /// In a real file it is a branch of that very name, which does not exist.
    ///
    /// ## Example
    /// ```yaml
    /// branches: [$default-branch]
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// branches: [main]
    /// ```
    B007 TEMPLATE_DEFAULT_BRANCH "template-default-branch" Error "`$default-branch` is a placeholder of templates only";

    /// ## What it does
    /// Reports a filter pattern that YAML reads as a number and that turns into another text:
    /// `2.0` is `2`, `1.10` is `1.1`.
    ///
    /// ## Why is this bad?
    /// The branch or tag that was meant does not start the workflow.
    ///
    /// ## Example
    /// ```yaml
    /// branches: [main, 2.0]
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// branches: [main, '2.0']
    /// ```
    B008 NUMBER_AS_BRANCH "number-as-branch" Warning "an unquoted number in a filter is not the text that is written";

    /// ## What it does
    /// Reports an `if` that is false on a push to the default branch, so that the job or step
    /// that publishes is skipped.
    ///
    /// ## Why is this bad?
    /// The run is green and publishes nothing.
    ///
    /// ## Example
    /// ```yaml
    /// if: startsWith(github.ref, 'refs/tags/')
    /// ```
    ///
    /// ## Use instead
    /// A condition that also holds on the default branch, or none.
    B009 MERGE_HELD_BACK "merge-held-back" Error "a condition holds the publishing step back on merges";

    /// ## What it does
    /// Reports an `if` that compares `github.repository` or its owner with a name that is not
    /// this repository's.
    ///
    /// ## Why is this bad?
    /// After a rename, a transfer or in a fork the condition is always false: nothing is
    /// published.
    ///
    /// ## Example
    /// ```yaml
    /// if: github.repository == 'old-owner/widget'
    /// ```
    ///
    /// ## Use instead
    /// The name that the repository has now.
    B010 FOREIGN_REPOSITORY_GUARD "foreign-repository-guard" Error "a condition asks for another repository";

    /// ## What it does
    /// Reports a publishing job that is skipped on a merge because a job that it needs is
    /// skipped.
    ///
    /// ## Why is this bad?
    /// GitHub skips what needs a skipped job, silently.
    ///
    /// ## Example
    /// ```yaml
    /// jobs:
    ///   test:
    ///     if: github.event_name == 'pull_request'
    ///   publish:
    ///     needs: test
    /// ```
    ///
    /// ## Use instead
    /// Let the needed job run on merges, or give the publishing one `if: ${{ !cancelled() &&
    /// !failure() }}`.
    B011 SKIPPED_NEED "skipped-need" Error "the publishing job needs a job that is skipped on merges";

    /// ## What it does
    /// Reports a workflow that logs in and builds an image but pushes it on no event, or not
    /// on a merge: `push` is false, which is its default, or the build is not followed by a
    /// push.
    ///
    /// ## Why is this bad?
    /// The run takes its minutes and is green; the image is gone with the runner.
    ///
    /// ## Example
    /// ```yaml
    /// - uses: docker/build-push-action@v6
    ///   with:
    ///     tags: quay.io/acme/widget:latest
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// - uses: docker/build-push-action@v6
    ///   with:
    ///     push: true
    ///     tags: quay.io/acme/widget:latest
    /// ```
    B012 UNPUSHED_BUILD "unpushed-build" Error "the image is built and never pushed";

    /// ## What it does
    /// Reports a workflow that publishes on merges under other tags, while the promised tag
    /// is pushed by other events only.
    ///
    /// ## Why is this bad?
    /// docker/metadata-action adds `latest` to releases by itself, and not to merges. The
    /// host waits for the next release.
    ///
    /// ## Example
    /// ```yaml
    /// tags: |
    ///   type=ref,event=branch
    ///   type=semver,pattern={{version}}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// tags: |
    ///   type=raw,value=latest,enable={{is_default_branch}}
    ///   type=semver,pattern={{version}}
    /// ```
    ///
    /// ## References
    /// [metadata-action](https://github.com/docker/metadata-action#latest-tag)
    B013 LATEST_ONLY_FROM_TAGS "latest-only-from-tags" Error "a merge publishes, but only releases move `latest`";

    /// ## What it does
    /// Reports that no push to the default branch makes a workflow push the promised tag, for
    /// another reason than the rules above tell.
    ///
    /// ## Why is this bad?
    /// What is merged does not reach production.
    ///
    /// ## Example
    /// ```yaml
    /// tags: quay.io/acme/widget:${{ github.sha }}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// tags: |
    ///   quay.io/acme/widget:${{ github.sha }}
    ///   quay.io/acme/widget:latest
    /// ```
    B014 UNPUBLISHED_MERGE "unpublished-merge" Error "a merge does not publish the promised tag";

    /// ## What it does
    /// Reports that the promised tag is published on a merge only behind `paths` or
    /// `paths-ignore`.
    ///
    /// ## Why is this bad?
    /// A list of paths forgets: a new `COPY` source, a lock file, the workflow itself. GitHub
    /// looks at the first 300 changed files only. What is forgotten is merged and not
    /// published.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]
    ///     paths: ['src/**']
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]
    /// ```
    ///
    /// or a waiver that says why nothing outside of the list enters the image.
    B015 REBUILD_BEHIND_PATHS "rebuild-behind-paths" Warning "a merge publishes only if certain files changed";

    /// ## What it does
    /// Reports that the push of a release tag makes no workflow push the image.
    ///
    /// ## Why is this bad?
    /// A version that was released cannot be pulled, pinned or rolled back to.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]
    ///     tags: ['v*']
    /// ```
    B016 UNPUBLISHED_RELEASE "unpublished-release" Error "a release tag does not publish";

    /// ## What it does
    /// Reports that the push of a release tag pushes the image, but under no tag that has the
    /// version in it.
    ///
    /// ## Why is this bad?
    /// The version cannot be pinned or rolled back to; the release only moves a floating tag.
    ///
    /// ## Example
    /// ```yaml
    /// tags: quay.io/acme/widget:latest
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// tags: quay.io/acme/widget:${{ github.ref_name }}
    /// ```
    B017 UNVERSIONED_RELEASE "unversioned-release" Error "a release tag publishes no version";

    /// ## What it does
    /// Reports that no publishing workflow has `workflow_dispatch`.
    ///
    /// ## Why is this bad?
    /// When a run was dropped, cancelled or failed for reasons outside of the repository,
    /// nobody can publish again without a commit.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]
    ///   workflow_dispatch:
    /// ```
    B018 MISSING_DISPATCH "missing-dispatch" Warning "the publishing workflow cannot be started by hand";

    /// ## What it does
    /// Reports an event that starts the publishing workflow and reaches its build, while the
    /// push is held back on just that event.
    ///
    /// ## Why is this bad?
    /// A nightly rebuild that pushes nothing looks like one that keeps the image fresh.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   push:
    ///   schedule: [{cron: '30 4 * * 1'}]
    /// # and then
    ///     push: ${{ github.event_name == 'push' }}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    ///     push: ${{ github.event_name != 'pull_request' }}
    /// ```
    B019 IDLE_RUN "idle-run" Warning "an event starts the build but can never push";

    /// ## What it does
    /// Reports inputs with which docker/metadata-action fails, such as an `enable` that is
    /// neither `true` nor `false`.
    ///
    /// ## Why is this bad?
    /// The step fails and nothing behind it runs.
    ///
    /// ## Example
    /// ```yaml
    /// tags: type=raw,value=latest,enable=${{ inputs.release }}
    /// ```
    ///
    /// which is empty on a push.
    ///
    /// ## Use instead
    /// ```yaml
    /// tags: type=raw,value=latest,enable=${{ inputs.release == true }}
    /// ```
    ///
    /// ## References
    /// [metadata-action](https://github.com/docker/metadata-action#typeraw)
    B020 FAILING_METADATA "failing-metadata" Error "docker/metadata-action fails on an event that publishes";

    /// ## What it does
    /// Reports a reference with upper-case letters in its name, an empty component or tag, or
    /// a tag that starts with `-`; also a name without a namespace on docker.io, where only
    /// Docker pushes.
    ///
    /// ## Why is this bad?
    /// The push fails, and with docker/build-push-action one bad tag fails all the others.
    ///
    /// ## Example
    /// ```yaml
    /// tags: ghcr.io/${{ github.repository }}:latest   # acme/Widget
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// tags: ghcr.io/acme/widget:latest
    /// ```
    ///
    /// or docker/metadata-action, which lower-cases names.
    ///
    /// ## References
    /// [grammar](https://github.com/distribution/reference/blob/main/regexp.go)
    B021 INVALID_REFERENCE "invalid-reference" Error "a pushed reference is one that no registry takes";

    /// ## What it does
    /// Reports an `image` that already names the registry, given to an action that puts
    /// `registry` before it.
    ///
    /// ## Why is this bad?
    /// The push goes to `ghcr.io/ghcr.io/acme/widget`, without an error.
    ///
    /// ## Example
    /// ```yaml
    /// with:
    ///   registry: ghcr.io
    ///   image: ghcr.io/acme/widget
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// with:
    ///   registry: ghcr.io/acme
    ///   image: widget
    /// ```
    B022 DOUBLED_HOST "doubled-host" Error "the registry's host stands twice in the reference";

    /// ## What it does
    /// Reports a `push` that is empty or another text on an event that reaches it. An
    /// expression that yields nothing does not fall back to the default.
    ///
    /// ## Why is this bad?
    /// The step fails.
    ///
    /// ## Example
    /// ```yaml
    /// push: ${{ inputs.push }}
    /// ```
    ///
    /// which is empty on a push.
    ///
    /// ## Use instead
    /// ```yaml
    /// push: ${{ github.event_name != 'pull_request' }}
    /// ```
    B023 PUSH_NOT_BOOLEAN "push-not-boolean" Error "`push` is neither true nor false";

    /// ## What it does
    /// Reports an `if` with text outside of `${{ }}`: the whole is a text that is not empty,
    /// and that is true.
    ///
    /// ## Why is this bad?
    /// Whatever was to be held back runs: other branches overwrite `latest`.
    ///
    /// ## Example
    /// ```yaml
    /// if: ${{ github.ref_name == 'main' }} && ${{ github.event_name == 'push' }}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// if: github.ref_name == 'main' && github.event_name == 'push'
    /// ```
    B024 ALWAYS_TRUE_GUARD "always-true-guard" Warning "text around an expression makes a condition always true";

    /// ## What it does
    /// Reports that a push to a branch that is not the default one publishes the tag that
    /// production runs; as an info, that a run started by hand on such a branch does.
    ///
    /// ## Why is this bad?
    /// Work in progress overwrites what was merged, and the host pulls it. The form that
    /// starts a workflow by hand offers every branch.
    ///
    /// ## Example
    /// ```yaml
    /// on: push
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]
    ///     tags: ['v*']
    /// ```
    ///
    /// With `workflow_dispatch`, let the tag depend on the branch as well:
    /// ```yaml
    /// tags: type=raw,value=latest,enable={{is_default_branch}}
    /// ```
    B025 EVERY_BRANCH_PUBLISHES_LATEST "every-branch-publishes-latest" Error "other branches publish the promised tag too";

    /// ## What it does
    /// Reports that a pull request pushes the image: as an error where it writes the tag that
    /// production runs.
    ///
    /// ## Why is this bad?
    /// Code that nobody has reviewed gets into the registry under the team's name.
    ///
    /// ## Example
    /// ```yaml
    /// on: [push, pull_request]
    /// # and then
    ///     push: true
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    ///     push: ${{ github.event_name != 'pull_request' }}
    /// ```
    B026 PULL_REQUEST_PUBLISHES "pull-request-publishes" Warning "a pull request publishes the image";

    /// ## What it does
    /// Reports `cancel-in-progress` on the run that a merge starts.
    ///
    /// ## Why is this bad?
    /// Merges in quick succession cancel each other mid-push. If the last one fails or is
    /// filtered out, none of them is published.
    ///
    /// ## Example
    /// ```yaml
    /// concurrency:
    ///   group: ${{ github.ref }}
    ///   cancel-in-progress: true
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// concurrency:
    ///   group: ${{ github.ref }}
    ///   cancel-in-progress: false
    /// ```
    B027 CANCELLED_PUBLICATION "cancelled-publication" Warning "a newer run cancels a publication";

    /// ## What it does
    /// Reports two workflows, or two jobs of which none needs the other, that push the same
    /// reference on the same event.
    ///
    /// ## Why is this bad?
    /// Who ends last wins: which build production runs is a matter of luck.
    ///
    /// ## Example
    /// A `ci.yml` and a `release.yml` that both push `:latest` on a merge.
    ///
    /// ## Use instead
    /// One job that publishes.
    B028 DOUBLED_PUBLICATION "doubled-publication" Warning "two jobs publish the same reference on one event";

    /// ## What it does
    /// Reports `|| true` behind a push, or `continue-on-error` on the step.
    ///
    /// ## Why is this bad?
    /// A push that failed looks like one that worked.
    ///
    /// ## Example
    /// ```yaml
    /// - run: podman push quay.io/acme/widget || true
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// - run: podman push quay.io/acme/widget
    /// ```
    B029 IGNORED_PUSH_FAILURE "ignored-push-failure" Warning "a push may fail while the run stays green";

    /// ## What it does
    /// Reports workflow commands that were disabled in 2020, in a workflow that publishes.
    ///
    /// ## Why is this bad?
    /// The step fails.
    ///
    /// ## Example
    /// ```yaml
    /// - run: echo "::set-env name=TAG::latest"
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// - run: echo "TAG=latest" >> "$GITHUB_ENV"
    /// ```
    B030 DISABLED_COMMAND "disabled-command" Error "the runner refuses `::set-env` and `::add-path`";

    /// ## What it does
    /// Reports a build of the published image without the labels
    /// `org.opencontainers.image.source`, `.revision` and `.version`.
    ///
    /// ## Why is this bad?
    /// Nobody can tell from the running container which commit it is, and so whether a fix is
    /// in it.
    ///
    /// ## Example
    /// ```yaml
    /// - uses: docker/build-push-action@v6
    ///   with:
    ///     push: true
    ///     tags: ${{ steps.meta.outputs.tags }}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// - uses: docker/build-push-action@v6
    ///   with:
    ///     push: true
    ///     tags: ${{ steps.meta.outputs.tags }}
    ///     labels: ${{ steps.meta.outputs.labels }}
    /// ```
    ///
    /// ## References
    /// [annotations](https://github.com/opencontainers/image-spec/blob/main/annotations.md)
    B031 MISSING_PROVENANCE_LABELS "missing-provenance-labels" Warning "the image does not say what it was built from";

    /// ## What it does
    /// Reports `workflow_run` with names that no workflow of the repository has.
    ///
    /// ## Why is this bad?
    /// The event never comes. It happens when the awaited workflow is renamed.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   workflow_run:
    ///     workflows: [CI]
    /// ```
    ///
    /// while `ci.yml` says `name: Tests`.
    ///
    /// ## Use instead
    /// The name that stands in the awaited file.
    B032 UNKNOWN_WORKFLOW_AWAITED "unknown-workflow-awaited" Error "a publishing workflow waits for one that does not exist";
}
