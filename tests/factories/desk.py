"""What a quartermaster has at their desk: entries with words about them, and conversations."""

from datetime import date
from typing import Any

from members.models import User
from region.actions.add_contact import add_contact
from region.models import AtlasEntry, ContactNote, How
from region.rules.noting import NoteFacts
from tests.cast import MONDAY, NOW
from tests.factories.atlas import an_entry

# In a note, and nowhere else.
MARKER = "zwanenzang-7731"
PERSON, ADDRESS = "Jo Verzonnen", "jo.verzonnen@example.org"


def ready(name: str = "Lab", **more: Any) -> AtlasEntry:
    """An entry that everybody may see: there are words about it."""
    return an_entry(name, **({"about_en": "A lab.", "source": "its own page"} | more))


def note_facts(text: str = f"We spoke about {MARKER}.", *, at: date = MONDAY, **more: Any) -> NoteFacts:
    said = {"how": How.CALL, "with_name": PERSON, "with_email": ADDRESS, "with_phone": "06 12345678"} | more
    return NoteFacts(at=at, text=text, **said)


def noted(
    entry: AtlasEntry, actor: User, text: str = f"We spoke about {MARKER}.", **more: Any
) -> ContactNote:
    return add_contact(entry_id=entry.pk, facts=note_facts(text, **more), actor=actor, now=NOW)
