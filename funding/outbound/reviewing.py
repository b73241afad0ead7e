"""What reviewers read in their mail: that a declaration waits. Never a figure, nor what the organisation says of it."""

from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from funding.access import may_review
from funding.models import Review
from funding.models.limits import COUNTRY
from funding.outbound.declarations import Said, composed, deliver
from funding.rules.time import local_day
from hub.kit import clock
from hub.kit.models import OutboxMessage
from members.models import User


def send(message: OutboxMessage) -> None:
    """Deliver one message, unless the declaration waits no longer, somebody has taken it, or this reader may not look
    at it: who is of a payer or of the organisation, who decided first, whose role ended."""
    today = local_day(clock.now(), COUNTRY)
    review = Review.objects.waiting(today=today).filter(pk=message.payload["review"]).first()
    reader = User.objects.filter(pk=message.payload["reader"], is_active=True).first()
    if review is None or reader is None or review.taken or review.not_by_id == reader.pk:  # type: ignore[attr-defined]
        return
    if may_review(reader, review.declaration):
        with override(reader.language):
            deliver(write(review), to=reader, key=message.key)


def write(review: Review) -> EmailMultiAlternatives:
    """The mail in the language that is on."""
    declaration = review.declaration
    words = {"organisation": declaration.organisation, "year": declaration.fiscal_year}
    if review.is_again:
        title = _("Somebody else is asked to look at a declaration again")
        text = _(
            "%(organisation)s does not agree with what was decided about %(year)d and asks for a second look."
        )
    else:
        title = _("A declaration waits to be checked")
        text = _(
            "%(organisation)s declared its income of %(year)d. "
            "Until somebody has looked at it, its band is provisional."
        )
    said = Said(
        title,
        title,
        (text % words, _("Whoever takes it first has it; nobody else reads what proves it meanwhile.")),
        _("Look at it"),
    )
    return composed(said, declaration.organisation, reverse("funding:review", args=[review.pk]))
