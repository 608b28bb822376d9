"""Plays the way of a merge to production, and all that may become of it on the way.

Usage: plays.py LAB_INIT plain|quadlet|rootless (the pid of the lab's systemd; which plays)

A play does something, states what `live` must say, and then looks. What is not stated of a
link is that it is a yes. One play goes on from where the one before has left the world.
"""

import sys
import time

from world import QUADLET, ROOTLESS, SERVICE, World, differs, live, shown

NOBODY = 5999


class Stage:
    def __init__(self, world):
        self.world, self.count, self.wrong = world, 0, 0

    def see(self, name, stated, options="", token="lab", also=None):
        """States, then looks; `also` is given standard error and says what is wrong."""
        said = ", ".join(f"{part} {' '.join(map(str, value))}" for part, value in stated.items())
        print(f"\n{name}\n  stated: {said or 'all is well'}", flush=True)
        begin = time.monotonic()
        code, seen, stderr = live(self.world, options, token)
        wrong = differs(stated, code, seen) + (also(stderr) if also else [])
        self.count += 1
        self.wrong += bool(wrong)
        print("".join(f"    {line}\n" for line in shown(seen)), end="")
        print(f"  {'DIFFERENT: ' + '; '.join(wrong) if wrong else 'as stated'} ({time.monotonic() - begin:.1f} s)", flush=True)

    def hold(self, name, is_so, found=""):
        """Something else that must be so."""
        self.count += 1
        self.wrong += not is_so
        print(f"\n{name}: {'as stated' if is_so else 'DIFFERENT: ' + str(found)}", flush=True)


def the_start(stage, world):
    """The first commit is built and runs."""
    world.start()
    first = world.tip()
    world.runs(first)
    world.build(first)
    world.host("podman pull -q quay.io/acme/widget:latest")
    world.install()
    stage.see("all is where the first commit is", {})
    return first


def the_way(stage, world):
    """From a merge to the process, step by step."""
    first = the_start(stage, world)
    second = world.merge("sign the OAuth state")
    old = {"site": ("behind", "tells-other", first[:7])}
    stage.see("merged, and no run yet", {"run": ("behind", "not-started-too-new"), "registry": ("behind", "behind", first[:7]), "host": ("behind", "runs-current"), **old})
    world.runs(second, "in_progress")
    stage.see("the run goes on", {"run": ("behind", "going"), "registry": ("behind", "behind", first[:7]), "host": ("behind", "runs-current"), **old})
    world.runs(second)
    world.build(second)
    stage.see("it has pushed; the host's timer has not fired", {"host": ("behind", "comes", first[:7], "comes by itself"), **old})
    world.update()
    stage.see("podman has updated", {})
    return second


def recorded(stage, world):
    """`--record`: attestations and records are GitHub's own; here the loopback takes them."""
    stage.see("what was proved is recorded, as asked", {}, "--record", also=lambda err: [] if err.startswith("recorded: quay.io/acme/widget") or "\nrecorded: quay.io/acme/widget" in err else [err])
    digest = world.dev("skopeo inspect --no-tags --format '{{.Digest}}' docker://quay.io/acme/widget:latest").stdout.strip()
    record = world.root("cat /srv/forge/records.json").stdout
    stage.hold("the record has the registry's digest", digest in record and '"widget.service"' in record, record)


def the_sibling(stage, world, commit):
    """An archived repository's schedule pushes old code over the tag."""
    world.build(world.tip("widget-old"), "acme/widget-old")
    foreign = {"registry": ("no", "foreign", "acme/widget-old")}
    stage.see("the sibling's cron has pushed over the tag", foreign)
    world.update()
    stage.see("and the host has pulled it", {**foreign, "host": ("behind", "runs-current"), "site": ("behind", "tells-other")})
    world.build(commit)
    world.update()
    stage.see("our run has run again", {})


