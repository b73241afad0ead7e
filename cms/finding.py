"""What a question to the search says, whoever asks it: read from an address or by a program, with its refusals."""

from dataclasses import dataclass, field
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from cms.models import Sort
from cms.models.searching import Filters, Key
from cms.rules.words import LONGEST_QUESTION
from facilities.models import Hub
from hub.kit.errors import Refusal
from knowledgebase.models import Theme
from members.models import Region

# A minute, from somebody's network: a class that searches together is none too many.
MOST_SEARCHES, MOST_SUGGESTIONS = 240, 600
COUNTED_BY = 10
LANGUAGES = ("nl", "en")
# A day is at most so many days from the beginning of our years.
MOST_KEY = 12


class QuestionTooLong(Refusal):
    code = "question_too_long"
    status = 400
    message = _("That is more than %(most)d characters. Search for a few words of it.")


class TooManySearches(Refusal):
    code = "too_many_searches"
    status = 429
    message = _("Your network has searched very often just now. Try again in a minute.")


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What one narrows the results to, with the things that it names."""

    filters: Filters
    names: dict[str, Any] = field(default_factory=dict)


def question(text: str) -> str:
    """The words as they were typed; raises `QuestionTooLong`."""
    if len(text) > LONGEST_QUESTION:
        raise QuestionTooLong(most=LONGEST_QUESTION)
    return " ".join(text.replace("\x00", " ").split())


def narrowed(
    *,
    kind: str = "",
    theme: str = "",
    region: str = "",
    hub: str = "",
    language: str = "",
    bookable: str = "",
) -> Narrowed:
    """By what an address names; raises Http404 where there is no such thing."""
    if (
        (kind and kind not in Sort.values)
        or (language and language not in LANGUAGES)
        or bookable not in ("", "yes")
    ):
        raise Http404
    named = {
        "theme": _named(Theme, theme),
        "region": _named(Region, region),
        "hub": _named(Hub, hub),
    }
    ids = {name: thing.pk if thing else None for name, thing in named.items()}
    return Narrowed(Filters(sort=kind, language=language, bookable=bool(bookable), **ids), named)


def _named(model: Any, slug: str) -> Any:
    if not slug:
        return None
    found = model.objects.filter(slug=slug[:100]).first() if "\x00" not in slug else None
    if found is None:
        raise Http404
    return found


def key_of(text: str) -> Key | None:
    """Where a page begins, as its address says: three whole numbers, the second below nought; else Http404."""
    if not text:
        return None
    parts = text.split(".")
    if len(parts) != 3 or not all(
        each.isascii() and each.isdigit() and len(each) < MOST_KEY for each in parts
    ):
        raise Http404
    tier, before, id_ = map(int, parts)
    return tier, -before, id_


def key_text(key: Key | None) -> str:
    return f"{key[0]}.{-key[1]}.{key[2]}" if key else ""
