"""Makes sets of Quadlet files that refer to each other, as a service has them: a
container or two with their pod, networks, volumes, images and builds, some of which are
missing, misspelt or refused.

Everything comes from one seeded generator, so that a difference can be found again.
"""

import random

import quadlet_cases

section = quadlet_cases.section
IMAGE = quadlet_cases.IMAGE

# For each ending: its section, lines that Quadlet takes, and lines (or whole files) that
# make it refuse the file.
KINDS = {
    "pod": ("Pod", [[], ["PodName=pp"], ["PublishPort=80:80"], ["PodmanArgs=--share=net"], ["ServiceName=grp"], ["Volume=/a:/b", "Network=host"]], [["AutoUpdate=registry"], ["Image=x"], ["Labels=a=b"], ["RemapUsers=bogus"], ["UserNS=auto", "RemapUsers=auto"]]),
    "network": ("Network", [[], ["NetworkName=nn"], ["Subnet=10.0.0.0/24", "Gateway=10.0.0.1"], ["Internal=true", "Label=a=b"], ["ServiceName=net"]], [["AutoUpdate=registry"], ["Gateway=10.0.0.1"], ["IPRange=10.0.0.0/25"], ["Subnets=10.0.0.0/24"], ["Subnet=10.0.0.0/24", "Gateway=10.0.0.1", "Gateway=10.0.0.2"]]),
    "volume": ("Volume", [[], ["VolumeName=vv"], ["Device=/dev/x", "Type=ext4", "Options=ro"], ["Label=a=b", "User=1000"], ["ServiceName=vol"], ["Copy=false"]], [["AutoUpdate=registry"], ["Type=ext4"], ["Options=ro"], ["Driver=image"], ["Size=1G"]]),
    "image": ("Image", [[f"Image={IMAGE}"], [f"Image={IMAGE}", "TLSVerify=true"], [f"Image={IMAGE}", "ImageTag=quay.io/acme/tagged:2"], [f"Image={IMAGE}", "ServiceName=pulled"]], [[], [f"Image={IMAGE}", "AutoUpdate=registry"], ["Image="], [f"Image={IMAGE}", "Tag=x"]]),
    "build": ("Build", [["ImageTag=localhost/app:latest", "SetWorkingDirectory=unit"], ["ImageTag=quay.io/acme/widget:latest", "File=/x/Containerfile"], ["ImageTag=localhost/app", "SetWorkingDirectory=/srv", "ServiceName=built"]], [["SetWorkingDirectory=unit"], ["ImageTag=localhost/app"], ["ImageTag=localhost/app", "File=Containerfile"], ["ImageTag=localhost/app", "SetWorkingDirectory=yaml"], ["ImageTag=localhost/app", "SetWorkingDirectory=unit", "AutoUpdate=registry"]]),
    "container": ("Container", [[f"Image={IMAGE}"], [f"Image={IMAGE}", "ContainerName=side"], [f"Image={IMAGE}", "ServiceName=sidecar"]], [[f"Image={IMAGE}", "Autoupdate=registry"], ["AutoUpdate=registry"]]),
}
POD = """apiVersion: v1
kind: Pod
metadata:
  name: p
spec:
  containers:
    - name: c
      image: quay.io/acme/widget:latest
"""


