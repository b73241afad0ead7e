"""A member writes, saves and sends in; nobody writes over what they have not seen, and a new account goes slowly."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.http import Http404

from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow, OutboxMessage
from hub.kit.transactions import is_refused
from knowledgebase.actions import _attachments
from knowledgebase.actions._writing import NotBeingWritten, WrittenMeanwhile
from knowledgebase.actions.discard_draft import WasPublished, discard_draft
from knowledgebase.actions.reopen_contribution import reopen_contribution
from knowledgebase.actions.save_draft import save_draft
from knowledgebase.actions.start_contribution import (
    NotOfTheExperiment,
    Start,
    TooManyAtFirst,
    TooManyOpen,
    start_contribution,
)
from knowledgebase.actions.submit_contribution import NotComplete, TooMuchSentIn, submit_contribution
from knowledgebase.models import Attachment, Contribution, Picture, Stand, Writing
from tests.cast import NOW, Cast, assemble
from tests.factories import knowledge
from tests.factories.writing import (
    STEP,
    content,
    draft,
    frames,
    image,
    packed,
    published,
    result_draft,
    saved,
    sent,
    sent_in,
    upload,
    with_file,
)


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def start(cast: Cast, **facts) -> Start:
    return Start(**{"kind": Writing.HOW_TO, "language": "nl", "hub": cast.effenaar, **facts})


def test_a_member_starts_with_the_gear_of_a_booking_filled_in(cast):
    begun = start(cast, organisation=cast.zout, title="Meten", gear=(cast.studio.pk, 10**15))
    made = start_contribution(start=begun, actor=cast.bo, now=NOW)
    assert (made.author, made.state, made.title) == (cast.bo, Stand.DRAFT, "Meten")
    assert [(need.what, need.name) for need in made.content.gear] == [
        (f"facility:{cast.studio.pk}", "Studio 2")
    ]
    assert AuditRow.objects.filter(action="knowledgebase.start_contribution").count() == 1


def test_nobody_writes_in_the_name_of_an_organisation_that_they_are_not_of(cast):
    with pytest.raises(Forbidden):
        start_contribution(start=start(cast, organisation=cast.zout), actor=cast.ilse, now=NOW)


def test_a_new_account_has_three_texts_at_once_and_an_older_one_thirty(cast):
    cast.bo.date_joined = NOW - timedelta(days=2)
    cast.bo.save()
    made = [start_contribution(start=start(cast), actor=cast.bo, now=NOW) for _ in range(3)]
    with pytest.raises(TooManyAtFirst) as refused:
        start_contribution(start=start(cast), actor=cast.bo, now=NOW)
    assert "In the first week" in str(refused.value)
    discard_draft(uuid=made[0].uuid, actor=cast.bo, now=NOW)
    start_contribution(start=start(cast), actor=cast.bo, now=NOW)
    later = NOW + timedelta(days=6)
    for _ in range(27):
        start_contribution(start=start(cast), actor=cast.bo, now=later)
    with pytest.raises(TooManyOpen):
        start_contribution(start=start(cast), actor=cast.bo, now=later)


def test_results_are_written_by_who_does_the_experiment(cast):
    experiment = knowledge.experiment(hub=cast.effenaar)
    made = result_draft(cast.teun, experiment)
    assert (made.kind, made.hub, made.experiment) == (Writing.RESULT, cast.effenaar, experiment)
    with pytest.raises(NotOfTheExperiment):
        result_draft(cast.bo, experiment)
    experiment.authors.update(organisation=cast.zout)
    assert result_draft(cast.bo, experiment).author == cast.bo


def test_two_tabs_do_not_write_over_each_other(cast):
    found = draft(cast.bo, cast.effenaar)
    one = save_draft(
        uuid=found.uuid, content=content(title="Uit de eerste"), token=found.token, actor=cast.bo, now=NOW
    )
    with pytest.raises(WrittenMeanwhile) as refused:
        save_draft(
            uuid=found.uuid, content=content(title="Uit de tweede"), token=found.token, actor=cast.bo, now=NOW
        )
    assert refused.value.facts["token"] == one.contribution.token
    assert Contribution.objects.get().title == "Uit de eerste"


def test_a_save_whose_answer_was_lost_may_be_made_again(cast):
    found = draft(cast.bo, cast.effenaar)
    same = {"uuid": found.uuid, "token": found.token, "tab": "tab-1", "actor": cast.bo, "now": NOW}
    first = save_draft(content=content(title="Een eerste keer"), **same)
    again = save_draft(content=content(title="Een eerste keer"), **same)
    assert again.contribution.token == first.contribution.token
    # The page typed on, and never heard of the first.
    on = save_draft(content=content(title="Een tweede keer"), **same)
    assert on.contribution.token == first.contribution.token + 1
    with pytest.raises(WrittenMeanwhile):
        save_draft(content=content(title="Een derde keer"), **{**same, "tab": "tab-2"})


def test_a_stranger_finds_nothing_to_save_send_in_reopen_or_discard(cast):
    found = draft(cast.bo, cast.effenaar)
    whose = {"uuid": found.uuid, "actor": cast.ilse, "now": NOW}
    for call in (
        lambda: save_draft(content=content(title="x"), token=found.token, **whose),
        lambda: submit_contribution(token=found.token, **whose),
        lambda: reopen_contribution(**whose),
        lambda: discard_draft(**whose),
    ):
        with pytest.raises(Http404):
            call()
    assert Contribution.objects.get().token == found.token


def test_who_owns_the_organisation_writes_on_when_its_author_is_away(cast):
    found = draft(cast.bo, cast.effenaar, organisation=cast.zout)
    assert saved(found, cast.zoe, content(title="Door Zoë verder")).title == "Door Zoë verder"
    with pytest.raises(Http404):
        saved(found, cast.mira, content(title="Door Mira"))


def test_sending_in_makes_a_version_that_nobody_changes(cast):
    found = sent_in(cast.bo, cast.effenaar)
    version = found.versions.get()
    assert (found.state, version.number, version.read.title) == (Stand.SUBMITTED, 1, content().title)
    assert OutboxMessage.objects.filter(kind="contribution.submitted").count() == 1
    for change in ("content = '{}'", "number = 2", "note = 'x'", f"made_by_id = {cast.ilse.pk}"):
        assert is_refused(f"UPDATE knowledgebase_version SET {change} WHERE id = {version.pk}"), change
    assert not is_refused(f"UPDATE knowledgebase_version SET made_by_id = NULL WHERE id = {version.pk}")
    with pytest.raises(NotBeingWritten):
        saved(found, cast.bo, content(title="Stiekem anders"))
    with pytest.raises(NotBeingWritten):
        submit_contribution(uuid=found.uuid, token=found.token, actor=cast.bo, now=NOW)


def test_what_is_not_complete_or_was_saved_meanwhile_is_not_sent_in(cast):
    found = draft(cast.bo, cast.effenaar, steps=[{"id": STEP, "video": "javascript:alert(1)"}])
    with pytest.raises(NotComplete) as refused:
        submit_contribution(uuid=found.uuid, token=found.token, actor=cast.bo, now=NOW)
    assert refused.value.facts["lacks"] == 2
    later = saved(found, cast.bo, content())
    with pytest.raises(WrittenMeanwhile):
        submit_contribution(uuid=found.uuid, token=found.token, actor=cast.bo, now=NOW)
    submit_contribution(uuid=found.uuid, token=later.token, actor=cast.bo, now=NOW)


def test_a_new_account_sends_in_two_within_a_day(cast):
    cast.bo.date_joined = NOW
    cast.bo.save()
    found = sent_in(cast.bo, cast.effenaar)
    for turn in range(2):
        reopen_contribution(uuid=found.uuid, actor=cast.bo, now=NOW)
        if turn == 0:
            sent(found, cast.bo)
    with pytest.raises(TooMuchSentIn):
        sent(found, cast.bo)
    assert sent(found, cast.bo, now=NOW + timedelta(days=2)).versions.count() == 3


def test_what_waits_is_taken_back_and_written_on(cast):
    found = sent_in(cast.bo, cast.effenaar)
    assert reopen_contribution(uuid=found.uuid, actor=cast.bo, now=NOW).state == Stand.DRAFT
    saved(found, cast.bo, content(title="Toch nog iets"))
    assert sent(found, cast.bo).versions.count() == 2


def test_a_draft_is_thrown_away_with_its_files_and_a_published_text_is_not(
    cast, django_capture_on_commit_callbacks
):
    found, _uuid = with_file(cast.bo, cast.effenaar)
    kept = save_draft(
        uuid=found.uuid,
        content=found.content,
        token=found.token,
        uploads=[upload(image(), "podium.png")],
        actor=cast.bo,
        now=NOW,
    ).contribution
    stored = kept.attachments.get(picture=None).stored
    assert default_storage.exists(stored) and Picture.objects.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        discard_draft(uuid=found.uuid, actor=cast.bo, now=NOW)
    assert not default_storage.exists(stored)
    assert (
        not Contribution.objects.exists() and not Attachment.objects.exists() and not Picture.objects.exists()
    )
    live = published(cast.bo, cast.effenaar, cast.teun)
    with pytest.raises(WasPublished):
        discard_draft(uuid=live.uuid, actor=cast.bo, now=NOW)


@pytest.mark.parametrize(
    ("field", "file", "name", "code"),
    [
        ("picture", image()[:200], "half.png", "broken_picture"),
        ("picture", frames(), "beweegt.gif", "moving_picture"),
        (
            "picture",
            b'<svg xmlns="http://www.w3.org/2000/svg"><script>x</script></svg>',
            "a.svg",
            "not_a_picture",
        ),
        ("picture", image(size=(12_000, 12_000)), "groot.png", "picture_too_large"),
        ("picture", b"%PDF-1.7 nothing", "foto.jpg", "not_a_picture"),
        ("picture", image(), "../../etc.png", "picture_name"),
        ("download", image(), "foto.pdf", "not_a_download"),
        ("download", b"%PDF-1.7 breaks off", "plan.pdf", "evidence_broken"),
        ("download", b"\xff\xfe\x00", "tabel.csv", "not_a_download"),
        ("download", b"PK nothing", "alles.zip", "not_a_download"),
        ("download", packed("../weg.txt"), "alles.zip", "not_a_download"),
        ("download", packed("start.exe"), "alles.zip", "zip_with_programs"),
        ("download", packed("start.exe . "), "alles.zip", "zip_with_programs"),
        ("download", packed("lees.htm"), "alles.zip", "zip_with_programs"),
        ("download", b"MZ", "start.exe", "not_a_download"),
        ("download", b"x" * (10 * 1024 * 1024 + 1), "groot.csv", "download_too_heavy"),
        ("download", b"a;b", "..\\plan.csv", "download_name"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_not_what_it_should_be_is_refused_and_the_text_is_saved(cast, field, file, name, code):
    found = draft(cast.bo, cast.effenaar)
    outcome = save_draft(
        uuid=found.uuid,
        content=content(title="Dit blijft bewaard"),
        token=found.token,
        uploads=[upload(file, name, field=field)],
        actor=cast.bo,
        now=NOW,
    )
    assert [(where, refusal.code) for where, refusal in outcome.refused.items()] == [
        (f"{STEP}-{field}", code)
    ]
    assert str(outcome.refused[f"{STEP}-{field}"])
    assert Contribution.objects.get().title == "Dit blijft bewaard" and not Attachment.objects.exists()


def test_nothing_of_somebody_elses_draft_is_named(cast):
    theirs, file = with_file(cast.ilse, cast.effenaar)
    mine = draft(cast.bo, cast.effenaar, steps=[{"id": STEP, "title": "Kijk", "download": str(file)}])
    assert mine.content.steps[0].download == ""
    assert theirs.content.steps[0].download == str(file)


def test_more_than_a_text_has_is_refused_before_any_of_it_is_looked_at(cast, monkeypatch):
    found, looked = draft(cast.bo, cast.effenaar), []
    monkeypatch.setattr(_attachments._downloads, "checked", looked.append)
    many = [upload(b"a;b", "plan.csv", row=f"{n:08x}", field="download") for n in range(81)]
    with pytest.raises(_attachments.TooManyAttachments):
        save_draft(
            uuid=found.uuid, content=found.content, token=found.token, uploads=many, actor=cast.bo, now=NOW
        )
    assert looked == []
