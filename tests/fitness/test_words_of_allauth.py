"""allauth's pages and mails read as the rest of the site: in sentence case, and with the hyphen of e-mail."""

import re
from pathlib import Path

import allauth
import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.utils.translation import gettext, ngettext, override

from hub.dev import catalogues
from tests.fitness.test_languages import mangled
from tests.fitness.tree import ROOT

THEIRS = Path(allauth.__file__).parent / "locale" / "en" / "LC_MESSAGES" / "django.po"
OURS = {language: ROOT / "members/locale" / language / "LC_MESSAGES/django.po" for language in ("en", "nl")}
# What this site has of allauth; names of models, and phones, stand on no page.
PARTS = re.compile(r"(templates/)?(account|mfa|usersessions)/")
NOT_SHOWN = re.compile(r"(models|apps|admin)\.py$|phone")
TITLE_CASE = re.compile(r"[a-z'][a-z'] \(?(?!IP|QR|PIN|US\b|JavaScript)[A-Z][a-z]")
BARE = re.compile(r"(?<![(%{_\w/])email(?![)}_\w])", re.IGNORECASE)


def theirs() -> Catalog:
    with THEIRS.open("rb") as handle:
        return read_po(handle, locale="en")


def shown(message: object) -> bool:
    places = [place for place, _line in message.locations]
    return any(PARTS.match(place) and not NOT_SHOWN.search(place) for place in places)


def in_english(text: tuple[str, ...] | str) -> str:
    with override("en"):
        return ngettext(*text, 2) if isinstance(text, tuple) else gettext(text)


def jars(text: str) -> bool:
    """Whether it would stand out on a page of ours."""
    return bool(TITLE_CASE.search(text) or BARE.search(text))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Change Password", True),
        ("New Password (again)", True),
        ("Your email is changed", True),
        ("Scan the QR code. Then fill in %(email)s", False),
        ("Your e-mail address", False),
    ],
)
def test_what_jars_is_seen(text, wrong):
    assert jars(text) is wrong


def test_what_allauth_says_in_english_reads_as_ours():
    catalogues.compile_all()
    said = [in_english(message.id) for message in theirs() if message.id and shown(message)]
    assert len(said) > 150
    assert [text for text in said if jars(text)] == []


@pytest.mark.parametrize("language", OURS)
def test_each_of_our_words_is_for_something_that_allauth_says(language):
    have = catalogues.read(OURS[language])
    ids = {str(message.id) for message in theirs()}
    assert [message.id for message in have if message.id and str(message.id) not in ids] == []
    assert [message.id for message in have if message.id and mangled(message)] == []


@pytest.mark.parametrize("language", OURS)
def test_our_words_for_allauth_change_nothing_that_we_say_ourselves(language):
    have = catalogues.read(OURS[language])
    own = {str(message.id) for message in catalogues.collect()} - {""}
    assert [message.id for message in have if message.id in own] == []
