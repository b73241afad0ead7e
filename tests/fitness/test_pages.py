"""What templates, styles and scripts may not hold: unescaped text, inline code, and anything from another host."""

import re
from pathlib import Path

import pytest

from tests.fitness.tree import ROOT, name, python_files

TEMPLATES = ROOT / "hub" / "templates"
STATIC = ROOT / "hub" / "static"
RULES = {
    "unescaped text": r"\|\s*safe\b|\|\s*safeseq\b|{%\s*autoescape\s+off",
    "an inline style": r"<style(?![^>]*nonce)|\sstyle\s*=",
    "an inline script": r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)",
    "an inline event handler": r"<[^>]*\son[a-z]+\s*=\s*[\"']",
    "a javascript: address": r"(?:href|action)\s*=\s*[\"']\s*javascript:",
    "a part of another host": r"(?:src|srcset|poster|data)\s*=\s*[\"']\s*(?:https?:)?//"
    r"|<link[^>]*href\s*=\s*[\"']\s*(?:https?:)?//|@import[^;]*//|url\(\s*[\"']?\s*(?:https?:)?//",
}
SCRIPT_HOST = r"[\"'`](?:https?:)?//(?!www\.w3\.org/)[a-z0-9.-]+"
# Where marking text as safe is the very task, with the reason.
MAY_MARK_SAFE = {
    "hub/kit/drawing.py": "escapes every word itself: hundreds of cells and shapes, all alike",
    "hub/kit/machines.py": "JSON within a script: every sign that could end it is written as its number",
    "hub/kit/markdown.py": "markdown-it escapes what is not its own, with HTML switched off",
}


# Where a rule does not hold, with the reason.
EXCEPT = {
    ("hub/templates/mail/base.html", "an inline style"): "mail programs read no style sheets",
    ("hub/static/img/favicon.svg", "an inline style"): "a picture of its own: light and dark inside it",
}


def broken(text: str) -> list[str]:
    """The rules that a template or style sheet breaks."""
    text = re.sub(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}", "", text, flags=re.DOTALL)
    return [rule for rule, pattern in RULES.items() if re.search(pattern, text, re.IGNORECASE)]


@pytest.mark.parametrize(
    ("rule", "bad"),
    [
        ("unescaped text", "{{ name|safe }}"),
        ("unescaped text", "{% autoescape off %}"),
        ("an inline style", '<p style="width:3px">'),
        ("an inline style", "<style>p{}</style>"),
        ("an inline script", "<script>alert(1)</script>"),
        ("an inline event handler", '<button class="a" onclick="go()">'),
        ("a javascript: address", '<a href="javascript:go()">'),
        ("a part of another host", '<script src="https://cdn.example/x.js"></script>'),
        ("a part of another host", '<link rel="stylesheet" href="//fonts.example/x.css">'),
        ("a part of another host", "p{background:url(https://img.example/x.png)}"),
    ],
)
def test_a_bad_sample_is_seen(rule, bad):
    assert rule in broken(bad)


def files(folder: Path, *endings: str) -> list[Path]:
    return [file for file in sorted(folder.rglob("*")) if file.suffix in endings]


def test_templates_and_styles_keep_to_the_content_security_policy():
    looked_at = [*files(TEMPLATES, ".html", ".svg"), *files(STATIC, ".css", ".svg")]
    found = {(name(file), rule) for file in looked_at for rule in broken(file.read_text())}
    assert found - set(EXCEPT) == set()


def test_no_exception_outlives_its_reason():
    assert [rule for file, rule in EXCEPT if rule not in broken((ROOT / file).read_text())] == []


def test_scripts_name_no_other_host():
    assert re.search(SCRIPT_HOST, "fetch('https://elsewhere.example/x')")
    found = [name(file) for file in files(STATIC, ".js") if re.search(SCRIPT_HOST, file.read_text())]
    assert found == []


def marks_safe(text: str) -> bool:
    return bool(re.search(r"mark_safe|SafeString|SafeText|__html__", text))


def test_nothing_is_marked_safe_by_hand():
    assert marks_safe("from django.utils.safestring import mark_safe")
    found = {name(file) for file in python_files() if marks_safe(file.read_text())}
    assert found <= set(MAY_MARK_SAFE)


def test_a_title_says_once_that_something_is_wrong():
    """`base.html` says it; a page that says it as well is heard as "Error: Error:"."""
    in_title = re.compile(r"{% block title %}(?:(?!{% endblock).)*{% error_word %}")
    assert [name(path) for path in TEMPLATES.rglob("*.html") if in_title.search(path.read_text())] == []
