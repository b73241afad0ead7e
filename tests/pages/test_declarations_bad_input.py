"""Whatever is sent to the pages of declarations: refused in words that say what to do, and nothing is lost or left."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from funding.models import BandDeclaration, Evidence, Review
from tests.actions.test_facilities_photos import SVG, gigantic, moving
from tests.cast import NOW, Cast, assemble
from tests.factories.funding import BandPolicyFactory, four_bands
from tests.factories.papers import declared, file_of, in_hand, pdf, scan
from tests.signing_in import signed_in

DECLARED = {"fiscal_year": "2025", "turnover": "31.234,56", "structural_subsidy": "", "group_turnover": ""}


@pytest.fixture
def cast(db) -> Cast:
    stage = assemble()
    four_bands()
    BandPolicyFactory()
    with time_machine.travel(NOW, tick=False):
        yield stage


@pytest.fixture
def declaration(cast) -> BandDeclaration:
    return declared(cast.zout, by=cast.zoe, now=NOW)


def text(response, status: int = 200) -> str:
    assert response.status_code == status, response.status_code
    return " ".join(response.content.decode().replace("\u00a0", " ").split())


def english(name: str, *arguments: object) -> str:
    return reverse(f"funding:{name}", args=arguments).replace("/nl/", "/en/")


def upload(content: bytes, name: str = "jaarrekening.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("cut.png", scan(size=(300, 300))[:-40], "breaks off or is damaged"),
        ("a.svg", SVG, "is no PDF, PNG or JPEG"),
        ("vast.png", gigantic(), "At most 40 megapixels"),
        ("dance.gif", moving("GIF"), "is no PDF, PNG or JPEG"),
        ("accounts.jpg", pdf(), "is a PDF by what it holds"),
        ("<script>.pdf", b"x", "&lt;script&gt;.pdf is no PDF"),
        ("empty.pdf", b"", "is no PDF, PNG or JPEG"),
        ("heavy.pdf", b"%PDF-1.7" + b"\0" * 10 * 1024 * 1024, "larger than 10 MB"),
    ],
)
def test_what_is_no_accounts_is_refused_in_words_and_what_was_typed_stays(cast, name, content, said) -> None:
    where = english("declare", cast.zout.uuid)
    page = text(signed_in(cast.zoe).post(where, {**DECLARED, "evidence": upload(content, name)}), 400)
    assert said in page and 'value="31.234,56"' in page
    assert not BandDeclaration.objects.exists()


def test_a_name_with_a_path_leads_nowhere(cast) -> None:
    boundary = "x1x"
    fields = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in DECLARED.items()
    )
    head = (
        '--x1x\r\nContent-Disposition: form-data; name="evidence"; filename="../../../etc/passwd.pdf"\r\n\r\n'
    )
    body = fields.encode() + head.encode() + pdf() + b"\r\n--x1x--\r\n"
    where = english("declare", cast.zout.uuid)
    response = signed_in(cast.zoe).post(where, body, content_type=f"multipart/form-data; boundary={boundary}")
    assert response.status_code == 302
    kept = Evidence.objects.get()
    assert kept.name == "passwd.pdf" and "/" not in kept.stored and "passwd" not in kept.stored


def test_too_many_files_at_once_are_counted_before_any_is_read(cast, declaration) -> None:
    files = [upload(pdf()) for _ in range(7)]
    where = english("evidence_add", declaration.pk)
    page = text(signed_in(cast.zoe).post(where, {"evidence": files}), 400)
    assert "At most 6 files at once" in page
    assert "This field is required" in text(signed_in(cast.zoe).post(where, {}), 400)
    assert declaration.evidence.count() == 1


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"outcome": "perhaps"},
        {"outcome": "corrected", "counted": "-1", "reason": "other_figure", "words": "x"},
        {"outcome": "corrected", "counted": "٦٠٠٠", "reason": "other_figure", "words": "x"},
        {"outcome": "corrected", "counted": "1e9", "reason": "other_figure", "words": "x"},
        {"outcome": "accepted", "counted": "60.000"},
        {"outcome": "accepted", "reason": "unreadable"},
        {"outcome": "refused", "reason": "because", "words": "x"},
        {"outcome": "refused", "reason": "unreadable", "words": "x\0y"},
        {"outcome": "refused", "reason": "unreadable", "words": "x" * 2_001},
        {"outcome": "refused", "reason": "unreadable", "words": ""},
    ],
)
def test_a_decision_that_is_not_right_is_said_and_decides_nothing(cast, declaration, data) -> None:
    review = in_hand(declaration, of=cast.rosa, now=NOW)
    text(signed_in(cast.rosa).post(english("review", review.pk), data), 400)
    assert Review.objects.get().decided_at is None


def test_what_is_not_there_is_not_there(cast, declaration) -> None:
    zoe, rosa = signed_in(cast.zoe), signed_in(cast.rosa)
    for name in ("declaration", "again", "glass", "evidence_add"):
        assert zoe.get(english(name, 10**19)).status_code == 404
    assert rosa.get(english("review", 10**19)).status_code == 404
    assert rosa.get(english("reviews"), {"page": "-1"}).status_code == 404
    assert rosa.get(english("reviews"), {"page": "2"}).status_code == 404
    nowhere = "00000000-0000-4000-8000-000000000000"
    assert zoe.get(english("evidence", nowhere)).status_code == 404
    assert zoe.post(english("evidence_remove", declaration.pk, nowhere)).status_code == 404
    assert zoe.get(english("evidence", nowhere).replace(nowhere, "../../etc/passwd")).status_code == 404


def test_a_file_of_another_declaration_is_not_removed_through_ones_own(cast, declaration) -> None:
    other = declared(cast.noord, by=cast.ilse, now=NOW)
    where = english("evidence_remove", declaration.pk, file_of(other).uuid)
    assert signed_in(cast.zoe).post(where).status_code == 404
    assert other.evidence.filter(removed_at=None).count() == 1
