#!/usr/bin/env python3
"""Finds names that would make two runs of one case differ, and says what to use instead.

    tools/checks/determinism.py [ROOT]

Tests and engine/os (the real world itself) are free; every other exception is in the table EXCEPTIONS, with its
reason. Comments and string literals are not looked at.
"""

import dataclasses
import re

from source_tree import Source, Violation, run


@dataclasses.dataclass(frozen=True)
class Rule:
    name: str
    pattern: re.Pattern
    instead: str
    folders: tuple[str, ...] = ("",)  # path prefixes that the rule is about


def rule(name: str, pattern: str, instead: str, *folders: str) -> Rule:
    return Rule(name, re.compile(pattern, re.DOTALL), instead, folders or ("",))


# A plain or std:: call, not a member or a longer name.
_CALL = r"(?<![\w.>:])(?:std::|::)?"
_POINTER_KEY = r"(?:const\s+)?[\w:]+(?:<[^<>]*>)?(?:\s+const)?\s*\*"
_OWNED_KEY = r"std::(?:unique|shared)_ptr\s*<"

RULES = [
    rule("system-clock", r"\b(?:system|steady|high_resolution)_clock\b", "Host::now() or Host::wall_now()"),
    rule("system-clock", _CALL + r"(?:time\s*\(\s*(?:nullptr|NULL|0|&)|clock\s*\(\s*\)\s*[;\-+*/<>)])",
         "Host::now()"),
    rule("system-clock", _CALL + r"(?:gettimeofday|clock_gettime|ftime|timespec_get)\s*\(", "Host::now()"),
    rule("time-zone", _CALL + r"(?:localtime|localtime_r|mktime|strftime|tzset)\s*\(|\bcurrent_zone\b",
         "integers since 1970 in UTC"),
    rule("build-time", r"\b__(?:DATE|TIME|TIMESTAMP)__\b", "nothing: builds of one source must be alike"),
    rule("threads", r"\bstd::(?:jthread|thread|async|this_thread|packaged_task|promise|future|shared_future)\b"
         r"|\bpthread_\w+", "Host::spawn() and Host::sleep()"),
    rule("locks", r"\bstd::(?:(?:recursive_|shared_|timed_|recursive_timed_|shared_timed_)?mutex"
         r"|condition_variable(?:_any)?|counting_semaphore|binary_semaphore|latch|barrier|call_once|once_flag)\b",
         "the Monitor that Host makes"),
    rule("randomness", r"\bstd::(?:random_device|mt19937(?:_64)?|minstd_rand0?|default_random_engine|knuth_b"
         r"|ranlux\w+|\w+_distribution|shuffle|sample|random_shuffle)\b",
         "Host's entropy in the engine, a keyed draw (sim/schedule/decisions.h) elsewhere"),
    rule("randomness", _CALL + r"(?:s?rand|rand_r|random|[dlm]rand48|arc4random\w*|getrandom|getentropy)\s*\("
         r"|\brandombytes_\w+", "Host's entropy in the engine, a keyed draw elsewhere"),
    rule("environment", r"\b(?:secure_)?getenv\b|\b(?:set|unset|put)env\b|\benviron\b",
         "a setting that the Case or the command line carries"),
    rule("locale", r"\bsetlocale\b|\bstd::locale\b", "fmt, std::to_chars and std::from_chars, which know none"),
    rule("identity", _CALL + r"(?:getpid|getppid|gettid|gethostname)\s*\(", "a name that the Case gives"),
    rule("unordered", r"\b(?:std|boost)::unordered_\w+|\bstd::hash\b|<unordered_(?:map|set)>",
         "std::map, a sorted vector, or a vector indexed by a dense id"),
    rule("pointer-order", rf"\bstd::(?:multi)?(?:map|set)\s*<\s*(?:{_POINTER_KEY}|{_OWNED_KEY})"
         rf"|\bstd::(?:less|greater)\s*<\s*{_POINTER_KEY}|\bstd::priority_queue\s*<\s*{_POINTER_KEY}\s*>",
         "an id as the key: addresses differ from run to run"),
    rule("pointer-order", r"\bu?intptr_t\b|\bfmt::ptr\b", "an id: addresses differ from run to run"),
    rule("directory-order", r"\b(?:recursive_)?directory_iterator\b|" + _CALL + r"(?:readdir|scandir|glob)\s*\(",
         "a list of names; where a directory must be read, sort it and add the file to EXCEPTIONS"),
    rule("floating-point", r"\b(?:float|double)\b", "integers and std::chrono: no decision may round",
         "engine/", "sim/", "faults/", "properties/"),
    rule("swallowed-kill", r"\bcatch\s*\(\s*\.\.\.\s*\)", "the exception you expect: a kill must pass", "engine/"),
]

# path prefix -> (names of rules, reason). Keep it short: an entry is a place that a replay cannot see into.
EXCEPTIONS: dict[str, tuple[set[str], str]] = {
    "engine/os/": ({rule.name for rule in RULES}, "it is the real world"),
}

# A draw is a call that moves a counter; the order of two within one statement is the compiler's choice.
_DRAW = re.compile(r"\.draw\s*\(|\bdraw\s*\(|\*\s*(?:rc::)?gen::|\brandom_bytes\s*\(")


def excepted(source: Source, name: str) -> bool:
    return any(source.path.startswith(prefix) and name in names for prefix, (names, _) in EXCEPTIONS.items())


def banned_names(source: Source):
    for rule_ in RULES:
        if not source.path.startswith(rule_.folders) or excepted(source, rule_.name):
            continue
        for match in rule_.pattern.finditer(source.code):
            name = " ".join(match.group().split())
            yield Violation(source.path, source.line_of(match.start()), rule_.name,
                            f"'{name}' makes runs differ: use {rule_.instead}")


def doubled_draws(source: Source):
    """Statements, roughly: what stands between semicolons and braces."""
    for match in re.finditer(r"[^;{}]+", source.code):
        draws = list(_DRAW.finditer(match.group()))
        if len(draws) > 1:
            yield Violation(source.path, source.line_of(match.start() + draws[1].start()), "two-draws",
                            "two draws in one statement, in an order that the compiler picks: name each in a "
                            "statement of its own")


def check(sources: list[Source]):
    for source in sources:
        if source.is_cpp and not source.is_test:
            yield from banned_names(source)
            yield from doubled_draws(source)


if __name__ == "__main__":
    run("determinism", check)
