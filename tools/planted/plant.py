#!/usr/bin/env python3
"""Plants the mistakes of bugs.toml: writes copies of the engine's sources with one mistake each.

    plant.py list                    one line for each: name;file;test executable;test
    plant.py write NAME ORIGINAL OUT the compiled source (for a script, the C++ made of it), altered

A mistake whose text does not stand exactly once in its file ends the build: whoever changes the
engine decides what becomes of it.
"""

import functools
import pathlib
import sys
import tomllib

FOLDER = pathlib.Path(__file__).resolve().parent
ROOT = FOLDER.parent.parent
CATALOGUE = FOLDER / "bugs.toml"
FIELDS = {"name", "hazards", "file", "find", "replace", "test"}


class Refusal(Exception):
    """One line: what, where, what would be right."""


def checked(bug: dict) -> dict:
    name = bug.get("name", "?")
    if bug.keys() != FIELDS:
        raise Refusal(f"bug {name}: its fields are {', '.join(sorted(FIELDS))}")
    if not (ROOT / bug["file"]).is_file() or not bug["file"].endswith((".cpp", ".lua")):
        raise Refusal(f"bug {name}: file: {bug['file']} is no .cpp or .lua file")
    if "/" not in bug["test"]:
        raise Refusal(f"bug {name}: test: EXECUTABLE/SUITE.TEST, as ctest shows it")
    for hazard in bug["hazards"]:
        if bug["test"] not in tests_of_hazards().get(hazard, []):
            raise Refusal(f"bug {name}: {hazard}: engine/hazards.toml does not name its test there")
    return bug


@functools.cache
def tests_of_hazards() -> dict[str, list[str]]:
    text = (ROOT / "engine" / "hazards.toml").read_text(encoding="utf-8")
    return {hazard["id"]: hazard.get("tests", []) for hazard in tomllib.loads(text)["hazard"]}


def catalogue() -> dict[str, dict]:
    bugs = [checked(bug) for bug in tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))["bug"]]
    names = [bug["name"] for bug in bugs]
    for name in names:
        if names.count(name) > 1:
            raise Refusal(f"bug {name}: there are two of that name")
    return {bug["name"]: bug for bug in bugs}


def replaced(text: str, old: str, new: str, where: str) -> str:
    count = text.count(old)
    if count != 1:
        raise Refusal(f"{where}: its text stands there {count} times, and should once")
    return text.replace(old, new)


def altered(bug: dict, compiled: str) -> str:
    """`compiled` is the file itself, or for a script the C++ that holds its text."""
    text = (ROOT / bug["file"]).read_text(encoding="utf-8")
    where = f"bug {bug['name']}: {bug['file']}"
    return replaced(compiled, text, replaced(text, bug["find"], bug["replace"], where), where)


def main(arguments: list[str]) -> None:
    match arguments:
        case ["list"]:
            for bug in catalogue().values():
                print(bug["name"], bug["file"], *bug["test"].split("/", 1), sep=";")
        case ["write", name, original, out]:
            compiled = pathlib.Path(original).read_text(encoding="utf-8")
            wanted = altered(catalogue()[name], compiled)
            target = pathlib.Path(out)
            # Only where it differs: most edits of the catalogue change one.
            if not target.is_file() or target.read_text(encoding="utf-8") != wanted:
                target.write_text(wanted, encoding="utf-8")
        case _:
            raise Refusal("plant.py list, or plant.py write NAME ORIGINAL OUT")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Refusal as refusal:
        sys.exit(f"tools/planted/bugs.toml: {refusal}")
