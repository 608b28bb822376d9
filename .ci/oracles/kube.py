"""Kubernetes manifests: which containers `podman kube play` itself makes of them, and with
which labels, against what our tool says.

Usage: kube.py SCRATCH_DIR [PODMAN...]

PODMAN is a program; without one, the installed podman. `--start=false` creates the
containers and starts none; the pods' own image is one of the store's, so nothing is fetched.
"""

import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys

import common
import kube_cases
from podman_store import Store

# Another one, to look further: ORACLE_SEED=7.
SEED = int(os.environ.get("ORACLE_SEED", "1344"))
WORKERS = 2
LEAST = 200
AUTO, UNIT = kube_cases.AUTO, "PODMAN_SYSTEMD_UNIT"


def play(store, case):
    """(whether podman took it, what it said)."""
    file = store.dir / "files" / f"{case['name']}.yaml"
    file.write_bytes(case["text"].encode())
    words = ["podman", "kube", "play", "--start=false", "--network=host", *case["flags"], str(file)]
    done = subprocess.run(words, env={**store.env, UNIT: "web.service"}, capture_output=True, stdin=subprocess.DEVNULL)
    return done.returncode == 0, done.stderr.decode(errors="replace").strip()


def real_answers(store, cases):
    """By case: the labels by image, or None where podman refuses it; and what it said."""
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        played = list(pool.map(lambda case: play(store, case), cases))
    listed = json.loads(store.podman("ps", "-a", "--format", "json"))
    made = {case["name"]: {} for case in cases}
    for container in listed:
        name = container["Names"][0].split("-")[0]
        if not container["IsInfra"] and name in made:
            made[name].setdefault(container["Image"], []).append(container["Labels"] or {})
    return [(made[case["name"]] if taken else None, said) for case, (taken, said) in zip(cases, played)]


def own(labels, image_labels):
    """Labels without the image's. An empty policy is none, whichever podman writes it."""
    kept = {key: value for key, value in labels.items() if image_labels.get(key) != value and key != UNIT}
    return {key: value for key, value in kept.items() if not (key.startswith(AUTO) and value == "")}


# Which podman plays a kind first; an older one skips it, as it does any other.
SINCE = {"DaemonSet": (4, 7), "Job": (5, 3)}


def initial(case):
    """Images of init containers: they have ended when auto-update looks at what runs."""
    return {image for image in kube_cases.IMAGES if f"initContainers:\n  - image: {image}" in case["text"]}


def compare(tally, case, real, said, ours, image_labels, version):
    shown = f"{case['id']}: {' '.join(case['flags'])} {json.dumps(case['text'], ensure_ascii=False)}"
    mine = {}
    for deployment in ours["deployments"]:
        if deployment["image"] is not None:
            mine.setdefault(deployment["image"], []).append(deployment)
    # A kind that this podman does not play yet has its version as a condition of ours.
    for image in list(mine):
        needs = [tuple(map(int, found)) for one in mine[image] for found in re.findall(r"podman is (\d+)\.(\d+) or newer, for `kind: \w+`", " ".join(one["conditions"]))]
        if any(need > version for need in needs):
            del mine[image]
    if real is None or not real:
        right = all(one["verdict"] != "yes" for all_of in mine.values() for one in all_of)
        return tally.same() if right else tally.differs(shown, f"refused, or no container: {said}", ours["deployments"])
    real = {image: found for image, found in real.items() if image not in initial(case)}
    theirs = {image: sorted(json.dumps(own(labels, image_labels), sort_keys=True) for labels in found) for image, found in real.items()}
    spelled = {image: sorted(json.dumps(own(one["labels"], {}), sort_keys=True) for one in found) for image, found in mine.items()}
    if theirs == spelled:
        return tally.same()
    if "replicas:" in case["text"] and all(sorted(set(theirs[image])) == spelled.get(image) for image in theirs) and theirs.keys() == spelled.keys():
        return tally.because("this podman makes a pod for each replica, all with the same labels")
    if version < (4, 4) and f"{AUTO}/c" in shown and AUTO in shown.replace(f"{AUTO}/c", ""):
        return tally.because("podman 4.3 takes the general annotation or the container's own, as its map happens to be ordered")
    tally.differs(shown, theirs, ours["deployments"])


def main():
    scratch, program = pathlib.Path(sys.argv[1]), sys.argv[2:]
    store = Store(scratch, kube_cases.IMAGES, program=program or None, infra=kube_cases.IMAGES[5])
    try:
        spelled = store.podman("--version").split()[-1]
        version = tuple(map(int, spelled.split(".")[:2]))
        cases = kube_cases.make(SEED)
        answers = real_answers(store, cases)
        units = [f"[Service]\nType=oneshot\nRemainAfterExit=yes\nEnvironment={UNIT}=%n\nExecStart=podman kube play {' '.join(case['flags'])} web.yaml\n" for case in cases]
        ours = common.ask_ours([{"id": case["id"], "ask": "deployments", "files": {"web.service": unit, "web.yaml": case["text"]}} for case, unit in zip(cases, units)])
        tally = common.Tally(f"Kubernetes manifests (podman {spelled})")
        for case, (real, said) in zip(cases, answers):
            compare(tally, case, real, said, ours[case["id"]], store.image_labels, version)
    finally:
        store.close()
    sys.exit(0 if tally.close(LEAST) else 1)


if __name__ == "__main__":
    main()
