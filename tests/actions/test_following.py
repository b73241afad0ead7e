"""Somebody follows a theme, a lab, an experiment or a facility."""

import pytest

from facilities.models import FacilityState
from hub.kit.errors import Forbidden
from hub.kit.refs import Ref
from knowledgebase.actions import follow as following
from knowledgebase.actions.follow import FollowsEnough, NothingToFollow, follow
from knowledgebase.actions.unfollow import unfollow
from knowledgebase.models import Follow
from tests.cast import NOW, Cast, assemble
from tests.factories import knowledge
from tests.factories.following import followed, ref_of


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def kept(person) -> set[str]:
    return {str(each.about) for each in Follow.objects.filter(person=person)}


def test_four_kinds_of_things_are_followed_once_however_often_one_asks(cast):
    things = [knowledge.theme(), cast.effenaar, knowledge.experiment(), cast.studio]
    followed(cast.bo, *things, *things)
    assert kept(cast.bo) == {str(ref_of(each)) for each in things}
    assert kept(cast.zoe) == set()


def test_what_one_does_not_want_any_more_is_let_go_and_nobody_elses(cast):
    for person in (cast.bo, cast.zoe):
        followed(person, cast.studio, cast.effenaar)
    about = ref_of(cast.studio)
    assert unfollow(person=cast.bo, about=about, actor=cast.bo, now=NOW)
    assert not unfollow(person=cast.bo, about=about, actor=cast.bo, now=NOW)
    assert kept(cast.bo) == {str(cast.effenaar.ref)}
    assert len(kept(cast.zoe)) == 2


def test_what_is_not_there_or_not_public_cannot_be_followed(cast):
    cast.studio.state = FacilityState.DRAFT
    cast.studio.save()
    hidden = [
        ref_of(cast.studio),
        ref_of(knowledge.experiment(live=False)),
        Ref("theme", "99"),
        Ref("hub", "99"),
    ]
    for about in [
        *hidden,
        Ref("organisation", str(cast.zout.pk)),
        Ref("experiment", str(knowledge.how_to().pk)),
    ]:
        with pytest.raises(NothingToFollow):
            follow(person=cast.bo, about=about, actor=cast.bo, now=NOW)
    assert kept(cast.bo) == set()


def test_nobody_follows_for_somebody_else(cast):
    for verb in (follow, unfollow):
        with pytest.raises(Forbidden):
            verb(person=cast.bo, about=cast.effenaar.ref, actor=cast.ilse, now=NOW)
    assert kept(cast.bo) == set()


def test_who_follows_very_much_lets_something_go_first(cast, monkeypatch):
    monkeypatch.setattr(following, "MOST_FOLLOWED", 1)
    followed(cast.bo, cast.effenaar)
    with pytest.raises(FollowsEnough):
        followed(cast.bo, cast.studio)
    followed(cast.bo, cast.effenaar)
    assert kept(cast.bo) == {str(cast.effenaar.ref)}


def test_what_somebody_follows_goes_with_their_account(cast):
    followed(cast.mira, cast.effenaar)
    cast.mira.delete()
    assert not Follow.objects.exists()
