"""Makes command lines that start with podman, or with something that leads to it.

Everything comes from one seeded generator, so that a difference can be found again.
The values are ones that podman 4.3.1 accepts, so that a refusal has its cause in the
command line's shape, in a label or in the image, and not in a number out of range.
"""

import random

AUTO = "io.containers.autoupdate"
UNIT = "PODMAN_SYSTEMD_UNIT"

# Long flags that are true or false.
BOOLS = """disable-content-trust env-host http-proxy interactive no-healthcheck no-hosts
    oom-kill-disable privileged publish-all quiet read-only read-only-tmpfs tls-verify tty
    unsetenv-all rm detach sig-proxy passwd""".split()

# Long flags with a value, and values that are good on their own and together.
VALUES = {
    "add-host": ["db:10.0.0.1"],
    "annotation": ["a=b", "io.containers.autoupdate=registry"],
    "attach": ["stdout"],
    "blkio-weight": ["100"],
    "cap-add": ["NET_ADMIN", "CAP_SYS_TIME,CAP_CHOWN"],
    "cap-drop": ["all", "MKNOD"],
    "cgroup-parent": ["/machine"],
    "cgroupns": ["private", "host"],
    "cgroups": ["enabled", "no-conmon"],
    "cidfile": ["@TMP@/cid"],
    "conmon-pidfile": ["@TMP@/conmon.pid"],
    "cpu-period": ["100000"],
    "cpu-quota": ["50000"],
    "cpu-shares": ["512"],
    "cpus": ["0.5", "1"],
    "cpuset-cpus": ["0"],
    "detach-keys": ["ctrl-p,ctrl-q", "a"],
    "device": ["/dev/null:/dev/nothing"],
    "device-cgroup-rule": ["c 1:3 rwm"],
    "dns": ["10.0.0.53"],
    "dns-option": ["ndots:1"],
    "dns-opt": ["ndots:2"],
    "dns-search": ["example.com"],
    "entrypoint": ["/bin/sh", '["/bin/sh", "-c"]'],
    "env": ["A=1", "B=a b", "PODMAN_SYSTEMD_UNIT=inside.service", "EMPTY="],
    "env-merge": ["PATH=${PATH}:/x"],
    "expose": ["8080", "9000-9002/udp"],
    "gidmap": ["0:100000:5000"],
    "group-add": ["1000"],
    "health-cmd": ["/bin/true", "none"],
    "healthcheck-interval": ["40s"],
    "health-retries": ["3"],
    "health-timeout": ["5s"],
    "hostname": ["web", "web.example.com"],
    "image-volume": ["ignore", "tmpfs"],
    "ipc": ["private", "host"],
    "log-driver": ["k8s-file", "none", "json-file"],
    "log-opt": ["max-size=10mb"],
    "memory": ["64m", "1g"],
    "memory-reservation": ["32m"],
    "mount": ["type=tmpfs,destination=/scratch", "type=bind,source=/etc,destination=/host-etc,ro=true"],
    "net": ["host", "none"],
    "network": ["host", "none"],
    "oom-score-adj": ["100"],
    "os": ["linux"],
    "pid": ["host", "private"],
    "pidfile": ["@TMP@/pid"],
    "pids-limit": ["100", "-1"],
    "publish": ["8080:80", "127.0.0.1:8443:443/tcp"],
    "pull": ["never", "missing"],
    "restart": ["no", "on-failure:3", "always"],
    "sdnotify": ["conmon", "container", "ignore"],
    "seccomp-policy": ["default"],
    "security-opt": ["no-new-privileges", "label=disable"],
    "shm-size": ["32m"],
    "stop-signal": ["SIGINT", "15"],
    "stop-timeout": ["5"],
    "systemd": ["false", "always"],
    "timeout": ["30"],
    "tmpfs": ["/tmp:size=1m"],
    "tz": ["UTC"],
    "ulimit": ["nofile=1024:1024"],
    "umask": ["0077"],
    "unsetenv": ["TERM"],
    "user": ["1000", "1000:1000"],
    "uts": ["private", "host"],
    "volume": ["/etc:/srv:ro", "data:/data"],
    "workdir": ["/", "/srv"],
}

# Short flags: the ones without a value can be written together, one with a value can end them.
SHORT_BOOLS = "ditPq"
SHORT_VALUES = {
    "c": ["512"],
    "e": ["A=1", "B=x=y", "LC=C", "A"],
    "h": ["web"],
    "m": ["64m"],
    "p": ["8080:80"],
    "u": ["0", "1000:1000"],
    "v": ["/etc:/srv:ro"],
    "w": ["/srv"],
}