def the_host(stage, world, commit):
    """What is wrong on the host alone."""
    world.install("s/ --label io.containers.autoupdate=registry//")
    stage.see("the host's unit lacks the label that the repository's has", {"host": ("no", "drifted", "do not let podman pull anew", "-ExecStart=", "autoupdate=registry")})
    world.install()
    world.root(f"sed -i 's/^Description=.*/Description=Old/' {world.file}")
    stage.see("its file was changed, and systemd has not read it", {"host": ("no", "needs-reload", "Description=Old")})
    world.install()
    world.root("systemctl stop widget")
    stage.see("the service is stopped", {"host": ("no", "not-active"), "site": ("no", "no-answer")})
    world.install()

    third = world.publish("count visitors")
    site = {"site": ("no", "tells-other", commit[:7])}
    world.root("systemctl disable --quiet --now podman-auto-update.timer")
    stage.see("the timer is disabled", {"host": ("no", "timer-idle", "disabled", commit[:7]), **site})
    world.root("systemctl enable --quiet --now podman-auto-update.timer")
    world.way(NOBODY)
    stage.see("the host alone cannot reach the registry, and its podman says that nothing is new", {"host": ("unknown", "sees-nothing", "podman 4.3.1"), **site})
    world.root("systemctl stop lab-registry")
    stage.see("the registry is down for all, and what runs is old", {"registry": ("unknown", "no-answer", "nobody answers"), "host": ("unknown",), "site": ("no", "tells-other")})
    world.root("systemctl start lab-registry")
    world.way(5000)
    world.root("podman pull -q quay.io/acme/widget:latest")
    stage.see("the image was pulled, the container not restarted", {"host": ("behind", "runs-other", commit[:7]), "site": ("behind", "tells-other")})
    world.update()
    stage.see("the update restarts it", {})

    world.root("systemctl stop lab-registry")
    stage.see("the registry is down, and what runs tells its commit", {"registry": ("unknown", "no-answer", "nobody answers")})
    world.root("systemctl start lab-registry")
    world.root("kill $(pgrep -f '^/bin/busybox httpd')")
    stage.see("the site is down, the service is not", {"site": ("no", "no-answer", "nobody answers")})
    world.install()
    world.root("podman exec widget /bin/busybox rm /www/version.json")
    stage.see("the site answers that there is no such page", {"site": ("no", "status", "404")})
    world.install()
    return third


def rolled_back(stage, world, commit):
    """An image that cannot start: podman goes back to the old one."""
    broken = world.publish("start something else", "sed -i 's|/bin/busybox\"\\]|/bin/none\"]|' Containerfile")
    site = {"site": ("no", "tells-other", commit[:7])}
    stage.see("an image that cannot start is published", {"host": ("behind", "comes"), "site": ("behind", "tells-other")})
    world.update(well=False)
    world.runs(broken, minutes=10)
    stage.see("podman has tried it, and gone back to the one before", {"host": ("unknown", "left-behind", commit[:7]), **site})
    mended = world.publish("start the right thing", "sed -i 's|/bin/none|/bin/busybox|' Containerfile")
    world.update(well=False)
    stage.see("and takes the one that mends it", {})
    return mended


def the_forge(stage, world, commit):
    """What GitHub did not do."""
    behind = {"registry": ("no", "behind", commit[:7]), "host": ("behind", "runs-current"), "site": ("behind", "tells-other")}
    fourth = world.merge("greet by name")
    world.runs(fourth, "completed", "failure", "docker/login-action@v3")
    stage.see("the run has failed", {"run": ("no", "failed", "`image`", "`docker/login-action@v3`"), **behind})
    world.runs(fourth, "waiting")
    stage.see("the run waits for an approval", {"run": ("behind", "awaits-approval"), "registry": ("behind", "behind"), "host": behind["host"], "site": behind["site"]})
    world.forge["runs"] = [run for run in world.forge["runs"] if run["head_sha"] != fourth]
    world.forge["workflows"]["build.yml"] = "disabled_manually"
    world.tell()
    stage.see("the workflow is disabled", {"run": ("no", "not-started-disabled"), **behind})
    world.forge["workflows"]["build.yml"] = "active"
    world.forge["archived"] = True
    world.tell()
    stage.see("the repository is archived", {"run": ("no", "not-started-archived"), **behind})
    world.forge["archived"] = False
    skipped = world.merge("say hello [skip ci]")
    world.runs(fourth)
    world.build(fourth)
    world.update()
    stage.see("the newest merge was not to be built, the one before runs", {"merge": ("yes", "not-to-be-built", skipped[:7], fourth[:7])})
    stage.see("nobody is logged in at GitHub", {"merge": ("unknown", "no-answer"), "run": ("unknown", "no-answer"), "registry": ("unknown", "unplaced"), "host": ("unknown", "runs-current"), "site": ("unknown", "tells-other", "where that lies is not known")}, token="wrong")


