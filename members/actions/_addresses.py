"""What is offered by mail is for whoever has shown that the address is theirs."""

from allauth.account.models import EmailAddress
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from hub.kit.errors import Refusal
from members.models import User


class ForSomebodyElse(Refusal):
    """The address itself is not told: whoever holds a forwarded link need not learn it."""

    code = "for_somebody_else"
    status = 403
    message = _(
        "This invitation was sent to an e-mail address that is not yours. Sign in with the account of that address, "
        "or add the address to your account."
    )


class AddressNotVerified(Refusal):
    code = "address_not_verified"
    status = 403
    message = _(
        "You have not yet shown that %(email)s is yours. Verify the address in your account, then open this again."
    )


def demand_address(*, email: str, actor: User) -> None:
    """Raises `ForSomebodyElse` or `AddressNotVerified` where this is not a verified address of theirs."""
    # By small letters: `iexact` compares capitals, and a dotless i of another's domain has the same capital.
    theirs = EmailAddress.objects.filter(user_id=actor.pk).annotate(lower=Lower("email"))
    address = theirs.filter(lower=email.lower()).first()
    if address is None:
        raise ForSomebodyElse
    if not address.verified:
        raise AddressNotVerified(email=email)
