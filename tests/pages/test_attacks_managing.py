"""Odd things that people with a role of their own could send to its pages."""

import io

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from facilities.models import CalendarEntry, Photo
from tests.cast import NOW, Cast, assemble
from tests.factories.funding import FundFactory
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    return assemble()


@pytest.mark.parametrize("yearly", [{}, {"yearly": "on"}])
def test_nothing_is_closed_since_the_beginning_of_time(cast, yearly):
    closure = {"first_day": "0001-01-01", "last_day": "0001-01-01", **yearly}
    page = signed_in(cast.hanna).post("/en/manage/effenaar/closures/", closure)
    assert page.status_code == 422 and page.context["form"].errors["first_day"]
    assert not CalendarEntry.objects.exists()


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
@pytest.mark.parametrize("noted", [b"Exif\0\0\xeeM\0*\0\0\0\x08", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff"])
def test_a_photo_whose_notes_are_broken_is_answered(cast, kind, noted):
    written = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(written, kind, exif=noted)
    file = SimpleUploadedFile("studio.png", written.getvalue())
    address = "/en/manage/effenaar/facilities/studio-2/photos/"
    page = signed_in(cast.hanna).post(address, {"file": file, "alt_nl": "De studio", "alt_en": ""})
    assert page.status_code in (302, 422)
    assert Photo.objects.exists() == (page.status_code == 302)


@pytest.mark.parametrize("number", ["-1", "0", "2", "٣", "\0", "x"])
def test_a_funders_list_has_no_such_page(cast, number):
    fund = FundFactory(agreement__funder=cast.makersfonds)
    address = f"/en/funders/{cast.makersfonds.uuid}/funds/{fund.slug}/recipients/"
    fien = signed_in(cast.fien)
    assert fien.get(address).status_code == 200
    assert fien.get(address, {"page": number}).status_code == 404
