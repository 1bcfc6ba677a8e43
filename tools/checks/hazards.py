#!/usr/bin/env python3
"""The table of hazards: each has a cure that a test shows, or a reason why it cannot arise.

    tools/checks/hazards.py [ROOT]           whether engine/hazards.toml is whole, its tests exist,
                                             and engine/HAZARDS.md is what is made of it
    tools/checks/hazards.py --write [ROOT]   makes engine/HAZARDS.md
"""

import pathlib
import re
import sys
import tomllib

from source_tree import Source, Violation, load, run

TABLE = "engine/hazards.toml"
PAGE = "engine/HAZARDS.md"

# group: (hazards in it, title)
GROUPS = {
    "hybrid": (68, "Hybrid: Redis is asked first, SQLite follows at once"),
    "write-behind": (18, "Write-behind: Redis and its queue first"),
    "parallel": (14, "Parallel: both stores are written beside each other"),
    "write-through": (26, "Write-through: SQLite first, then the cache"),
}
IDS = [f"{group} {n}" for group, (count, _) in GROUPS.items() for n in range(1, count + 1)]

INTRODUCTION = """# Hazards

What goes wrong in systems that keep each user in two stores, and what this engine does about it.
{cured} of {count} schedules are prevented by something in the engine: the tests turn red without
it. {barred} cannot arise, for the reason given. `hybrid-sketch` runs into some of the others:
"shown by" names the test.

Names are those that ctest shows. A scenario is a file in `scenarios/`; `scenarios_suite_test` runs
each of them with every strategy that is no demonstration, and those that are named under "shown
by" with the sketch.

Made of `hazards.toml` by `tools/checks/hazards.py --write`: edit that file.
"""


def test_names(sources: list[Source]) -> set[str]:
    """All of GoogleTest's and all scenarios, as hazards.toml names them."""
    texts = {source.path: source.text for source in sources}
    params = set()
    names = set()
    for path, text in texts.items():
        if path.startswith("engine/strategies/"):
            for strategy in re.findall(r"StrategySpec (\w+)_spec\b", text):
                params |= {strategy, strategy.replace("_", "")}
        if re.fullmatch(r"scenarios/[\w-]+\.toml", path):
            names.add(f"scenario {pathlib.PurePosixPath(path).stem}")
    for path, text in texts.items():
        if not path.endswith("CMakeLists.txt"):
            continue
        folder = pathlib.PurePosixPath(path).parent
        programs = [(program, [(folder / file).as_posix() for file in files.split()]) for
                    program, files in
                    re.findall(r"rollcall_test\(\s*(\w+)\s+SOURCES([^)]*)LINKS", text)]
        programs += [(program, [file for file in texts if is_test_in(folder, file)]) for program in
                     re.findall(r"target_sources\((\w+_test) PRIVATE \${tests}", text)]
        for program, files in programs:
            for file in files:
                names |= {f"{program}/{name}" for name in names_in(texts.get(file, ""), params)}
    return names


def is_test_in(folder: pathlib.PurePosixPath, file: str) -> bool:
    path = pathlib.PurePosixPath(file)
    return path.parent == folder and path.name.endswith("_test.cpp")


def names_in(text: str, params: set[str]):
    """Of one file. A test with a parameter has a name for each strategy."""
    instances = dict(reversed(pair) for pair in
                     re.findall(r"INSTANTIATE_TEST_SUITE_P\((\w+),\s*(\w+)", text))
    for kind, suite, name in re.findall(
            r"^(TEST|TEST_F|TEST_P|RC_GTEST_PROP)\((\w+),\s*(\w+)", text, re.MULTILINE):
        if kind != "TEST_P":
            yield f"{suite}.{name}"
        elif suite in instances:
            yield from (f"{instances[suite]}/{suite}.{name}/{param}" for param in params)


def entry_defects(entry: dict, tests: set[str]):
    known = {"id", "what", "cure", "tests", "cannot_arise", "shown_by"}
    for key in sorted(entry.keys() - known):
        yield f"unknown key '{key}': {', '.join(sorted(known))}"
    if not entry.get("what"):
        yield "missing: 'what', the schedule in one sentence"
    cured = "cure" in entry or "tests" in entry
    if cured == ("cannot_arise" in entry):
        yield "either a cure with its tests, or why it cannot arise"
    elif cured and not (entry.get("cure") and entry.get("tests")):
        yield "a cure needs its tests, and tests what they show"
    for test in entry.get("tests", []) + entry.get("shown_by", []):
        if test not in tests:
            yield f"no such test: '{test}'"


def table_defects(entries: list[dict], tests: set[str]):
    """(id, message)"""
    found = [entry.get("id", "") for entry in entries]
    for missing in [id for id in IDS if id not in found]:
        yield missing, f"'{missing}' is missing"
    for double in sorted({id for id in found if found.count(id) > 1}):
        yield double, f"'{double}' is there {found.count(double)} times"
    for stranger in [id for id in found if id not in IDS]:
        yield stranger, f"no hazard is called '{stranger}'"
    if sorted(found) == sorted(IDS) and found != IDS:
        yield "", "the order is that of the numbers, group by group"
    for entry in entries:
        for message in entry_defects(entry, tests):
            yield entry.get("id", ""), message


def page(entries: list[dict]) -> str:
    barred = sum("cannot_arise" in entry for entry in entries)
    lines = [INTRODUCTION.format(count=len(entries), barred=barred, cured=len(entries) - barred)]
    for group, (_, title) in GROUPS.items():
        lines += [f"## {title}\n", "| | what goes wrong | what prevents it | tests |"]
        lines.append("|---|---|---|---|")
        for entry in entries:
            if entry.get("id", "").rpartition(" ")[0] == group:
                lines.append(row(entry))
        lines.append("")
    return "\n".join(lines)


def row(entry: dict) -> str:
    cure = entry.get("cure") or f"*Cannot arise:* {entry.get('cannot_arise', '')}"
    tests = [f"`{test}`" for test in entry.get("tests", [])]
    tests += [f"shown by `{test}`" for test in entry.get("shown_by", [])]
    return f"| {entry['id']} | {entry.get('what', '')} | {cure} | {'<br>'.join(tests)} |"


def entries_of(sources: list[Source]) -> list[dict]:
    return tomllib.loads(text_of(sources, TABLE)).get("hazard", [])


def text_of(sources: list[Source], path: str) -> str:
    return next((source.text for source in sources if source.path == path), "")


def check(sources: list[Source]):
    entries = entries_of(sources)
    text = text_of(sources, TABLE)
    for id, message in table_defects(entries, test_names(sources)):
        line = text.count("\n", 0, max(text.find(f'id = "{id}"\n'), 0)) + 1
        yield Violation(TABLE, line, "hazard", message)
    if page(entries) != text_of(sources, PAGE):
        message = f"is not what {TABLE} says: tools/checks/hazards.py --write"
        yield Violation(PAGE, 1, "hazards-page", message)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--write"]:
        root = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else ".")
        (root / PAGE).write_text(page(entries_of(load(root))), encoding="utf-8")
    else:
        run("hazards", check)
