"""The page on which a manager shows a facility: what comes in is checked, what is no picture is refused in words."""

import io

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from facilities.models import Photo
from tests.cast import NOW, Cast, assemble
from tests.signing_in import signed_in

pytestmark = pytest.mark.django_db

EFFENAAR = "/en/manage/effenaar/"
STUDIO = f"{EFFENAAR}facilities/studio-2/"


@pytest.fixture(autouse=True)
def monday_morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    return assemble()


@pytest.fixture
def hanna(cast):
    return signed_in(cast.hanna)


def text(response, status: int = 200) -> str:
    assert response.status_code == status, response.status_code
    return " ".join(response.content.decode().split())


def sent(client, path: str, data: dict | None = None, **changes) -> str:
    """Post what a page's form holds, with changes, and read the page that follows."""
    response = client.post(path, {**(data or {}), **changes}, follow=True)
    assert response.redirect_chain, text(response, response.status_code)
    return text(response)


def filled_in(client, path: str) -> dict:
    form = client.get(path).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value is not None and value is not False}


def png() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(file, "PNG")
    return file.getvalue()


def test_a_photo_is_added_and_removed(cast, hanna):
    upload = SimpleUploadedFile("IMG_1.png", png(), content_type="image/png")
    assert "De vleugel" in sent(hanna, f"{STUDIO}photos/", {"file": upload, "alt_nl": "De vleugel"})
    photo = Photo.objects.get()
    assert "The photo is removed." in sent(hanna, f"{STUDIO}photos/{photo.pk}/remove/")
    assert not Photo.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.jpg", b"%PDF-1.7", "not a picture that we can show"),
        ("a.svg", b"<svg/>", "not a picture that we can show"),
        ("a.png", png()[:-30], "breaks off or is damaged"),
        ("a.png", b"", "not a picture that we can show"),
    ],
)
def test_what_is_no_photo_is_refused_in_words(cast, hanna, name, content, words):
    upload = SimpleUploadedFile(name, content, content_type="image/jpeg")
    page = text(hanna.post(f"{STUDIO}photos/", {"file": upload, "alt_nl": "De vleugel"}), 422)
    assert words in page and 'value="De vleugel"' in page


def test_a_name_with_a_path_stores_nothing_outside(cast, hanna):
    upload = SimpleUploadedFile("x.png", png())
    upload._name = "../../../etc/passwd.png"
    sent(hanna, f"{STUDIO}photos/", {"file": upload, "alt_nl": "De vleugel"})
    assert Photo.objects.get().image.name.startswith("facilities/")
