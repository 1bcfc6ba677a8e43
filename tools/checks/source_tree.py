"""The project's files as the checks see them: path from the root, text, C++ without comments."""

import dataclasses
import functools
import pathlib
import re
import sys

FOLDERS = ("engine", "sim", "faults", "properties", "scenarios", "tools")

# Where a brace or a name is no code: comments and literals (raw ones hold SQL and Lua here).
_NOT_CODE = re.compile(
    r"//[^\n]*|/\*.*?\*/"
    r"|R\"(?P<mark>[^()\s\\\"]*)\(.*?\)(?P=mark)\""
    r"|\"(?:\\.|[^\"\\\n])*\""
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'",
    re.DOTALL,
)


def _blank(match: re.Match) -> str:
    return re.sub(r"[^\n]", " ", match.group())


@dataclasses.dataclass(frozen=True)
class Source:
    path: str  # from the root, with forward slashes
    text: str
    is_test: bool = False  # a test, or code that only tests include
    is_own: bool = False  # of a folder of ROLLCALL_STRATEGIES, with its full path

    @functools.cached_property
    def code(self) -> str:
        """The text with every comment and literal blanked: same length, same lines."""
        return _NOT_CODE.sub(_blank, self.text)

    @property
    def is_cpp(self) -> bool:
        return self.path.endswith((".cpp", ".h"))

    def line_of(self, offset: int) -> int:
        return self.text.count("\n", 0, offset) + 1

    def includes(self) -> list[tuple[int, str]]:
        """(line, path) of each #include "..."; the path is from the root."""
        found = re.finditer(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', self.text, re.MULTILINE)
        return [(self.line_of(match.start()), match[1]) for match in found]


@dataclasses.dataclass(frozen=True)
class Violation:
    path: str
    line: int
    rule: str
    message: str  # what is wrong, and what to do instead

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: [{self.rule}] {self.message}"


def test_paths(sources: list[Source]) -> set[str]:
    """The tests by name, each header that only tests include, and the body of such a header."""
    tests = {source.path for source in sources if source.path.endswith("_test.cpp")}
    includers: dict[str, set[str]] = {}
    for source in sources:
        for _, included in source.includes():
            if included != re.sub(r"\.cpp$", ".h", source.path):
                includers.setdefault(included, set()).add(source.path)
    while True:
        more = {header for header, users in includers.items() if users <= tests}
        more |= {re.sub(r"\.h$", ".cpp", header) for header in more}
        if more <= tests:
            return tests
        tests |= more


def load(root: pathlib.Path) -> list[Source]:
    """Every text file in the project's folders and beside them, sorted by path.

    A fuzzer's corpus is no text.
    """
    # In a worktree .git is a file.
    found = [file for file in root.iterdir() if file.is_file() and file.name != ".git"]
    for folder in (*FOLDERS, "cmake", ".ci"):
        found += [file for file in (root / folder).rglob("*") if file.is_file()]
    sources = []
    for file in sorted(found):
        path = file.relative_to(root).as_posix()
        if "__pycache__" not in path and "/corpus/" not in path:
            sources.append(Source(path, file.read_text(encoding="utf-8", errors="replace")))
    tests = test_paths(sources)
    return [dataclasses.replace(source, is_test=source.path in tests) for source in sources]


def load_own(folder: pathlib.Path) -> list[Source]:
    """The C++ of a folder with strategies of one's own."""
    sources = []
    for file in sorted([*folder.glob("*.cpp"), *folder.glob("*.h")]):
        text = file.read_text(encoding="utf-8", errors="replace")
        is_test = file.name.endswith("_test.cpp")
        sources.append(Source(file.as_posix(), text, is_test, is_own=True))
    return sources


def run(name: str, check) -> None:
    """The main of a check, which maps sources to violations. Exit code 1 when there are any."""
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    sources = load(root)
    for folder in sys.argv[2:]:
        sources += load_own(pathlib.Path(folder))
    if not any(source.is_cpp for source in sources):
        sys.exit(f"{name}: no C++ below {root.resolve()}: give the project's root")
    violations = list(check(sources))
    for violation in violations:
        print(violation)
    print(f"{name}: {len(sources)} files, {len(violations)} violations")
    sys.exit(1 if violations else 0)
