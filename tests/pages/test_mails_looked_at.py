"""Before a hub's words go out, whoever writes them sees the whole mail with them, in both languages and both parts."""

import re
from html import unescape

import pytest
from django.utils.translation import override

from bookings.models import MessageKind
from bookings.models.messages import TIMED
from bookings.outbound import mail as booking_mail
from bookings.outbound import timed
from bookings.outbound.previewing import SENT_AS
from tests.cast import assemble
from tests.factories.bookings import booked
from tests.signing_in import signed_in

SAID = {"text_nl": "Dag {name}, de sleutel ligt bij de buren.", "text_en": "Hello {name}, ask next door."}


@pytest.fixture
def cast(db):
    return assemble()


def looked(cast, kind, **said) -> str:
    answer = signed_in(cast.hanna).post(
        f"/en/desk/effenaar/messages/{kind}/", {**(said or SAID), "look": "1"}
    )
    assert answer.status_code == 200
    return answer.content.decode()


def frames(page: str) -> list[str]:
    return [unescape(each) for each in re.findall(r'<iframe [^>]*srcdoc="([^"]*)"', page)]


def plain(page: str) -> list[str]:
    return [unescape(each) for each in re.findall(r"<pre[^>]*>(.*?)</pre>", page, re.DOTALL)]


@pytest.mark.parametrize("kind", MessageKind.values)
@pytest.mark.parametrize("is_booked", [True, False])
def test_each_kind_is_shown_whole_in_both_languages(cast, kind, is_booked):
    booking = booked(cast.bo, cast.zout, cast.studio) if is_booked else None
    page = looked(cast, kind)
    dutch, english = frames(page)
    number, name = (booking.number, "Bo") if booking else ("ABCD-2345", "Sam")
    for rich, words in ((dutch, f"Dag {name}, de sleutel"), (english, f"Hello {name}, ask next door.")):
        assert words in rich and number in rich and "Studio 2" in rich and "Effenaar" in rich
    for text, words in zip(plain(page), (f"Dag {name}, de sleutel", f"Hello {name}, ask"), strict=True):
        assert words in text and number in text and "Studio 2" in text
    assert 'lang="nl"' in dutch and 'lang="en"' in english
    assert "Boekingsnummer" in dutch and "Booking number" in english
    assert ("With made-up facts" in page) != is_booked


# Of what was approved the words about that go out in the mail of a confirmation.
@pytest.mark.parametrize("kind", [each for each in MessageKind if each != MessageKind.APPROVAL])
def test_it_is_the_mail_that_goes_out_but_for_links_of_who_gets_it(cast, kind):
    booking = booked(cast.bo, cast.zout, cast.studio)
    cast.effenaar.words.create(kind=kind, **SAID, changed_at=booking.placed_at)
    with override("en"):
        write = timed.write if kind in TIMED else booking_mail.write
        more = {} if kind in TIMED else {"to_hub": False}
        goes_out = write(booking, kind=SENT_AS[MessageKind(kind)], **more)
    page = looked(cast, kind)
    _dutch, english = frames(page)
    rich = next(str(content) for content, kind in goes_out.alternatives if kind == "text/html")
    own = r"/mail/stop/[^\"\s]+|/account/mail/"
    assert re.sub(own, "", re.sub(r' nonce="[^"]+"', "", english)) == re.sub(own, "", rich)
    assert "/mail/stop/" not in page, "nobody else's way out of a mail"
    assert re.sub(own, "", plain(page)[1].strip()) == re.sub(own, "", goes_out.body.strip())
    assert goes_out.subject in unescape(page)


def test_the_frame_runs_nothing_and_its_styles_are_those_of_the_page(cast):
    answer = signed_in(cast.hanna).post(
        "/en/desk/effenaar/messages/thanks/",
        {
            "text_nl": '</iframe><script>alert(1)</script>" onload="x" <img src=https://x.example/>',
            "look": "1",
        },
    )
    page = answer.content.decode()
    assert page.count('<iframe class="mail"') == page.count('sandbox=""') == 2
    assert "<script>alert" not in page and 'onload="x"' not in page
    for rich in frames(page):
        assert "&lt;script&gt;alert(1)" in rich and "<script" not in rich and "<img" not in rich
        nonce = re.search(r'<style nonce="([^"]+)">', rich)
        assert nonce and f"'nonce-{nonce[1]}'" in answer.headers["Content-Security-Policy"]


def test_without_words_there_is_nothing_to_look_at(cast):
    assert frames(looked(cast, "thanks", text_nl="", text_en="")) == []
