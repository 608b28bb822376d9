"""Makes Quadlet source files: a case is a folder of them, as they would lie on a host.

Everything comes from one seeded generator, so that a difference can be found again.
"""

import random

AUTO = "io.containers.autoupdate"
IMAGE = "quay.io/acme/widget:latest"

# Keys of [Container] that podman 5.4 knows, each with good values.
KEYS = {
    "AddCapability": ["NET_ADMIN", "CAP_CHOWN CAP_SETUID"],
    "AddDevice": ["/dev/null", "-/dev/nonexistent"],
    "AddHost": ["db:10.0.0.1"],
    "Annotation": ["a=b", '"a=b c"', "io.containers.autoupdate=registry"],
    "CgroupsMode": ["no-conmon", "enabled"],
    "ContainerName": ["web", "web-%i"],
    "ContainersConfModule": ["/etc/module.conf"],
    "DNS": ["10.0.0.53"],
    "DNSOption": ["ndots:1"],
    "DNSSearch": ["example.com"],
    "DropCapability": ["all", "MKNOD CHOWN"],
    "Entrypoint": ["/bin/sh", '["/bin/sh", "-c"]'],
    "Environment": ["A=1", '"B=a b" C=2', "PODMAN_SYSTEMD_UNIT=inside.service"],
    "EnvironmentFile": ["/etc/widget.env", "widget.env"],
    "EnvironmentHost": ["true", "no"],
    "Exec": ["serve", "serve --label io.containers.autoupdate=disabled", "sh -c 'echo $$HOME; exit'", '"a b" c'],
    "ExposeHostPort": ["8080", "50-59"],
    "GIDMap": ["0:10000:10"],
    "GlobalArgs": ["--log-level=debug", "--log-level debug --syslog"],
    "Group": ["1234"],
    "GroupAdd": ["keep-groups"],
    "HealthCmd": ["/bin/true", "curl -f localhost || exit 1"],
    "HealthInterval": ["2m"],
    "HealthLogDestination": ["/var/log"],
    "HealthMaxLogCount": ["5"],
    "HealthMaxLogSize": ["500"],
    "HealthOnFailure": ["kill"],
    "HealthRetries": ["5"],
    "HealthStartPeriod": ["1m"],
    "HealthStartupCmd": ["command"],
    "HealthStartupInterval": ["1m"],
    "HealthStartupRetries": ["8"],
    "HealthStartupSuccess": ["2"],
    "HealthStartupTimeout": ["1m33s"],
    "HealthTimeout": ["20s"],
    "HostName": ["web.example.com"],
    "IP": ["192.5.0.1"],
    "IP6": ["2001:db8::1"],
    "LogDriver": ["journald"],
    "LogOpt": ["path=/var/log/x.json"],
    "Mask": ["/proc/sys/foo:/proc/sys/bar"],
    "Mount": ["type=tmpfs,destination=/x", "type=bind,source=/etc,destination=/y,ro=true"],
    "Network": ["host", "none"],
    "NetworkAlias": ["name"],
    "NoNewPrivileges": ["true", "0"],
    "Notify": ["yes", "no", "healthy", "true"],
    "PidsLimit": ["10000"],
    "PublishPort": ["8080:80", "127.0.0.1:8443:443"],
    "Pull": ["never", "newer"],
    "ReadOnly": ["true", "off"],
    "ReadOnlyTmpfs": ["true"],
    "RunInit": ["true"],
    "SeccompProfile": ["/tmp/s.json"],
    "Secret": ["secret", "secret,type=env"],
    "SecurityLabelDisable": ["true"],
    "SecurityLabelFileType": ["usr_t"],
    "SecurityLabelLevel": ["s0:c1,c2"],
    "SecurityLabelNested": ["true"],
    "SecurityLabelType": ["spc_t"],
    "ServiceName": ["other", "other.service"],
    "ShmSize": ["100m"],
    "StartWithPod": ["true"],
    "StopSignal": ["SIGINT"],
    "StopTimeout": ["20"],
    "SubGIDMap": ["gtest"],
    "SubUIDMap": ["utest"],
    "Sysctl": ["net.core.somaxconn=1024", "a=1 b=2"],
    "Timezone": ["local"],
    "Tmpfs": ["/work"],
    "UIDMap": ["0:10000:10"],
    "Ulimit": ["nofile=1000:10000"],
    "Unmask": ["ALL"],
    "User": ["bin", "1000"],
    "UserNS": ["keep-id:uid=200,gid=210", "auto"],
    "Volume": ["/source:/dest", "data:/data", "/etc:/srv:ro"],
    "WorkingDir": ["/srv"],
}
# Keys that Quadlet refuses together, or that need another.
LONELY = {"Group": [("User", "1000")], "UIDMap": [], "GIDMap": [], "SubUIDMap": [], "SubGIDMap": [], "UserNS": [], "StartWithPod": [], "ServiceName": []}

