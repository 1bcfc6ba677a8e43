"""Where the functions of a C++ file begin and end, from its braces.

A `{` opens a function when none is open, and what stands before it (since the last `;`, `{` or `}`)
ends in a parameter list or what may follow one. Lambdas count as part of the function around them.
Good enough for formatted code without macros that hide braces.
"""

import dataclasses
import re

from source_tree import Source

_PARAMETERS = re.compile(r"\)[^()=]*(?:\([^()]*\)[^()=]*)*$")
_TOKEN = re.compile(r"[;{}]|^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)
_NO_FUNCTION = re.compile(r"^\s*(?:namespace|class|struct|union|enum|extern|concept)\b|=\s*$")


@dataclasses.dataclass(frozen=True)
class Function:
    first_line: int  # of its signature
    lines: int  # from there to the closing brace, both included
    offset: int  # of the opening brace in the file
    body: str  # from the opening to the closing brace


def _is_function(head: str) -> bool:
    return _PARAMETERS.search(head) is not None and _NO_FUNCTION.search(head) is None


def functions(source: Source) -> list[Function]:
    found = []
    depth = 0
    opened = None  # (depth, offset of the signature, offset of the brace)
    head_start = 0
    for match in _TOKEN.finditer(source.code):
        token = match.group()
        if token == "{":
            head = source.code[head_start : match.start()]
            if opened is None and _is_function(head):
                signature = head_start + len(head) - len(head.lstrip())
                opened = (depth, signature, match.start())
            depth += 1
        elif token == "}":
            depth -= 1
            if opened is not None and depth == opened[0]:
                _, signature, brace = opened
                first = source.line_of(signature)
                lines = source.line_of(match.start()) - first + 1
                found.append(Function(first, lines, brace, source.code[brace : match.end()]))
                opened = None
        head_start = match.end()
    return found
