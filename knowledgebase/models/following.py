"""What somebody follows, and which weeks they were told of."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import QuerySet

from bookings.models.messages import DIGEST, MailOptOut
from hub.kit.refs import Ref, RefField

THEME, LAB, EXPERIMENT, FACILITY = "theme", "hub", "experiment", "facility"
FOLLOWED = (THEME, LAB, EXPERIMENT, FACILITY)


class Follow(models.Model):
    """That somebody wants to hear of a theme, a lab, an experiment or a facility. It goes with their account, and says
    nothing to anybody else."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    about = RefField(db_index=True)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "about"], name="followed_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.about}"


class Digest(models.Model):
    """That the digest of a week was handed to the mail server, or was about to be: a second worker finds it and stays
    away. `week` is the Monday on which it goes."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    week = models.DateField()
    begun_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "week"], name="one_digest_a_week")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.week}"


def follows(person_id: int, about: Ref) -> bool:
    return Follow.objects.filter(person=person_id, about=about).exists()


def followed_by(person_id: int) -> list[Follow]:
    """What somebody follows, the latest first."""
    return list(Follow.objects.filter(person=person_id).order_by("-since", "-pk"))


def followers() -> QuerySet[Follow, int]:
    """Ids of the people who follow anything and want the week's digest."""
    without = MailOptOut.objects.filter(kind=DIGEST).values("person")
    return (
        Follow.objects.filter(person__is_active=True)
        .exclude(person__in=without)
        .order_by("person")
        .values_list("person", flat=True)
        .distinct()
    )


def refs_of(person_id: int) -> set[Ref]:
    return set(Follow.objects.filter(person=person_id).values_list("about", flat=True))


def about_any(refs: Iterable[Ref], kind: str) -> list[int]:
    """The ids among these of one kind of thing."""
    return [int(ref.id) for ref in refs if ref.kind == kind]
