//! Tests of programs that build images, and push them along with it.

use super::tests::{effects, good, spelled};
use super::{read, Context, Effect};
use prodproof_syntax::value::{Symbolic, ValueSet};
use std::collections::BTreeMap;

#[test]
fn builds_elsewhere() {
    good("depot build --push -t a/b:1 -t a/b:2 .", "a/b:1, a/b:2");
    good("depot build --project p -o type=registry -t a/b:1 .", "a/b:1");
    good("depot build --save -t a/b:1 .", "");
    good("depot push --project p -t a/b:1 id", "a/b:1");
    let hcl = "target \"default\" {\n  tags = [\"a/b:1\"]\n}";
    assert_eq!(effects("depot bake --push", &[("docker-bake.hcl", hcl)]), ["a/b:1"]);
    good(
        "devcontainer build --workspace-folder . --push true --image-name q/a/b:1 --image-name q/a/b:2",
        "q/a/b:1, q/a/b:2",
    );
    good("devcontainer build --workspace-folder . --image-name q/a/b:1", "");
    good("devcontainer build --output type=registry --image-name q/a/b:1", "q/a/b:1");
    good("devcontainer up --workspace-folder .", "");
    good("cosign copy --force a/b:1 q/a/b:1", "q/a/b:1");
    good("cosign load --dir x q/a/b:1", "q/a/b:1");
    good("cosign copy --sig-only a/b:1 q/a/b:1", "");
    good("cosign sign --yes q/a/b@sha256:0", "");
    good("bluebuild build --push --registry quay.io --registry-namespace Acme recipe.yml", "quay.io/acme/<?>:<?>");
    good("bluebuild build recipe.yml", "");
    good("ctr -n k8s.io images push ghcr.io/a/b:1", "ghcr.io/a/b:1");
    good("ctr i push --platform linux/amd64 ghcr.io/a/b:1 local", "ghcr.io/a/b:1");
    good("ctr images push --max-concurrent-uploaded-layers 2 ghcr.io/a/b:1", "ghcr.io/a/b:1");
    good("ctr images pull a/b", "");
    good("jib build --target=q/a/b:1 --additional-tags=2", "q/a/b:1, q/a/b:2");
    good("jib build --target=docker://a/b", "");
}

#[test]
fn clouds() {
    good(
        "aws ecr put-image --repository-name a/b --image-tag 1 --image-manifest x --region eu-west-1",
        "<aws-account>.dkr.ecr.eu-west-1.amazonaws.com/a/b:1",
    );
    good(
        "aws --region cn-north-1 ecr put-image --registry-id 12 --repository-name a --image-tag 1",
        "12.dkr.ecr.cn-north-1.amazonaws.com.cn/a:1",
    );
    good("aws ecr put-image --repository-name a/b --image-manifest x", "");
    good("aws ecr describe-images --repository-name a", "");
    good("aws codebuild start-build --project-name x", "opaque codebuild start-build");
    good(
        "gcloud artifacts docker tags add eu-docker.pkg.dev/p/r/a:1 eu-docker.pkg.dev/p/r/a:latest",
        "eu-docker.pkg.dev/p/r/a:latest",
    );
    good("gcloud container images add-tag -q gcr.io/p/a:1 gcr.io/p/a:2 gcr.io/p/a:3", "gcr.io/p/a:2, gcr.io/p/a:3");
    good("gcloud beta artifacts docker tags add a/b:1 a/b:2", "a/b:2");
    good("gcloud artifacts docker tags list a/b", "");
}