UNKNOWN = ["Autoupdate", "AutoUpdat", "autoUpdate", "AutoUpdate ", "Auto-Update", "Labels", "Name", "Restart", "Privileged", "Ports", "ImageTag", "X-Foo", "x-foo", "Type", "label"]
POLICIES = ["registry", "local", "image", "disabled", "", '"registry"', "'registry'", "registry # daily", "Registry", "always", "registry local", " registry ", '"registry" x', "registry\t"]
LABELS = [
    "a=b", "a", "a=", "a=b=c", '"a=b c"', "'a=b c'", 'a="b c"', "a='b c'", "a=b c=d", "a=b\tc=d", '"a=b" "c=d"', "a=1 a=2", "k = v", "=v", '""', "a=b\\ c", "a=b\\x41", 'a="b\\"c"',
    f"{AUTO}=registry", f'"{AUTO}=registry"', f"{AUTO}=disabled", f"{AUTO}=", f"{AUTO}", f"a=b {AUTO}=registry c=d", f"{AUTO}=registry,foo=bar", f"IO.containers.autoupdate=registry",
    "PODMAN_SYSTEMD_UNIT=other.service", "io.containers.autoupdate.systemd_unit=web.service", "io.containers.autoupdate.authfile=/etc/auth.json", "ä=ö", "a=b;c", "a=#c", "a=b # c", "a=b\\nc", "a=$HOME", "a=%%",
]
ARGS = [
    "--rm", "--publish 8080:80", f"--label {AUTO}=registry", f"--label={AUTO}=registry", f"-l {AUTO}=registry", f"-l{AUTO}=disabled", f"-l={AUTO}=registry", f'--label "{AUTO}=registry"', f'"--label" "{AUTO}=registry"',
    f"--label='{AUTO}=local'", "--label a=b", "--env A=1", '--env "A=a b"', '--env A="" --label z=1', f'"" --label {AUTO}=registry', "--label=a=\\x41b", "-it", "--annotation x=y", "--label PODMAN_SYSTEMD_UNIT=other.service",
    f"--label {AUTO}=registry other.example.com/x:1", "--", "--tls-verify=false", "--memory=64m", "-e B=1 -v /a:/b", "--cgroups=no-conmon",
]
IMAGES = [IMAGE, "quay.io/acme/widget", "nginx", "library/nginx:1", "quay.io/acme/widget:1.2.3", "docker://quay.io/acme/widget:latest", "quay.io/acme/widget@sha256:" + "a" * 64, "a" * 64, "localhost/x", '"quay.io/acme/widget:latest"', "quay.io/a/b c", "docker-archive:/x.tar", "sha256:" + "b" * 64, "registry.example.com:5000/x/y"]
# Values that are one word or one line, for the reader's own cases.
CONTINUED = [
    "AutoUpdate=regi\\\nstry", "AutoUpdate=\\\nregistry", "AutoUpdate=regi\\\n stry", "AutoUpdate=registry\\\n", "AutoUpdate=registry \\\n", "AutoUpdate=registry\\ \nLabel=a=b", "AutoUpdate=registry \\ \n\nLabel=a=b",
    "Label=a=b \\\nc=d", "Label=a=b\\\nc=d", "Label=a=b \\\n\nc=d", "Label=a=b \\\n# note\nc=d", "Label=a=b \\\n; note\nc=d", "Label=a=b \\\n  # note\n  c=d", "Label=a=b \\\n# note \\\nc=d", "Label=a=b \\\n\\\nc=d", "Label=a=b \\ \nc=d", "Label=a=b\\\\\nc=d",
    "Label=a=b\\\\\\\nc=d", f"Label=a=b \\\n      {AUTO}=registry", f"PodmanArgs=--label a=b \\\n  --label {AUTO}=registry", f"PodmanArgs=--label a=b \\\n\n  --label {AUTO}=registry", f"PodmanArgs=--label a=b \\\n# x\n--label {AUTO}=registry\n",
    f"PodmanArgs=--label\\\n{AUTO}=registry", f"PodmanArgs=--label \\\t\n{AUTO}=registry", "Label=\"a=b \\\n c\"", "Label=a=b \\\nLabel=c=d", "Label=a=b \\\n[Service]", "Label=a=b \\\n\n\n\nc=d", "Label=a=b\\\n#x\n#y\nc=d", "Exec=a \\\n b \\\n c",
]
LINES = [
    "garbage", "garbage line", "=x", "Label", "  Label=a=b", "\tLabel=a=b", "Label =a=b", "Label= a=b", "Label  =  a=b  ", "# comment", "; comment", "  # comment", "  ; comment", "#", ";", "//x", "Label:a=b", "[", "]", "[]", "[Container", "Container]", "[Container] x", " [Container]", "[Con tainer]", "[Container]]", "[[Container]]",
    "[container]", "[X-Container]", "[X-Foo]", "[Unknown]\nA=b", "[Unknown]\ngarbage", "[Service]\nRestart=always", "[Install]\nWantedBy=multi-user.target", "[Unit]\nDescription=x", "Key With Blank=x", "Ümlaut=x", "La_bel=x", "La.bel=x", "Label\\=a=b", "\x00", "Label=a\x00b", "\x0cLabel=a=b", "Label=a=b\x0b", "\u00a0Label=a=b", "Label=a=\u00a0b", "export A=b",
]
SERVICE = ["Type=notify", "Type=oneshot", "Type=simple", "Type=exec", "Type=forking", "Type=Notify", "Type=", "KillMode=mixed", "KillMode=control-group", "KillMode=process", "KillMode=none", "KillMode=", "Restart=always", "TimeoutStartSec=900", "User=bob", "DynamicUser=yes", "Group=bob",
    "Environment=PODMAN_SYSTEMD_UNIT=other.service", "Environment=A=1", "Environment=", "ExecStartPre=/bin/true", "ExecStart=/bin/true", "ExecStop=/bin/true", "AutoUpdate=registry", "Unknown=x", "Type=oneshot\nType=notify", "Type=simple\nType=", "Type=oneshot\nRemainAfterExit=no", "Type=notify\nNotifyAccess=main"]


