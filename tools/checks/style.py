#!/usr/bin/env python3
"""What the house style asks of files, beyond what clang-format and clang-tidy see.

    tools/checks/style.py [ROOT]
"""

import pathlib
import re

from functions import functions
from source_tree import Source, Violation, run

FILE_LINES = 400
FUNCTION_LINES = 60
LINE_COLUMNS = 100

BANNED_WORDS = {"util", "utils", "helper", "helpers", "misc", "common", "stuff", "part2", "manager"}

# (rule, what it finds in any text, what to do). Split where this very file would match.
BANNED_TEXT = [
    ("unfinished", r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b", "finish it, or leave it out"),
    ("machine-path", r"(?<![\w./~:])/(?:home|root|work|Users)/\w", "a path from the root"),
    ("switched-off", r"\bDISABLED" r"_\w+|\bGTEST" r"_SKIP\b|^ *# *if 0\b", "mend or remove it"),
]

# Hidden state that may be: path -> reason.
THREAD_LOCALS = {
    "sim/schedule/fiber.cpp": "stacks are used again by the next world of the thread",
    "sim/schedule/scheduler.cpp": "the fiber switch knows who runs on its thread",
}
STATICS = {"sim/disk/vfs.cpp": "SQLite keeps a pointer to its VFS as long as the process lives"}


def lengths(source: Source):
    lines = source.text.splitlines()
    if source.path.endswith((".md", ".toml", ".json")):
        return
    if len(lines) > FILE_LINES:
        message = f"{len(lines)} lines, {FILE_LINES} at the most: split it by noun"
        yield Violation(source.path, FILE_LINES + 1, "file-length", message)
    for number, line in enumerate(lines, 1):
        if len(line) > LINE_COLUMNS:
            message = f"{len(line)} columns, {LINE_COLUMNS} at the most: wrap it"
            yield Violation(source.path, number, "line-length", message)


def function_lengths(source: Source):
    for function in functions(source):
        if function.lines > FUNCTION_LINES:
            message = f"{function.lines} lines, {FUNCTION_LINES} at the most: give its steps names"
            yield Violation(source.path, function.first_line, "function-length", message)


def names(source: Source):
    words = re.split(r"[_.\-]", pathlib.PurePosixPath(source.path).stem.lower())
    for word in sorted(BANNED_WORDS.intersection(words)):
        message = f"'{word}' says nothing: name the noun that the file is about"
        yield Violation(source.path, 1, "file-name", message)


def banned_text(source: Source):
    for rule, pattern, instead in BANNED_TEXT:
        for match in re.finditer(pattern, source.text, re.MULTILINE):
            message = f"'{match.group().strip()}': {instead}"
            yield Violation(source.path, source.line_of(match.start()), rule, message)


def headers(source: Source):
    if not source.text.startswith("//"):
        message = "a header opens with a comment: what it is, and for whom"
        yield Violation(source.path, 1, "header-comment", message)
    if not re.search(r"^#pragma once$", source.text, re.MULTILINE):
        message = "missing: '#pragma once' below the opening comment"
        yield Violation(source.path, 1, "pragma-once", message)


def hidden_state(source: Source):
    if source.path not in THREAD_LOCALS:
        for match in re.finditer(r"\bthread_local\b", source.code):
            message = "only the fiber switch may have one: pass it through the constructor"
            yield Violation(source.path, source.line_of(match.start()), "thread-local", message)
    if source.path in STATICS:
        return
    for function in functions(source):
        for match in re.finditer(r"\bstatic\s+(?!const\b|constexpr\b)", function.body):
            line = source.line_of(function.offset + match.start())
            message = "a static that changes: make it a member, and pass its owner"
            yield Violation(source.path, line, "singleton", message)


def is_built(path: pathlib.PurePosixPath, build_lists: dict[str, str]) -> bool:
    """Whether a CMakeLists.txt beside or above the file names it, by its path from there.

    In a list that appends the ending itself (`${test}.cpp`), the name stands without it. One that
    gathers what is beside it names `/*.cpp`.
    """
    if "/*.cpp" in build_lists.get((path.parent / "CMakeLists.txt").as_posix(), ""):
        return True
    for folder in path.parents:
        build_list = build_lists.get((folder / "CMakeLists.txt").as_posix(), "")
        name = re.escape(path.relative_to(folder).with_suffix("").as_posix())
        name += r"(?:\.cpp)?" if "}.cpp" in build_list else r"\.cpp"
        if re.search(rf"(?<![\w/.]){name}(?![\w.])", build_list):
            return True
    return False


def dead_files(sources: list[Source]):
    build_lists = {
        source.path: re.sub(r"#.*", "", source.text)
        for source in sources
        if source.path.endswith("CMakeLists.txt")
    }
    included = {path for source in sources for _, path in source.includes()}
    for source in sources:
        if source.path.endswith(".h") and source.path not in included:
            yield Violation(source.path, 1, "dead-file", "nobody includes this header: remove it")
        path = pathlib.PurePosixPath(source.path)
        if source.path.endswith(".cpp") and not is_built(path, build_lists):
            message = "no CMakeLists.txt names this file: add it there, or remove it"
            yield Violation(source.path, 1, "dead-file", message)


def check(sources: list[Source]):
    for source in sources:
        yield from lengths(source)
        yield from names(source)
        yield from banned_text(source)
        if source.path.endswith(".h"):
            yield from headers(source)
        if source.is_cpp:
            yield from function_lengths(source)
        if source.is_cpp and not source.is_test:
            yield from hidden_state(source)
    yield from dead_files(sources)


if __name__ == "__main__":
    run("style", check)