#[test]
fn dotnet_containers() {
    let all = "-p:ContainerRegistry=ghcr.io -p:ContainerRepository=acme/widget";
    good(&format!("dotnet publish -c Release /t:PublishContainer {all}"), "ghcr.io/acme/widget:latest");
    good(&format!("dotnet publish -t:PublishContainer {all} -p:ContainerImageTag=1.2"), "ghcr.io/acme/widget:1.2");
    good(
        &format!("dotnet publish --target:PublishContainer {all} -p:ContainerImageTags=\"1;latest\""),
        "ghcr.io/acme/widget:1, ghcr.io/acme/widget:latest",
    );
    good(
        "dotnet publish /p:PublishProfile=DefaultContainer /p:ContainerRegistry=ghcr.io;ContainerRepository=a/b",
        "ghcr.io/a/b:latest",
    );
    good("dotnet publish /t:PublishContainer -p:ContainerRegistry=ghcr.io", "ghcr.io/<?>:latest");
    good("dotnet publish /t:PublishContainer", "opaque dotnet publish /t:PublishContainer");
    good("dotnet publish -c Release", "");
    good(
        "dotnet publish -p PublishProfile=DefaultContainer -p ContainerRegistry=ghcr.io -p ContainerRepository=a/b",
        "ghcr.io/a/b:latest",
    );
    good(&format!("dotnet publish /t:PublishContainer {all} -p:ContainerArchiveOutputPath=x.tar.gz"), "");
    good("dotnet test /t:PublishContainer", "");
}

#[test]
fn builds_of_java() {
    good("mvn -B compile com.google.cloud.tools:jib-maven-plugin:3.4.0:build -Dimage=q/a/b:1", "q/a/b:1");
    good("./mvnw package jib:build -Djib.to.image=q/a/b -Djib.to.tags=1,latest", "q/a/b, q/a/b:1, q/a/b:latest");
    good("mvn jib:build", "opaque mvn jib:build");
    good("mvn jib:dockerBuild -Dimage=a/b", "");
    good("mvn com.google.cloud.tools:jib-maven-plugin:dockerBuild -Dimage=a/b", "");
    good("mvn spring-boot:build-image -Dspring-boot.build-image.imageName=q/a/b:1 -Dspring-boot.build-image.publish=true", "q/a/b:1");
    good("mvn spring-boot:build-image -Dspring-boot.build-image.imageName=q/a/b:1", "");
    good("mvn dockerfile:push -Ddockerfile.repository=q/a/b -Ddockerfile.tag=2", "q/a/b:2");
    good("mvn io.fabric8:docker-maven-plugin:0.44.0:push", "opaque mvn io.fabric8:docker-maven-plugin:0.44.0:push");
    good("mvn verify", "");
    good("./gradlew :app:jib --image=q/a/b:1", "q/a/b:1");
    good("./gradlew jib -Djib.to.image=q/a/b:1 -Djib.to.tags=2", "q/a/b:1, q/a/b:2");
    good("gradle jibDockerBuild", "");
    good("./gradlew bootBuildImage --imageName=q/a/b:1 --publishImage", "q/a/b:1");
    good("./gradlew bootBuildImage --imageName q/a/b:1 --publishImage", "q/a/b:1");
    good("./gradlew bootBuildImage --imageName=a/b", "");
    good("./gradlew build", "");
    let quarkus = "-Dquarkus.container-image.push=true";
    good(&format!("mvn package {quarkus} -Dquarkus.container-image.image=q/a/b:1"), "q/a/b:1");
    good(&format!("./gradlew build {quarkus} -Dquarkus.container-image.registry=ghcr.io -Dquarkus.container-image.group=a -Dquarkus.container-image.name=b -Dquarkus.container-image.tag=1 -Dquarkus.container-image.additional-tags=latest"), "ghcr.io/a/b:1, ghcr.io/a/b:latest");
    good(&format!("mvn package {quarkus}"), &format!("opaque mvn package {quarkus}"));
    good("sbt docker:publish", "opaque sbt docker:publish");
    good("sbt Docker/publish", "opaque sbt Docker/publish");
    good("sbt core/Docker/publish", "opaque sbt core/Docker/publish");
    good("sbt Docker/publishLocal", "");
    good("sbt test", "");
    good("mill app.docker.push", "opaque mill app.docker.push");
}

