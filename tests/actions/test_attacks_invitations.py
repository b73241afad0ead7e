"""An invitation is bound to an address letter by letter: one that looks alike, or is in capitals, is another's."""

import pytest

from members.actions.accept_invitation import ForSomebodyElse, accept_invitation
from members.actions.invite import invite
from members.models import Membership, Post
from tests.cast import NOW, assemble
from tests.factories.members import UserFactory

pytestmark = pytest.mark.django_db
INVITED = "kim@kiosk.nl"


@pytest.mark.parametrize("alike", ["kim@kıosk.nl", "kım@kiosk.nl", "kim@kioſk.nl"])
def test_an_address_that_is_the_same_in_capitals_is_another(alike):
    """xn--kosk-q4a.nl belongs to whoever buys it; PostgreSQL's UPPER makes an I of its dotless i."""
    cast, stranger = assemble(), UserFactory(email=alike)
    invitation = invite(organisation=cast.zout, email=INVITED, post=Post.OWNER, actor=cast.zoe, now=NOW)
    with pytest.raises(ForSomebodyElse):
        accept_invitation(key=invitation.key, actor=stranger, now=NOW)
    assert not Membership.objects.filter(person=stranger).exists()


def test_capitals_do_not_matter():
    cast, kim = assemble(), UserFactory(email=INVITED)
    kim.emailaddress_set.update(email="Kim@Kiosk.NL")
    invitation = invite(
        organisation=cast.zout, email="KIM@kiosk.nl", post=Post.BOOKER, actor=cast.zoe, now=NOW
    )
    assert accept_invitation(key=invitation.key, actor=kim, now=NOW).post == Post.BOOKER
