"""What people read about a pilot in their mail: that their organisation or fund is asked, and what was answered."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from hub.kit.mail import message_id
from hub.kit.models import OutboxMessage
from hub.kit.money import format_eur
from members.models import User
from members.models.unreachable import unreachable
from members.outbound.sending import hand_over
from region.actions._pilots import ASKED, BUDGET_ANSWERED, BUDGET_ASKED
from region.models import BudgetState, Pilot, Standing


@dataclass(frozen=True, slots=True)
class Said:
    """`title` is the subject as well."""

    title: str
    text: str
    button: str


def send(message: OutboxMessage) -> None:
    """Deliver one message, unless it is not so any more or no mail reaches its reader."""
    rows = Pilot.objects.select_related("owner", "fund")
    pilot = rows.filter(uuid=message.about.id).first()
    person = User.objects.filter(pk=message.payload["person"], is_active=True).first()
    if pilot is None or person is None or unreachable(person.email):
        return
    # Another fund was asked before this left: what is asked of that one is nothing for these people.
    if message.payload.get("fund") not in (None, pilot.fund_id):
        return
    with override(person.language):
        said = WRITERS[message.kind](pilot, message.payload.get("organisation"))
        if said is None:
            return
        mail = write(pilot, said)
    mail.to = [person.email]
    mail.extra_headers["Message-ID"] = message_id(message)
    hand_over(mail)


def write(pilot: Pilot, said: Said) -> EmailMultiAlternatives:
    """The mail in the language that is on, to nobody yet."""
    url = settings.SITE_URL + reverse("region:pilot", args=[pilot.slug])
    context = {"said": said, "pilot": pilot, "url": url}
    subject = " ".join(f"{said.title} {pilot.title}".split())[:180]
    mail = EmailMultiAlternatives(subject=subject, body=render_to_string("mail/pilot.txt", context))
    mail.attach_alternative(render_to_string("mail/pilot.html", context), "text/html")
    return mail


def _asked(pilot: Pilot, organisation_id: int | None) -> Said | None:
    if pilot.owner_id == organisation_id:
        if pilot.owner_agreed_at:
            return None
        text = _("Nobody else sees it until you say yes. If it is not yours, say no and it is gone.")
        return Said(_("The quartermaster wrote down a pilot of yours:"), text, _("Look at it and answer"))
    if not pilot.partners.filter(organisation=organisation_id, standing=Standing.ASKED).exists():
        return None
    text = _("%(who)s asks you to take part. Your name is shown once you say yes.") % {"who": pilot.owner}
    return Said(_("You are asked to take part in a pilot:"), text, _("Look at it and answer"))


def _budget_asked(pilot: Pilot, organisation_id: int | None) -> Said | None:
    if pilot.budget_state != BudgetState.ASKED or pilot.fund is None:
        return None
    words = {"amount": format_eur(pilot.budget_cents or 0), "fund": pilot.fund, "who": pilot.owner}
    text = _("%(who)s asks whether bookings of this pilot may use %(amount)s of %(fund)s.") % words
    return Said(_("A pilot asks for a budget:"), text, _("Look at it and answer"))


def _budget_answered(pilot: Pilot, organisation_id: int | None) -> Said | None:
    words = {"amount": format_eur(pilot.budget_cents or 0), "fund": pilot.fund}
    if pilot.budget_state == BudgetState.AGREED:
        text = _("Bookings of this pilot may use %(amount)s of %(fund)s.") % words
        return Said(_("The budget of your pilot is agreed:"), text, _("Look at it"))
    if pilot.budget_state == BudgetState.DECLINED:
        text = _("Bookings are carried by the fund's usual rules all the same.")
        return Said(_("The budget of your pilot is declined:"), text, _("Look at it"))
    return None


WRITERS: dict[str, Callable[[Pilot, int | None], Said | None]] = {
    ASKED: _asked,
    BUDGET_ASKED: _budget_asked,
    BUDGET_ANSWERED: _budget_answered,
}
