"""Mails about needs and offers: to who looks for something, to the hub that answered, to the quartermaster."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from bookings.models.messages import TALK, wants
from bookings.outbound.stopping import stop_url, with_way_out
from facilities.models import Hub
from hub.kit.mail import message_id
from hub.kit.models import OutboxMessage
from hub.kit.saying import moment
from members.models import User
from members.models.unreachable import unreachable
from members.outbound.sending import hand_over
from region.actions import _needs
from region.actions._needs import KINDS
from region.models import Need, NeedReport, NeedState, Offer, OfferState
from region.outbound.open_door_words import open_door

__all__ = ["KINDS", "send"]


@dataclass(frozen=True, slots=True)
class About:
    """What a mail is about; `person` reads it, or its `hub`. `payload` is the message's."""

    message: OutboxMessage
    need: Need
    offer: Offer | None
    person: User | None
    hub: Hub | None


@dataclass(frozen=True, slots=True)
class Said:
    """`quoted` is what a person wrote, shown as such after the first text."""

    subject: str
    texts: tuple[str, ...]
    button: str
    path: str
    quoted: str = ""


def send(message: OutboxMessage) -> None:
    """Deliver one message, unless it is not so any more, its reader does not want it, or no mail reaches them."""
    about = _about(message)
    to = _address(about) if about else ""
    if about is None or not to:
        return
    with override(about.person.language if about.person else settings.LANGUAGE_CODE):
        said = WRITERS[message.kind](about)
        if said is not None:
            _hand_over(about, said, to)


def _about(message: OutboxMessage) -> About | None:
    offer = None
    needs = Need.objects.select_related("organisation", "municipality__region", "kind")
    if message.about.kind == "need-offer":
        offer = Offer.objects.select_related("hub", "booking").filter(uuid=message.about.id).first()
        need = needs.filter(pk=offer.need_id).first() if offer else None
    else:
        need = needs.filter(uuid=message.about.id).first()
    if need is None:
        return None
    pk, hub_id = message.payload.get("person"), message.payload.get("hub")
    person = User.objects.filter(pk=pk, is_active=True).first() if pk else None
    hub = Hub.objects.filter(pk=hub_id).first() if hub_id else None
    return About(message, need, offer, person, hub)


def _address(about: About) -> str:
    if about.person is None:
        return str(about.hub.email) if about.hub else ""
    if about.message.kind == _needs.OPEN_DOOR and not wants(about.person.pk, TALK):
        return ""
    return "" if unreachable(about.person.email) else str(about.person.email)


def _hand_over(about: About, said: Said, to: str) -> None:
    can_stop = about.person is not None and about.message.kind == _needs.OPEN_DOOR
    stop = stop_url(about.person.pk, TALK) if can_stop and about.person else ""
    context = {"said": said, "url": settings.SITE_URL + said.path, "stop_url": stop}
    mail = EmailMultiAlternatives(
        subject=" ".join(said.subject.split())[:200], body=render_to_string("mail/need.txt", context), to=[to]
    )
    mail.attach_alternative(render_to_string("mail/need.html", context), "text/html")
    mail.extra_headers["Message-ID"] = message_id(about.message)
    if stop:
        with_way_out(mail, stop)
    hand_over(mail)


def _words(about: About) -> dict[str, str]:
    offer = about.offer
    return {
        "title": about.need.title if _may_name(about) else _("a request that was taken off"),
        "who": about.need.organisation.name,
        "hub": offer.hub.name if offer else "",
        "until": moment(offer.valid_until, offer.hub.zone) if offer else "",
        "day": date_format(about.need.answer_by),
    }


def _may_name(about: About) -> bool:
    """A hub whose answer ended because it was taken off is not sent its words once more."""
    return about.hub is None or about.offer is None or about.offer.still_reads_need


def _need_path(need: Need) -> str:
    return reverse("region:need", args=[need.uuid])


def _offered(about: About) -> Said | None:
    offer = about.offer
    if offer is None or offer.state != OfferState.OPEN:
        return None
    words = _words(about)
    what = (
        _(
            "You can book it with one click until %(until)s. It holds nothing until you do: who is first has it."
        )
        if offer.is_basket
        else _("There is nothing to book: they say whom to ask. It is valid until %(until)s.")
    )
    return Said(
        _("%(hub)s offers something: %(title)s") % words,
        (_("%(hub)s answers what you look for: “%(title)s”.") % words, what % words),
        _("See the offer"),
        reverse("region:offer", args=[offer.uuid]),
        offer.message,
    )


