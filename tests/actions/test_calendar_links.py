"""Secret links to calendars: who makes, replaces and revokes them, and what is kept of them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.http import Http404

from bookings.actions._feeds import new_key
from bookings.actions.make_feed import MOST, FeedIsThere, TooManyFeeds
from bookings.actions.note_fetch import AskedTooOften, note_fetch
from bookings.actions.replace_feed import replace_feed
from bookings.actions.revoke_feed import revoke_feed
from bookings.calendar_links import feed_by_key
from bookings.models import Feed
from bookings.models.feeds import MOST_AN_HOUR
from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from members.rules.keys import hash_of
from tests import cast
from tests.cast import NOW
from tests.factories.feeds import a_link

LATER = NOW + timedelta(hours=2)


@pytest.fixture
def stage(db):
    return cast.assemble()


def audited(made) -> list[str]:
    return list(
        AuditRow.objects.filter(about=made.feed.ref).order_by("at", "id").values_list("action", flat=True)
    )


def test_a_link_is_known_by_the_hash_of_its_key_alone(stage):
    made = a_link(stage.mira)
    kept = str(list(Feed.objects.values())) + str(list(AuditRow.objects.values()))
    assert len(made.key) == 43 and made.key not in kept
    assert Feed.objects.get().key_hash == hash_of(made.key)
    assert feed_by_key(made.key) == made.feed
    assert new_key() != new_key()


def test_making_replacing_and_revoking_are_each_written_down_once(stage):
    made = a_link(stage.mira)
    replace_feed(uuid=made.feed.uuid, actor=stage.mira, now=NOW + timedelta(minutes=1))
    for _again in range(2):
        revoke_feed(uuid=made.feed.uuid, actor=stage.mira, now=LATER)
    assert audited(made) == ["bookings.make_feed", "bookings.replace_feed", "bookings.revoke_feed"]


def test_a_new_key_ends_the_old_one_and_a_revoked_link_has_none(stage):
    made = a_link(stage.mira)
    again = replace_feed(uuid=made.feed.uuid, actor=stage.mira, now=LATER)
    assert feed_by_key(made.key) is None and feed_by_key(again.key) == made.feed
    revoke_feed(uuid=made.feed.uuid, actor=stage.mira, now=LATER)
    assert feed_by_key(again.key) is None
    with pytest.raises(Http404):
        replace_feed(uuid=made.feed.uuid, actor=stage.mira, now=LATER)


def test_the_same_form_twice_makes_one_link(stage):
    key = uuid4()
    a_link(stage.mira, request_key=key)
    with pytest.raises(FeedIsThere):
        a_link(stage.mira, request_key=key)
    assert Feed.objects.count() == 1


def test_nobody_has_more_than_twenty_links(stage):
    made = [a_link(stage.mira) for _number in range(MOST)]
    with pytest.raises(TooManyFeeds):
        a_link(stage.mira)
    revoke_feed(uuid=made[0].feed.uuid, actor=stage.mira, now=NOW)
    a_link(stage.mira)


def test_a_hubs_calendar_is_for_who_works_there(stage):
    a_link(stage.teun, stage.effenaar)
    a_link(stage.hanna, stage.studio)
    for other in (stage.bo, stage.wim, stage.fien):
        with pytest.raises(Forbidden):
            a_link(other, stage.effenaar)
        with pytest.raises(Forbidden):
            a_link(other, stage.studio)


def test_a_link_is_its_owners_and_the_hubs_managers_may_end_it(stage):
    made, own = a_link(stage.teun, stage.effenaar), a_link(stage.teun)
    for other in (stage.bo, stage.wim, stage.hanna):
        with pytest.raises(Http404):
            replace_feed(uuid=made.feed.uuid, actor=other, now=LATER)
    for other in (stage.bo, stage.wim):
        with pytest.raises(Http404):
            revoke_feed(uuid=made.feed.uuid, actor=other, now=LATER)
    with pytest.raises(Http404):
        revoke_feed(uuid=own.feed.uuid, actor=stage.hanna, now=LATER)
    assert revoke_feed(uuid=made.feed.uuid, actor=stage.hanna, now=LATER).revoked_at == LATER
    assert revoke_feed(uuid=own.feed.uuid, actor=stage.anna, now=LATER).revoked_at == LATER


def test_only_the_day_of_the_last_answer_is_kept_and_the_rest_counted(stage):
    feed = a_link(stage.mira).feed
    assert note_fetch(feed=feed, digest="a" * 64, now=NOW) == NOW
    feed.refresh_from_db()
    assert (feed.used_on, feed.asked) == (NOW.date(), 1)
    # The same again was so before; something else is so from now on.
    assert note_fetch(feed=feed, digest="a" * 64, now=LATER) == NOW
    feed.refresh_from_db()
    assert note_fetch(feed=feed, digest="b" * 64, now=LATER) == LATER
    feed.refresh_from_db()
    assert feed.changed_at == LATER


def test_a_link_is_answered_sixty_times_an_hour(stage):
    feed = a_link(stage.mira).feed
    for _number in range(MOST_AN_HOUR):
        note_fetch(feed=feed, digest="a" * 64, now=NOW)
    with pytest.raises(AskedTooOften):
        note_fetch(feed=feed, digest="a" * 64, now=NOW + timedelta(minutes=59))
    note_fetch(feed=feed, digest="a" * 64, now=NOW + timedelta(minutes=60))
    assert Feed.objects.get().asked == 1
