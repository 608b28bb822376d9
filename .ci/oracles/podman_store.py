"""A private podman store whose containers never run.

The runtime is a script that notes the container's arguments and fails, so that a
whole `podman run` line can be given to podman as it is: what the container would have
been (image, labels) stands in podman's own event log. Nothing of the host's storage,
configuration or network is used.
"""

import json
import os
import pathlib
import shutil
import subprocess

CONTAINERS_CONF = """[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
netns = "host"
log_driver = "k8s-file"
init_path = "/bin/busybox"
[engine]
runtime = "noted"
cgroup_manager = "cgroupfs"
events_logger = "file"
lock_type = "file"
network_backend = "netavark"
tmp_dir = "{dir}/tmp"
volume_path = "{dir}/volumes"
pull_policy = "never"
{infra}
[engine.runtimes]
noted = ["{dir}/noted"]
"""

STORAGE_CONF = """[storage]
driver = "overlay"
graphroot = "{dir}/store"
runroot = "{dir}/runroot"
"""

# podman calls it as `noted [flags] create --bundle DIR ... ID`, among other ways.
NOTED = """#!/bin/sh
for word; do
    if [ "$previous" = --bundle ]; then cp "$word/config.json" "{dir}/config.json"; fi
    previous=$word
done
exit 1
"""

CONTAINERFILE = """FROM scratch
LABEL org.opencontainers.image.version="1"
COPY busybox /bin/busybox
ENTRYPOINT ["/bin/busybox"]
CMD ["true"]
"""


class Store:
    """One store, used by one thread at a time.

    `program` is another podman than the installed one, as words; `infra` the image that
    pods are given.
    """

    def __init__(self, where, tags, program=None, infra=None):
        self.dir = pathlib.Path(where).resolve()
        # One that was left behind still has its mounts.
        self.close()
        self.dir.mkdir(parents=True)
        (self.dir / "files").mkdir()
        for name, text in [("containers.conf", CONTAINERS_CONF), ("storage.conf", STORAGE_CONF), ("noted", NOTED)]:
            (self.dir / name).write_text(text.format(dir=self.dir, infra=f'infra_image = "{infra}"' if infra else ""))
        (self.dir / "noted").chmod(0o755)
        (self.dir / "registries.conf").write_text('unqualified-search-registries = []\nshort-name-mode = "disabled"\n')
        self.env = {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": str(self.dir),
            "CONTAINERS_CONF": str(self.dir / "containers.conf"),
            "CONTAINERS_STORAGE_CONF": str(self.dir / "storage.conf"),
            "CONTAINERS_REGISTRIES_CONF": str(self.dir / "registries.conf"),
            "TMPDIR": str(self.dir),
        }
        if program:
            # First in the path, so that whoever says `podman` gets it.
            (self.dir / "bin").mkdir()
            (self.dir / "bin" / "podman").write_text(f'#!/bin/sh\nexec {" ".join(program)} "$@"\n')
            (self.dir / "bin" / "podman").chmod(0o755)
            self.env["PATH"] = f"{self.dir / 'bin'}:{self.env['PATH']}"
        image = self.dir / "image"
        image.mkdir()
        shutil.copy("/bin/busybox", image / "busybox")
        (image / "Containerfile").write_text(CONTAINERFILE)
        self.podman("build", "-q", "--timestamp", "0", "-t", tags[0], str(image))
        for tag in tags[1:]:
            self.podman("tag", tags[0], tag)
        facts = json.loads(self.podman("image", "inspect", tags[0]))[0]
        self.digest, self.image_id, self.image_labels = facts["Digest"], facts["Id"], facts["Labels"]
        self.log = self.dir / "tmp" / "events" / "events.log"

    def podman(self, *words):
        done = subprocess.run(["podman", *words], env=self.env, capture_output=True, stdin=subprocess.DEVNULL)
        if done.returncode != 0:
            raise RuntimeError(f"podman {' '.join(words)}: {done.stderr.decode()}")
        return done.stdout.decode()

    def expand(self, words):
        """The words with what only this store knows."""
        out = []
        for word in words:
            if word == "@KEEP@":
                out += [f"{key}={value}" for key, value in self.env.items()]
            else:
                out.append(word.replace("@TMP@", str(self.dir / "files")))
        return out

    def try_line(self, argv, env, files):
        """Runs a whole line: (container or None, what podman said)."""
        for path, text in files.items():
            pathlib.Path(path).write_bytes(text.encode())
        size = self.log.stat().st_size if self.log.exists() else 0
        config = self.dir / "config.json"
        config.unlink(missing_ok=True)
        try:
            done = subprocess.run(argv, env={**self.env, **env}, capture_output=True, stdin=subprocess.DEVNULL, cwd=self.dir / "files", timeout=60)
            said = done.stderr.decode(errors="replace").strip()
        except (OSError, ValueError) as error:
            return None, str(error)
        for path in (self.dir / "files").iterdir():
            if path.is_file():
                path.unlink()
        created = []
        with open(self.log, "rb") as log:
            log.seek(size)
            for line in log.read().decode().splitlines():
                event = json.loads(line)
                if event["Status"] == "create" and event["Type"] == "container":
                    created.append(event)
        if len(created) > 1:
            return {"several": len(created)}, said
        if not created:
            return None, said
        args = None
        if config.exists():
            args = json.loads(config.read_text())["process"]["args"]
        return {"image": created[0].get("Image", ""), "labels": created[0].get("Attributes") or {}, "args": args}, said

    def close(self):
        """Removes the store; overlay mounts that podman left are let go first."""
        for line in reversed(pathlib.Path("/proc/self/mounts").read_text().splitlines()):
            point = line.split()[1].replace("\\040", " ")
            if point.startswith(str(self.dir) + "/"):
                subprocess.run(["umount", "-l", point], check=False)
        shutil.rmtree(self.dir, ignore_errors=True)
        if self.dir.exists():
            os.system(f"rm -rf '{self.dir}'")
