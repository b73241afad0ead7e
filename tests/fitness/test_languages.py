"""Dutch is complete: every string that asks for a translation has one, whole, certain, with the same placeholders."""

import re
from collections import Counter

import pytest
from babel.messages.catalog import Catalog, Message

from hub.dev import catalogues
from tests.fitness.tree import ROOT


def lacking(wanted: Catalog, translated: Catalog) -> list[str]:
    """Messages without a translation, or with an uncertain or half one."""
    found = []
    for message in wanted:
        have = translated.get(message.id, message.context) if message.id else None
        if message.id and (have is None or have.fuzzy or not catalogues.whole(have)):
            found.append(str(message.id))
    return found


# What we do not say in Dutch: of a hub the field says "plek", and we speak to "je". The AI-hubs call themselves so.
UNSAID = re.compile(r"(?<!\()(?<!AI-)\b(?:hubs?|u|uw)\b", re.IGNORECASE)


def unsaid_words(message: Message) -> list[str]:
    strings = message.string if isinstance(message.string, list | tuple) else (message.string,)
    return [word for string in strings for word in UNSAID.findall(string)]


def mangled(message: Message) -> bool:
    """Whether translation and original differ in their %(placeholders)s."""
    ids = message.id if isinstance(message.id, list | tuple) else (message.id,)
    strings = message.string if isinstance(message.string, list | tuple) else (message.string,)
    wanted = catalogues.placeholders(ids[-1])
    # A singular may leave its number out; the last form, which stands for all others, may not.
    return any(
        catalogues.placeholders(string) - wanted for string in strings
    ) or wanted != catalogues.placeholders(strings[-1])


def catalogue(**strings: str) -> Catalog:
    made = Catalog(locale="nl")
    for key, string in strings.items():
        made.add(key, string)
    return made


def test_a_missing_an_empty_and_an_uncertain_translation_are_seen():
    wanted = catalogue(hold="", price="", unit="")
    have = catalogue(hold="", price="prijs")
    have.get("price").flags.add("fuzzy")
    assert lacking(wanted, have) == ["hold", "price", "unit"]


@pytest.mark.parametrize(
    ("original", "translation", "wrong"),
    [
        ("held until %(time)s", "vast tot %(tijd)s", True),
        ("held until %(time)s", "vast", True),
        (("%(n)s hour", "%(n)s hours"), ("één uur", "%(n)s uur"), False),
    ],
)
def test_placeholders_are_compared(original, translation, wrong):
    assert mangled(Message(original, translation)) is wrong


def test_dutch_is_complete():
    assert lacking(catalogues.collect(), catalogues.read()) == []


def test_dutch_keeps_the_placeholders():
    assert [
        message.id for message in catalogues.read() if catalogues.whole(message) and mangled(message)
    ] == []


def test_dutch_keeps_to_the_words_of_the_field():
    assert unsaid_words(Message("the %(hub)s", "vraag %(hub)s, of je plek")) == []
    assert unsaid_words(Message("your hub", "uw hub")) == ["uw", "hub"]
    assert unsaid_words(Message("AI hubs", "AI-hubs")) == []
    assert [str(message.id) for message in catalogues.read() if message.id and unsaid_words(message)] == []


def test_nothing_is_translated_that_nobody_says():
    said = {(str(message.id), message.context) for message in catalogues.collect()}
    unsaid = [
        str(message.id) for message in catalogues.read() if (str(message.id), message.context) not in said
    ]
    assert unsaid == []


def test_every_place_with_strings_is_looked_at():
    folders = Counter(file.relative_to(ROOT).parts[0] for file in ROOT.glob("*/apps.py"))
    assert set(folders) <= set(catalogues.FOLDERS)


def test_templates_are_read_as_django_reads_them(tmp_path):
    file = tmp_path / "page.html"
    file.write_text(
        '{% load i18n %}{% translate "Rooms" %}{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days'
        "{% endblocktranslate %}"
    )
    with file.open("rb") as handle:
        found = [entry[2] for entry in catalogues.extract_template(handle, catalogues.KEYWORDS, (), {})]
    assert found == [("Rooms",), ("%(n)s day", "%(n)s days")]
