"""Makes `.service` files for systemd to load and run.

Everything comes from one seeded generator, so that a difference can be found again.
A case is a set of files under a unit folder, and the name of the unit to start.
"""

import random

# What systemd runs here notes its words and does nothing; it reads like a container, so
# that our model has something to say about it.
RUN = "run quay.io/acme/widget:latest"
P = f"/usr/bin/podman {RUN}"
ENVIRONMENT = ["Environment=T_A=one T_B='two words' T_EMPTY=", "Environment=\"T_Q=a 'b c' d\" T_D=$HOME T_P=%n"]

WORDS = [
    "plain", "a=b", '"a b"', "'a b'", 'a"b"c', "a'b'c", 'k="v w"', "k='v w'", '"a\'b"', "'a\"b'", '""', "''", 'a""', '\\"x\\"', "\\'x\\'", "a\\ b", "a\\sb", "\\x41", "\\101", "\\u00e4", "\\U0001F600", "\\n", "\\t", "\\\\", "\\a\\b\\f\\v\\r",
    "\\q", "\\x4", "\\x4g", "\\8", "\\1", "\\400", "\\u12", "\\x00", "\\000", "ä", "日本", "a;b", ";x", "x;", '";"', "';'", "\\;", "\\;x", "#x", "x#y", '"#"', "a\\", '"a\\"b"', "'a\\'b'",
    "$T_A", "${T_A}", "$T_B", "${T_B}", '"$T_B"', "'$T_B'", "'${T_B}'", "x$T_A", "$T_A.x", "x${T_A}y", "${T_A}${T_B}", "$T_EMPTY", "${T_EMPTY}", "$T_UNSET", "${T_UNSET}", "x${T_UNSET}y", "$$T_A", "$${T_A}", "$$", "$", "a$", "${", "${}", "${T_A", "$T-A", "$1", "${1}", "${T_A:-x}", "${T_A:+x}", "$T_Q", "${T_Q}", "$T_D", "${T_D}", "${T_P}", "$$$T_A", "$$$$",
    '"$T_A"', '"${T_A} x"', '"$T_A x"', "\\$T_A", "\\x24T_A", "$\\x54_A", "$T_A$T_A",
    "%n", "%N", "%p", "%i", "%I", "%j", "%J", "%P", "%%", "%%n", "%%%n", "100%", "%", "%-x", "% ", "%.", "a%nb", "'%n'", '"%n"', "\\x25n", "%t/x", "%z", "%Q", "%1", "%_",
    "--label", "--label=a=b", "-l", "io.containers.autoupdate=registry", '--label="io.containers.autoupdate=registry"', "--label \\\n    a=b", "quay.io/acme/widget:latest", "--", "-",
]
WHOLE = [
    f"{P} a b", f"  {P}   a\tb  ", f"-{P} a", f"@/usr/bin/podman zero {RUN} one", f"+{P} a", f"!{P} a", f"!!{P} a", f":{P} $T_A ${{T_A}} %n", f"-@/usr/bin/podman zero {RUN} one", f"@-/usr/bin/podman zero {RUN} one", f":-{P} $T_A", f"--{P} a", f"- {P} a", f"@ /usr/bin/podman zero {RUN} a", f"-- {P} a", f"@@/usr/bin/podman zero {RUN} b", f"+!{P} a", f"!!!{P} a", f"|{P} a",
    f"podman {RUN} b", f"-podman {RUN}", f"./podman {RUN}", f"usr/bin/podman {RUN}", f"../podman {RUN}", f'"/usr/bin/podman" {RUN}', f"'/usr/bin/podman' {RUN}", f"/usr/bin/pod\\x6dan {RUN}", f"/usr/bin/../bin/podman {RUN}", f"//usr//bin/podman {RUN}", f"$T_A podman {RUN}", f"${{T_A}} podman {RUN}", f"%p podman {RUN}", f"/usr/bin/podman/ {RUN}", f'"" podman {RUN}', f"/ podman {RUN}", "",
    f"/usr/bin/pod\\\\man podman {RUN}", f"'/usr/bin/pod\\'man' podman {RUN}", f'"/usr/bin/pod man" podman {RUN}', f"/usr/bin/pod\\nman podman {RUN}", f"/usr/bin/pod%%man podman {RUN}", f"/usr/bin/pod$man podman {RUN}", f"/usr/bin/. podman {RUN}", f". podman {RUN}", f"podman; podman {RUN}", f"-: podman {RUN}",
    f"{P} a ; {P} b", f"{P} a;{P} b", f"{P} a ;{P} b", f"{P} a ;", f"; {P} a", f"{P} a ; ; {P} b", f"{P} a \\; b", f'{P} a ";" b', f"{P} a ; -{P} b", f"{P} a ; garbage", f"{P} \\", f"{P}", f"@/usr/bin/podman", f"@/usr/bin/podman {RUN}", f"@/usr/bin/podman zero {RUN}", f"{P} a # b", f"{P} 'a", f'{P} "a', f"{P} a\\", f"{P} 'a\\", f'{P} a"', f"{P} \"a'b\"c'd\"e'",
    f"{P} a \\\nb", f"{P} a\\\nb", f"{P} a \\\n  b", f"{P} a \\ \n  b", f"{P} a \\\n\n  b", f"{P} a \\\n# c\n  b", f"{P} a \\\n  ; c\n  b", f"{P} a \\\n# c \\\n  b", f"{P} a \\\n[Service]\n", f"{P} a \\\n#[X]\nb", f"{P} a \\\\\nb", f"{P} a \\\\\\\nb", f"{P} 'a \\\n b'", f"{P} \"a\\\nb\"", f"{P} a \\\n\\\n b", f"{P} a \\\n \\\n b", f"\\\n{P} a", f"\\\n  {P} a \\\n", f"{P} a \\\nExecStart={P} b", f"{P} a \\\r\n b",
    f"{P} --label io.containers.autoupdate=registry quay.io/acme/widget:latest", f"{P} run --rm \\\n    --name w \\\n    --label io.containers.autoupdate=registry \\\n    quay.io/acme/widget:latest",
]
# Lines among others in a file that is otherwise good.
LINES = [
    "garbage", "=x", "ExecStart", "execstart=/x", f"ExecStart ={P} b", "ExecStart= ", "ExecStart=", "  Type=simple", "# c", "; c", " # c", " ; c", "#c \\", "#c \\\nType=simple", "[Unknown]", "[X-Mine]\nA=b", "[Unit", "[service]", "[ Service ]", "[Service] x", "[]", "Unknown=x", "X-Unknown=x", "Type=bogus", "Type=", "Restart=bogus", "TimeoutStopSec=bogus",
    "Environment=T_A=changed", "Environment=", "Environment=garbage", "Environment=1A=x T_C=ok", "Environment='T_A=x", "Environment=T_A", "Environment=T_A=%n", "Environment=T_A=%z", "Environment=T_A=%z T_C=ok", "Environment=T_A=$T_B", 'Environment="T_A=x y"', "Environment=T_A=\"x y\"", "Environment=T-A=x", "Environment==x", "Environment=T_A=\\x41", "Environment=T_A=x\\", "Environment=T_A=a\\qb", "Environment=T_A=1 T_A=2",
    "PassEnvironment=T_C", "UnsetEnvironment=T_A", "UnsetEnvironment=T_A=one", "UnsetEnvironment=T_A=other", "UnsetEnvironment=T_A T_B", "UnsetEnvironment=PODMAN_SYSTEMD_UNIT", "Environment=PODMAN_SYSTEMD_UNIT=%n", "Environment=PODMAN_SYSTEMD_UNIT=%N", "Environment=PODMAN_SYSTEMD_UNIT=", "Environment=PODMAN_SYSTEMD_UNIT=%n PODMAN_SYSTEMD_UNIT=x", "Environment=PODMAN_SYSTEMD_UNIT=a\nEnvironment=PODMAN_SYSTEMD_UNIT=%n", "Environment=PODMAN_SYSTEMD_UNIT=a\nEnvironment=", "Environment=PODMAN_SYSTEMD_UNIT=a\nUnsetEnvironment=PODMAN_SYSTEMD_UNIT\nEnvironment=PODMAN_SYSTEMD_UNIT=b",
    "User=nosuchuser", "KillMode=bogus", "Environment=T_A=ä", "\ufeffType=simple", "Type=simple\x0b", "ExecStartPre=/bin/true pre", "ExecStartPre=-/bin/false", "ExecStartPost=/bin/true post", "ExecStop=/bin/true stop", f"ExecStart={P} second", f"ExecStart=\nExecStart={P} second", f"Type=oneshot\nExecStart={P} second", "ExecStart=bad/path", "ExecStart=\nExecStart=bad/path",
    "ExecStartPre='x", "ExecStop=%z", "ExecStop='x", "ExecStartPost=%z", "ExecStopPost=bad/path", "ExecReload='x", "ExecCondition=%z", "ExecStop=-bad/path", "ExecStop=-'x", "ExecStartPre=@/bin/true", "ExecStop=", "ExecStop=/bin/true ; 'x",
]
FILES = ["T_A=file\n", "T_A='file x'\n", 'T_A="file x"\n', "# c\n;c\nT_A=x # y\n", "export T_A=x\n", "T_A=a\\\nb\n", "T_A=$T_B\n", " T_A = x \n", "T_A=a'b'c\"d\"\n", "T_A=x", "T_A=\n", "garbage\nT_A=x\n", "T_A='a\nb'\n", "T_A=\"a\\\"b\\$c\"\n", "PODMAN_SYSTEMD_UNIT=file.service\n", "T_A=1\nT_A=2\n", "\r\nT_A=x\r\n", "1A=x\nT_A=y\n", "T_A=a\\ b\n", "T_A=a b  \n", "T_A='a' 'b'\n", ""]


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.cases = []

    def add(self, family, text, name=None, files=None, unit=None):
        """`name`: the file, with @ in a template; `unit`: what is started."""
        number = len(self.cases)
        name = (name or "u@N@.service").replace("@N@", f"{number:04}")
        unit = (unit or name).replace("@N@", f"{number:04}")
        all_files = {name: text, **{path.replace("@N@", f"{number:04}"): body for path, body in (files or {}).items()}}
        self.cases.append({"id": f"{family}-{number}", "unit": unit, "files": all_files})

    def service(self, *lines, kind="oneshot", env=True):
        head = ["[Unit]", "Description=case", "[Service]"] + ([f"Type={kind}"] if kind else []) + (ENVIRONMENT if env else [])
        return "".join(line + "\n" for line in head + list(lines))


