"""What this room keeps about a person: for the file that they take along."""

from typing import Any

from knowledgebase.models.articles import Author
from knowledgebase.models.following import Digest, Follow
from knowledgebase.models.moderation import Report
from knowledgebase.models.said_by import said_by
from knowledgebase.models.writing import told_of
from members.models import User


def told(person: User) -> dict[str, Any]:
    """What somebody wrote, with every version; what they said below articles, reported and follow."""
    named = Author.objects.filter(person=person).order_by("pk")
    reports = Report.objects.filter(reporter=person).order_by("at", "pk")
    digests = Digest.objects.filter(person=person).order_by("week")
    return {
        "written": [
            {
                "title": each.title,
                "kind": each.kind,
                "state": each.state,
                "hub": each.hub.name,
                "started_at": each.started_at,
                "saved_at": each.saved_at,
                "draft": each.draft,
                "versions": [
                    {"number": version.number, "at": version.made_at, "text": version.content}
                    for version in each.versions.all()
                ],
            }
            for each in told_of(person)
        ],
        "named_on": list(named.values("page__title", "name")),
        **said_by(person.pk),
        "reported": list(reports.values("page__title", "wrong", "words", "at", "answered_at", "said")),
        "followed": [
            {"about": str(each.about), "since": each.since}
            for each in Follow.objects.filter(person=person).order_by("since", "pk")
        ],
        "digests": list(digests.values("week", "begun_at")),
    }
