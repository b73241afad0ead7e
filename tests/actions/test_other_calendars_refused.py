"""Who may not set a hub's calendars, and what is no calendar to read."""

from uuid import uuid4

import pytest
from django.http import Http404

from bookings.actions import add_source as adding
from bookings.actions._sources import MOST_BYTES, FileIsEmpty, FileTooLarge, NotALink
from bookings.actions.add_source import HasNoUnits, NotItsUnit, SourceIsThere, TooManySources
from bookings.actions.remove_source import remove_source
from bookings.actions.renew_source import renew_source
from hub.kit.errors import Forbidden
from tests import cast
from tests.cast import NOW
from tests.factories.sources import a_source


@pytest.fixture
def stage(db):
    return cast.assemble()


def test_only_who_manages_the_hub_sets_its_calendars(stage):
    source = a_source(stage.hanna, stage.studio)
    for other in (stage.teun, stage.wim, stage.bo):
        with pytest.raises(Forbidden):
            a_source(other, stage.studio)
        with pytest.raises(Forbidden):
            renew_source(hub=stage.effenaar, uuid=source.uuid, actor=other, now=NOW)
        with pytest.raises(Forbidden):
            remove_source(hub=stage.effenaar, uuid=source.uuid, actor=other, now=NOW)
    with pytest.raises(Http404):
        remove_source(hub=stage.tetem, uuid=source.uuid, actor=stage.anna, now=NOW)


@pytest.mark.parametrize(
    "link",
    [
        "", "http://calendar.example/x.ics", "webcal://calendar.example/x.ics", "https:///x.ics", "https://",
        "https://user:secret@calendar.example/x.ics", "https://calendar.example:8443/x.ics",
        "https://calendar.example/x.ics\r\nHost: other", "https://calendar.example/a b", "javascript:alert(1)",
        "file:///etc/passwd", "https://[::1", "https://x.example/" + "x" * 2_000, "https://é.example/x.ics",
    ],
)  # fmt: skip
def test_what_is_no_secret_address_is_refused(stage, link):
    with pytest.raises(NotALink):
        a_source(stage.hanna, stage.studio, link=link)


def test_what_cannot_be_added_is_refused_and_says_why(stage, monkeypatch):
    for file, refusal in ((b"x" * (MOST_BYTES + 1), FileTooLarge), (b"  \n", FileIsEmpty)):
        with pytest.raises(refusal):
            a_source(stage.hanna, stage.studio, file=file)
    with pytest.raises(NotItsUnit):
        a_source(stage.hanna, stage.studio, unit=stage.microphones.units.first())
    key = uuid4()
    a_source(stage.hanna, stage.studio, request_key=key)
    with pytest.raises(SourceIsThere):
        a_source(stage.hanna, stage.studio, request_key=key)
    monkeypatch.setattr(adding, "MOST", 1)
    with pytest.raises(TooManySources):
        a_source(stage.hanna, stage.studio)
    stage.studio.units.all().delete()
    with pytest.raises(HasNoUnits):
        a_source(stage.hanna, stage.studio)