def make(seed):
    m = Maker(seed)
    r = m.random
    s = m.service
    for word in WORDS:
        m.add("word", s(f"ExecStart={P} [ {word} ]"))
        m.add("word", s(f"ExecStart={P} {word}"))
        m.add("word", s(f"ExecStart={P} a{word}"))
        m.add("word", s(f"ExecStart=:{P} {word} {r.choice(WORDS)}"))
    for line in WHOLE:
        m.add("whole", s(f"ExecStart={line}"))
        m.add("whole", s(f"ExecStart={line}", kind=None))
        m.add("whole", s(f"ExecStart={line}", "Environment=T_A=after"))
    for line in LINES:
        m.add("line", s(f"ExecStart={P} $T_A ${{T_C}}", line))
        m.add("line", s(line, f"ExecStart={P} $T_A ${{T_C}}"))
        m.add("line", s(f"ExecStart={P} $T_A ${{T_C}}", line, kind=None))
        m.add("line", s(f"ExecStart={P} $T_A ${{T_C}}").replace("[Unit]", line + "\n[Unit]"))
    for text in FILES:
        for key in ["EnvironmentFile=/srv/env/@N@", "EnvironmentFile=-/srv/env/@N@", "EnvironmentFile=/srv/env/@N@\nEnvironment=T_A=later", "EnvironmentFile=/srv/env/@N@\nEnvironmentFile="]:
            number = len(m.cases)
            m.add("file", s(f"ExecStart={P} $T_A ${{T_A}}", key.replace("@N@", f"{number:04}")), files={"/srv/env/@N@": text})
    for key in ["EnvironmentFile=/nonexistent", "EnvironmentFile=-/nonexistent", "EnvironmentFile=relative", "EnvironmentFile=/srv/env/%p.*"]:
        m.add("file", s(f"ExecStart={P} $T_A", key))

    # Names, templates and instances: what the specifiers say. (No name ends in `-`:
    # %J there aborts systemd 252, which in the lab is the end of PID 1.)
    every = "%n %N %p %i %I %j %J %P"
    for name, unit in [
        ("u@N@.service", None), ("u@N@@.service", "u@N@@x.service"), ("u@N@@.service", "u@N@@a-b.service"), ("u@N@@.service", "u@N@@a\\x2db.service"), ("u@N@-foo-bar.service", None), ("u@N@@x.service", None), ("u@N@.x.y.service", None), ("u@N@-foo@.service", "u@N@-foo@a@b.service"),
        ("u@N@\\x2dq.service", None), ("u@N@:x.service", None), ("u@N@_X.service", None), ("u@N@@.service", "u@N@@-.service"), ("u@N@@.service", "u@N@@1.service"),
    ]:
        m.add("name", s(f"ExecStart={P} {every}", "Environment=PODMAN_SYSTEMD_UNIT=%n"), name=name, unit=unit)
        m.add("name", s(f"ExecStart={P} {every}", "Environment=PODMAN_SYSTEMD_UNIT=%n-%i"), name=name, unit=unit)

    # Drop-ins: folders, order, resets.
    drops = ["[Service]\nExecStart=\nExecStart=/usr/bin/podman run quay.io/acme/widget:latest dropped\n", "[Service]\nEnvironment=T_A=dropped\n", "[Service]\nEnvironment=\n", "ExecStart=\n", "[Service]\nExecStart=/usr/bin/podman run quay.io/acme/widget:latest second\n", "garbage\n", "[Service]\nUnsetEnvironment=T_A\n", "", "[Service]\nExecStart='bad\n", "[Service]\nEnvironment=PODMAN_SYSTEMD_UNIT=%n\n", "[Service]\nType=simple\n", "\ufeff[Service]\nEnvironment=T_A=bom\n",
        "[Service]\nEnvironment=T_A=before\n[Service\nEnvironment=T_A=behind\n", "[Service]\nEnvironment=T_A=\udcff\n", "[Service]\nExecStop=%z\n"]
    base = s(f"ExecStart={P} $T_A %n")
    for text in drops:
        m.add("drop-in", base, files={"u@N@.service.d/10.conf": text})
        m.add("drop-in", base, files={"u@N@.service.d/10.conf": text, "u@N@.service.d/20.conf": r.choice(drops), "u@N@.service.d/05.conf": r.choice(drops)})
        m.add("drop-in", base, files={r.choice(["u@N@.service.d/10.txt", "u@N@.d/10.conf", "u@N@.service.d/sub/10.conf", "u@N@.service.d/10.conf.bak", "u@N@.service.d/.10.conf"]): text})
        m.add("drop-in", base, name="u@N@-foo.service", files={"u@N@-.service.d/10.conf": text, "u@N@-foo.service.d/10.conf": r.choice(drops)})
        m.add("drop-in", base, name="u@N@-foo-bar.service", files={"u@N@-foo-.service.d/10.conf": text, "u@N@-.service.d/10.conf": r.choice(drops), "u@N@-.service.d/20.conf": r.choice(drops)})
        m.add("drop-in", base, name="u@N@-foo.service", files={"u@N@-.service.d/10.conf": text, "u@N@-foo.service.d/05.conf": r.choice(drops)})
        m.add("drop-in", base, name="u@N@@.service", unit="u@N@@x.service", files={"u@N@@.service.d/10.conf": text, r.choice(["u@N@@.service.d/05.conf", "u@N@.service.d/10.conf"]): r.choice(drops)})

    # Whole files: bytes and ends of line.
    for change in [lambda t: "\ufeff" + t, lambda t: t.replace("\n", "\r\n"), lambda t: t.rstrip("\n"), lambda t: t.replace("\n", "\r"), lambda t: t.replace("\n", "\n\n"), lambda t: t.replace("\n", " \n"), lambda t: t.replace("\n", "\n\t"), lambda t: t + "\0", lambda t: t.replace("\n", "\0"), lambda t: t + "x\0[Service]\nExecStart=bad", lambda t: t + "\udcff", lambda t: t.replace("case", "c\udcffse"), lambda t: "", lambda t: "\n", lambda t: t.replace("[Service]", "[Servic]"), lambda t: t * 2, lambda t: t + "[Service]\nEnvironment=T_A=again\n", lambda t: t + "\\", lambda t: t + "ExecStop=/bin/true \\", lambda t: t.replace("=", " = ")]:
        m.add("bytes", change(s(f"ExecStart={P} a $T_A b")))
        m.add("bytes", change(s(f"ExecStart={P} a \\", "    $T_A \\", "    b")))

    # Random words, from the characters that mean something.
    alphabet = ["a", "b", " ", " ", '"', "'", "\\", "$", "{", "}", "%", "n", ";", "#", "=", "\t", "T_A", "${T_A}", "$T_B", "x41", "\\\n", "ä", "\\x", "%%", "$$", "-", "\\\\"]
    for _ in range(350):
        m.add("noise", s(f"ExecStart={P} " + "".join(r.choice(alphabet) for _ in range(r.randint(3, 14)))))
    tame = [w for w in alphabet if w not in ('"', "'", "\\", "%", "\\x")] + ['"a b"', "'c d'", "%n", "\\t", '"', "'"]
    for _ in range(250):
        m.add("noise", s(f"ExecStart={P} " + "".join(r.choice(tame) for _ in range(r.randint(3, 16)))))
    # Random lines, from the pieces that mean something to the reader.
    pieces = ["\\\n", "\n", " ", "#", ";", "a", "ExecStart=", f"ExecStart={P} b", "Environment=T_A=r", "[Service]", "[Unit]", "\\", "=", "\t", "\r\n", " \\\n", "# c\n", "\n\n", "\\\n# c\n", "x \\\n"]
    for _ in range(250):
        m.add("reader", s(f"ExecStart={P} $T_A " + "".join(r.choice(pieces) for _ in range(r.randint(1, 9)))))
    # podman lines as people write them.
    args = [w for w in WORDS if not any(bad in w for bad in ("%z", "%Q", "%1"))]
    for _ in range(150):
        words = r.sample(args, r.randint(2, 8))
        glue = r.choice([" ", " \\\n    ", "\t", " \\\n\t# note\n\t"])
        m.add("people", s(f"ExecStart={P} run" + glue + glue.join(words), "Environment=PODMAN_SYSTEMD_UNIT=%n", kind=r.choice(["oneshot", None, "simple", "exec"])))
    return m.cases
