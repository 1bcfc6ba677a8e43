#!/usr/bin/env python3
"""Finds names that would make two runs of one case differ, and says what to use instead.

    tools/checks/determinism.py [ROOT [FOLDER...]]

FOLDER holds strategies of one's own, for which all rules hold. Tests and engine/os (the real world
itself) are free; every other exception is in the table EXCEPTIONS, with its reason. Comments and
literals are not looked at.
"""

import dataclasses
import re

from source_tree import Source, Violation, run


@dataclasses.dataclass(frozen=True)
class Rule:
    name: str
    pattern: str
    instead: str
    folders: tuple[str, ...] = ("",)  # prefixes of the paths that it is about


CALL = r"(?<![\w.>:])(?:std::|::)?"  # begins a plain or std:: call: no member, no longer name
POINTER = r"(?:const\s+)?[\w:]+(?:<[^<>]*>)?(?:\s+const)?\s*\*"
OWNER = r"std::(?:unique|shared)_ptr\s*<"
ENTROPY = "Host's entropy in the engine, a keyed draw (sim/schedule/decisions.h) elsewhere"
ADDRESS = "an id: addresses differ from run to run"
PRODUCT = ("engine/", "sim/", "faults/", "properties/")

RULES = [
    Rule(
        "system-clock",
        r"\b(?:system|steady|high_resolution)_clock\b"
        rf"|{CALL}time\s*\(\s*(?:nullptr|NULL|0|&)|\bstd::clock\s*\("
        rf"|{CALL}(?:gettimeofday|clock_gettime|timespec_get)\s*\(",
        "the clocks of Host",
    ),
    Rule(
        "time-zone",
        rf"{CALL}(?:localtime|localtime_r|mktime|strftime|tzset)\s*\(|\bcurrent_zone\b",
        "integers since 1970 in UTC",
    ),
    Rule("build-time", r"\b__(?:DATE|TIME|TIMESTAMP)__\b", "nothing: builds must be alike"),
    Rule(
        "threads",
        r"\bstd::(?:jthread|thread|async|this_thread|packaged_task|promise|(?:shared_)?future)\b"
        r"|\bpthread_\w+",
        "the tasks and the sleep of Host",
    ),
    Rule(
        "locks",
        r"\bstd::(?:(?:recursive_|shared_)?(?:timed_)?mutex|condition_variable(?:_any)?"
        r"|(?:counting|binary)_semaphore|latch|barrier|call_once|once_flag)\b",
        "the Monitor that Host makes",
    ),
    Rule(
        "randomness",
        r"\bstd::(?:random_device|mt19937(?:_64)?|minstd_rand0?|default_random_engine|knuth_b"
        r"|ranlux\w+|\w+_distribution|(?:random_)?shuffle|sample)\b"
        rf"|{CALL}(?:s?rand|rand_r|random|[dlm]rand48|arc4random\w*|getrandom|getentropy)\s*\("
        r"|\brandombytes_\w+",
        ENTROPY,
    ),
    Rule(
        "environment",
        r"\b(?:secure_)?getenv\b|\b(?:set|unset|put)env\b|\benviron\b",
        "a setting that the Case or the command line carries",
    ),
    Rule("locale", r"\bsetlocale\b|\bstd::locale\b", "fmt or std::to_chars, which know none"),
    Rule(
        "identity",
        rf"{CALL}(?:getpid|getppid|gettid|gethostname)\s*\(",
        "a name that the Case gives",
    ),
    Rule(
        "unordered",
        r"\b(?:std|boost)::unordered_\w+|\bstd::hash\b|<unordered_(?:map|set)>",
        "std::map, a sorted vector, or a vector indexed by a dense id",
    ),
    Rule(
        "pointer-order",
        rf"\bstd::(?:multi)?(?:map|set)\s*<\s*(?:{POINTER}|{OWNER})"
        rf"|\bstd::(?:less|greater|priority_queue)\s*<\s*{POINTER}"
        r"|\bu?intptr_t\b|\bfmt::ptr\b",
        ADDRESS,
    ),
    Rule(
        "directory-order",
        rf"\b(?:recursive_)?directory_iterator\b|{CALL}(?:readdir|scandir|glob)\s*\(",
        "a list of names; sort it where a directory must be read, and say so in EXCEPTIONS",
    ),
    Rule(
        "floating-point",
        r"\b(?:float|double)\b",
        "integers and std::chrono: no decision may round",
        PRODUCT,
    ),
    Rule(
        "swallowed-kill",
        r"\bcatch\s*\(\s*\.\.\.\s*\)",
        "the exception that you expect: a kill must pass",
        ("engine/",),
    ),
]

# path prefix -> (rules that do not hold there, reason). Each is a place that no replay sees into.
EXCEPTIONS: dict[str, tuple[set[str], str]] = {
    "engine/os/": ({rule.name for rule in RULES}, "it is the real world"),
    "sim/redis/": ({"floating-point"}, "Redis itself answers scores and Lua numbers as doubles"),
    "sim/redis/fidelity/": (
        {"system-clock", "threads"},
        "it asks a real redis-server what the model is asked; no world sees it",
    ),
    "sim/redis/lua_": ({"pointer-order"}, "it makes Lua's addresses alike in each run"),
    "tools/": ({"system-clock"}, "progress, --minutes and figures; no world sees it"),
    "tools/bench_by_hand": ({"threads", "locks"}, "threads on real servers are what it measures"),
    "tools/redis_listener": ({"threads"}, "DEBUG SLEEP on a real port holds everybody up"),
    "tools/worker_count": ({"threads"}, "it counts cores, and starts nothing"),
    "tools/scenario_folder": ({"directory-order"}, "it sorts what it found"),
}

# A draw moves a counter. The order of two within one statement is the compiler's choice.
DRAW = re.compile(r"\bdraw\s*\(|\*\s*(?:rc::)?gen::|\brandom_bytes\s*\(")


def applies(rule: Rule, source: Source) -> bool:
    if source.is_own:
        return True
    return source.path.startswith(rule.folders) and not any(
        source.path.startswith(prefix) and rule.name in names
        for prefix, (names, _) in EXCEPTIONS.items()
    )


def banned_names(source: Source):
    for rule in RULES:
        if not applies(rule, source):
            continue
        for match in re.finditer(rule.pattern, source.code):
            name = " ".join(match.group().split())
            message = f"'{name}' makes runs differ: use {rule.instead}"
            yield Violation(source.path, source.line_of(match.start()), rule.name, message)


def doubled_draws(source: Source):
    """Two draws in a statement: roughly, in what stands between semicolons and braces."""
    for statement in re.finditer(r"[^;{}]+", source.code):
        draws = list(DRAW.finditer(statement.group()))
        if len(draws) > 1:
            line = source.line_of(statement.start() + draws[1].start())
            message = "two draws in one statement: name each in a statement of its own"
            yield Violation(source.path, line, "two-draws", message)


def check(sources: list[Source]):
    for source in sources:
        if source.is_cpp and not source.is_test:
            yield from banned_names(source)
            yield from doubled_draws(source)


if __name__ == "__main__":
    run("determinism", check)
