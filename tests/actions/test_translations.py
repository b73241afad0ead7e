"""Two articles that say the same in two languages are joined, and parted again."""

import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupPagePermission, Page

from hub.kit.errors import Forbidden
from hub.kit.models import AuditRow
from knowledgebase.actions.join_translation import AnotherKind, HasTranslation, SameLanguage, join_translation
from knowledgebase.actions.part_translation import part_translation
from members.models import User
from tests.cast import NOW, Cast, assemble
from tests.factories import knowledge


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def key(page: Page) -> object:
    return Page.objects.get(pk=page.pk).translation_key


def join(first, second, actor) -> None:
    join_translation(article=first, other=second, actor=actor, now=NOW)


def test_readers_of_each_find_the_other(cast, client):
    dutch, english = knowledge.how_to("Streamen"), knowledge.how_to("Streaming", "en")
    join(dutch, english, cast.anna)
    assert key(dutch) == key(english)
    assert f'href="/en/how-tos/{english.slug}/"' in client.get(f"/nl/how-tos/{dutch.slug}/").content.decode()
    assert "Streaming" not in client.get("/nl/how-tos/").content.decode()
    assert AuditRow.objects.filter(action="knowledge.join_translation").count() == 1
    assert part_translation(article=english, actor=cast.anna, now=NOW)
    assert key(dutch) != key(english)
    assert not part_translation(article=english, actor=cast.anna, now=NOW)
    assert AuditRow.objects.filter(action="knowledge.part_translation").count() == 1


def test_what_cannot_say_the_same_is_refused(cast):
    dutch, english = knowledge.how_to("Streamen"), knowledge.how_to("Streaming", "en")
    with pytest.raises(SameLanguage):
        join(dutch, knowledge.how_to("Nog een"), cast.anna)
    with pytest.raises(AnotherKind):
        join(dutch, knowledge.experiment("Trial", "en"), cast.anna)
    join(dutch, english, cast.anna)
    for first, second in ((dutch, knowledge.how_to("Other", "en")), (knowledge.how_to("Ander"), english)):
        before = key(first)
        with pytest.raises(HasTranslation):
            join(first, second, cast.anna)
        assert key(first) == before


def test_only_who_edits_both_may_and_wagtail_says_who(cast):
    dutch, english = knowledge.how_to("Streamen"), knowledge.how_to("Streaming", "en")
    for stranger in (cast.ilse, cast.bo, cast.hanna):
        for act in (
            lambda who: join(dutch, english, who),
            lambda who: part_translation(article=dutch, actor=who, now=NOW),
        ):
            with pytest.raises(Forbidden):
                act(stranger)
    editors = Group.objects.create(name="Editors of two shelves")
    cast.wim.groups.add(editors)
    for page in (dutch.get_parent(), english.get_parent()):
        with pytest.raises(Forbidden):
            join(dutch, english, again(cast.wim))
        GroupPagePermission.objects.create(
            group=editors, page=page, permission=Permission.objects.get(codename="change_page")
        )
    join(dutch, english, again(cast.wim))
    assert key(dutch) == key(english)


def again(person: User) -> User:
    """Without what was asked about their rights before."""
    return User.objects.get(pk=person.pk)
