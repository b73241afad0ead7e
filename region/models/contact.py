"""The contact log: whom a quartermaster spoke to, and about what. Private: see `region.access`."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from region.models.entries import AtlasEntry
from region.rules.noting import named, without


class How(models.TextChoices):
    MAIL = "mail", _("by mail")
    CALL = "call", _("by phone")
    VISIT = "visit", _("a visit")
    EVENT = "event", _("at an event")


class ContactNotes(models.QuerySet["ContactNote"]):
    def about_person(self, words: str) -> "ContactNotes":
        """Notes that name somebody, by their whole name or their e-mail address, in whatever capitals."""
        wanted = " ".join(words.split())
        if not wanted:
            return self.none()
        return self.filter(
            Q(with_name__iexact=wanted) | Q(with_email__iexact=wanted) | Q(text__iregex=named(wanted))
        )

    def due(self, today: date) -> "ContactNotes":
        """What somebody was to be asked again by today, and was not."""
        return self.filter(follow_up_on__lte=today, followed_up_at=None)


class ContactNote(models.Model):
    """One conversation about an entry. It holds personal data of people who have no account here, so it stands in no
    page, feed, index or audit row; two ways lead out (`contact_notes_of`, `notes_about`)."""

    # Of the request that made it: the same again, after an answer that got lost on the way, makes no second one.
    key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    entry = models.ForeignKey(AtlasEntry, on_delete=models.CASCADE, related_name="contact_notes")
    at = models.DateField(_("on"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    how = models.CharField(_("how"), max_length=8, choices=How)
    with_name = models.CharField(_("with whom"), max_length=120, blank=True)
    with_role = models.CharField(_("their role"), max_length=120, blank=True)
    with_email = models.EmailField(_("their e-mail"), blank=True)
    with_phone = models.CharField(_("their phone"), max_length=40, blank=True)
    text = models.TextField(_("what was said"), max_length=4_000)
    follow_up_on = models.DateField(_("follow up on"), null=True, blank=True)
    followed_up_at = models.DateTimeField(null=True, blank=True)
    written_at = models.DateTimeField()
    # Rises with each change; who changes an older one is refused.
    version = models.PositiveIntegerField(default=1)

    objects = ContactNotes.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(name="contact_note_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="followed_up_was_to_be",
                condition=Q(followed_up_at=None) | Q(follow_up_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["follow_up_on"],
                condition=Q(follow_up_on__isnull=False, followed_up_at=None),
                name="contact_to_follow_up",
            )
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.at}"


def contact_notes_of(regions: Iterable[int | None]) -> ContactNotes:
    """Everything that was noted in these regions, for the export of whoever looks after them; None stands for entries
    that belong to no region. The latest first. The caller has asked `is_quartermaster_of` for each."""
    wanted = list(regions)
    where = Q(entry__region__in=[each for each in wanted if each is not None])
    if None in wanted:
        where |= Q(entry__region=None)
    return ContactNote.objects.filter(where).select_related("entry", "by")


def notes_about(words: str) -> list[dict[str, object]]:
    """What is noted about a person, by e-mail or whole name, as plain values: for a request for one's own data. Of a
    conversation with somebody else in which they were named, not with whom it was."""
    wanted = " ".join(words.split())
    found = ContactNote.objects.about_person(wanted).select_related("entry")
    return [_about(each, wanted.casefold()) for each in found]


def _about(note: ContactNote, wanted: str) -> dict[str, object]:
    is_theirs = wanted in (note.with_name.casefold(), note.with_email.casefold())
    others = () if is_theirs else (note.with_name, note.with_email, note.with_phone)
    return {
        "entry": note.entry.name,
        "on": note.at.isoformat(),
        "how": note.how,
        "name": note.with_name if is_theirs else "",
        "role": note.with_role if is_theirs else "",
        "email": note.with_email if is_theirs else "",
        "phone": note.with_phone if is_theirs else "",
        "text": without(note.text, *others),
    }


def notes_of(entry_id: int) -> ContactNotes:
    return ContactNote.objects.filter(entry=entry_id).select_related("by")
