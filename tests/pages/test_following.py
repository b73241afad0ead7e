"""The button to follow something, and the page of all that somebody follows."""

import re

import pytest

from facilities.models import FacilityState
from knowledgebase.models import Follow
from tests.cast import Cast, assemble
from tests.factories import knowledge
from tests.factories.following import followed, published


@pytest.fixture
def cast(db) -> Cast:
    return assemble()


def pages(cast: Cast) -> dict[str, str]:
    theme, above = knowledge.theme(), knowledge.experiment()
    return {
        f"/en/knowledge/themes/{theme.slug}/": f"theme/{theme.pk}",
        "/en/hubs/effenaar/": f"hub/{cast.effenaar.pk}",
        f"/en/experiments/{above.slug}/": f"experiment/{above.pk}",
        "/en/hubs/effenaar/studio-2/": f"facility/{cast.studio.pk}",
    }


def test_each_of_four_kinds_of_page_has_the_button_and_it_works_without_a_script(client, cast):
    client.force_login(cast.bo)
    for page, thing in pages(cast).items():
        assert f'action="/en/follow/{thing}/"' in client.get(page).content.decode(), page
        answer = client.post(f"/en/follow/{thing}/")
        assert (answer.status_code, answer["Location"]) == (302, page)
        text = client.get(page).content.decode()
        assert f'action="/en/unfollow/{thing}/"' in text and "You follow" in text
        assert client.post(f"/en/unfollow/{thing}/")["Location"] == page
    assert not Follow.objects.exists()


def test_who_is_not_signed_in_comes_back_to_the_button(client, cast):
    for page, thing in pages(cast).items():
        text = client.get(page).content.decode()
        assert f'href="/en/follow/{thing}/"' in text and f'action="/en/follow/{thing}/"' not in text
        assert (
            client.get(f"/en/follow/{thing}/")["Location"] == f"/en/accounts/login/?next=/en/follow/{thing}/"
        )
    client.force_login(cast.bo)
    text = client.get(f"/en/follow/{thing}/").content.decode()
    assert "<h1>Follow Studio 2</h1>" in text and f'action="/en/follow/{thing}/"' in text


def test_with_a_script_the_button_alone_comes_back_and_says_what_happened(client, cast):
    client.force_login(cast.bo)
    here = f"/en/follow/hub/{cast.effenaar.pk}/"
    answer = client.post(here, headers={"hx-request": "true"})
    text = answer.content.decode()
    assert answer.status_code == 200 and "<html" not in text
    assert re.search(r"data-say>You follow Effenaar\.<", text)
    assert 'aria-label="You follow this: Effenaar"' in text


@pytest.mark.parametrize(
    "thing", ["theme/99999", "hub/0", "organisation/1", "page/1", "facility/99999999999999999999"]
)
def test_what_cannot_be_followed_is_not_there(client, cast, thing):
    client.force_login(cast.bo)
    for method in (client.get, client.post):
        assert method(f"/en/follow/{thing}/").status_code == 404
    assert not Follow.objects.exists()


def test_the_page_of_what_somebody_follows_shows_all_of_it_and_what_is_new(client, cast):
    theme, above = knowledge.theme(), knowledge.experiment("Dansen op afstand")
    followed(cast.bo, theme, cast.effenaar, above, cast.studio, cast.microphones)
    knowledge.how_to("Nieuw", themes=[theme], **published())
    cast.microphones.state = FacilityState.RETIRED
    cast.microphones.save()
    client.force_login(cast.bo)
    text = client.get("/en/account/following/").content.decode()
    for words in (
        "Immersive content",
        "Effenaar",
        "Dansen op afstand",
        "Studio 2",
        "Nieuw",
        "Not there any more",
    ):
        assert words in text, words
    assert "Condenser microphone" not in text
    answer = client.post(f"/en/unfollow/facility/{cast.microphones.pk}/?to=own")
    assert answer["Location"] == "/en/account/following/"
    assert "Not there any more" not in client.get("/en/account/following/").content.decode()


def test_who_follows_nothing_is_told_how(client, cast):
    client.force_login(cast.bo)
    assert "You follow nothing yet" in client.get("/en/account/following/").content.decode()


def test_nobody_sees_what_another_follows(client, cast):
    followed(cast.bo, cast.effenaar)
    client.force_login(cast.zoe)
    assert "Stop following" not in client.get("/en/account/following/").content.decode()
    assert 'aria-label="Follow: Effenaar"' in client.get("/en/hubs/effenaar/").content.decode()


def test_the_digest_is_one_of_the_mails_to_choose(client, cast):
    client.force_login(cast.bo)
    assert 'value="digest"' in client.get("/en/account/mail/").content.decode()


def test_a_theme_shows_what_is_about_it(client, cast):
    theme, other = knowledge.theme(), knowledge.theme("sound", "Geluid", "Sound")
    knowledge.how_to("Erover", themes=[theme])
    knowledge.experiment("Een proef", themes=[theme])
    knowledge.toolbox("Een kist", "nl", themes=[theme])
    knowledge.how_to("Niet erover", themes=[other])
    text = client.get(f"/nl/knowledge/themes/{theme.slug}/").content.decode()
    for words in ("Immersieve inhoud", "Erover", "Een proef", "Een kist"):
        assert words in text, words
    assert "Niet erover" not in text
    assert (
        "Nothing about this yet"
        in client.get(f"/en/knowledge/themes/{knowledge.theme('new', 'Nieuw', 'New').slug}/").content.decode()
    )
    assert client.get("/nl/knowledge/themes/nothing/").status_code == 404
