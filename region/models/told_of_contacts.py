"""What the contact logs keep about somebody who has an account, for the file that they take along."""

from typing import Any

from allauth.account.models import EmailAddress

from members.models import User
from region.models.contact import ContactNote, notes_about


def names_of(person: User) -> list[str]:
    """By what a note would name them for certain: addresses that they have shown to be theirs. A name is what anybody
    may call themselves, and would open what was noted of somebody else."""
    shown = EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True)
    return sorted({each.lower() for each in shown})


def told(person: User) -> dict[str, Any]:
    """What others noted of conversations with them, and of which conversations they made a note as a quartermaster.
    What stands in those is about others: the regions' own export has it, for who is quartermaster still."""
    about = [each for name in names_of(person) for each in notes_about(name)]
    written = ContactNote.objects.filter(by=person).order_by("at", "pk")
    return {
        "conversations": [each for at, each in enumerate(about) if each not in about[:at]],
        "noted": list(written.values("entry__name", "at", "how", "written_at")),
    }
