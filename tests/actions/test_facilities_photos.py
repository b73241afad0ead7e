"""Photos: what is kept is always ours, and what is no picture is refused in words."""

import io

import pytest
from PIL import Image

from facilities.actions._pictures import (
    MOST_BYTES,
    BrokenPicture,
    MovingPicture,
    NotAPicture,
    PictureName,
    PictureTooHeavy,
    PictureTooLarge,
)
from facilities.actions.add_photo import MOST_PHOTOS, PictureNeedsWords, TooManyPhotos, add_photo
from facilities.actions.remove_photo import remove_photo
from facilities.models import Photo
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from tests.cast import NOW, assemble
from tests.factories.papers import gigantic

pytestmark = pytest.mark.django_db

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def picture(
    kind: str = "PNG", size: tuple[int, int] = (64, 48), mode: str = "RGB", **options: object
) -> bytes:
    written = io.BytesIO()
    Image.new(mode, size, "red" if mode == "RGB" else 0).save(written, kind, **options)
    return written.getvalue()


def moving(kind: str, frames: int = 60) -> bytes:
    pictures = [Image.new("RGB", (32, 32), (number * 4, 0, 0)) for number in range(frames)]
    written = io.BytesIO()
    pictures[0].save(written, kind, save_all=True, append_images=pictures[1:], duration=40)
    return written.getvalue()


def add(cast, content: bytes, name: str = "studio.jpg", **more: object) -> Photo:
    arguments = {"alt_nl": "De studio met de vleugel", "actor": cast.hanna, "now": NOW, **more}
    return add_photo(facility=cast.studio, file=io.BytesIO(content), name=name, **arguments)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_kept_as_a_jpeg_under_a_name_of_ours(kind):
    cast = assemble()
    photo = add(cast, picture(kind), name="IMG 0042.whatever")
    assert photo.image.name.startswith("facilities/") and photo.image.name.endswith(".jpg")
    assert "IMG" not in photo.image.name
    kept = Image.open(photo.image)
    assert (kept.format, kept.size) == ("JPEG", (64, 48))
    assert AuditRow.objects.get(action__startswith="facilities.").action == "facilities.add_photo"


def test_where_a_photo_was_taken_is_not_kept_and_it_stands_upright():
    cast = assemble()
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x9286] = "taken at home"
    photo = add(cast, picture("JPEG", exif=exif))
    kept = Image.open(photo.image)
    assert (dict(kept.getexif()), kept.size) == ({}, (48, 64))


def test_a_large_picture_is_made_smaller_and_a_transparent_one_white():
    cast = assemble()
    assert max(Image.open(add(cast, picture(size=(3_000, 1_000))).image).size) == 2_000
    kept = Image.open(add(cast, picture("PNG", mode="RGBA")).image)
    assert kept.getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("cut.png", picture(size=(400, 400), mode="L")[:-40], BrokenPicture),
        ("noise.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, NotAPicture),
        ("drawing.svg", SVG, NotAPicture),
        ("drawing.jpg", SVG, NotAPicture),
        ("vast.png", gigantic(), PictureTooLarge),
        ("dance.gif", moving("GIF"), MovingPicture),
        ("dance.webp", moving("WEBP", 3), MovingPicture),
        ("dance.png", moving("PNG", 3), MovingPicture),
        ("still.gif", picture("GIF"), NotAPicture),
        ("invoice.jpg", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", NotAPicture),
        ("empty.jpg", b"", NotAPicture),
        ("../../etc/cron.d/x.png", picture(), PictureName),
        ("..\\x.png", picture(), PictureName),
        ("a\0.png", picture(), PictureName),
        ("heavy.png", b"\0" * (MOST_BYTES + 1), PictureTooHeavy),
    ],
)
def test_what_is_no_picture_of_ours_is_refused_in_words(name, content, refusal):
    cast = assemble()
    with pytest.raises(refusal) as refused:
        add(cast, content, name=name)
    assert len(str(refused.value)) > 30
    assert refused.value.status == 400
    assert not Photo.objects.exists()


def test_a_photo_without_words_is_refused():
    cast = assemble()
    with pytest.raises(PictureNeedsWords):
        add(cast, picture(), alt_nl="  ")


def test_a_facility_has_a_dozen_photos_at_most():
    cast = assemble()
    for _number in range(MOST_PHOTOS):
        add(cast, picture())
    with pytest.raises(TooManyPhotos):
        add(cast, picture())


def test_a_removed_photo_is_gone_with_its_file(django_capture_on_commit_callbacks):
    cast = assemble()
    photo = add(cast, picture())
    storage, name = photo.image.storage, photo.image.name
    with django_capture_on_commit_callbacks(execute=True):
        remove_photo(photo=photo, actor=cast.hanna, now=NOW)
    assert not Photo.objects.exists() and not storage.exists(name)


def test_who_does_not_manage_the_hub_adds_and_removes_no_photo():
    cast = assemble()
    photo = add(cast, picture())
    for person in (cast.zoe, cast.teun, cast.wim):
        with pytest.raises(Forbidden):
            add(cast, picture(), actor=person)
        with pytest.raises(Forbidden):
            remove_photo(photo=photo, actor=person, now=NOW)
    assert Photo.objects.count() == 1