# Flags of podman itself that are also taken after the subcommand.
GLOBALS_ANYWHERE = [
    ["--log-level", "info"],
    ["--log-level=debug"],
    ["--cgroup-manager", "cgroupfs"],
    ["--cgroup-manager=cgroupfs"],
    ["--events-backend=file"],
    ["--events-backend", "file"],
    ["--runtime-flag", "debug"],
    ["--hooks-dir", "/nonexistent/hooks"],
    ["--conmon=/usr/bin/conmon"],
    ["--syslog=false"],
    ["--storage-opt", "ignore_chown_errors=false"],
    ["--volumepath", "@TMP@/volumes"],
]

# Images by the word on the line. The store holds each, some under another name.
FULL = [
    "quay.io/acme/widget:latest",
    "quay.io/acme/widget",
    "quay.io/acme/widget:1.2.3",
    "docker.io/library/nginx:latest",
    "docker.io/acme/api",
    "localhost/app:latest",
    "localhost:5000/app:latest",
    "registry.example.com:443/team/app:v1",
    "ghcr.io/acme/a-b_c/d.e:edge",
]
SHORT = ["nginx", "nginx:1", "library/nginx", "acme/widget", "app:latest", "false", "0", "k"]
DIGESTED = ["quay.io/acme/widget@@DIGEST@", "app@@DIGEST@"]
IDS = ["@ID@", "@ID12@", "sha256:@ID@"]
BROKEN = ["Quay.io/Acme/Widget", "quay.io/acme/widget:", "quay.io/acme/wid get", "", "-", "k=v", "/acme/widget", "quay.io//x", "quay.io/acme/missing:1"]
TRANSPORTS = ["docker://quay.io/acme/widget:latest", "containers-storage:quay.io/acme/widget:latest", "oci-archive:/nonexistent.tar", "dir:/nonexistent", "docker-archive:/nonexistent.tar:x"]

POLICIES = ["registry", "image", "local", "disabled", "", "Registry", "yes", "registry,foo=bar", '"registry"', " registry"]
OTHER_LABELS = ["a=b", "a", "a=", "a=b=c", "a= b", "A=b", "a.b/c=d", "a=1,b=2", "org.opencontainers.image.version=9", "k = v", "ä=ö", "a=b\\c", "x=$HOME", "x=%n", "q='1'"]


