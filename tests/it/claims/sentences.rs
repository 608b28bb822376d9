//! What single sentences claim, and that others claim nothing.

use super::*;

#[test]
fn sentences_that_claim() {
    let table: &[(&str, &[&str])] = &[
        // Images.
        ("The image MUST be published to `quay.io/acme/widget`.", &["publishes quay.io/acme/widget!"]),
        ("Images are pushed to quay.io/acme/widget.", &["publishes quay.io/acme/widget"]),
        (
            "CI pushes `ghcr.io/acme/widget:latest` and nothing else.",
            &["publishes ghcr.io/acme/widget:latest", "tag latest"],
        ),
        ("The container image is `quay.io/acme/widget`.", &["image quay.io/acme/widget"]),
        ("- **Registry**: `quay.io/acme/widget`", &["image quay.io/acme/widget"]),
        ("The host runs `quay.io/acme/widget:latest` under systemd.", &["runs quay.io/acme/widget:latest"]),
        ("The unit pulls `quay.io/acme/widget:stable`.", &["runs quay.io/acme/widget:stable"]),
        ("It is published as `quay.io/acme/widget:<version>`.", &["publishes quay.io/acme/widget"]),
        ("It is published to `quay.io/acme/widget`, not `docker.io/acme/widget`.", &["publishes quay.io/acme/widget"]),
        (
            "It is published to `quay.io/acme/widget` (never to `docker.io/acme/widget`).",
            &["publishes quay.io/acme/widget"],
        ),
        ("Publish to `quay.io/acme/widget`, e.g. as `quay.io/acme/widget:v1`.", &["publishes quay.io/acme/widget"]),
        ("| Item | Value |\n|---|---|\n| Image | `quay.io/acme/widget` |", &["image quay.io/acme/widget"]),
        ("镜像必须发布到 `quay.io/acme/widget`。", &["publishes quay.io/acme/widget!"]),
        ("镜像必须推送到quay.io/acme/widget。", &["publishes quay.io/acme/widget!"]),
        ("イメージは `quay.io/acme/widget` に公開しなければならない。", &["publishes quay.io/acme/widget!"]),
        (
            "The following MUST hold:\n\n- the image is published to `quay.io/acme/widget`",
            &["publishes quay.io/acme/widget!"],
        ),
        // Base images.
        (
            "The image MUST be based on `registry.access.redhat.com/ubi10/ubi-minimal`.",
            &["base registry.access.redhat.com/ubi10/ubi-minimal!"],
        ),
        (
            "The Containerfile starts with `FROM quay.io/hummingbird/python:3.12`.",
            &["base quay.io/hummingbird/python:3.12"],
        ),
        ("Base image: `alpine:3.20`", &["base alpine:3.20"]),
        (
            "| Layer | Choice |\n|---|---|\n| Base image | `quay.io/centos/centos:stream10` |",
            &["base quay.io/centos/centos:stream10"],
        ),
        ("基础镜像必须基于 `quay.io/centos/centos`。", &["base quay.io/centos/centos!"]),
        ("`Containerfile.base` builds the image from `quay.io/acme/core`.", &["base quay.io/acme/core"]),
        ("## Parent Image\n\n`quay.io/acme/core:latest`. It inherits the tools.", &["base quay.io/acme/core:latest"]),
        ("- **Parent:** `quay.io/acme/core:latest` (systemd init)", &["base quay.io/acme/core:latest"]),
        ("Images MUST use multi-stage builds with `node:20-alpine` as the base image.", &["base node:20-alpine!"]),
        // Triggers.
        (
            "Every push to `main` rebuilds `:latest`, so production never lags `main`; a `v*` tag also publishes an immutable `:vX.Y.Z`.",
            &["on push:main", "tag latest", "on tag:v*"],
        ),
        ("Version tags trigger container builds via GitHub Actions.", &["on tag:<any>"]),
        ("Every push to `main` MUST rebuild the image.", &["on push:main!"]),
        ("Every push to main rebuilds and publishes `:latest`.", &["on push:main", "tag latest"]),
        ("The image is rebuilt on every merge to the default branch.", &["on push:<default>"]),
        ("The image is built on push to main and on version tags.", &["on push:main", "on tag:<any>"]),
        ("Container images MUST be published only on `v*` tags.", &["only tag:v*!"]),
        ("Images are published only when version tags are pushed.", &["only tag:<any>"]),
        ("Merges to main MUST NOT publish the image.", &["never push:main!"]),
        ("The image MUST NOT be published on push to `main`.", &["never push:main!"]),
        ("The build workflow is started by `workflow_dispatch` and publishes the image.", &["on workflow_dispatch"]),
        ("\
The image is published on:

- pushes to `main`
- `v*` tags", &["on push:main", "on tag:v*"]),
        (
            "| Trigger | Image tag |\n|---|---|\n| Push to `main` publishes | `:latest` |",
            &["on push:main", "tag latest"],
        ),
        ("每次合并到 main 都必须构建并发布镜像。", &["on push:main!"]),
        ("仅在版本标签时发布镜像。", &["only tag:<any>"]),
        ("main へのマージのたびにイメージを公開する。", &["on push:main"]),
        ("Builds MUST trigger on BOTH push:main and push:tags:v*.", &["on push:main!", "on tag:v*!"]),
        ("The image is built on version tags only.", &["only tag:<any>"]),
        ("Pushes to `main` do not build the image.", &["never push:main"]),
        // Against what every delivery needs.
        ("The host MUST NOT use podman auto-update.", &["against: auto-update is forbidden!"]),
        ("Units MUST NOT be auto-updated.", &["against: auto-update is forbidden!"]),
        (
            "Units carry `io.containers.autoupdate=local`.",
            &["label io.containers.autoupdate=local", "against: auto-update pulls nothing"],
        ),
        ("`:latest` is only moved by releases.", &["tag latest", "against: only releases move the tag"]),
        (
            "Without a release, merged code is not distributed.",
            &["against: what is merged waits for a release"],
        ),
        (
            "Version tags trigger container builds. After merging, create and push a tag.",
            &["on tag:<any>", "against: a tag has to be pushed after each merge"],
        ),
        // Small facts.
        ("The default branch is `trunk`.", &["default branch trunk"]),
        ("The service listens on port 8080.", &["port 8080"]),
        ("Images are built for `linux/amd64` and `linux/arm64`.", &["platform linux/amd64", "platform linux/arm64"]),
        ("The image is based on Hummingbird (`quay.io/hummingbird/python`).", &["base quay.io/hummingbird/python"]),
        ("## Other rules\n\nImages are published to `quay.io/acme/widget`.", &["publishes quay.io/acme/widget"]),
        ("Образ строится на базе Hummingbird (`quay.io/hummingbird/python`).", &["base quay.io/hummingbird/python"]),
        ("La imagen se basa en Hummingbird (`quay.io/hummingbird/python`).", &["base quay.io/hummingbird/python"]),
        ("Образ базується на Hummingbird (`quay.io/hummingbird/python`).", &["base quay.io/hummingbird/python"]),
        ("İmaj Hummingbird (`quay.io/hummingbird/python`) tabanlıdır.", &["base quay.io/hummingbird/python"]),
        ("イメージは Hummingbird（`quay.io/hummingbird/python`）を基にする。", &["base quay.io/hummingbird/python"]),
        ("이미지는 Hummingbird(`quay.io/hummingbird/python`)를 기반으로 한다.", &["base quay.io/hummingbird/python"]),
        ("В качестве базового образа должен использоваться `quay.io/centos/centos`.", &["base quay.io/centos/centos!"]),
        ("The images are built for amd64 and s390x.", &["platform linux/amd64", "platform linux/s390x"]),
        ("The image is rebuilt every Monday at 6 AM UTC.", &["every Monday at 06:00 UTC"]),
        ("The image is rebuilt every Monday at noon UTC.", &["every Monday at 12:00 UTC"]),
        ("The image is rebuilt every Monday at midnight UTC.", &["every Monday at 00:00 UTC"]),
        ("Das Image wird jeden Montag um Mitternacht UTC neu gebaut.", &["every Monday at 00:00 UTC"]),
        ("L'image est reconstruite chaque lundi à minuit UTC.", &["every Monday at 00:00 UTC"]),
        ("La imagen se reconstruye cada lunes a medianoche UTC.", &["every Monday at 00:00 UTC"]),
        ("A imagem é reconstruída toda segunda-feira à meia-noite UTC.", &["every Monday at 00:00 UTC"]),
        ("L'immagine viene ricostruita ogni lunedì a mezzogiorno UTC.", &["every Monday at 12:00 UTC"]),
        ("Образ пересобирается каждый понедельник в полночь UTC.", &["every Monday at 00:00 UTC"]),
        ("镜像每周一午夜 UTC 重新构建。", &["every Monday at 00:00 UTC"]),
        ("イメージは毎週月曜日の正午 UTC に再ビルドされる。", &["every Monday at 12:00 UTC"]),
        ("이미지는 매주 월요일 자정 UTC에 다시 빌드한다.", &["every Monday at 00:00 UTC"]),
        ("Obraz jest budowany w każdy poniedziałek o północy UTC.", &["every Monday at 00:00 UTC"]),
        ("Image rebuild: Monday 6am.", &["every Monday at 06:00"]),
        // Schedules, in other languages; what is denied or wished is none.
        ("Das Image wird jeden Montag gebaut.", &["every Monday"]),
        ("Das Image sollte jeden Montag gebaut werden.", &[]),
        ("L'immagine viene ricostruita ogni lunedì.", &["every Monday"]),
        ("L'immagine non viene ricostruita ogni lunedì.", &[]),
        ("Obraz jest budowany w każdy poniedziałek.", &["every Monday"]),
        ("Obraz nie jest budowany w każdy poniedziałek.", &[]),
        ("Образ пересобирается каждый понедельник.", &["every Monday"]),
        ("Образ следует пересобирать каждый понедельник.", &[]),
        ("La imagen se reconstruye cada lunes.", &["every Monday"]),
        ("La imagen debería reconstruirse cada lunes.", &[]),
        ("이미지는 매주 월요일에 다시 빌드한다.", &["every Monday"]),
        // Schedules.
        // Hours in words.
        ("Das Image wird jeden Montag um 6 Uhr UTC gebaut.", &["every Monday at 06:00 UTC"]),
        ("Das Image wird jeden Montag um 6 Uhr 30 gebaut.", &["every Monday at 06:30"]),
        ("L'image est reconstruite chaque lundi à 6 heures UTC.", &["every Monday at 06:00 UTC"]),
        ("L'image est reconstruite chaque lundi à 6 heures du soir.", &["every Monday at 18:00"]),
        ("La imagen se reconstruye cada lunes a las 6 UTC.", &["every Monday at 06:00 UTC"]),
        ("A imagem é reconstruída toda segunda-feira às 6 horas.", &["every Monday at 06:00"]),
        ("L'immagine viene ricostruita ogni lunedì alle ore 6.", &["every Monday at 06:00"]),
        ("Образ пересобирается каждый понедельник в 6 часов.", &["every Monday at 06:00"]),
        ("Образ пересобирается каждый понедельник в 6 вечера.", &["every Monday at 18:00"]),
        ("Образ перезбирається щопонеділка о 6 годині.", &["every Monday at 06:00"]),
        ("Obraz jest budowany w każdy poniedziałek o godzinie 6.", &["every Monday at 06:00"]),
        ("İmaj her pazartesi saat 6 UTC'de yeniden derlenir.", &["every Monday at 06:00 UTC"]),
        ("Image được dựng lại mỗi thứ hai lúc 6 giờ.", &["every Monday at 06:00"]),
        ("イメージは毎週月曜 6時に再構築する。", &["every Monday at 06:00"]),
        ("イメージは毎週月曜の午後6時30分に再構築する。", &["every Monday at 18:30"]),
        ("이미지는 매주 월요일 6시에 다시 빌드한다.", &["every Monday at 06:00"]),
        ("镜像每周一 6点半 重建。", &["every Monday at 06:30"]),
        // Durations are no hours of the day.
        ("イメージは毎週月曜に6時間かけて再構築する。", &["every Monday"]),
        ("L'image est reconstruite chaque lundi en 6 heures.", &["every Monday"]),
        ("The image is rebuilt weekly.", &["every week"]),
        ("The image MUST be rebuilt every Monday at 04:30 UTC.", &["every Monday at 04:30 UTC!"]),
        ("A scheduled build runs every Monday 4:30 UTC.", &["every Monday at 04:30 UTC"]),
        ("The rebuild runs on cron `30 4 * * 1`.", &["this cron line"]),
        ("The workflow has `cron: \"30 4 * * 1\"` (weekly).", &["this cron line"]),
        ("Nightly images are built at 2:15am UTC.", &["every day at 02:15 UTC"]),
        ("Weekly rebuilds on Mondays pick up base image fixes.", &["every Monday"]),
        ("Images are rebuilt every Monday and Thursday.", &["every Monday and Thursday"]),
        ("| Build | When |\n|---|---|\n| Weekly rebuild | Monday 04:30 UTC |", &["every Monday at 04:30 UTC"]),
        ("镜像每周一 04:30 UTC 重建。", &["every Monday at 04:30 UTC"]),
        ("イメージは毎週月曜 04:30 UTC に再構築する。", &["every Monday at 04:30 UTC"]),
        // Files and names.
        (
            "Publishing is done by `.github/workflows/container-build.yml`.",
            &["workflow .github/workflows/container-build.yml"],
        ),
        ("The workflow `container-build.yml` is the only publisher.", &["workflow container-build.yml"]),
        ("The unit is `deploy/widget.service`.", &["the unit deploy/widget.service", "unit deploy/widget.service"]),
        ("The host MUST run the Quadlet `widget.container`.", &["unit widget.container!"]),
        ("The image is built from `Containerfile`.", &["file Containerfile"]),
        ("The threat model in `docs/threat-model.md` MUST be kept current.", &["file docs/threat-model.md!"]),
        ("The `verify` workflow MUST pass before a merge.", &["workflow verify!"]),
        ("The required check `lint` gates every pull request.", &["check lint"]),
        // Labels.
        (
            "The unit MUST carry the label `io.containers.autoupdate=registry`.",
            &["label io.containers.autoupdate=registry!"],
        ),
        ("Containers are labelled `PODMAN_SYSTEMD_UNIT=%n`.", &["label PODMAN_SYSTEMD_UNIT"]),
        ("Every image MUST have `org.opencontainers.image.revision`.", &["label org.opencontainers.image.revision!"]),
        (
            "単位は `io.containers.autoupdate=registry` ラベルを持つ必要がある。",
            &["label io.containers.autoupdate=registry!"],
        ),
    ];
    let mut wrong = Vec::new();
    for (text, expected) in table {
        let found = claims_of(text);
        if found != *expected {
            wrong.push(format!("{text}\n   found {found:?}\n  wanted {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), table.len(), wrong.join("\n"));
}

#[test]
fn sentences_that_claim_nothing() {
    let table = [
        // Denied.
        "The image MUST NOT be published to `docker.io/acme/widget`.",
        "Images MUST NOT be pushed to `docker.io/acme/widget`, `ghcr.io/acme/widget` or quay.io/acme/old.",
        "Never push to `docker.io/acme/widget`.",
        "We no longer publish to `ghcr.io/acme/widget`.",
        "The label `io.containers.autoupdate.systemd_unit` does not exist and is not used.",
        "There is no `deploy/widget.service`.",
        "Do not rely on `.github/workflows/old.yml`.",
        "The image is not rebuilt weekly.",
        "Rather than `docker.io/acme/widget` we run our own registry.",
        "The image must be published without using `docker.io/acme/widget`.",
        "\
Forbidden registries:

- images on `docker.io/acme/widget`
- `ghcr.io/acme/widget`",
        "\
The image MUST NOT:

- be pushed to `docker.io/acme/widget`
- be rebuilt weekly",
        "## Prohibited registries\n\nImages published to `docker.io/acme/widget`.",
        "| Registry | Allowed |\n|---|---|\n| `docker.io/acme/widget` | never |",
        "镜像不得发布到 `docker.io/acme/widget`。",
        "禁止将镜像推送到 `docker.io/acme/widget`。",
        "イメージを `docker.io/acme/widget` に公開してはならない。",
        // Quoted.
        "> The image is published to `quay.io/acme/other`.",
        "The reviewer wrote \"the image is published to quay.io/acme/other every week\".",
        "```\nThe image is published to quay.io/acme/widget\n```",
        "<!-- The image is published to `quay.io/acme/other`. -->",
        "~~The image is published to `quay.io/acme/other`.~~",
        // Past.
        "On 2026-05-19 the image was pushed to `quay.io/acme/old:latest` by a sibling.",
        "Previously the image was published to `docker.io/acme/widget`.",
        "Until May 2026 the build ran weekly from `.github/workflows/old.yml`.",
        "The repository formerly used `deploy/old.service`.",
        "The service has migrated from `docker.io/acme/widget` to our own registry.",
        "## Amendment History\n\n| Version | Date | Change |\n|---|---|---|\n| 1.1.0 | 2026-05-19 | Publish to `quay.io/acme/old`, every Monday 4:30 UTC |",
        "## Changelog\n\n- The image is published to `quay.io/acme/old`.",
        "曾经发布镜像到 `quay.io/acme/old`。",
        "以前は `quay.io/acme/old` にイメージを公開していた。",
        // Examples.
        "For example, the image is published to `quay.io/acme/example`.",
        "Images are named after the repository (e.g. `quay.io/acme/other`).",
        "Registries such as `quay.io/acme/other` are public.",
        "## Examples\n\nThe image is published to `quay.io/acme/other`.",
        "Example: `deploy/other.service` is the unit.",
        "例如，镜像发布到 `quay.io/acme/other`。",
        "例えば、イメージは `quay.io/acme/other` に公開する。",
        // Conditional, wished, asked.
        "If the image is published to `docker.io/acme/widget`, it is mirrored.",
        "The image MAY also be published to `ghcr.io/acme/widget`.",
        "A weekly rebuild of the image is planned.",
        "The image should be rebuilt weekly.",
        "Is the image published to `quay.io/acme/other`?",
        "The image could be rebuilt every Monday at 04:30 UTC.",
        "如果镜像发布到 `quay.io/acme/other`，需要审批。",
        // Of something else.
        "Integration tests run against `docker.io/library/postgres:16`.",
        "The database sidecar runs `docker.io/library/redis:7`.",
        "Sibling repositories publish `quay.io/acme/other:latest`.",
        "Maintainers review the constitution monthly.",
        "Every push to `main` MUST run the tests.",
        "Backups are made every Monday at 04:30 UTC.",
        "Images are updated daily by `podman-auto-update.timer`.",
        "Releases follow Semantic Versioning 2.0.0 with `v*`.",
        "The plan lives in `specs/001-widget/plan.md`.",
        "Every feature has `spec.md` and `plan.md`.",
        "Code lives under `src/<module>/mod.rs`.",
        "Secrets live in `/etc/widget/env`.",
        "See https://quay.io/repository/acme/widget for the image.",
        "`github.com/acme/widget` is the repository of the image.",
        "Auto-update MUST NOT be disabled.",
        "Units MUST NOT run without auto-update.",
        "Dependencies MUST NOT be auto-updated.",
        "The database listens on port 5432.",
        "After merging, create and push a tag.",
        "`config/local.toml` is git-ignored.",
        "The service requires `network-online.target` and `podman.service`.",
        "Branches are merged to main by pull request.",
        "Run `cargo test` before every commit to main.",
        "Bump the version tag when the API changes.",
        "Principle I is based on `spec-kit`.",
        "Builds MUST pass on stable and nightly.",
        "## Base Image\n\n- `postgresql.service` is the database.",
        "Tag `vX.Y.Z`, publish the GitHub Release, run the bump script.",
        "Container images MUST be scanned weekly.",
        "Data flows daily from the container to the warehouse team.",
        "Images published to GHCR MUST be tagged with the commit SHA, e.g. `ghcr.io/org/app:sha-abc`.",
        "PostgreSQL runs from `postgres:16-alpine` in Compose.",
        "No other repository, including archived siblings and forks, may publish to `quay.io/acme/widget:latest`.",
    ];
    let mut wrong = Vec::new();
    for text in table {
        let found = claims_of(text);
        if !found.is_empty() {
            wrong.push(format!("{text}\n   found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), table.len(), wrong.join("\n"));
}

/// `scenarios/claimed.txt`: a sentence, and indented below it its claims or "nothing".
#[test]
fn sentences_claim_alike_in_every_language() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/claimed.txt");
    let text = fs::read_to_string(path).expect("sentences");
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    assert!(lines.len() >= 240 && lines.len() % 2 == 0, "{}", lines.len());
    let mut wrong = Vec::new();
    for pair in lines.chunks_exact(2) {
        let found = claims_of(pair[0]).join(", ");
        let found = if found.is_empty() { "nothing" } else { &found };
        if found != pair[1].trim() {
            wrong.push(format!("{}\n   found {found}\n  wanted {}", pair[0], pair[1].trim()));
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn claims_point_at_their_words() {
    let text = "\u{feff}# C\r\n\r\n- The image **MUST** be\r\n  published to `quay.io/acme/widget`, every Monday\r\n  4:30 UTC.\r\n";
    let found: Vec<_> = claims::read(text, &Markdown::read(text))
        .iter()
        .map(|claim| (claim.span.text(text).to_string(), claim.sentence.text(text).len()))
        .collect();
    assert_eq!(
        found.iter().map(|(words, _)| words.as_str()).collect::<Vec<_>>(),
        ["quay.io/acme/widget", "every Monday\r\n  4:30 UTC"]
    );
}