def _accepted(about: About) -> Said | None:
    offer = about.offer
    if offer is None or offer.state != OfferState.ACCEPTED:
        return None
    words = _words(about)
    if offer.booking is not None:
        path = reverse("bookings:booking", args=[offer.booking.number])
        text = _("It is booked as you offered it: %(number)s.") % {"number": offer.booking.number}
        button = _("See the booking")
    else:
        path, button = _need_path(about.need), _("See the request")
        text = _("They read whom to ask, and will get in touch.")
    return Said(
        _("Your offer was accepted: %(title)s") % words,
        (_("%(who)s accepted your offer for “%(title)s”.") % words, text),
        button,
        path,
    )


def _declined(about: About) -> Said | None:
    words = _words(about)
    return Said(
        _("Your offer was declined: %(title)s") % words,
        (
            _("%(who)s declined your offer for “%(title)s”, for the reason below.") % words,
            _("It is still looked for: you can make another offer."),
        ),
        _("See the request"),
        _need_path(about.need),
        about.offer.end_reason if about.offer else "",
    )


def _offer_withdrawn(about: About) -> Said | None:
    words = _words(about)
    return Said(
        _("An offer was withdrawn: %(title)s") % words,
        (_("%(hub)s withdrew its offer for “%(title)s”. Your request stays open.") % words,),
        _("See your request"),
        _need_path(about.need),
        about.offer.end_reason if about.offer else "",
    )


def _offer_lapsed(about: About) -> Said | None:
    words = _words(about)
    who = _("The offer of %(hub)s for “%(title)s” was valid until %(until)s and is over.") % words
    return Said(_("An offer lapsed: %(title)s") % words, (who,), _("See the request"), _need_path(about.need))


def _offer_ended(about: About) -> Said | None:
    words = _words(about)
    became = {
        NeedState.MET: _("They accepted another offer."),
        NeedState.MET_OTHERWISE: _("They found it in another way."),
        NeedState.WITHDRAWN: _("They do not need it any more."),
    }.get(NeedState(about.need.state), _("It is not open any more."))
    text = _("Your offer to %(who)s for “%(title)s” has ended.") % words
    thanks = _("Nothing of yours was held for it. Thank you for answering.")
    return Said(
        _("Your offer has ended: %(title)s") % words,
        (text, became, thanks),
        _("See what else is looked for"),
        reverse("region:needs"),
    )


def _lapses_soon(about: About) -> Said | None:
    if about.need.state != NeedState.OPEN:
        return None
    words = _words(about)
    return Said(
        _("Closes on %(day)s: %(title)s") % words,
        (
            _("Hubs can answer “%(title)s” until %(day)s. After that it closes by itself.") % words,
            _("Do you still look for it? Then give it a later day, or look at what we propose."),
        ),
        _("See your request"),
        _need_path(about.need),
    )


def _lapsed(about: About) -> Said | None:
    words = _words(about)
    return Said(
        _("Closed: %(title)s") % words,
        (
            _("The last day for answers to “%(title)s” is over, so it has closed.") % words,
            _(
                "The quartermaster of your region counts what was not found, so that it shows what is lacking."
            ),
        ),
        _("See your request"),
        _need_path(about.need),
    )


def _taken_off(about: About) -> Said | None:
    words = _words(about)
    return Said(
        _("Taken off: %(title)s") % words,
        (
            _("The quartermaster took “%(title)s” off, for the reason below.") % words,
            _("Nobody but your organisation and the hub reads it any more. What is booked stays booked.")
            if about.need.hidden_at
            else _("Nobody but your organisation reads it any more. You can post it anew, said otherwise."),
        ),
        _("See your request"),
        _need_path(about.need),
        about.need.end_reason,
    )


def _reported(about: About) -> Said | None:
    report = NeedReport.objects.filter(pk=about.message.payload["report"], looked_at=None).first()
    if report is None:
        return None
    words = _words(about)
    return Said(
        _("Somebody reported a request: %(title)s") % words,
        (
            _("About “%(title)s” of %(who)s somebody says:") % words,
            _("Take it off with a reason, or let it stay."),
        ),
        _("Look at it"),
        _need_path(about.need),
        report.words,
    )


def _open_door(about: About) -> Said | None:
    said = open_door(about.need, about.message.payload, for_hub=about.person is None)
    return Said(*said) if said else None


WRITERS: dict[str, Callable[[About], Said | None]] = {
    _needs.OFFERED: _offered,
    _needs.ACCEPTED: _accepted,
    _needs.DECLINED: _declined,
    _needs.OFFER_WITHDRAWN: _offer_withdrawn,
    _needs.OFFER_LAPSED: _offer_lapsed,
    _needs.OFFER_ENDED: _offer_ended,
    _needs.LAPSES_SOON: _lapses_soon,
    _needs.LAPSED: _lapsed,
    _needs.TAKEN_OFF: _taken_off,
    _needs.REPORTED: _reported,
    _needs.OPEN_DOOR: _open_door,
}