#[test]
fn images_that_a_build_s_own_files_name() {
    let pom = "<project><artifactId>w</artifactId><properties><registry>q.io/a</registry></properties><build><plugins>
        <plugin><artifactId>jib-maven-plugin</artifactId><!-- <x> --><configuration><to>
        <image>${registry}/${project.artifactId}</image><tags><tag>1</tag><tag>${revision}</tag></tags>
        </to></configuration></plugin></plugins></build></project>";
    assert_eq!(effects("mvn -B package jib:build", &[("pom.xml", pom)]), ["q.io/a/w", "q.io/a/w:1", "q.io/a/w:<?>"]);
    assert_eq!(
        effects("mvn jib:build -Dregistry=r.io/b -Djib.to.tags=2", &[("pom.xml", pom)]),
        ["r.io/b/w", "r.io/b/w:2"]
    );
    assert_eq!(effects("mvn package", &[("pom.xml", pom)]), [""; 0]);
    let parent = "<project><modules><module>app</module></modules></project>";
    assert_eq!(effects("mvn jib:build -pl app", &[("pom.xml", parent), ("app/pom.xml", pom)]).len(), 3);
    assert_eq!(effects("mvn jib:build", &[("pom.xml", parent)]), ["opaque mvn jib:build"]);
    let bound = pom.replace(
        "<configuration>",
        "<executions><execution><goals><goal>build</goal></goals></execution></executions><configuration>",
    );
    assert_eq!(effects("mvn deploy", &[("pom.xml", &bound)]).len(), 3);
    assert_eq!(effects("mvn test", &[("pom.xml", &bound)]), [""; 0]);
    let boot = "<project><plugin><artifactId>spring-boot-maven-plugin</artifactId><configuration><image><publish>true</publish></image></configuration><executions><execution><goals><goal>build-image</goal></goals></execution></executions></plugin></project>";
    assert_eq!(effects("mvn install", &[("pom.xml", boot)]), ["opaque mvn install"]);

    let gradle = "plugins { id 'com.google.cloud.tools.jib' version '3.4.0' }\njib {\n to {\n  image = 'q.io/a/b'\n  tags = ['1', version]\n }\n}\n";
    assert_eq!(effects("./gradlew jib", &[("build.gradle", gradle)]), ["q.io/a/b", "q.io/a/b:1", "q.io/a/b:<?>"]);
    assert_eq!(effects("./gradlew jib -Djib.to.image=r/c", &[("build.gradle", gradle)]), ["r/c"]);
    assert_eq!(effects("./gradlew :app:jib", &[("app/build.gradle", gradle)]).len(), 3);
    assert_eq!(effects("./gradlew -p app jib", &[("app/build.gradle", gradle)]).len(), 3);
    assert_eq!(effects("./gradlew publish", &[("build.gradle", gradle)]), [""; 0]);
    let included = [("settings.gradle.kts", "include(\":app\")"), ("app/build.gradle", gradle)];
    assert_eq!(effects("./gradlew jib", &included).len(), 3);
    let wired = format!("{gradle}\ntasks.named('publish') {{ dependsOn 'jib' }}");
    assert_eq!(effects("./gradlew publish", &[("build.gradle", &wired)]).len(), 3);
    let branch = "if (x) {\n jib.to.image = 'q/a'\n}\n";
    assert_eq!(effects("./gradlew jib", &[("build.gradle", branch)]), ["opaque gradlew jib"]);
    let own = "tasks.register<Exec>(\"ship\") { commandLine(\"docker\", \"push\", \"q/a/b\") }";
    assert_eq!(effects("./gradlew ship", &[("build.gradle.kts", own)]), ["opaque gradlew ship"]);
    let boot = "tasks.named<BootBuildImage>(\"bootBuildImage\") {\n publish = true\n}";
    assert_eq!(effects("./gradlew bootBuildImage", &[("build.gradle.kts", boot)]), ["opaque gradlew bootBuildImage"]);

    let sbt = "name := \"My App\"\nDocker / packageName := \"widget\"\ndockerRepository := Some(\"ghcr.io\")\ndockerUsername := Some(\"acme\")\ndockerUpdateLatest := true\n";
    assert_eq!(
        effects("sbt Docker/publish", &[("build.sbt", sbt)]),
        ["ghcr.io/acme/widget:<?>", "ghcr.io/acme/widget:latest"]
    );
    let project = "lazy val core = (project in file(\"core\")).settings(\n dockerUsername := Some(\"acme\"),\n dockerRepository := None,\n Docker / version := \"1\",\n packageName in Docker := \"core\"\n)";
    assert_eq!(effects("sbt core/docker:publish", &[("build.sbt", project)]), ["acme/core:1"]);
    let alias = format!("{sbt}addCommandAlias(\"ship\", \";test;Docker/publish\")");
    assert_eq!(effects("sbt ship", &[("build.sbt", &alias)]).len(), 2);
    let release = "releaseProcess := Seq(runTest, releaseStepTask(Docker / publish))";
    assert_eq!(effects("sbt release", &[("build.sbt", release)]), ["opaque sbt release"]);
    assert_eq!(effects("sbt release", &[("build.sbt", sbt)]), [""; 0]);
}

