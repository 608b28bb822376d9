//! Actions whose insides are not followed: which of them may push an image, and which
//! cannot although their names or inputs sound like it. A row each, with the file that
//! says so. Data alone.

/// An action that is not followed.
pub(in crate::publishers) struct Row {
    /// In lower case, without its version.
    pub name: &'static str,
    pub pushes: Pushes,
    pub does: &'static str,
    /// The upstream repository and files that say so.
    pub source: &'static str,
    /// The day on which they were read.
    pub read: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::publishers) enum Pushes {
    Perhaps,
    /// Perhaps, where this input is given and not `false`.
    With(&'static str),
    Never,
}

use Pushes::{Never, Perhaps, With};

const READ: &str = "2026-11-30";

const fn row(name: &'static str, pushes: Pushes, does: &'static str, source: &'static str, read: &'static str) -> Row {
    Row { name, pushes, does, source, read }
}

/// In the order of their names.
pub(in crate::publishers) const ROWS: &[Row] = &[
    row(
        "aevea/action-kaniko",
        Perhaps,
        "builds and pushes; the tag is made of the branch",
        "aevea/action-kaniko entrypoint.sh",
        READ,
    ),
    row(
        "akhileshns/heroku-deploy",
        With("usedocker"),
        "pushes to Heroku's registry",
        "AkhileshNS/heroku-deploy action.yml",
        READ,
    ),
    row("appleboy/ssh-action", Never, "runs a script on another host", "appleboy/ssh-action action.yml", READ),
    row("aquasecurity/trivy-action", Never, "scans an image", "aquasecurity/trivy-action action.yml", READ),
    row(
        "aws-actions/amazon-ecs-deploy-task-definition",
        Never,
        "starts what is in a registry",
        "aws-actions/amazon-ecs-deploy-task-definition action.yml",
        READ,
    ),
    row(
        "aws-actions/amazon-ecs-render-task-definition",
        Never,
        "writes an image's name into a file",
        "aws-actions/amazon-ecs-render-task-definition action.yml",
        READ,
    ),
    row(
        "aws-actions/aws-codebuild-run-build",
        Perhaps,
        "runs a build of CodeBuild, which may push",
        "aws-actions/aws-codebuild-run-build action.yml",
        READ,
    ),
    row(
        "azure/container-apps-deploy-action",
        With("appsourcepath"),
        "builds and pushes before it deploys",
        "Azure/container-apps-deploy-action action.yml",
        READ,
    ),
    row(
        "azure/k8s-deploy",
        Never,
        "writes images into manifests and applies them",
        "Azure/k8s-deploy action.yml",
        READ,
    ),
    row("azure/webapps-deploy", Never, "deploys what is in a registry", "Azure/webapps-deploy action.yml", READ),
    row(
        "dagger/dagger-for-github",
        Perhaps,
        "calls a function of the repository's own module",
        "dagger/dagger-for-github action.yml",
        READ,
    ),
    row(
        "docker://lsiodev/readme-sync",
        Never,
        "writes a description",
        "linuxserver/docker-readme-sync README.md",
        READ,
    ),
    row(
        "google-github-actions/deploy-cloudrun",
        With("source"),
        "has Cloud Build build and push the source",
        "google-github-actions/deploy-cloudrun action.yml",
        READ,
    ),
    row(
        "haaleo/publish-vscode-extension",
        Never,
        "publishes an extension of an editor",
        "HaaLeo/publish-vscode-extension action.yml",
        READ,
    ),
    row(
        "helm/chart-releaser-action",
        Never,
        "publishes charts as releases",
        "helm/chart-releaser-action action.yml",
        READ,
    ),
    row(
        "hiberbee/github-action-skaffold",
        Perhaps,
        "runs skaffold, whose file names the images",
        "hiberbee/github-action-skaffold action.yml",
        READ,
    ),
    row(
        "int128/docker-build-cache-config-action",
        Never,
        "makes the values of cache-from and cache-to",
        "int128/docker-build-cache-config-action action.yml",
        READ,
    ),
    row(
        "int128/kaniko-action",
        With("push"),
        "builds, and pushes with `push: true`",
        "int128/kaniko-action action.yaml, src/run.ts",
        READ,
    ),
    row(
        "jerray/publish-docker-action",
        Perhaps,
        "builds and pushes; tags may be made of the branch",
        "jerray/publish-docker-action action.yml",
        READ,
    ),
    row("js-devtools/npm-publish", Never, "publishes a package of npm", "JS-DevTools/npm-publish action.yml", READ),
    row("katyo/publish-crates", Never, "publishes crates", "katyo/publish-crates action.yml", READ),
    row(
        "macbre/push-to-ghcr",
        Perhaps,
        "builds and pushes; the tag is made of the event",
        "macbre/push-to-ghcr action.yml",
        READ,
    ),
    row(
        "mikepenz/release-changelog-builder-action",
        Never,
        "writes release notes",
        "mikepenz/release-changelog-builder-action action.yml",
        READ,
    ),
    row("ncipollo/release-action", Never, "makes a release of GitHub", "ncipollo/release-action action.yml", READ),
    row(
        "packagrio/action-publishr-go",
        Never,
        "pushes a tag and makes a release of GitHub",
        "packagrio/action-publishr-go entrypoint.sh",
        "2026-12-01",
    ),
    row(
        "peter-evans/create-pull-request",
        Never,
        "opens a pull request",
        "peter-evans/create-pull-request action.yml",
        READ,
    ),
    row(
        "peter-evans/dockerhub-description",
        Never,
        "writes a description",
        "peter-evans/dockerhub-description action.yml",
        READ,
    ),
    row(
        "philips-software/docker-ci-scripts",
        Perhaps,
        "builds and pushes on some branches",
        "philips-software/docker-ci-scripts action.yml",
        READ,
    ),
    row("pulumi/actions", Perhaps, "runs a program that may build and push", "pulumi/actions action.yml", READ),
    row(
        "renovatebot/github-action",
        Never,
        "runs Renovate from its image",
        "renovatebot/github-action action.yml",
        READ,
    ),
    row("snapcore/action-publish", Never, "publishes a snap", "snapcore/action-publish v1 action.yml:2", "2026-12-01"),
    row(
        "softprops/action-gh-release",
        Never,
        "makes a release of GitHub",
        "softprops/action-gh-release action.yml",
        READ,
    ),
    row("super-linter/super-linter", Never, "lints", "super-linter/super-linter action.yml", READ),
    row(
        "superfly/flyctl-actions",
        Perhaps,
        "`flyctl deploy` builds and pushes to Fly's registry",
        "superfly/flyctl-actions action.yml",
        READ,
    ),
    row(
        "svenstaro/upload-release-action",
        Never,
        "adds files to a release of GitHub",
        "svenstaro/upload-release-action action.yml",
        READ,
    ),
    row(
        "vaultvulp/gp-docker-action",
        Perhaps,
        "builds and pushes; tags may be made of the git tag",
        "VaultVulp/gp-docker-action action.yml",
        READ,
    ),
    row(
        "wandalen/wretry.action",
        Perhaps,
        "runs another action that its inputs name",
        "Wandalen/wretry.action action.yml",
        READ,
    ),
    row(
        "whoan/docker-build-with-cache-action",
        Perhaps,
        "builds and pushes, with stages of their own names",
        "whoan/docker-build-with-cache-action action.yml",
        READ,
    ),
];
