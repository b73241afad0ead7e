"""House rules that can be read off the code. Import directions are import-linter's, banned calls are ruff's."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.fitness.tree import KIT, ROOMS, ROOT, functions, imported, name, python_files, said, violations

LONGEST_FILE, LONGEST_FUNCTION = 300, 40
VERBS = [
    file for room in ROOMS for file in sorted((ROOT / room / "actions").glob("*.py")) if file.stem[0] != "_"
]


def no_signals(module: ast.Module) -> Iterator[str]:
    for line, what in imported(module):
        if what.startswith(("django.dispatch", "django.db.models.signals", "django.core.signals")):
            yield f"{line} {what}: call the step, or emit an outbox message"


def no_save_overrides(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef) and not any("Form" in ast.unparse(base) for base in node.bases):
            for method in node.body:
                if isinstance(method, ast.FunctionDef) and method.name in ("save", "delete", "full_clean"):
                    yield f"{method.lineno} {node.name}.{method.name}: a verb does what saving should bring about"


def no_late_imports(module: ast.Module) -> Iterator[str]:
    for function in functions(module):
        if function.name == "ready":
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield f"{node.lineno} import inside {function.name}"


def short_functions(module: ast.Module) -> Iterator[str]:
    for function in functions(module):
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        if length > LONGEST_FUNCTION:
            yield f"{function.lineno} {function.name} has {length} lines; {LONGEST_FUNCTION} are enough"


def pure_rules(module: ast.Module) -> Iterator[str]:
    for line, what in imported(module):
        if what.split(".")[0] in ("django", "wagtail", "schedule", "celery", "psycopg"):
            yield f"{line} {what}: rules take values and return values"


def no_transactions(module: ast.Module) -> Iterator[str]:
    for line, what in imported(module):
        if what.startswith("django.db.transaction"):
            yield f"{line} {what}: use @verb, @step, savepoint or after_commit of hub.kit.transactions"


@pytest.mark.parametrize(
    ("check", "folders", "bad"),
    [
        (no_signals, (), "from django.db.models.signals import post_save"),
        (no_signals, (), "from django.dispatch import receiver"),
        (no_save_overrides, (), "class Booking(models.Model):\n  def save(self): ..."),
        (no_late_imports, (), "def place():\n  from funding import actions"),
        (short_functions, (), "def long():\n" + "  x = 1\n" * LONGEST_FUNCTION),
        (no_transactions, ROOMS, "from django.db import transaction"),
        (no_transactions, ROOMS, "from django.db.transaction import atomic"),
    ],
)
def test_the_code_keeps_the_house_rule(check, folders, bad):
    assert said(check, bad), "the check does not see its own bad sample"
    assert violations(check, python_files(*folders)) == []


def test_rules_know_no_framework():
    assert said(pure_rules, "from django.db import models")
    assert violations(pure_rules, [file for room in ROOMS for file in python_files(f"{room}/rules")]) == []


def hidden_words(module: ast.Module) -> Iterator[str]:
    for text in ast.walk(module):
        if not isinstance(text, ast.JoinedStr):
            continue
        for call in ast.walk(text):
            if isinstance(call, ast.Call) and ast.unparse(call.func) in (
                "_",
                "gettext",
                "ngettext",
                "pgettext",
            ):
                yield f"{call.lineno} {ast.unparse(call)}: whoever collects the words does not look into an f-string"


def test_a_sentence_to_translate_is_seen_by_who_collects_them():
    assert said(hidden_words, "title = f\"{_('Quote')} {number}\"")
    assert violations(hidden_words, python_files()) == []


def borrowed_words(module: ast.Module) -> Iterator[str]:
    for line, what in imported(module):
        if what.startswith("hub.kit.words"):
            yield f"{line} {what}: that is for rules; here it is django.utils.translation"


def test_a_sentence_to_translate_is_marked_in_one_way():
    assert said(borrowed_words, "from hub.kit.words import _")
    assert violations(borrowed_words, [file for file in python_files() if file.parent.name != "rules"]) == []


def lengthy(files: dict[str, str]) -> list[str]:
    return [file for file, text in files.items() if text.count("\n") > LONGEST_FILE]


def test_files_stay_short():
    assert lengthy({"long.py": "\n" * (LONGEST_FILE + 1)}) == ["long.py"]
    assert lengthy({name(file): file.read_text() for file in [*python_files(), *python_files("tests")]}) == []


def verb_form(verb: str, module: ast.Module) -> Iterator[str]:
    """A verb's file has a function of its name: keyword-only arguments, each of them and the answer typed."""
    found = [node for node in module.body if isinstance(node, ast.FunctionDef) and node.name == verb]
    if not found:
        yield f"1 no function {verb}"
        return
    arguments = found[0].args
    if arguments.args or arguments.posonlyargs or arguments.vararg:
        yield f"{found[0].lineno} {verb} takes positional arguments"
    if found[0].returns is None or any(argument.annotation is None for argument in arguments.kwonlyargs):
        yield f"{found[0].lineno} {verb} is not typed"


@pytest.mark.parametrize(
    "bad",
    [
        "def other(*, now: int) -> None: ...",
        "def place(request: int) -> None: ...",
        "def place(*, request: int): ...",
        "def place(*, request) -> None: ...",
    ],
)
def test_the_form_of_a_verb_is_looked_at(bad):
    assert list(verb_form("place", ast.parse(bad)))


def test_a_verb_is_a_file_with_a_function_of_its_name():
    found = [
        f"{name(file)}:{what}" for file in VERBS for what in verb_form(file.stem, ast.parse(file.read_text()))
    ]
    assert found == []


def unmentioned(verbs: list[str], tests: str) -> list[str]:
    return [verb for verb in verbs if verb not in tests]


def test_every_verb_is_spoken_of_in_the_tests():
    assert unmentioned(["place"], "def test_nothing(): ...") == ["place"]
    tests = "\n".join(file.read_text() for file in python_files("tests"))
    assert unmentioned([file.stem for file in VERBS], tests) == []


def test_only_kit_opens_transactions():
    users = {name(file) for file in python_files() if list(no_transactions(ast.parse(file.read_text())))}
    assert users == {f"{KIT}/transactions.py"}


def not_in_contents(contents: str, modules: list[str]) -> list[str]:
    named = set(re.findall(r"[a-z_]+", contents))
    return [module for module in modules if module not in named and not module.startswith("invariants_of_")]


def test_the_largest_room_has_a_table_of_contents():
    assert not_in_contents("basket  what is picked", ["basket", "desk"]) == ["desk"]
    room = ROOT / "bookings"
    modules = [
        file.stem for file in sorted(room.glob("*.py")) if file.stem not in ("__init__", "apps", "urls")
    ]
    contents = ast.get_docstring(ast.parse((room / "__init__.py").read_text())) or ""
    assert not_in_contents(contents, modules) == []