#[test]
fn tasks_that_speak_of_pushing() {
    for line in [
        "gradle jreleaserPublish",
        "./gradlew jreleaserFullRelease",
        "./gradlew :app:dockerPushNative",
        "./gradlew pushDockerImages",
        "./gradlew publishImageToLocalRegistry",
        "./gradlew buildAndPushImage",
        "./gradlew containerPublish",
        "mvn -B jreleaser:full-release",
        "mvn deploy -Dpackaging=docker-native",
        "jreleaser full-release",
    ] {
        let name = line.replace("./", "");
        good(line, &format!("opaque {name}"));
    }
    for line in [
        "./gradlew publish",
        "./gradlew publishToSonatype",
        "./gradlew jreleaserRelease",
        "./gradlew dockerBuild",
        "./gradlew jib --dry-run",
        "jreleaser release",
        "mvn deploy",
    ] {
        good(line, "");
    }
    let of = |text| effects("jreleaser full-release", &[("jreleaser.yml", text)]);
    assert_eq!(of("packagers: {brew: {active: ALWAYS}}"), [""; 0]);
    assert_eq!(of("packagers: {docker: {active: RELEASE}}").len(), 1);
    assert_eq!(of("distributions: {app: {jib: {active: always}}}").len(), 1);
    assert_eq!(of("distributions: {app: {jib: {active: NEVER}}}"), [""; 0]);
}

#[test]
fn programs_of_flakes() {
    good("nix run .#image.copyTo -- docker://q/a/b:1", "command .#image.copyTo -- docker://q/a/b:1");
    good(".#image.copyTo docker://q/a/b:1", "q/a/b:1");
    good("github:acme/widget#image.copyTo docker://q/a/b:1", "q/a/b:1");
    good(".#image.copyTo docker-daemon:a/b:1", "");
    good(".#image.copyToRegistry", "opaque nix run .#image.copyToRegistry");
    good(".#image.copyToDockerDaemon", "");
    good("nixpkgs#skopeo -- copy a docker://b", "command skopeo copy a docker://b");
    good(".#push-image", "opaque nix run .#push-image");
    good(".#tests", "");
}