def make(seed):
    r = random.Random(seed)
    cases = []

    def companion(ending, broken, extra=()):
        name, good, bad = KINDS[ending]
        return section(name, [*r.choice(bad if broken else good), *extra])

    def add(family, files):
        cases.append({"id": f"{family}-{len(cases)}", "files": files})

    def container(*lines, image=IMAGE):
        return section("Container", [f"Image={image}", *lines])

    # Every way to refer to a file, with the file there, refused, or missing.
    refer = {
        "pod": ["Pod=x.pod"],
        "network": ["Network=x.network", "Network=x.network:ip=10.0.0.2"],
        "volume": ["Volume=x.volume:/data", "Volume=x.volume:/data:ro", "Mount=type=volume,source=x.volume,destination=/d", "Mount=type=volume,destination=/d,src=x.volume"],
        "image": ["Image=x.image", "Mount=type=image,source=x.image,destination=/d"],
        "build": ["Image=x.build"],
        "container": ["Network=x.container"],
    }
    for ending, lines in refer.items():
        name, good, bad = KINDS[ending]
        for line in lines:
            for update in (["AutoUpdate=registry"], []):
                main = section("Container", ([] if line.startswith("Image=") else [f"Image={IMAGE}"]) + [line, *update])
                for body in good:
                    add(f"{ending}-there", {"web.container": main, f"x.{ending}": section(name, body)})
                for body in bad:
                    add(f"{ending}-refused", {"web.container": main, f"x.{ending}": section(name, body)})
                add(f"{ending}-missing", {"web.container": main})
                add(f"{ending}-elsewhere", {"web.container": main, f"y.{ending}": section(name, good[0])})
                add(f"{ending}-empty", {"web.container": main, f"x.{ending}": ""})
                add(f"{ending}-drop-in", {"web.container": main, f"x.{ending}": section(name, good[0]), f"x.{ending}.d/10.conf": section(name, r.choice(bad) or ["Bogus=1"])})
                add(f"{ending}-drop-in", {"web.container": main, f"x.{ending}": section(name, good[0]), f"x.{ending}.d/10.conf": section("Unit", ["Description=x"])})

    # [Unit] may name Quadlet files too.
    for key in ["After", "Requires", "BindsTo", "Wants", "Requisite", "PartOf", "Before", "Upholds"]:
        for ending in ["container", "pod", "network", "volume", "image", "build"]:
            unit = section("Unit", [f"{key}=x.{ending}"])
            main = unit + container("AutoUpdate=registry")
            add("unit-there", {"web.container": main, f"x.{ending}": companion(ending, False)})
            add("unit-refused", {"web.container": main, f"x.{ending}": companion(ending, True)})
            add("unit-missing", {"web.container": main})
        add("unit-plain", {"web.container": section("Unit", [f"{key}=network-online.target"]) + container("AutoUpdate=registry")})

    # One file behind another: the pod's network, the volume's image, the build's volume.
    for there in (True, False, None):
        far = {} if there is None else {"n.network": companion("network", not there)}
        add("deep", {"web.container": container("AutoUpdate=registry", "Pod=x.pod"), "x.pod": section("Pod", ["Network=n.network"]), **far})
        add("deep", {"web.container": container("AutoUpdate=registry", "Network=side.container"), "side.container": container("Network=n.network"), **far})
        add("deep", {"web.kube": section("Kube", ["Yaml=web.yaml", "AutoUpdate=registry", "Network=n.network"]), "web.yaml": POD, **far})
        add("deep", {"web.container": section("Container", ["Image=x.build"]), "x.build": section("Build", ["ImageTag=localhost/app", "SetWorkingDirectory=unit", "Network=n.network"]), **far})
        far = {} if there is None else {"v.volume": companion("volume", not there)}
        add("deep", {"web.container": container("AutoUpdate=registry", "Pod=x.pod"), "x.pod": section("Pod", ["Volume=v.volume:/v"]), **far})
        add("deep", {"web.container": section("Container", ["Image=x.build"]), "x.build": section("Build", ["ImageTag=localhost/app", "SetWorkingDirectory=unit", "Volume=v.volume:/v"]), **far})
        far = {} if there is None else {"i.image": companion("image", not there)}
        add("deep", {"web.container": container("AutoUpdate=registry", "Volume=x.volume:/v"), "x.volume": section("Volume", ["Driver=image", "Image=i.image"]), **far})
        far = {} if there is None else {"far.container": companion("container", not there)}
        add("deep", {"web.container": section("Unit", ["Requires=near.container"]) + container("AutoUpdate=registry"), "near.container": section("Unit", ["Requires=far.container"]) + container(), **far})

    # Containers whose name only the host knows can't lend their network.
    for name in ["side@.container", "side@a.container", "side.container"]:
        for lines in ([], ["ContainerName=%p"], ["ContainerName=%N"], ["ContainerName=x-%N-y"]):
            add("lent", {"web.container": container("AutoUpdate=registry", f"Network={name}"), name: container(*lines)})

    # Kubes with what they need.
    for lines in (["Yaml=web.yaml"], ["Yaml=web.yaml", "AutoUpdate=registry"], ["Yaml=web.yaml", "AutoUpdate=c/registry local"], [], ["Yaml=web.yaml", "Pod=x.pod"], ["Yaml=web.yaml", "Image=x"], ["Yaml=web.yaml", "SetWorkingDirectory=yaml"], ["Yaml=web.yaml", "RemapUsers=manual"]):
        add("kube", {"web.kube": section("Kube", lines), "web.yaml": POD})
        add("kube", {"web.kube": section("Kube", [*lines, "Network=x.network"]), "web.yaml": POD, "x.network": companion("network", r.random() < 0.3)})

    # Everything together.
    for _ in range(260):
        files, lines = {}, []
        for ending, ways in refer.items():
            if ending == "image" or r.random() < 0.6:
                continue
            lines.append(r.choice(ways))
        image = IMAGE
        if lines and lines[-1].startswith("Image="):
            image = None
        if r.random() < 0.25 and image:
            image = None
            lines.append("Image=x.image")
        wanted = {line.split("x.")[1].split(":")[0].split(",")[0] for line in lines if "x." in line}
        for ending in sorted(wanted):
            luck = r.random()
            if luck < 0.06:
                continue
            files[f"x.{ending}"] = companion(ending, luck < 0.18)
        if any(line.startswith("Pod=") for line in lines):
            lines = [line for line in lines if not line.startswith("Network=")]
            if r.random() < 0.5:
                files["db.container"] = container("Pod=x.pod", image="docker.io/library/postgres:16")
        r.shuffle(lines)
        head = [f"Image={image}"] if image else []
        files["web.container"] = section("Container", head + lines + ["AutoUpdate=registry"] * (r.random() < 0.8)) + section("Install", ["WantedBy=default.target"])
        add("mixed", files)
    return cases
