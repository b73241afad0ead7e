"""Our own files as the house rules see them. A check takes a text and says what is wrong with it, line by line."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("members", "facilities", "funding", "bookings", "knowledgebase", "region", "cms")
KIT = "hub/kit"
Check = Callable[[ast.Module], Iterator[str]]
Function = ast.FunctionDef | ast.AsyncFunctionDef


def python_files(*folders: str, migrations: bool = False) -> list[Path]:
    """The Python files under the folders (all of ours when none is named), migrations only when asked for."""
    found = [file for folder in folders or ("hub", *ROOMS) for file in sorted((ROOT / folder).rglob("*.py"))]
    return [file for file in found if migrations or "migrations" not in file.parts]


def name(file: Path) -> str:
    return str(file.relative_to(ROOT))


def violations(check: Check, files: list[Path]) -> list[str]:
    """What the check finds, each as `file:line what`."""
    return [f"{name(file)}:{found}" for file in files for found in check(ast.parse(file.read_text()))]


def said(check: Check, sample: str) -> list[str]:
    """What the check says of a sample: a check that stays silent on a bad one proves nothing."""
    return list(check(ast.parse(sample)))


def functions(module: ast.AST) -> Iterator[Function]:
    for node in ast.walk(module):
        if isinstance(node, Function):
            yield node


def imported(module: ast.AST) -> Iterator[tuple[int, str]]:
    """Every imported name, dotted, with its line."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"


def called(node: ast.Call) -> str:
    """The dotted name of what is called, as far as it can be read off: `models.Q` or `.extra` for a method."""
    return ast.unparse(node.func) if isinstance(node.func, ast.Name | ast.Attribute) else ""
