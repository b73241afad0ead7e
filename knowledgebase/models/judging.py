"""Who answers for a how-to, and how much somebody said lately; what was said is read by `said.py`."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from knowledgebase.models.articles import Author
from knowledgebase.models.flags import Flag, FlagState
from knowledgebase.models.how_tos import HowTo
from knowledgebase.models.questions import Question, Reply
from knowledgebase.models.trials import Trial
from members.models import User


def is_author(person_id: int, how_to: HowTo) -> bool:
    """Who is named as its author with an account, or wrote it down."""
    return how_to.owner_id == person_id or Author.objects.filter(page=how_to, person=person_id).exists()


def authors_of(how_to: HowTo) -> QuerySet[User]:
    """The people behind it who can still be written to."""
    theirs = Author.objects.filter(page=how_to).values("person")
    return User.objects.filter(Q(pk__in=theirs) | Q(pk=how_to.owner_id), is_active=True).order_by("pk")


def written_since(person_id: int, since: datetime) -> int:
    """How often somebody wrote below articles since an instant, taken off or not."""
    return sum(
        kind.objects.filter(person=person_id, at__gt=since).count() for kind in (Trial, Question, Reply, Flag)
    )


def is_new(person: User, now: datetime, for_days: int) -> bool:
    return person.date_joined > now - timedelta(days=for_days)


def open_flags(how_to: HowTo) -> int:
    return Flag.objects.filter(how_to=how_to, state=FlagState.OPEN, taken_off_at=None).count()
