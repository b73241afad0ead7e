"""What editors do in Wagtail's admin, and where it is read."""

import io
import re
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.blocks import StructBlockValidationError
from wagtail.models import Page

from cms.models import Home, HubPage, News, NewsItem, Pages, PlainPage, RegionPage
from knowledgebase.models import Gear, Picture
from tests.cast import Cast, assemble
from tests.factories import knowledge
from tests.factories.knowledge import how_to, step
from tests.factories.papers import gigantic
from tests.signing_in import sign_in

BODY = [
    ("heading", "Wie we zijn"),
    ("text", "Een *huis*."),
    ("quote", {"words": "Kom.", "speaker": "De portier"}),
]


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def written(
    kind: type[Page], title: str, *, below: type[Page] = Pages, language: str = "nl", **facts: Any
) -> Any:
    parent = below.objects.get(locale__language_code=language)
    return parent.add_child(instance=kind(title=title, locale=parent.locale, **facts))


def png(size: tuple[int, int] = (900, 600), kind: str = "PNG", **more: Any) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, (11, 110, 95)).save(file, kind, **more)
    return file.getvalue()


def sent(client: Any, content: bytes, name: str = "foto.png") -> Any:
    root = {"title": "Een foto", "file": SimpleUploadedFile(name, content), "collection": 1, "tags": ""}
    return client.post("/cms/images/add/", root)


def test_a_picture_is_made_anew_and_a_small_one_beside_it(client, cast):
    sign_in(client, cast.anna)
    assert sent(client, png((3000, 1500))).status_code == 302
    kept = Picture.objects.get()
    assert (kept.width, kept.height) == (2000, 1000)
    assert (kept.small_width, kept.small_height) == (800, 400)
    for file in (kept.file, kept.small):
        answer = client.get(file.url)
        assert answer["Content-Type"] == "image/jpeg"
        assert b"".join(answer.streaming_content)[:2] == b"\xff\xd8"


def frames(count: int) -> bytes:
    file = io.BytesIO()
    first, *others = [Image.new("RGB", (60, 40), (number, 0, 0)) for number in range(count)]
    first.save(file, "GIF", save_all=True, append_images=others)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (lambda: png()[:300], "foto.png"),
        (lambda: frames(60), "foto.gif"),
        (lambda: frames(60), "foto.png"),
        (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "foto.svg"),
        (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "foto.png"),
        (gigantic, "foto.png"),
        (lambda: b"%PDF-1.4", "foto.jpg"),
    ],
    ids=[
        "truncated",
        "60 frames",
        "60 frames by another name",
        "svg",
        "svg by another name",
        "144 MP",
        "pdf",
    ],
)
def test_what_is_no_still_picture_of_a_decent_size_is_refused_in_words(client, cast, content, name):
    sign_in(client, cast.anna)
    answer = sent(client, content(), name)
    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    assert not Picture.objects.exists()


def test_a_how_to_is_made_in_the_editors_admin(client, cast):
    sign_in(client, cast.anna)
    shelf = knowledge.shelf(knowledge.HowTos)
    page = client.get(f"/cms/pages/add/knowledgebase/howto/{shelf.pk}/")
    assert page.status_code == 200
    assert client.get(f"/cms/pages/{how_to().pk}/edit/").status_code == 200


def test_a_page_of_words_and_the_news_are_served(client, cast):
    about = written(PlainPage, "Over de regio", body=BODY)
    item = written(NewsItem, "Open dag", below=News, on="2026-11-20", summary="Kom kijken.", body=BODY)
    page = client.get(about.url).content.decode()
    assert "<h2>Wie we zijn</h2>" in page
    assert "Een <em>huis</em>." in page
    assert "De portier" in page
    assert item.title in client.get("/nl/news/").content.decode()
    assert "Kom kijken." in client.get(item.url).content.decode()


def leads_to(client, page: str) -> str:
    """Where the header's link to English leads: it must be there."""
    address = re.findall(r'<a href="([^"]+)" lang="en" hreflang="en">English</a>', page)[0]
    assert client.get(address).status_code == 200
    return address


def test_the_other_language_of_a_written_page_is_never_a_page_that_is_not_there(client, cast):
    about = written(PlainPage, "Over de regio", body=BODY)
    item = written(NewsItem, "Open dag", below=News, on="2026-11-20", summary="Kom kijken.", body=BODY)
    page = client.get(item.url).content.decode()
    assert leads_to(client, page) == "/en/news/"
    assert 'rel="alternate"' not in page
    assert leads_to(client, client.get(about.url).content.decode()) == "/en/"
    assert leads_to(client, client.get("/nl/news/").content.decode()) == "/en/news/"
    facts = {"on": item.on, "summary": "Come and see.", "translation_key": item.translation_key}
    english = written(NewsItem, "Open day", below=News, language="en", **facts)
    page = client.get(item.url).content.decode()
    assert leads_to(client, page) == english.url == "/en/news/open-day/"
    assert f'<link rel="alternate" hreflang="en" href="{settings.SITE_URL}/en/news/open-day/">' in page


def test_what_is_written_of_a_hub_stands_on_the_hubs_own_page(client, cast):
    about = written(HubPage, "Effenaar vertelt", hub=cast.effenaar, body=BODY)
    assert client.get(about.url).url == "/nl/hubs/effenaar/"
    assert "De portier" in client.get("/nl/hubs/effenaar/").content.decode()
    in_english = client.get("/en/hubs/effenaar/").content.decode()
    assert 'lang="nl"><h2>' in "".join(in_english.split("\n")).replace("  ", "").replace("> <", "><")


def test_what_is_written_of_a_region_and_for_the_front_page(client, cast):
    about = written(RegionPage, "Brabant vertelt", region=cast.brabant, body=BODY)
    assert client.get(about.url).url == "/nl/regions/noord-brabant/"
    assert "De portier" in client.get("/nl/regions/noord-brabant/").content.decode()
    home = Home.objects.get(locale__language_code="nl")
    home.body = BODY
    home.save()
    assert "De portier" in client.get("/nl/").content.decode()
    assert "De portier" not in client.get("/en/").content.decode()


def test_a_draft_of_an_editor_is_not_served(client, cast):
    about = written(PlainPage, "Nog niet", body=BODY, live=False)
    assert client.get(about.url).status_code == 404


def test_a_facility_names_what_others_did_with_it(client, cast):
    knowledge.needs(how_to("Met deze studio"), cast.studio)
    other = how_to("Met net zo een studio")
    Gear.objects.create(page=other, name="Studio", kind=cast.studio.kind)
    how_to("Zonder studio")
    page = client.get(f"/nl/hubs/effenaar/{cast.studio.slug}/").content.decode()
    assert page.index("Met deze studio") < page.index("Met net zo een studio")
    assert "Zonder studio" not in page


def test_a_hub_names_what_is_tried_there(client, cast):
    knowledge.result(knowledge.experiment(hub=cast.effenaar), "Na een maand")
    assert "Na een maand" in client.get("/nl/hubs/effenaar/").content.decode()


def test_an_unseen_picture_needs_words(cast):
    block = how_to(steps=[step("Kijk")]).steps.stream_block.child_blocks["step"]
    value = block.to_python({"title": "Kijk", "picture": knowledge.picture().pk})
    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(value)
    assert list(refused.value.block_errors) == ["seen"]
