from typing import Any

from wagtail.models import PageLogEntry

from members.models import User


def told(person: User) -> dict[str, Any]:
    """What somebody did in the editors' admin, for the file that they take along."""
    done = PageLogEntry.objects.filter(user=person).order_by("timestamp", "pk")
    return {"edited": list(done.values("label", "action", "timestamp"))}
