"""Reads of what readers said of a how-to: whether it worked, what they ask, what is outdated."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from knowledgebase.models.articles import Author
from knowledgebase.models.flags import Flag, FlagState
from knowledgebase.models.how_tos import HowTo
from knowledgebase.models.questions import Question, Reply
from knowledgebase.models.trials import Trial
from members.models import User

# What is shown of each; older ones stay as rows.
MOST_REASONS, MOST_QUESTIONS, MOST_FLAGS = 20, 50, 10


@dataclass(frozen=True, slots=True)
class Judged:
    """Counted by organisation. `confirmed_at`: when one said last that it worked; `named`: those that may be named;
    `reasons` are verdicts with why it did not work, or what went otherwise, the latest first."""

    worked: int
    did_not: int
    confirmed_at: datetime | None
    named: tuple[str, ...]
    reasons: tuple[Trial, ...]
    verdicts: tuple[Trial, ...]

    def of(self, organisation_id: int | None) -> Trial | None:
        return next((each for each in self.verdicts if each.organisation_id == organisation_id), None)


def judged(how_to: HowTo) -> Judged:
    """In whichever language it was read; one statement."""
    found = list(
        Trial.objects.filter(about=how_to.translation_key, taken_off_at=None)
        .select_related("organisation")
        .order_by("-at", "-pk")
    )
    worked = [each for each in found if each.worked]
    return Judged(
        worked=len(worked),
        did_not=len(found) - len(worked),
        confirmed_at=max((each.at for each in worked), default=None),
        named=tuple(sorted(each.organisation.name for each in worked if each.named)),
        reasons=tuple(each for each in found if each.because)[:MOST_REASONS],
        verdicts=tuple(found),
    )


def questions_of(how_to: HowTo) -> list[Question]:
    """With their answers, the accepted one first; open questions first, then the latest. Two statements."""
    answers = (
        Reply.objects.filter(taken_off_at=None).select_related("person").order_by("accepted_at", "at", "pk")
    )
    accepted = Reply.objects.filter(question=OuterRef("pk"), accepted_at__isnull=False)
    rows = (
        Question.objects.filter(how_to=how_to, taken_off_at=None)
        .select_related("person")
        .prefetch_related(Prefetch("answers", queryset=answers, to_attr="shown_answers"))
        .annotate(is_answered=Exists(accepted))
    )
    return list(rows.order_by("is_answered", "-at", "-pk")[:MOST_QUESTIONS])


def flags_of(how_to: HowTo) -> list[Flag]:
    """What is to be looked at, and what was looked at, the latest first; one statement."""
    rows = Flag.objects.filter(how_to=how_to, taken_off_at=None).select_related("person")
    return list(rows.order_by("-state", "-at", "-pk")[:MOST_FLAGS])


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