class Maker:
    """Makes cases: an id, the words, podman's environment, files that the line names."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.cases = []

    def add(self, family, words, env=None, files=None):
        number = len(self.cases)
        case = {"id": f"{family}-{number}", "argv": [w.replace("@N@", str(number)) for w in words], "env": env or {}, "files": files or {}}
        self.cases.append(case)

    def label(self, text):
        """The words that set one label, in one of the spellings."""
        return self.random.choice(SPELLINGS)(text)

    def noise(self, count):
        """`count` flags other than labels, each as its list of words."""
        r, out, used = self.random, [], set()
        while len(out) < count:
            kind = r.random()
            if kind < 0.3:
                name = r.choice(BOOLS)
                words = r.choice([[f"--{name}"], [f"--{name}"], [f"--{name}={r.choice(['true', 'false', '1', 't', 'F', 'TRUE'])}"]])
            elif kind < 0.75:
                name = r.choice(sorted(VALUES))
                value = r.choice(VALUES[name])
                words = r.choice([[f"--{name}", value], [f"--{name}={value}"]])
            else:
                cluster = "".join(r.sample(SHORT_BOOLS, r.randint(0, 3)))
                last = r.choice(sorted(SHORT_VALUES) + ([""] if cluster else []))
                name = "-" + last
                if not last:
                    words = ["-" + cluster + r.choice(["", "=true", "=false"])]
                else:
                    value = r.choice(SHORT_VALUES[last])
                    words = r.choice([["-" + cluster + last, value], ["-" + cluster + last + value], ["-" + cluster + last + "=" + value]])
            if name in used or any({name, other} in CLASHES for other in used):
                continue
            used.add(name)
            out.append(words)
        return out

    def line(self, labels, image, after=(), noise=None, name=True, sub=None):
        """A whole line: `labels` are lists of words, put among the noise in their order."""
        r = self.random
        groups = self.noise(r.randint(0, 6) if noise is None else noise)
        if name:
            groups.append(r.choice([["--name", "c@N@"], ["--name=c@N@"]]))
            if r.random() < 0.5:
                groups.append(["--replace"])
        if r.random() < 0.2:
            groups.append(r.choice(GLOBALS_ANYWHERE))
        r.shuffle(groups)
        places = sorted(r.randint(0, len(groups)) for _ in labels)
        for place, words in reversed(list(zip(places, labels))):
            groups.insert(place, words)
        before = r.choice(GLOBALS_ANYWHERE) if r.random() < 0.2 else []
        sub = sub or r.choice([["run"], ["run"], ["run"], ["container", "run"], ["create"]])
        if sub[-1] == "create":
            groups = [g for g in groups if not RUN_ONLY(g)]
        words = ["podman", *before, *sub, *[w for g in groups for w in g]]
        return words + ([] if image is None else [image]) + list(after)


SPELLINGS = [
    lambda t: ["--label", t],
    lambda t: ["--label=" + t],
    lambda t: ["-l", t],
    lambda t: ["-l" + t],
    lambda t: ["-l=" + t],
    lambda t: ["-il", t],
    lambda t: ["-itl" + t],
    lambda t: ["-ql=" + t],
]

# Flags that podman refuses together, or that make the rest of the line mean less.
CLASHES = [set(pair) for pair in (
    ("rm", "restart"), ("network", "net"), ("-h", "uts"), ("hostname", "uts"), ("detach", "attach"), ("attach", "interactive"),
    ("health-cmd", "no-healthcheck"), ("healthcheck-interval", "no-healthcheck"), ("health-retries", "no-healthcheck"), ("health-timeout", "no-healthcheck"),
    ("userns", "gidmap"), ("network", "dns"), ("network", "dns-option"), ("network", "dns-opt"), ("network", "dns-search"), ("network", "add-host"),
    ("net", "dns"), ("net", "dns-option"), ("net", "dns-opt"), ("net", "dns-search"), ("net", "add-host"), ("no-hosts", "add-host"),
    ("gidmap", "pid"), ("gidmap", "ipc"), ("dns-option", "dns-opt"), ("detach-keys", "detach"),
)]


def RUN_ONLY(words):
    """Whether `create` has no such flag."""
    flag = words[0].split("=")[0]
    return flag in ("--detach", "--detach-keys", "--passwd", "--sig-proxy") or (flag[:1] == "-" and flag[1:2] != "-" and "d" in flag[1:4])


def make(seed, digest, image_id):
    """All cases, with the store's digest and image id filled in."""
    m = Maker(seed)
    r = m.random
    good = FULL[0]

    # Every spelling, with the labels that matter and with ones that only look like it.
    for spelling in SPELLINGS:
        for text in [f"{AUTO}=registry", f"{UNIT}=web.service", "a=b=c", "a", "k = v", "a=1,b=2"]:
            m.add("spelling", ["podman", "run", "--rm", "--name", "c@N@", *spelling(text), good])
    for policy in POLICIES:
        m.add("policy", m.line([m.label(f"{AUTO}={policy}")], r.choice(FULL), noise=1))
        m.add("policy", m.line([m.label(f"{AUTO}={policy}"), m.label(f"{AUTO}={r.choice(POLICIES)}")], r.choice(FULL), noise=1))
    for text in ["", "=", "=v", "= v", " =v"]:
        for spelling in SPELLINGS[:3]:
            m.add("odd-label", ["podman", "run", *spelling(text), good])
    for text in [f"{AUTO}=registry", "a=b", "l=x", "=x"]:
        m.add("one-dash", ["podman", "run", "--name", "c@N@", "-label", text, good])
        m.add("one-dash", ["podman", "run", "--name", "c@N@", f"-label={text}", good])

    # Images, with and without a policy that asks for a full name.
    for image in FULL + SHORT + DIGESTED + IDS + BROKEN + TRANSPORTS:
        image = image.replace("@DIGEST@", digest).replace("@ID@", image_id).replace("@ID12@", image_id[:12])
        m.add("image", ["podman", "run", "--rm", image])
        m.add("image", ["podman", "run", "--rm", "--label", f"{AUTO}=registry", image, "x"])
        m.add("image", ["podman", "run", "-l", f"{AUTO}={r.choice(['image', 'local', 'disabled', 'bogus'])}", image])

    # Where the image is: what ends the flags, what a value swallows, what comes after.
    label = ["--label", f"{AUTO}=registry"]
    for words in [
        [good, *label], [good, "--label"], [good, "--", *label], [good, "-l", "a=b", "--rm"],
        ["--", good], ["--", good, *label], [*label, "--", good, "x"], ["--rm", "--", "--label", good],
        ["--rm", "false"], ["--rm", "false", good], ["--rm=false", good], ["--rm=0", good], ["--rm=maybe", good], ["--rm=", good],
        ["-t=false", good], ["-t", "false", good], ["-it=false", good], ["-ti=maybe", good], ["-dit", good], ["-d", "-i", "-t", good],
        ["--name"], ["--name", good], ["--label"], ["-l"], ["--label", good], ["-l", good], ["-dl", good], ["--env", good],
        ["--labels", "a=b", good], ["--lab", "a=b", good], ["--Label", "a=b", good], ["--label-x=a", good], ["-Z", good], ["-itZ", good], ["--unknown=1", good],
        ["---label=a=b", good], ["--=a", good], ["-=a", good], ["--label==", good], ["-l==", good],
        [], ["--rm"], ["--help"], ["--help", good], ["-it", "--help", good], [good, "--help"], ["--rm", "-h"], ["-h", good], ["-hweb", good],
        ["-ie", "A=1", good], ["-ieA=1", good], ["-ie=A=1", good], ["-p8080:80", good], ["-ip8080:80", good], ["-v=/etc:/srv", good], ["-v/etc:/srv:ro", good],
        ["-la=b", good], ["-l=a=b", good], ["-l", "a=b", "-l", "a=c", good], ["--label=a=b", "-la=d", "--label", "a=c", good],
        ["--restart=always", "--rm", good], ["--rm", "--restart", "no", good], ["--rm", "--restart=on-failure", good],
        ["--rootfs", "/"], ["--rootfs", "/", "/bin/true"], ["--rootfs=false", good], ["--rootfs=true", "/nonexistent"],
        ["-", good], ["", good], [good, ""], [good, "", "--", "-x"], ["-d", "", good],
        ["--env", "-l", good], ["--env", "--label", good], ["-e", "--label", "x=y", good], ["--label", "--rm", good], ["-l", "-d", good],
        ["--cpus", "x", good], ["--memory", "lots", good], ["--pids-limit=many", good], ["--health-retries", "-1", good],
        ["--pull", "never", good], ["--pull=newer", good], ["--pull=sometimes", good],
        ["--network", "host", "--network", "host", good], ["--init-ctr=always", good], ["--detach-keys=", good],
    ]:
        m.add("shape", ["podman", "run", *words])
        if r.random() < 0.4:
            m.add("shape", ["podman", "container", "run", *words])
        if r.random() < 0.4:
            m.add("shape", ["podman", "create", *words])

    # podman's own flags, before and after the subcommand.
    for words in GLOBALS_ANYWHERE:
        m.add("global", ["podman", *words, "run", *label, good])
        m.add("global", ["podman", "run", *words, *label, good])
        m.add("global", ["podman", "container", *words, "run", *label, good])
    for words in [["--noout"], ["--ssh", "golang"], ["--ssh=golang"], ["--log-level"], ["--unknown"], ["--label", "a=b"], ["-l", "a=b"], ["-d"], ["--rm"]]:
        m.add("global", ["podman", *words, "run", *label, good])
        m.add("global", ["podman", "run", *words, *label, good])
    for words in [["--version"], ["--help"], ["-v"]]:
        m.add("global", ["podman", *words, "run", *label, good])
    m.add("global", ["podman", "-v", "/etc:/srv", "run", *label, good])
    m.add("global", ["podman", "--", "run", *label, good])
    m.add("global", ["podman", "Run", *label, good])
    m.add("global", ["podman", "container", *label, "run", good])

    # The variable that becomes a label, and what it beats.
    for value in ["web.service", "", "a b", "web@1.service"]:
        for labels in [[], [m.label(f"{UNIT}=other.service")], [["-e", f"{UNIT}=inside.service"]], [m.label(UNIT)]]:
            m.add("env", m.line(labels + [m.label(f"{AUTO}=registry")], r.choice(FULL), noise=2), env={UNIT: value})

    # Label files: weaker than labels, whatever the order.
    files = {
        "plain": f"{AUTO}=registry\n", "comment": "# c\n\n  \n a=b\n#x=y\n", "no-eol": "a=b", "bare": "a\nb=\n", "blank-key": "k = v\n",
        "crlf": "a=b\r\nc=d\r\n", "quoted": 'a="b"\n', "twice": "a=1\na=2\n", "unit": f"{UNIT}=file.service\n", "empty": "", "indented": "\ta=b\n", "no-key": "=v\n",
        "trailing": "a=b  \n", "hash": "a=b # c\n",
    }
    for name, text in files.items():
        path = f"@TMP@/{name}.labels"
        for spell in [["--label-file", path], [f"--label-file={path}"]]:
            m.add("file", ["podman", "run", "--name", "c@N@", *spell, good], files={path: text})
        m.add("file", m.line([m.label("a=line"), ["--label-file", path], m.label("b=line")], good, noise=1), files={path: text}, env=r.choice([{}, {UNIT: "env.service"}]))
    path, other = "@TMP@/one.labels", "@TMP@/two.labels"
    m.add("file", ["podman", "run", "--label-file", path, "--label-file", other, good], files={path: "a=1\nb=1\n", other: "a=2\n"})
    m.add("file", ["podman", "run", f"--label-file={path},{other}", good], files={path: "a=1\nb=1\n", other: "a=2\n"})
    m.add("file", ["podman", "run", "--label-file", "/nonexistent.labels", good])

    # What stands in front of podman.
    run = ["podman", "run", "--rm", *label]
    for front in [
        ["/usr/bin/env"], ["env", f"{UNIT}=env.service"], ["env", "-i", "@KEEP@"], ["env", "-i", "@KEEP@", f"{UNIT}=env.service"], ["env", "-u", UNIT], ["env", "--unset=" + UNIT],
        ["env", "--unset", UNIT, "A=1"], ["env", "--ignore-environment", "@KEEP@"], ["env", "-", "@KEEP@"], ["env", "-iu", "X", "@KEEP@"], ["env", "-C", "/", f"{UNIT}="], ["env", "--", "A=b"],
        ["nice"], ["nice", "-n", "5"], ["nice", "-n5"], ["nice", "-5"], ["nice", "--adjustment=5"], ["nice", "-n", "1", "env", f"{UNIT}=n.service"],
        ["timeout", "60"], ["timeout", "-k", "5", "60"], ["timeout", "--signal=INT", "60"], ["timeout", "--foreground", "-s", "INT", "1m"],
        ["ionice", "-c", "3"], ["ionice", "-c2", "-n7"], ["setsid", "-w"], ["nohup"], ["stdbuf", "-oL"],
    ]:
        for env in [{}, {UNIT: "web.service"}]:
            m.add("front", [*front, *run, good, "x"], env=env)
    for script in [
        "podman run --rm {l} {i}", "exec podman run --rm {l} {i}", "exec podman run --rm {l} {i} 'a b' \"c d\" e\\ f", f"{UNIT}=sh.service exec podman run {{l}} {{i}}",
        f"{UNIT}=sh.service podman run --label 'a=b c' {{i}}", "exec podman run --label a=\"b c\" --label=d='e f' {i}", "exec env -u X podman run {l} {i}", "  podman   run\t{l}   {i}  ",
        "podman run {l} {i} # comment", "podman run --label=x=\\#y {i}", "podman run --label x=a\\\"b {i}", "podman run --label 'x=a\"b' {i} ''",
    ]:
        for shell in [["sh", "-c"], ["/bin/sh", "-ec"], ["bash", "-c"], ["/bin/bash", "-e", "-c"]]:
            m.add("shell", [*shell, script.format(l=" ".join(label), i=good)], env=r.choice([{}, {UNIT: "web.service"}]))

    # Everything together.
    for _ in range(260):
        labels = [m.label(r.choice(OTHER_LABELS + [f"{AUTO}={p}" for p in POLICIES[:5]] * 2 + [f"{UNIT}=web.service"] * 3)) for _ in range(r.randint(0, 4))]
        after = r.choice([[], [], ["x"], ["--label", f"{AUTO}=disabled"], ["-l", "a=z", "--rm"], ["serve", "--port=80"]])
        image = r.choice(FULL * 3 + SHORT[:4])
        m.add("mixed", m.line(labels, image, after), env=r.choice([{}, {}, {UNIT: "web.service"}, {UNIT: ""}]))
    return m.cases