def waiting(stage, world):
    """`--wait` while the timer fires by itself."""
    world.publish("fold the map")
    world.root(
        "printf '[Timer]\\nOnCalendar=\\nOnCalendar=%s\\n' \"$(date -u -d '+15 seconds' '+%Y-%m-%d %H:%M:%S UTC')\" >/etc/systemd/system/podman-auto-update.timer.d/soon.conf\n"
        "systemctl daemon-reload && systemctl restart podman-auto-update.timer"
    )

    def turned(stderr):
        return [] if "host      …" in stderr and "host      ✓" in stderr else [f"it did not turn: {stderr}"]

    stage.see("live waits, and sees it come", {}, "--wait 90s", also=turned)
    world.root("rm /etc/systemd/system/podman-auto-update.timer.d/soon.conf && systemctl daemon-reload && systemctl restart podman-auto-update.timer")
    failed = world.merge("unfold the map")
    world.runs(failed, "completed", "failure", "docker/login-action@v3")
    begin = time.monotonic()
    stage.see("live does not wait for what never comes", {"run": ("no", "failed"), "registry": ("no", "behind"), "host": ("behind", "runs-current"), "site": ("behind", "tells-other")}, "--wait 20m")
    stage.hold("that took no minute", time.monotonic() - begin < 60)
    world.runs(failed)
    world.build(failed)
    world.update()


def the_way_in(stage, world):
    """ssh in all its forms."""
    probe = "IdentityFile ~/.ssh/probe"
    world.ssh(probe)
    stage.see("by a key that can do nothing but look", {})
    for what, words in [("run", "web1 id"), ("log in", "-tt web1"), ("hide a command", "web1 'sh -s -- widget.service; id'"), ("be a shell", "web1 'sh -s' <<'E'\nid\nE"), ("copy", "-s web1 sftp"), ("be a way on", "-W localhost:80 web1")]:
        done = world.dev(f"ssh -o BatchMode=yes {words}", check=False)
        said = done.stdout + done.stderr
        stage.hold(f"that key cannot {what}", "uid=" not in said and "HTTP/" not in said, said)
    bastion = ["HostName web1.internal", "ProxyJump bastion"]
    stage.hold("nobody but the bastion knows that name", world.dev("getent hosts web1.internal", check=False).returncode != 0)
    for lines, key in [(bastion, "the usual key"), ([*bastion, probe], "the key that can only look")]:
        jumps = "journalctl -u lab-sshd-bastion --no-pager | grep -c 'Accepted publickey for jump' || true"
        before = int(world.root(jumps).stdout)
        world.ssh(*lines)
        stage.see(f"through a bastion, by {key}", {})
        stage.hold("the bastion was passed", int(world.root(jumps).stdout) > before)
    world.root("mkdir -p /root/.config/fish && echo 'echo welcome to fish' >/root/.config/fish/config.fish && echo 'echo welcome to csh' >/root/.cshrc && echo 'echo welcome' >/root/.bashrc")
    for shell in ["/usr/bin/fish", "/bin/tcsh", "/bin/sh", "/bin/bash"]:
        for lines, key in [([], "the usual key"), ([probe], "the key that can only look")]:
            world.root(f"usermod --shell {shell} root")
            world.ssh(*lines)
            stage.see(f"where the login shell is {shell.rsplit('/')[-1]} and talks, by {key}", {})
    world.ssh("UserKnownHostsFile /dev/null")
    stage.see("the host's key is not known", {"host": ("unknown", "no-answer", "key is not known")})
    world.ssh("HostKeyAlias [localhost]:2222")
    stage.see("the host's key is another", {"host": ("unknown", "no-answer", "another")})
    world.ssh("IdentityFile ~/.ssh/none")
    world.root("mv /root/.ssh/authorized_keys /root/.ssh/kept")
    stage.see("no key of ours is taken", {"host": ("unknown", "no-answer", "takes no key")})
    world.root("mv /root/.ssh/kept /root/.ssh/authorized_keys")
    world.ssh("User dev")
    world.root("cp /srv/keys/all.pub /home/dev/.ssh/authorized_keys")
    stage.see("whoever is logged in there has no right to see root's containers", {"host": ("unknown", "unseen", "root")})
    world.ssh()
    world.root("systemctl stop lab-sshd-web1")
    stage.see("no sshd is there", {"host": ("unknown", "no-answer", "nobody answers")})


