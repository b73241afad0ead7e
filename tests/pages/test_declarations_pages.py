"""Declaring with annual accounts, and looking at them, as the people of the cast do it in the browser."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from funding import invariants_of_bands as invariants
from funding.models import BandDeclaration, BrokenGlass, Evidence
from funding.models.evidence import evidence_files
from hub.kit.models import AuditRow
from tests.cast import NOW, Cast, assemble
from tests.factories.funding import BandPolicyFactory, four_bands
from tests.factories.members import MembershipFactory
from tests.factories.papers import declared, file_of, in_hand, pdf, scan
from tests.factories.reviews import ACCEPTED, REFUSED, UP, decided, reviewer_of
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


def reads() -> int:
    return AuditRow.objects.filter(action="funding.read_evidence").count()


def test_an_owner_declares_with_accounts_and_reads_how_it_stands(cast) -> None:
    zoe = signed_in(cast.zoe)
    files = [upload(pdf()), upload(scan("JPEG"), "bladzijde 2.jpg")]
    where = english("declare", cast.zout.uuid)
    page = text(zoe.post(where, {**DECLARED, "evidence": files}, follow=True))
    assert "What you declared" in page
    page = text(zoe.get(english("declaration", BandDeclaration.objects.get().pk)))
    for words in ("jaarrekening.pdf", "bladzijde 2.jpg", "€ 31,234.56", "It waits to be looked at"):
        assert words in page


def test_the_group_decides_and_cannot_have_less_than_the_organisation(cast) -> None:
    zoe, where = signed_in(cast.zoe), english("declare", cast.zout.uuid)
    page = text(zoe.post(where, {**DECLARED, "group_turnover": "31.234,55"}), 400)
    assert "the group&#x27;s cannot be less" in page
    text(zoe.post(where, {**DECLARED, "group_turnover": "300.000"}, follow=True))
    assert BandDeclaration.objects.get().band.code == "C"


def test_a_file_leaves_to_be_saved_and_is_kept_by_nobody(cast, declaration) -> None:
    Evidence.objects.update(name='Jaar "2025"; é.pdf')
    answer = signed_in(cast.zoe).get(english("evidence", file_of(declaration).uuid))
    assert b"".join(answer.streaming_content) == pdf("Page 0")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert "sandbox" in answer["Content-Security-Policy"] and "'none'" in answer["Content-Security-Policy"]
    assert reads() == 1
    assert signed_in(cast.zoe).head(english("evidence", file_of(declaration).uuid)).status_code == 405


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("bo", 403), ("mira", 403), ("anna", 403), ("ilse", 404), ("teun", 404), ("hanna", 404), ("wim", 404),
        ("fien", 404), ("karim", 404),
    ],
)  # fmt: skip
def test_nobody_else_gets_the_file_and_no_reading_is_written_down(cast, declaration, name, answer) -> None:
    in_hand(declaration, of=cast.rosa, now=NOW)
    client = signed_in(getattr(cast, name))
    assert client.get(english("evidence", file_of(declaration).uuid)).status_code == answer
    assert reads() == 0


def test_a_reviewer_gets_it_only_while_it_is_theirs(cast, declaration) -> None:
    where = english("evidence", file_of(declaration).uuid)
    rosa = signed_in(cast.rosa)
    assert rosa.get(where).status_code == 403
    in_hand(declaration, of=cast.rosa, now=NOW)
    assert rosa.get(where).status_code == 200
    other = reviewer_of(cast.brabant)
    assert signed_in(other).get(where).status_code == 403
    rosa.post(english("review", declaration.reviews.get().pk), {"outcome": "accepted"})
    assert rosa.get(where).status_code == 403
    assert reads() == 1


def test_no_address_leads_to_where_the_files_lie(cast, declaration) -> None:
    stored = file_of(declaration).stored
    for who in (Client(), signed_in(cast.zoe), signed_in(cast.anna)):
        for folder in (
            "media",
            "media/evidence",
            "media/facilities",
            "media/../evidence",
            "static",
            "documents",
        ):
            path = f"/{folder}/{stored}"
            assert who.get(path).status_code == 404, path
    assert evidence_files().exists(stored) and reads() == 0


def test_an_administrator_sees_how_it_stands_and_breaks_the_glass_for_more(cast, declaration) -> None:
    anna = signed_in(cast.anna)
    page = text(anna.get(english("declaration", declaration.pk)))
    assert "There is 1 file. You may not read it." in page
    assert "page-0.pdf" not in page and "30,000" not in page
    short = text(anna.post(english("glass", declaration.pk), {"reason": "because"}), 400)
    assert "at least 20 characters" in short and not BrokenGlass.objects.exists()
    reason = {"reason": "The police asked for this file."}
    page = text(anna.post(english("glass", declaration.pk), reason, follow=True))
    assert "page-0.pdf" in page and "You can read this until" in page
    assert anna.get(english("evidence", file_of(declaration).uuid)).status_code == 200
    assert invariants.evidence_is_read_by_those_named() == []


def test_a_reviewer_takes_one_reads_it_and_decides(cast, declaration) -> None:
    rosa, review = signed_in(cast.rosa), declaration.reviews.get()
    assert "Collectief Zout" in text(rosa.get(english("reviews")))
    where = english("review", review.pk)
    page = text(rosa.get(where))
    assert "Take it" in page and "30,000" not in page and "page-0.pdf" not in page
    page = text(rosa.post(english("review_take", review.pk), follow=True))
    assert "€ 30,000.00" in page and "page-0.pdf" in page
    wrong = {"outcome": "corrected", "counted": "60.000", "reason": "no_evidence", "words": "Page 3"}
    page = text(rosa.post(where, wrong), 400)
    assert "That reason does not go with that decision" in page and "Page 3" in page
    right = wrong | {"reason": "income_left_out"}
    page = text(rosa.post(where, right, follow=True))
    assert "which makes it rate band B" in page and "Nothing waits" in page
    zoe = signed_in(cast.zoe)
    page = text(zoe.get(english("declaration", declaration.pk)))
    for words in (
        "income was left out",
        "“Page 3”",
        "€ 60,000.00",
        "Ask for a second look",
        "4 January 2027",
    ):
        assert words in page


def test_the_queue_hides_what_somebody_may_not_look_at(cast, declaration) -> None:
    MembershipFactory(person=cast.rosa, organisation=cast.zout)
    assert "Nothing waits" in text(signed_in(cast.rosa).get(english("reviews")))
    assert signed_in(cast.rosa).get(english("review", declaration.reviews.get().pk)).status_code == 404


def test_asking_again_on_a_page(cast, declaration) -> None:
    zoe, where = signed_in(cast.zoe), english("again", declaration.pk)
    assert "no decision about this declaration" in text(zoe.get(where), 409)
    decided(declaration, REFUSED, by=cast.rosa)
    assert "your declaration of 2025 was refused" in text(zoe.get(english("rate", cast.zout.uuid)))
    assert "These are the accounts of 2019." in text(zoe.get(where))
    for grounds in ("", "x\0", "x" * 4_001):
        text(zoe.post(where, {"grounds": grounds}), 400)
    page = text(zoe.post(where, {"grounds": "Look at page 2."}, follow=True))
    assert "It is looked at again" in page and "Ask for a second look" not in page
    rosa = signed_in(cast.rosa)
    assert "Nothing waits" in text(rosa.get(english("reviews")))
    again = declaration.reviews.get(round=2)
    assert "You decided about this the first time" in text(rosa.get(english("review", again.pk)))
    other = signed_in(reviewer_of(cast.brabant))
    page = text(other.post(english("review_take", again.pk), follow=True))
    assert "Look at page 2." in page and "It was refused" in page


def test_colleagues_read_the_state_on_the_rate_page_and_nothing_more(cast, declaration) -> None:
    decided(declaration, UP, by=cast.rosa)
    page = text(signed_in(cast.mira).get(english("rate", cast.zout.uuid)))
    assert "rate band B" in page and "What you declared" not in page
    assert signed_in(cast.mira).get(english("declaration", declaration.pk)).status_code == 403


def test_a_price_says_that_the_declaration_was_refused(cast, declaration) -> None:
    decided(declaration, REFUSED, by=cast.rosa)
    bo = signed_in(cast.bo)
    day = {"facility": cast.studio.pk, "quantity": 1, "date": "2026-11-26", "from": "13:00", "to": "17:00"}
    bo.post("/en/book/basket/add/", day)
    assert "your declaration of 2025 was refused" in text(bo.get("/en/book/quote/"))
    asked = {"date": "2026-11-26", "from": "13:00", "to": "17:00"}
    found = text(bo.get("/en/book/", asked))
    assert found.count("This is the full price: your declaration of 2025 was refused.") == 1
    assert "has no rate band" not in found
    # Somebody of an organisation that never declared, and a visitor without one.
    assert text(signed_in(cast.ilse).get("/en/book/", asked)).count("your organisation has no rate band") == 1
    assert "This is the full price" not in text(Client().get("/en/book/", asked))


def test_pages_speak_dutch_too(cast, declaration) -> None:
    decided(declaration, ACCEPTED, by=cast.rosa)
    for who, path in [
        (cast.zoe, english("declaration", declaration.pk)),
        (cast.rosa, english("reviews")),
        (cast.anna, english("glass", declaration.pk)),
    ]:
        assert signed_in(who).get(path.replace("/en/", "/nl/")).status_code == 200
