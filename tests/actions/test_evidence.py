"""What proves a declaration: what is taken, where it lies, and how it goes."""

import hashlib

import pytest
from django.core.files.storage import storages

from funding.actions._documents import (
    MOST_BYTES,
    EvidenceBroken,
    EvidenceLocked,
    EvidenceName,
    EvidenceTooHeavy,
    EvidenceTooLarge,
    NameBelies,
    NotEvidence,
)
from funding.actions._evidence import MOST_FILES, EvidenceGone, TooMuchEvidence
from funding.actions.add_evidence import NoFile, NotLookedAtAnyMore, add_evidence
from funding.actions.declare_band import declare_band
from funding.actions.read_evidence import read_evidence
from funding.actions.remove_evidence import remove_evidence
from funding.models import BandDeclaration, Evidence
from funding.models.evidence import evidence_files
from hub.kit.errors import Forbidden
from tests.actions.test_facilities_photos import SVG, gigantic, moving, picture
from tests.cast import NOW, Cast, assemble
from tests.factories.funding import four_bands
from tests.factories.papers import LAST_YEAR, declared, file_of, in_hand, pdf, scan, sent

# Everybody of the cast but the owner of Zout. Rosa reviews in its region.
OTHERS = ["bo", "mira", "ilse", "teun", "hanna", "wim", "fien", "karim", "rosa", "anna"]


@pytest.fixture
def cast(db) -> Cast:
    stage = assemble()
    four_bands()
    return stage


@pytest.fixture
def declaration(cast) -> BandDeclaration:
    return declared(cast.zout, by=cast.zoe, now=NOW)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("Jaarrekening 2025 (def).PDF", pdf(), "application/pdf"),
        ("scan.png", scan("PNG"), "image/png"),
        ("scan.jpeg", scan("JPEG"), "image/jpeg"),
    ],
)
def test_accounts_are_kept_to_the_byte_under_a_name_of_ours(cast, name, content, kind) -> None:
    files = [sent(content, name)]
    made = declare_band(organisation=cast.zout, turnover=LAST_YEAR, evidence=files, actor=cast.zoe, now=NOW)
    kept = made.evidence.get()
    assert (kept.name, kept.media_type, kept.size) == (name, kind, len(content))
    assert kept.sha256 == hashlib.sha256(content).hexdigest()
    assert name not in kept.stored and len(kept.stored.split(".")[0]) == 32
    with evidence_files().open(kept.stored) as file:
        assert file.read() == content
    assert not storages["default"].exists(kept.stored)


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("cut.png", scan(size=(300, 300))[:-40], EvidenceBroken),
        ("cut.pdf", pdf()[:-40], EvidenceBroken),
        ("half.pdf", pdf()[:120] + pdf()[-40:], EvidenceBroken),
        ("no-end.pdf", b"%PDF-1.7\nnothing follows", EvidenceBroken),
        ("drawing.svg", SVG, NotEvidence),
        ("drawing.png", SVG, NotEvidence),
        ("vast.png", gigantic(), EvidenceTooLarge),
        ("dance.gif", moving("GIF"), NotEvidence),
        ("dance.png", moving("PNG", 3), NotEvidence),
        ("photo.webp", picture("WEBP"), NotEvidence),
        ("accounts.jpg", pdf(), NameBelies),
        ("accounts.pdf", scan("JPEG"), NameBelies),
        ("accounts", pdf(), NameBelies),
        ("empty.pdf", b"", NotEvidence),
        ("page.html.pdf", b"<script>alert(1)</script>%PDF-1.7", NotEvidence),
        ("../../etc/cron.d/x.pdf", pdf(), EvidenceName),
        ("..\\x.pdf", pdf(), EvidenceName),
        ("a\0.pdf", pdf(), EvidenceName),
        ("a\r\nSet-Cookie: b.pdf", pdf(), EvidenceName),
        ("a" * 130 + ".pdf", pdf(), EvidenceName),
        ("", pdf(), EvidenceName),
        ("heavy.pdf", b"%PDF-1.7" + b"\0" * MOST_BYTES, EvidenceTooHeavy),
        ("locked.pdf", pdf().replace(b"/Root 1", b"/Encrypt 9 0 R /Root 1"), EvidenceLocked),
    ],
)
def test_what_is_no_accounts_is_refused_in_words_and_nothing_is_left(cast, name, content, refusal) -> None:
    before = evidence_files().listdir("")[1]
    with pytest.raises(refusal) as refused:
        declare_band(
            organisation=cast.zout,
            turnover=LAST_YEAR,
            evidence=[sent(), sent(content, name)],
            actor=cast.zoe,
            now=NOW,
        )
    assert len(str(refused.value)) > 30 and refused.value.status == 400
    assert not BandDeclaration.objects.exists()
    assert evidence_files().listdir("")[1] == before


def test_a_declaration_has_a_handful_of_files_and_what_is_too_much_is_not_kept(cast, declaration) -> None:
    add_evidence(
        declaration=declaration, files=[sent() for _ in range(MOST_FILES - 1)], actor=cast.zoe, now=NOW
    )
    before = evidence_files().listdir("")[1]
    with pytest.raises(TooMuchEvidence):
        add_evidence(declaration=declaration, files=[sent()], actor=cast.zoe, now=NOW)
    with pytest.raises(TooMuchEvidence):
        add_evidence(
            declaration=declaration, files=[sent() for _ in range(MOST_FILES + 1)], actor=cast.zoe, now=NOW
        )
    with pytest.raises(NoFile):
        add_evidence(declaration=declaration, files=[], actor=cast.zoe, now=NOW)
    assert evidence_files().listdir("")[1] == before


def test_an_owner_takes_a_file_away_and_it_is_gone(
    cast, declaration, django_capture_on_commit_callbacks
) -> None:
    file = file_of(declaration)
    with django_capture_on_commit_callbacks(execute=True):
        remove_evidence(evidence=file, actor=cast.zoe, now=NOW)
    gone = Evidence.objects.get(pk=file.pk)
    assert (gone.name, gone.stored, gone.removed_at) == ("", "", NOW)
    assert not evidence_files().exists(file.stored)
    with pytest.raises(EvidenceGone):
        remove_evidence(evidence=file, actor=cast.zoe, now=NOW)


@pytest.mark.parametrize("name", OTHERS)
def test_nobody_else_adds_or_takes_away(cast, declaration, name) -> None:
    actor = getattr(cast, name)
    with pytest.raises(Forbidden):
        add_evidence(declaration=declaration, files=[sent()], actor=actor, now=NOW)
    with pytest.raises(Forbidden):
        remove_evidence(evidence=file_of(declaration), actor=actor, now=NOW)
    assert declaration.evidence.filter(removed_at=None).count() == 1


def test_declaring_anew_takes_over_what_proved_the_year_and_its_reader_loses_it(cast, declaration) -> None:
    in_hand(declaration, of=cast.rosa, now=NOW)
    newer = declared(cast.zout, by=cast.zoe, now=NOW, files=0)
    file = file_of(newer)
    with pytest.raises(Forbidden):
        read_evidence(evidence=file, actor=cast.rosa, now=NOW)
    with pytest.raises(NotLookedAtAnyMore):
        add_evidence(declaration=declaration, files=[sent()], actor=cast.zoe, now=NOW)