def quadlet(stage, world):
    """A Quadlet file, and podman 5."""
    first = the_start(stage, world)
    second = world.publish("sign the OAuth state")
    site = {"site": ("behind", "tells-other", first[:7])}
    stage.see("a new image is there", {"host": ("behind", "comes", first[:7]), **site})
    world.way(NOBODY)
    stage.see("the host alone cannot reach the registry, and its podman says so", {"host": ("no", "would-fail"), "site": ("no", "tells-other")})
    world.way(5000)
    world.update()
    stage.see("podman has updated", {})
    world.install("/^AutoUpdate/d")
    stage.see("the host's Quadlet file lacks the key that the repository's has", {"host": ("no", "drifted", "do not let podman pull anew", "-AutoUpdate=registry")})
    world.install()
    world.root(f"mkdir -p {world.file}.d && printf '[Container]\\nAutoUpdate=local\\n' >{world.file}.d/10-local.conf")
    world.install()
    stage.see("a drop-in of the host's own says otherwise", {"host": ("no", "not-pulled")})
    world.root(f"rm -r {world.file}.d")
    world.install()
    stage.see("without it", {})
    rolled_back(stage, world, second)


def rootless(stage, world):
    """A unit of a user's, who has no other rights on the host."""
    world.ssh("User app")
    world.host("systemctl enable --quiet --now podman-auto-update.timer")
    first = the_start(stage, world)
    world.publish("sign the OAuth state")
    site = {"site": ("behind", "tells-other", first[:7])}
    stage.see("a new image is there", {"host": ("behind", "comes", first[:7]), **site})
    world.host("systemctl disable --quiet --now podman-auto-update.timer")
    stage.see("the user's timer is disabled", {"host": ("no", "timer-idle"), "site": ("no", "tells-other")})
    world.host("systemctl enable --quiet --now podman-auto-update.timer")
    world.update()
    stage.see("podman has updated", {})
    world.ssh("User app", "IdentityFile ~/.ssh/probe")
    stage.see("by a key that can do nothing but look", {})
    world.ssh("User root")
    stage.see("root has no unit of that name", {"host": ("no", "no-unit")})
    world.ssh("User app")
    world.root("systemctl stop user@$(id -u app)")
    stage.see("nobody answers for the user's units", {"host": ("unknown", "not-answered"), "site": ("no", "no-answer")})


def plain(stage, world):
    """A unit of systemd's own kind, and Debian 12's podman."""
    second = the_way(stage, world)
    recorded(stage, world)
    the_sibling(stage, world, second)
    third = the_host(stage, world, second)
    fourth = rolled_back(stage, world, third)
    the_forge(stage, world, fourth)
    waiting(stage, world)
    the_way_in(stage, world)


PLAYS = {"plain": (plain, SERVICE), "quadlet": (quadlet, QUADLET), "rootless": (rootless, ROOTLESS)}


def main():
    init, which = sys.argv[1:]
    begin = time.monotonic()
    plays, unit = PLAYS[which]
    stage = Stage(World(init, unit))
    plays(stage, stage.world)
    print(f"\n{stage.count} statements, {stage.wrong} different ({time.monotonic() - begin:.0f} s)")
    sys.exit(1 if stage.wrong else 0)


if __name__ == "__main__":
    main()
