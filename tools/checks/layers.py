#!/usr/bin/env python3
"""Proves from the #include lines that the folders depend on each other in one direction only.

    tools/checks/layers.py [ROOT]

Tests may look upward; product code follows the arrows below, and whatever they lead to.
"""

from source_tree import Source, Violation, run

# folder -> the folders and single files that it may include, and with them all that those lead to.
ARROWS = {
    "tools": ["scenarios", "engine/os"],
    "scenarios": ["properties", "faults", "engine", "engine/os"],
    "faults": ["sim", "engine/contract.h", "engine/knob.h"],
    "sim": ["engine/host.h", "engine/check.h"],
    "properties": [
        "engine/types.h",
        "engine/contract.h",
        "engine/knob.h",
        "engine/host.h",
        "engine/check.h",
    ],
    "engine/os": ["engine"],
    "engine": [],
}


def layer_of(path: str) -> str | None:
    """The most specific folder of the table that holds the file."""
    holders = [folder for folder in ARROWS if path.startswith(folder + "/")]
    return max(holders, key=len, default=None)


def reachable(layer: str) -> set[str]:
    """Everything that the arrows lead to, the layer itself included."""
    found, todo = {layer}, [layer]
    while todo:
        for target in ARROWS.get(todo.pop(), []):
            if target not in found:
                found.add(target)
                todo.append(target)
    return found


def check(sources: list[Source]):
    for source in sources:
        layer = layer_of(source.path)
        if layer is None or not source.is_cpp or source.is_test:
            continue
        allowed = reachable(layer)
        for line, included in source.includes():
            if layer_of(included) is None:
                message = (
                    f'"{included}" is in no layer: name files of the project from its root, '
                    "and packages in <angle brackets>"
                )
                yield Violation(source.path, line, "include-path", message)
            elif included not in allowed and layer_of(included) not in allowed:
                message = (
                    f'{layer} may not include "{included}": it may include '
                    f"{', '.join(sorted(allowed))}; move what both need into one of these"
                )
                yield Violation(source.path, line, "layer", message)


if __name__ == "__main__":
    run("layers", check)
