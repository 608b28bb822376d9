//! Actions whose insides are not followed: which of them may push an image, and which
//! cannot although their names or inputs sound like it. A row each, with the file that
//! says so. Data alone.

/// An action that is not followed.
pub(in crate::publishers) struct Row {
    /// In lower case, without its version.
    pub name: &'static str,
    pub pushes: Pushes,
    /// The upstream repository and files that say so.
    pub source: &'static str,
    /// The day on which they were read.
    pub read: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::publishers) enum Pushes {
    Perhaps(Untold),
    /// Perhaps, where this input is given and not `false`.
    With(&'static str, Untold),
    /// What it does instead, for who reads the table.
    Never(&'static str),
    /// It pushes nothing, but what follows may log in by it, or is; for who reads the table.
    LogsIn(&'static str),
}

use prodproof_script::doubt::Untold;
use Pushes::{LogsIn, Never, Perhaps, With};

const READ: &str = "2026-12-01";

const fn row(name: &'static str, pushes: Pushes, source: &'static str, read: &'static str) -> Row {
    Row { name, pushes, source, read }
}

/// In the order of their names.
pub(in crate::publishers) const ROWS: &[Row] = &[
    row(
        "1password/load-secrets-action",
        LogsIn("hands out secrets"),
        "1Password/load-secrets-action 2a9101f action.yml:2",
        READ,
    ),
    row(
        "aevea/action-kaniko",
        Perhaps(Untold::TagOfBranch),
        "aevea/action-kaniko a198175 entrypoint.sh:10,75,99",
        READ,
    ),
    row(
        "akhileshns/heroku-deploy",
        With("usedocker", Untold::Heroku),
        "AkhileshNS/heroku-deploy v3.14.15 action.yml:31, index.js:85,146",
        READ,
    ),
    row("anchore/sbom-action", Never("lists what is in an image"), "anchore/sbom-action 6b92ff5 action.yml:2", READ),
    row("anchore/scan-action", Never("scans an image"), "anchore/scan-action b905e0e action.yml:2", READ),
    row(
        "appleboy/ssh-action",
        Never("runs a script on another host"),
        "appleboy/ssh-action 1530429 action.yml:2",
        READ,
    ),
    row("aquasecurity/trivy-action", Never("scans an image"), "aquasecurity/trivy-action df678db action.yaml:2", READ),
    row(
        "aws-actions/amazon-ecs-deploy-task-definition",
        Never("starts what is in a registry"),
        "aws-actions/amazon-ecs-deploy-task-definition v2.6.3 action.yml:2",
        READ,
    ),
    row(
        "aws-actions/amazon-ecs-render-task-definition",
        Never("writes an image's name into a file"),
        "aws-actions/amazon-ecs-render-task-definition v1.9.0 action.yml:2",
        READ,
    ),
    row(
        "aws-actions/aws-codebuild-run-build",
        Perhaps(Untold::CodeBuildRun),
        "aws-actions/aws-codebuild-run-build d72652c action.yml:2",
        READ,
    ),
    row(
        "azure/container-apps-deploy-action",
        With("appsourcepath", Untold::BeforeDeploy),
        "Azure/container-apps-deploy-action c761612 action.yml:3,8-12",
        READ,
    ),
    row("azure/docker-login", LogsIn("logs in to a registry"), "Azure/docker-login 8081e8d action.yml:2", READ),
    row(
        "azure/k8s-deploy",
        Never("writes images into manifests and applies them"),
        "Azure/k8s-deploy 4fa6d56 action.yml:2,13-14",
        READ,
    ),
    row("azure/k8s-set-context", Never("chooses a cluster"), "Azure/k8s-set-context 42a5ae8 action.yml:2", READ),
    row("azure/setup-helm", Never("installs helm"), "Azure/setup-helm 7a9c28b action.yml:2", READ),
    row("azure/setup-kubectl", Never("installs kubectl"), "Azure/setup-kubectl de2a114 action.yml:2", READ),
    row(
        "azure/webapps-deploy",
        Never("deploys what is in a registry"),
        "Azure/webapps-deploy a1bf3d8 action.yml:3",
        READ,
    ),
    row(
        "christian-korneck/update-container-description-action",
        Never("writes a description"),
        "christian-korneck/update-container-description-action cf2977b action.yml:2",
        READ,
    ),
    row(
        "crazy-max/ghaction-container-scan",
        Never("scans an image"),
        "crazy-max/ghaction-container-scan ffcba8d action.yml:3",
        READ,
    ),
    row(
        "crazy-max/ghaction-docker-buildx",
        Never("sets up buildx"),
        "crazy-max/ghaction-docker-buildx 2a72a72 action.yml:3",
        READ,
    ),
    row(
        "dagger/dagger-for-github",
        Perhaps(Untold::ModuleFunction),
        "dagger/dagger-for-github v8.4.1 action.yml:16-19,28-29,40-41",
        READ,
    ),
    row("docker/scout-action", Never("scans an image"), "docker/scout-action 7520205 action.yaml:3", READ),
    row("docker/setup-buildx-action", Never("sets up buildx"), "docker/setup-buildx-action 37fe631 action.yml:3", READ),
    row("docker/setup-qemu-action", Never("installs QEMU"), "docker/setup-qemu-action 96fe6ef action.yml:3", READ),
    row(
        "docker://lsiodev/readme-sync",
        Never("writes a description"),
        "linuxserver/docker-readme-sync a7ef72c root/opt/docker-readme-sync/sync.js:48-55",
        READ,
    ),
    row("goodwithtech/dockle-action", Never("lints an image"), "goodwithtech/dockle-action e30e6af action.yml:2", READ),
    row(
        "google-github-actions/deploy-cloudrun",
        With("source", Untold::CloudBuildOfSource),
        "google-github-actions/deploy-cloudrun v3.0.1 action.yml:51-58",
        READ,
    ),
    row(
        "haaleo/publish-vscode-extension",
        Never("publishes an extension of an editor"),
        "HaaLeo/publish-vscode-extension a4f95d5 action.yml:2",
        READ,
    ),
    row("hadolint/hadolint-action", Never("lints a Dockerfile"), "hadolint/hadolint-action 2332a7b action.yml:2", READ),
    row("hashicorp/vault-action", LogsIn("hands out secrets"), "hashicorp/vault-action 4c06c5c action.yml:2", READ),
    row(
        "helm/chart-releaser-action",
        Never("publishes charts as releases"),
        "helm/chart-releaser-action 3e001cb action.yml:16, cr.sh:347",
        READ,
    ),
    row(
        "hiberbee/github-action-skaffold",
        Perhaps(Untold::SkaffoldRun),
        "hiberbee/github-action-skaffold 1.27.0 action.yml:20-22,30",
        READ,
    ),
    row(
        "home-assistant/builder",
        Perhaps(Untold::BuildFiles),
        "home-assistant/builder 2025.03.0 builder.sh:111,377, action.yml:2-7",
        READ,
    ),
    row(
        "home-assistant/builder/actions/build-image",
        With("push", Untold::WhereAsked),
        "home-assistant/builder 6aa51d5 actions/build-image/action.yml:81-82,239-244",
        READ,
    ),
    row(
        "home-assistant/builder/actions/publish-multi-arch-manifest",
        Perhaps(Untold::IndexOfSeveral),
        "home-assistant/builder 6aa51d5 actions/publish-multi-arch-manifest/action.yml:2",
        READ,
    ),
    row(
        "int128/docker-build-cache-config-action",
        Never("makes the values of cache-from and cache-to"),
        "int128/docker-build-cache-config-action effbdaf action.yaml:2",
        READ,
    ),
    row(
        "int128/kaniko-action",
        With("push", Untold::WhereAsked),
        "int128/kaniko-action 6dbc2b7 action.yaml:48-51, src/run.ts:91-92",
        READ,
    ),
    row(
        "jamesives/github-pages-deploy-action",
        Never("publishes pages"),
        "JamesIves/github-pages-deploy-action 42468f8 action.yml:2",
        READ,
    ),
    row(
        "jlumbroso/free-disk-space",
        Never("removes files of the runner"),
        "jlumbroso/free-disk-space 54081f1 action.yml:2",
        READ,
    ),
    row(
        "js-devtools/npm-publish",
        Never("publishes a package of npm"),
        "JS-DevTools/npm-publish 455a53e action.yaml:2",
        READ,
    ),
    row("katyo/publish-crates", Never("publishes crates"), "katyo/publish-crates 5e67639 action.yml:2", READ),
    row("macbre/push-to-ghcr", Perhaps(Untold::TagOfEvent), "macbre/push-to-ghcr 0a68448 action.yml:3,120,236", READ),
    row(
        "mikepenz/release-changelog-builder-action",
        Never("writes release notes"),
        "mikepenz/release-changelog-builder-action 0cc2898 action.yml:2",
        READ,
    ),
    row(
        "ncipollo/release-action",
        Never("makes a release of GitHub"),
        "ncipollo/release-action 389305c action.yml:2",
        READ,
    ),
    row("oras-project/setup-oras", Never("installs oras"), "oras-project/setup-oras fb503f0 action.yml:15", READ),
    row(
        "packagrio/action-publishr-go",
        Never("pushes a tag and makes a release of GitHub"),
        "PackagrIO/action-publishr-go d8682b5 action.yml:2, entrypoint.sh:21",
        READ,
    ),
    row(
        "peaceiris/actions-gh-pages",
        Never("publishes pages"),
        "peaceiris/actions-gh-pages 09d8f31 action.yml:2",
        READ,
    ),
    row(
        "peter-evans/create-pull-request",
        Never("opens a pull request"),
        "peter-evans/create-pull-request v8.1.1 action.yml:2",
        READ,
    ),
    row(
        "peter-evans/dockerhub-description",
        Never("writes a description"),
        "peter-evans/dockerhub-description 9349e0c action.yml:3",
        READ,
    ),
    row(
        "philips-software/docker-ci-scripts",
        Perhaps(Untold::SomeBranches),
        "philips-software/docker-ci-scripts v6.0.0 action.yml:2,17-20, entrypoint.sh:93",
        READ,
    ),
    row("pulumi/actions", Perhaps(Untold::OwnProgram), "pulumi/actions deb0aa3 action.yml:3", READ),
    row(
        "pypa/gh-action-pypi-publish",
        Never("publishes a package of Python"),
        "pypa/gh-action-pypi-publish 81e9d93 action.yml:3",
        READ,
    ),
    row(
        "redhat-actions/podman-login",
        LogsIn("logs in to a registry"),
        "redhat-actions/podman-login 4934294 action.yml:2",
        READ,
    ),
    row(
        "renovatebot/github-action",
        Never("runs Renovate from its image"),
        "renovatebot/github-action 2e028a9 action.yml:2,29-33",
        READ,
    ),
    row("sigstore/cosign-installer", Never("installs cosign"), "sigstore/cosign-installer 3094a48 action.yml:4", READ),
    row(
        "slackapi/slack-github-action",
        Never("posts a message"),
        "slackapi/slack-github-action faf8f8f action.yml:3",
        READ,
    ),
    row(
        "slsa-framework/slsa-github-generator/.github/workflows/generator_container_slsa3.yml",
        Never("signs what others have pushed"),
        "slsa-framework/slsa-github-generator 4d014fa .github/workflows/generator_container_slsa3.yml:17",
        READ,
    ),
    row(
        "slsa-framework/slsa-github-generator/.github/workflows/generator_generic_slsa3.yml",
        Never("signs files"),
        "slsa-framework/slsa-github-generator 4d014fa .github/workflows/generator_generic_slsa3.yml:15",
        READ,
    ),
    row("snapcore/action-publish", Never("publishes a snap"), "snapcore/action-publish v1.2.0 action.yml:2", READ),
    row("snyk/actions/docker", Never("scans an image"), "snyk/actions 10a13eb action.yml:4, docker/", READ),
    row(
        "softprops/action-gh-release",
        Never("makes a release of GitHub"),
        "softprops/action-gh-release 2bc819c action.yml:3",
        READ,
    ),
    row(
        "sonarsource/sonarqube-scan-action",
        Never("scans code"),
        "SonarSource/sonarqube-scan-action ad82103 action.yml:1",
        READ,
    ),
    row("super-linter/super-linter", Never("lints"), "super-linter/super-linter v8.7.0 action.yml:4", READ),
    row(
        "superfly/flyctl-actions",
        Perhaps(Untold::FlyDeploy),
        "superfly/flyctl-actions 1.6 action.yml:2, README.md:26",
        READ,
    ),
    row(
        "svenstaro/upload-release-action",
        Never("adds files to a release of GitHub"),
        "svenstaro/upload-release-action 2.11.5 action.yml:2",
        READ,
    ),
    row(
        "vaultvulp/gp-docker-action",
        Perhaps(Untold::TagsOfGit),
        "VaultVulp/gp-docker-action cca3426 action.yml:1-2,14-15",
        READ,
    ),
    row("wandalen/wretry.action", Perhaps(Untold::OtherAction), "Wandalen/wretry.action e94c43b action.yml:8,10", READ),
    row("webfactory/ssh-agent", Never("runs ssh-agent"), "webfactory/ssh-agent a6f90b1 action.yml:2", READ),
    row(
        "whoan/docker-build-with-cache-action",
        Perhaps(Untold::OwnStages),
        "whoan/docker-build-with-cache-action 141d758 action.yml:2,41-46",
        READ,
    ),
];