def section(name, lines):
    return f"[{name}]\n" + "".join(line + "\n" for line in lines)


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.cases = []

    def add(self, family, files):
        if isinstance(files, str):
            files = {"web.container": files}
        self.cases.append({"id": f"{family}-{len(self.cases)}", "files": files})

    def container(self, *lines, image=IMAGE):
        return section("Container", ([f"Image={image}"] if image is not None else []) + list(lines))


def make(seed):
    m = Maker(seed)
    r = m.random
    c = m.container

    for key, values in sorted(KEYS.items()):
        for value in values:
            m.add("key", c(*[f"{k}={v}" for k, v in LONELY.get(key, [])], f"{key}={value}", "AutoUpdate=registry"))
        m.add("key", c(f"{key}=", "AutoUpdate=registry"))
        m.add("key-case", c(f"{key.lower()}={values[0]}", "AutoUpdate=registry"))
        m.add("key-twice", c(*[f"{key}={v}" for v in values + values[:1]]))
    for key in UNKNOWN:
        m.add("unknown", c(f"{key}=registry"))
        m.add("unknown", c("Label=a=b") + section("Service", [f"{key}=registry"]))
        m.add("unknown", {"web.container": c("Image=x.image" if False else "Label=a=b"), "web.container.d/10.conf": section("Container", [f"{key}=registry"])})

    for policy in POLICIES:
        m.add("policy", c(f"AutoUpdate={policy}"))
        m.add("policy", c("AutoUpdate=registry", f"AutoUpdate={policy}"))
        m.add("policy", c(f"AutoUpdate={policy}", f"Label={AUTO}={r.choice(['registry', 'disabled', 'local'])}"))
        m.add("policy", c(f"AutoUpdate={policy}", f"PodmanArgs=--label {AUTO}={r.choice(['registry', 'disabled'])}"))
        m.add("policy", c(f"AutoUpdate={policy}").replace("\n", "\r\n"))
        for name in ["Service", "Unit", "X-Container", "Quadlet", "Install", "container"]:
            if r.random() < 0.3:
                m.add("policy", c() + section(name, [f"AutoUpdate={policy}"]))
    for label in LABELS:
        m.add("label", c(f"Label={label}"))
        m.add("label", c(f"Label={label}", "Label=z=1"))
        m.add("label", c("Label=a=first", f"Label={label}", "AutoUpdate=registry"))
        m.add("label", c(f"Label={label}", "Label=", r.choice(["Label=y=2", "AutoUpdate=registry"])))
        m.add("label", c(f"Label={label}", f"PodmanArgs={r.choice(ARGS)}"))
    for args in ARGS:
        m.add("args", c(f"PodmanArgs={args}"))
        m.add("args", c("AutoUpdate=registry", f"PodmanArgs={args}", "Exec=serve -l x=y"))
        m.add("args", c(f"PodmanArgs={args}", f"PodmanArgs={r.choice(ARGS)}", f"Label={r.choice(LABELS)}"))
        m.add("args", c(f"PodmanArgs={args}", "PodmanArgs=", f"PodmanArgs={r.choice(ARGS)}"))
    for args in ["--log-level=debug", "--root /x", "--log-level debug", '"--log-level" info', "--label a=b", "-c x", ""]:
        m.add("global", c(f"GlobalArgs={args}", "AutoUpdate=registry"))
    for exec_line in ["a b", '"a b"', "'a b' c", "--label x=y", "", '""', 'a "" b', "a\\x20b", "$HOME ${HOME}", "a;b", "a ; b", 'a "b', "a 'b", "a\\", "a\\qb", "%n %i %%"]:
        m.add("exec", c(f"Exec={exec_line}", "AutoUpdate=registry"))

    for image in IMAGES:
        m.add("image", c("AutoUpdate=registry", image=image))
        m.add("image", c(image=image))
        m.add("image", c(f"Image={image}", "AutoUpdate=registry", image="first.example.com/x:1"))
    for lines in [[], ["Image="], [f"Image={IMAGE}", "Image="], ["Rootfs=/x"], ["Rootfs=/x", f"Image={IMAGE}"], ["Rootfs="], ["image=x"], [f"Image={IMAGE}", "Rootfs="], ["Image= ", "AutoUpdate=registry"], ["Rootfs=/x", "AutoUpdate=registry"], ['Rootfs="/x y"'], ["Image=", f"Image={IMAGE}"]]:
        m.add("image", section("Container", lines))
        m.add("image", section("Container", lines + ["Label=a=b"]))
    m.add("image", "")
    m.add("image", "\n\n")
    m.add("image", "# nothing\n")
    m.add("image", section("Service", ["Restart=always"]))

    # The reader: continuation, comments, blanks, broken lines, line ends, bytes.
    for text in CONTINUED:
        for tail in ["", "Label=z=9\n"]:
            m.add("continued", section("Container", [f"Image={IMAGE}", text]) + tail)
            m.add("continued", section("Container", [text, f"Image={IMAGE}"]) + tail)
        m.add("continued", section("Container", [f"Image={IMAGE}", text]).replace("\n", "\r\n"))
        m.add("continued", section("Container", [f"Image={IMAGE}", text]).rstrip("\n"))
    for text in LINES:
        m.add("line", section("Container", [f"Image={IMAGE}", text, "AutoUpdate=registry"]))
        m.add("line", section("Container", [text, f"Image={IMAGE}", "AutoUpdate=registry"]))
        m.add("line", text + "\n" + c("AutoUpdate=registry"))
        m.add("line", c("AutoUpdate=registry") + text)
    m.add("bytes", "\ufeff" + c("AutoUpdate=registry"))
    m.add("bytes", c("AutoUpdate=registry") + "\ufeff")
    m.add("bytes", c("AutoUpdate=registry").replace("\n", "\r\n"))
    m.add("bytes", c("AutoUpdate=registry").replace("\n", "\r"))
    m.add("bytes", c("AutoUpdate=registry").replace("\n", "\n\r"))
    m.add("bytes", c("AutoUpdate=registry").rstrip("\n"))
    m.add("bytes", c("AutoUpdate=registry") * 2)
    m.add("bytes", c() + section("Service", []) + section("Container", ["AutoUpdate=registry"]))
    m.add("bytes", c("AutoUpdate=registry") + section("Container", ["AutoUpdate=local"]))

    for line in SERVICE:
        m.add("service", c("AutoUpdate=registry") + section("Service", [line]))
        m.add("service", section("Service", [line]) + c(f"Label={r.choice(LABELS)}"))

    # References to the other kinds of file.
    image_files = [
        section("Image", [f"Image={IMAGE}"]), section("Image", [f"Image={IMAGE}", "ImageTag=quay.io/acme/tagged:2"]), section("Image", []), section("Image", ["Image=nginx"]), section("Image", [f"Image={IMAGE}", "Bogus=1"]),
        section("Image", [f"Image={IMAGE}", "AutoUpdate=registry"]), section("Image", ["ImageTag=quay.io/acme/tagged:2"]), section("image", [f"Image={IMAGE}"]), section("Image", [f"Image={IMAGE}", "ServiceName=pulled"]), "garbage\n", section("Image", [f"Image={IMAGE}", "ImageTag="]),
        section("Image", ["Image=first.example.com/x:1", f"Image={IMAGE}"]), section("Image", [f"Image={IMAGE}", "PodmanArgs=--quiet", "TLSVerify=false", "AllTags=true"]), "",
    ]
    for text in image_files:
        m.add("dot-image", {"web.container": c("AutoUpdate=registry", image="app.image"), "app.image": text})
        m.add("dot-image", {"web.container": c("AutoUpdate=registry", "Label=a=b", image="app.image"), "app.image": text, "app.image.d/x.conf": section("Image", ["ImageTag=quay.io/acme/dropin:3"])})
    build_files = [
        section("Build", ["ImageTag=localhost/app:latest", "SetWorkingDirectory=unit"]), section("Build", ["ImageTag=quay.io/acme/built:1", "ImageTag=localhost/second", "File=/x/Containerfile"]), section("Build", ["SetWorkingDirectory=unit"]), section("Build", ["ImageTag=localhost/app"]),
        section("Build", ["ImageTag=localhost/app", "File=Containerfile", "Bogus=1"]), section("Build", ["ImageTag=localhost/app", "SetWorkingDirectory=unit", "AutoUpdate=registry"]), "", section("Build", ["ImageTag=localhost/app:latest", "File=https://example.com/Containerfile"]), section("Build", ["ImageTag=", "SetWorkingDirectory=unit"]),
        section("Build", ["ImageTag=localhost/app:latest", "SetWorkingDirectory=/srv"]), section("Build", ["ImageTag=localhost/app:latest"]) + section("Service", ["WorkingDirectory=/srv"]), section("Build", ["ImageTag=localhost/app:latest", "SetWorkingDirectory=bogus"]),
    ]
    for text in build_files:
        m.add("dot-build", {"web.container": c("AutoUpdate=registry", image="app.build"), "app.build": text})
    for image in ["app.image", "app.build", "other.image", ".image", "a/b.image", "app.IMAGE", "app.container", "app.pod", "quay.io/x.image", "app.image:latest", "app%i.image"]:
        m.add("dot-missing", {"web.container": c("AutoUpdate=registry", image=image)})
        m.add("dot-missing", {"web.container": c(image=image), "app.volume": section("Volume", [])})
    pods = [section("Pod", []), section("Pod", ["PodName=pp"]), section("Pod", ["AutoUpdate=registry"]), section("Pod", ["ServiceName=grp"]), "", "garbage\n", section("Pod", ["PublishPort=80:80", f"PodmanArgs=--label {AUTO}=registry"]), section("Pod", ["Label=a=b"])]
    for text in pods:
        m.add("pod", {"web.container": c("AutoUpdate=registry", "Pod=grp.pod"), "grp.pod": text})
        m.add("pod", {"web.container": c(f"Label={AUTO}=registry", "Pod=grp.pod", "StartWithPod=false"), "grp.pod": text, "db.container": c("Pod=grp.pod", image="docker.io/library/postgres:16")})
    for pod in ["grp", "grp.pod", "grp.container", "", ".pod", "a.pod b.pod"]:
        m.add("pod", {"web.container": c("AutoUpdate=registry", f"Pod={pod}")})
    for network in ["net.network", "net.network:ip=10.0.0.2", "web2.container", "bridge", "missing.container"]:
        m.add("network", {"web.container": c("AutoUpdate=registry", f"Network={network}"), "net.network": section("Network", []), "web2.container": c()})
        m.add("network", {"web.container": c("AutoUpdate=registry", f"Network={network}")})
    for volume in ["data.volume:/data", "data.volume:/data:ro", "data:/data", "./data:/data", "%h/x:/y", "/only"]:
        m.add("volume", {"web.container": c("AutoUpdate=registry", f"Volume={volume}"), "data.volume": section("Volume", [])})
        m.add("volume", {"web.container": c("AutoUpdate=registry", f"Volume={volume}")})
    for mount in ["type=volume,source=data.volume,destination=/d", "type=image,source=app.image,destination=/d", "type=bind,source=./x,destination=/d", "type=bogus", "", "type=tmpfs"]:
        m.add("mount", {"web.container": c("AutoUpdate=registry", f"Mount={mount}")})

    # Drop-ins: which folders count, in which order, what they add and take back.
    drop = [section("Container", ["AutoUpdate=registry"]), section("Container", ["AutoUpdate="]), section("Container", ["Label=d=1"]), section("Container", ["Label="]), section("Container", ["Image=quay.io/acme/dropin:3"]), section("Container", [f"Label={AUTO}=disabled"]),
        section("Service", ["Type=simple"]), section("Service", ["Type=oneshot"]), section("Container", ["Bogus=1"]), "garbage\n", "", "[Container]\nPodmanArgs=--label d=2", section("Container", ["PodmanArgs="]), "AutoUpdate=registry\n", "\ufeff[Container]\nAutoUpdate=registry\n", "[Container]\nLabel=d=3 \\\n"]
    bases = [c("AutoUpdate=registry", "Label=a=b", "PodmanArgs=--label p=1"), c(), c("AutoUpdate=local")]
    for text in drop:
        for base in bases:
            m.add("drop-in", {"web.container": base, "web.container.d/10-x.conf": text})
        m.add("drop-in", {"web.container": r.choice(bases), "container.d/10-x.conf": text})
        m.add("drop-in", {"web.container": r.choice(bases), "web.container.d/10-x.conf": text, "web.container.d/20-y.conf": r.choice(drop)})
        m.add("drop-in", {"web.container": r.choice(bases), "web.container.d/10-x.conf": text, "container.d/10-x.conf": r.choice(drop), "container.d/05.conf": r.choice(drop)})
        m.add("drop-in", {"foo-bar.container": r.choice(bases), "foo-.container.d/10-x.conf": text})
        m.add("drop-in", {"foo-bar-baz.container": r.choice(bases), "foo-bar-.container.d/b.conf": text, "foo-.container.d/a.conf": r.choice(drop), "foo-bar-baz.container.d/c.conf": r.choice(drop)})
        m.add("drop-in", {"web.container": r.choice(bases), r.choice(["web.container.d/10-x.txt", "web.d/10-x.conf", "web.service.d/10-x.conf", "web.container.d/.conf", "web.container.d/sub/x.conf", "Web.container.d/x.conf", "web.container.d/x.conf.bak"]): text})
        m.add("drop-in", {"web@.container": r.choice(bases), r.choice(["web@.container.d/x.conf", "web.container.d/x.conf", "container.d/x.conf", "web@a.container.d/x.conf"]): text})
        m.add("drop-in", {"web@a.container": r.choice(bases), r.choice(["web@.container.d/x.conf", "web@a.container.d/x.conf", "web.container.d/x.conf"]): text})

    # Names of files and of the services made from them.
    for name in ["web.container", "web@.container", "web@a.container", "foo-bar.container", "a.b.container", "sub/web.container", "web.Container", "web.containers", "web.container.bak", ".container", "web .container", "wéb.container", "web@a@b.container", "@.container", "web.service", "-x.container"]:
        m.add("name", {name: c("AutoUpdate=registry")})
        m.add("name", {name: c("AutoUpdate=registry") + section("Install", ["WantedBy=multi-user.target", "DefaultInstance=x"])})
        m.add("name", {name: c("AutoUpdate=registry", "ContainerName=%p"), "other.container": c(f"ServiceName={r.choice(['web', 'x'])}")})

    # Everything together.
    plain = [(k, v) for k, vs in sorted(KEYS.items()) if k not in LONELY for v in vs]
    for _ in range(300):
        lines = [f"{k}={v}" for k, v in r.sample(plain, r.randint(0, 6))]
        lines += [f"Label={r.choice(LABELS)}" for _ in range(r.randint(0, 3))]
        lines += [f"PodmanArgs={r.choice(ARGS[:19])}" for _ in range(r.randint(0, 2))]
        lines += [f"AutoUpdate={r.choice(POLICIES[:6])}"] * r.randint(0, 1)
        lines += [r.choice(LINES + CONTINUED)] * (r.random() < 0.25)
        lines += [f"{r.choice(UNKNOWN)}=x"] * (r.random() < 0.08)
        r.shuffle(lines)
        text = c(*lines, image=r.choice(IMAGES + [IMAGE] * 8))
        if r.random() < 0.4:
            text += section("Service", r.sample(SERVICE, r.randint(0, 2)))
        if r.random() < 0.3:
            text = section("Unit", ["Description=A widget"]) + text + section("Install", ["WantedBy=multi-user.target"])
        if r.random() < 0.1:
            text = text.replace("\n", "\r\n")
        files = {"web.container": text}
        if r.random() < 0.2:
            files["web.container.d/50.conf"] = r.choice(drop)
        m.add("mixed", files)
    return m.cases
