"""The scripts of an action's steps, as files: steps.py ACTION FOLDER writes step1.sh, …"""

import sys

text, folder = open(sys.argv[1], encoding="utf-8").read(), sys.argv[2]
for number, step in enumerate(text.split("      run: |\n")[1:], 1):
    lines = []
    for line in step.splitlines():
        if line.strip() and not line.startswith("        "):
            break
        lines.append(line[8:])
    with open(f"{folder}/step{number}.sh", "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")
