"""Everything that points at a person has its place in export and erasure."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import EmailField
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from hub.personal import GOES, NOT_PERSONAL, STAYS
from members.models import User

OURS = {"members", "facilities", "funding", "bookings", "knowledgebase", "region", "cms"}
# What others' applications keep, and is personal: the rest (locks, owners of pages, logs) are numbers of accounts.
THEIRS = {"account", "mfa", "usersessions", "wagtailusers"}
# Wagtail's own, on every page and picture: who made it in the admin, by number.
OF_WAGTAIL = {"locked_by", "owner", "uploaded_by_user"}


def pointing() -> Iterator[str]:
    for model in apps.get_models():
        if model._meta.app_label not in OURS | THEIRS:
            continue
        for field in model._meta.local_fields:
            person = field.related_model is User and not (
                field.name in OF_WAGTAIL and issubclass(model, (Page, AbstractImage))
            )
            address = isinstance(field, EmailField) and model._meta.app_label in OURS
            if person or address:
                yield f"{model._meta.label}.{field.name}"


def test_whatever_points_at_a_person_says_what_becomes_of_it():
    named = GOES | STAYS | NOT_PERSONAL
    assert set(pointing()) - named == set(), "give it a place in hub/personal.py, and see to it in its room"


def test_nothing_is_named_that_is_not_there():
    assert (GOES | STAYS | NOT_PERSONAL) - set(pointing()) == set()
