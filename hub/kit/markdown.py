"""What members write, in a small part of CommonMark: paragraphs, lists, emphasis, code and links.

HTML is not read: it is shown as the text that it is. Links lead to http, https and mailto alone; pictures and headings
have fields of their own.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

READ = [
    "list",
    "emphasis",
    "backticks",
    "fence",
    "link",
    "autolink",
    "blockquote",
    "newline",
    "escape",
    "entity",
]
SCHEMES = ("http://", "https://", "mailto:")


def _link_open(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """Who gets there is not told where from, and a search engine is not told that we stand for it."""
    tokens[index].attrSet("rel", "nofollow ugc noreferrer")
    return self.renderToken(tokens, index, options, env)


def _reader() -> MarkdownIt:
    reader = MarkdownIt("zero", {"html": False, "linkify": False}).enable(READ)
    reader.validateLink = lambda url: url.strip().lower().startswith(SCHEMES)  # type: ignore[method-assign]
    reader.add_render_rule("link_open", _link_open)
    return reader


_READER = _reader()


def html(text: str) -> SafeString:
    """The text as HTML in which everything that is not ours was escaped."""
    return mark_safe(_READER.render(text))


def plain(text: str) -> str:
    """The words alone, on one line: for excerpts, mails and machines."""
    return " ".join(_words(_READER.parse(text)).split())


def _words(tokens: Sequence[Any]) -> str:
    found = []
    for token in tokens:
        if token.children:
            found.append(_words(token.children))
        elif token.type in ("text", "code_inline", "fence", "code_block"):
            found.append(token.content)
        elif token.block or token.type in ("softbreak", "hardbreak"):
            # What is stressed within a line is not parted from what stands beside it.
            found.append(" ")
    return "".join(found)
