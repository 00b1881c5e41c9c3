"""How many lines of code the program has: .py, .yaml, .js, .css, .html and .json outside of tests/ and docs/.

    python tests/validation/lines.py [REVISION]

Blank lines, comments and docstrings do not count; strings that are data do.
"""

from __future__ import annotations

import ast
import io
import subprocess
import sys
import tokenize

SUFFIXES = (".py", ".yaml", ".js", ".css", ".html", ".json")
LAYOUT = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
HAS_DOCSTRING = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def git(*words: str) -> str:
    return subprocess.check_output(["git", *words], text=True, encoding="utf-8")


def python_lines(text: str) -> int:
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in LAYOUT:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, HAS_DOCSTRING) and ast.get_docstring(node, clean=False) is not None:
            lines.difference_update(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    return len(lines)


def other_lines(text: str) -> int:
    lines = (line.strip() for line in text.splitlines())
    return sum(1 for line in lines if line and not line.startswith(("#", "//", "/*")))


def main() -> None:
    revision = sys.argv[1] if len(sys.argv) > 1 else "HEAD"
    total = 0
    for name in git("ls-tree", "-r", "--name-only", revision).splitlines():
        if name.endswith(SUFFIXES) and not name.startswith(("tests/", "docs/")):
            text = git("show", f"{revision}:{name}")
            total += python_lines(text) if name.endswith(".py") else other_lines(text)
    print(total)


if __name__ == "__main__":
    main()
