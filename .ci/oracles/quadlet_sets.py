"""Sets of Quadlet files that refer to each other: which services Quadlet's own generator
makes of them and which of those could start, against what our tool says.

Usage: quadlet_sets.py GENERATOR SCRATCH_DIR

A generated service that requires another one that was not generated does not start:
`Unit x-pod.service not found.` So a container works only if all that it requires is there,
and all that those require.
"""

import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys

import common
import quadlet
import quadlet_sets_cases

# Another one, to look further: ORACLE_SEED=7.
SEED = int(os.environ.get("ORACLE_SEED", "5043"))
LEAST = 500
# systemd's own units, which every host has.
THERE = re.compile(r".*\.(target|socket|timer|mount|slice)|(podman-user-wait-)?network-online\.service")


def required(lines):
    """What a service requires, and what it is bound to: its pod, unless the case says more."""
    section, needs, bound = "", set(), set()
    for line in lines:
        if line.startswith("["):
            section = line
        elif section == "[Unit]":
            key, _, value = line.partition("=")
            if key in ("Requires", "BindsTo", "Requisite"):
                needs |= set(value.split())
            if key == "BindsTo":
                bound |= set(value.split())
    return needs, bound


def startable(services):
    """The names of the services whose requirements are all there, however deep."""
    needs = {name: required(lines)[0] for name, lines in services}
    good = set(needs)
    while True:
        bad = {name for name in good if any(need not in good and not THERE.fullmatch(need) for need in needs[name])}
        if not bad:
            return good
        good -= bad


def by_source(services):
    found = {}
    for name, lines in services:
        source = next((line.split("=", 1)[1] for line in lines if line.startswith("SourcePath=")), "")
        found[pathlib.PurePath(source).name] = (name, lines)
    return found


# Rules of ours that say: there will be no service, or none that starts.
DOWN = quadlet.REFUSALS | quadlet.BROKEN | {"broken-quadlet-reference"}


def compare(tally, case, services, said, ours, normal):
    sources, good = by_source(services), startable(services)
    containers = quadlet.real_units(services)
    mine = {}
    for deployment in ours["deployments"]:
        mine.setdefault(deployment["path"], []).append(deployment)
    why = [line.split("]: ", 1)[-1] for line in said.splitlines() if "Loading source" not in line]
    for path in sorted(path for path in case["files"] if path.endswith((".container", ".kube"))):
        name, lines = sources.get(path, (None, []))
        shown = f"{case['id']} {path}: {json.dumps(case['files'], ensure_ascii=False)}"
        deployments = mine.get(path, [])
        rules = {rule for deployment in deployments for rule in deployment["rules"]}
        if name is None or name not in good:
            # Not there at all, or beside a file that is not there: no service, and never a yes.
            if deployments and (DOWN & rules or "missing-quadlet-reference" in rules):
                tally.same()
            else:
                tally.differs(shown, f"{'not made' if name is None else 'can not start'}: {why}", deployments)
            continue
        # `Options=` of a volume without `Device=`, the only such thing in the cases.
        perhaps = any("Options=" in text and "Device=" not in text for text in case["files"].values())
        if perhaps and rules & DOWN == {"broken-quadlet-reference"}:
            tally.because("a podman before 6 refuses what this one takes, which we say")
            continue
        if DOWN & rules or "missing-quadlet-reference" in rules or not deployments:
            tally.differs(shown, f"starts as {name}", deployments)
            continue
        if path.endswith(".kube"):
            tally.same()
            continue
        theirs, our = containers[path], deployments[0]
        labels = {key: value.replace("%%", "%") for key, value in theirs["labels"].items()}
        labels["PODMAN_SYSTEMD_UNIT"] = our["service"].replace("%i", "<?>")
        # `BindsTo=` of the case's own binds to more than the pod.
        own = "BindsTo=" in case["files"][path]
        bound = [] if own else sorted(required(lines)[1])
        said_bound = sorted(re.findall(r"restarts `([^`]*)` for the whole pod", " ".join(our["conditions"])))
        same = [labels == our["labels"], normal(theirs["image"]) == our["image"], name == our["service"].replace("%i", ""), bound == said_bound]
        tally.same() if all(same) else tally.differs(shown, dict(theirs, same=same, bound=bound), our)


def main():
    generator, scratch = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    version = subprocess.run([generator, "--version"], capture_output=True, text=True).stdout.strip()
    cases = quadlet_sets_cases.make(SEED)
    with concurrent.futures.ThreadPoolExecutor(quadlet.WORKERS) as pool:
        answers = list(pool.map(lambda case: quadlet.dry_run(generator, scratch, case), cases))
    ours = common.ask_ours([dict(case, ask="quadlet") for case in cases])
    images = sorted({unit["image"] for services, _ in answers for unit in quadlet.real_units(services).values() if "image" in unit})
    references = common.ask_ours([{"id": image, "ask": "reference", "word": image} for image in images])
    tally = common.Tally(f"containers and kubes in {len(cases)} sets of Quadlet files (Quadlet {version})")
    for case, (services, said) in zip(cases, answers):
        compare(tally, case, services, said, ours[case["id"]], lambda image: references[image]["reference"])
    sys.exit(0 if tally.close(LEAST) else 1)


if __name__ == "__main__":
    main()
