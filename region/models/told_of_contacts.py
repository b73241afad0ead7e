"""What the contact logs keep about somebody who has an account, for the file that they take along."""

from typing import Any

from allauth.account.models import EmailAddress

from members.models import User
from region.models.contact import ContactNote, notes_about


def names_of(person: User) -> list[str]:
    """By what a note would name them: their addresses, and a name that is whole. A first name is many people's."""
    more = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    addresses = sorted({each.lower() for each in (person.email, *more) if each})
    name = " ".join(person.name.split())
    return [*addresses, name] if " " in name else addresses


def told(person: User) -> dict[str, Any]:
    """What others noted of conversations with them, and what they noted themselves as a quartermaster."""
    about = [each for name in names_of(person) for each in notes_about(name)]
    written = ContactNote.objects.filter(by=person).order_by("at", "pk")
    return {
        "conversations": [each for at, each in enumerate(about) if each not in about[:at]],
        "noted": list(written.values("entry__name", "at", "how", "text", "written_at")),
    }