#[test]
fn the_repository_s_own_goreleaser() {
    let file = "\
dockers:
  - image_templates: ['q/a/b:{{ .Tag }}-amd64', 'q/a/b:v{{ .Major }}']
  - image_templates: [q/a/c]
    skip_push: true
docker_manifests:
  - name_template: q/a/b:{{ .Version }}
  - {name_template: 'q/a/b:latest', skip_push: auto}
dockers_v2:
  - {images: [q/a/v2], tags: ['{{.Version}}', latest]}
kos:
  - {repositories: [q/a/ko], bare: true, tags: [latest]}
";
    let of = |line: &str, tag: &str| -> Vec<String> {
        let arguments: Vec<Symbolic> = line.split_whitespace().map(spelled).collect();
        let pair = |name: &str, value: &str| (name.to_string(), ValueSet::known(value));
        let env = BTreeMap::from([pair("GITHUB_REF_TYPE", "tag"), pair("GITHUB_REF_NAME", tag)]);
        let lookup = |path: &str| (path == ".goreleaser.yaml").then(|| file.to_string());
        let told = |effect: Effect| match effect {
            Effect::Push(push) => {
                format!("{}{}", push.reference.unwrap_or_default(), if push.certainty.is_yes() { "" } else { "?" })
            }
            // Built, and pushed by whoever comes later.
            Effect::Named(name) => format!("local {name}"),
            other => format!("{other:?}"),
        };
        let effects = read(&arguments, &Context { env: &env, files: &lookup }).into_iter();
        effects.filter(|effect| !matches!(effect, Effect::Builds(_))).map(told).collect()
    };
    let all = [
        "q/a/b:v1.2.3-amd64",
        "q/a/b:v1",
        "local q/a/c",
        "q/a/b:1.2.3",
        "q/a/b:latest",
        "q/a/v2:1.2.3",
        "q/a/v2:latest",
        "q/a/ko:latest",
    ];
    assert_eq!(of("goreleaser release --clean", "v1.2.3"), all);
    assert_eq!(of("goreleaser", "v1.2.3"), all);
    assert_eq!(of("goreleaser release", "v1.2.3-rc1").len(), all.len() - 1);
    assert_eq!(of("goreleaser release --skip=docker", "v1.2.3"), ["q/a/ko:latest"]);
    assert_eq!(of("goreleaser release --skip=docker,ko", "v1.2.3"), [""; 0]);
    for line in
        ["goreleaser release --snapshot", "goreleaser build", "goreleaser check", "goreleaser release --skip publish"]
    {
        assert_eq!(of(line, "v1.2.3"), [""; 0], "{line}");
    }
    // Without a tag under way nobody knows which it is.
    assert_eq!(
        effects("goreleaser", &[(".goreleaser.yml", "dockers: [{image_templates: ['q/a:{{ .Tag }}']}]")]),
        ["q/a:<?>?"]
    );
    assert_eq!(effects("goreleaser release", &[]), ["opaque goreleaser release"]);
    assert_eq!(effects("goreleaser release", &[(".goreleaser.yml", "builds: []")]), [""; 0]);
}

#[test]
fn scripts_of_package_json() {
    let file = r#"{"name": "x", "scripts": {"image": "docker build -t a/b . && docker push a/b", "predeploy": "echo a", "deploy": "sh push.sh", "test": "jest"}}"#;
    let of = |line: &str| effects(line, &[("package.json", file)]).join(", ");
    assert_eq!(of("npm run image"), "shell docker build -t a/b . && docker push a/b");
    assert_eq!(of("npm --silent run image -- --quiet"), "shell docker build -t a/b . && docker push a/b --quiet");
    assert_eq!(of("npm run deploy"), "shell echo a\nsh push.sh");
    let perhaps = "shell if test <?> = x; then\necho a\nfi\nsh push.sh";
    assert_eq!(of("pnpm run deploy"), perhaps);
    assert_eq!(of("bun deploy"), perhaps);
    // A command of its own, whatever scripts there are.
    assert_eq!(of("pnpm deploy"), "");
    assert_eq!(of("yarn image"), "shell docker build -t a/b . && docker push a/b");
    assert_eq!(of("npm run docker:push"), "opaque npm run docker:push");
    assert_eq!(of("npm run image --workspace x"), "opaque npm run image --workspace x");
    assert_eq!(of("npm ci"), "");
    assert_eq!(of("yarn install"), "");
}

#[test]
fn semantic_release_pushes_by_a_plugin_only() {
    let of = |line: &str, files: &[(&str, &str)]| effects(line, files).join(", ");
    let package = ("package.json", "{}");
    assert_eq!(of("npx semantic-release@24", &[package]), "");
    assert_eq!(of("npx semantic-release", &[]), "opaque semantic-release");
    assert_eq!(of("semantic-release", &[package, (".releaserc", "plugins: ['@semantic-release/github']")]), "");
    let docker = (".releaserc.json", "{\"plugins\": [\"@semantic-release-plus/docker\"]}");
    assert_eq!(of("npx -y semantic-release", &[package, docker]), "opaque semantic-release");
    assert_eq!(of("semantic-release version", &[]), "");
    assert_eq!(of("npx semantic-release --dry-run", &[docker]), "");
}
