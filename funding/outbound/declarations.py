"""What an organisation's owners read about its declarations in their mail: what was decided, that one is almost over,
that an administrator let themselves in to what it is proved by."""

from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from funding.actions.remind_of_end import remind_of_end
from funding.models import BandDeclaration, BrokenGlass, Outcome, Review
from funding.models.limits import COUNTRY
from funding.models.payers import band_of
from funding.rules.time import local_day
from hub.kit import clock
from hub.kit.models import OutboxMessage
from hub.kit.money import format_share
from hub.kit.saying import moment
from members.models import Organisation, User
from members.outbound.sending import hand_over
from members.permissions import administers


@dataclass(frozen=True, slots=True)
class Said:
    """What a mail says; `quoted` are somebody's own words."""

    subject: str
    title: str
    texts: tuple[str, ...]
    button: str
    quoted: str = ""


def remind(message: OutboxMessage) -> None:
    """The day before which owners are reminded has come: say it to those of now, if there is still something to say."""
    declaration = BandDeclaration.objects.filter(pk=int(message.about.id)).first()
    if declaration is not None:
        remind_of_end(declaration=declaration, days=int(message.payload["days"]), now=clock.now())


def send(message: OutboxMessage) -> None:
    """Deliver one message; who is no owner any more, or of a declaration that is gone, is not written to."""
    declaration = (
        BandDeclaration.objects.select_related("organisation", "band")
        .filter(pk=int(message.about.id))
        .first()
    )
    reader = User.objects.filter(pk=message.payload["reader"], is_active=True).first()
    if declaration is None or reader is None or not administers(reader, declaration.organisation):
        return
    with override(reader.language):
        deliver(write(message, declaration), to=reader, key=message.key)


def deliver(mail: EmailMultiAlternatives, *, to: User, key: str) -> None:
    """Sent twice, it is the same mail: its id is made of the message's key."""
    mail.to = [to.email]
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    mail.extra_headers["Message-ID"] = f"<{key.replace(':', '.')}@{host}>"
    hand_over(mail)


def write(message: OutboxMessage, declaration: BandDeclaration) -> EmailMultiAlternatives:
    """The mail in the language that is on."""
    if message.kind == "declaration.decided":
        return decided(Review.objects.select_related("band").get(pk=message.payload["review"]), declaration)
    if message.kind == "declaration.glass":
        return glass(
            BrokenGlass.objects.select_related("person").get(pk=message.payload["glass"]), declaration
        )
    return ends(declaration)


def decided(review: Review, declaration: BandDeclaration) -> EmailMultiAlternatives:
    return _about(declaration, _decided(review, declaration))


def glass(broken: BrokenGlass, declaration: BandDeclaration) -> EmailMultiAlternatives:
    return _about(declaration, _glass(broken, declaration))


def ends(declaration: BandDeclaration) -> EmailMultiAlternatives:
    path = reverse("funding:rate", args=[declaration.organisation.uuid])
    return composed(_ends(declaration), declaration.organisation, path)


def _about(declaration: BandDeclaration, said: Said) -> EmailMultiAlternatives:
    path = reverse("funding:declaration", args=[declaration.pk])
    return composed(said, declaration.organisation, path)


def composed(said: Said, organisation: Organisation, path: str) -> EmailMultiAlternatives:
    """A mail with one button, to a page of ours."""
    context: dict[str, Any] = {
        "said": said,
        "organisation": organisation,
        "url": settings.SITE_URL + path,
    }
    mail = EmailMultiAlternatives(
        subject=" ".join(f"{said.subject} ({organisation})".split()),
        body=render_to_string("mail/declaration.txt", context).strip() + "\n",
    )
    mail.attach_alternative(render_to_string("mail/declaration.html", context), "text/html")
    return mail


def _decided(review: Review, declaration: BandDeclaration) -> Said:
    texts = [decided_in_words(review), _("What you booked before keeps its price.")]
    if review.is_again:
        texts.append(_("This was the second look; what is decided now stays."))
    elif review.changes_something and review.objection_until:
        texts.append(
            _("Do you see it otherwise? Until %(day)s you can ask that somebody else looks at it.")
            % {"day": date_format(review.objection_until, "DATE_FORMAT")}
        )
    today = local_day(clock.now(), COUNTRY)
    counts = band_of(declaration.organisation, on=today)
    if counts is None:
        texts.insert(1, _("From now on you pay the full price of what you book."))
    else:
        texts.insert(
            1,
            _("From now on you book in rate band %(band)s: you carry %(share)s of a price yourself.")
            % {"band": counts.code, "share": format_share(counts.own_share_bp)},
        )
    subject = _("Your declaration of %(year)d was looked at") % {"year": declaration.fiscal_year}
    return Said(subject, subject, tuple(texts), _("Look at it"), quoted=review.words)


def decided_in_words(review: Review) -> str:
    """The decision with its reason, in one sentence."""
    words = {"reason": review.get_reason_display(), "band": review.band}
    if review.outcome == Outcome.REFUSED:
        return _("It was refused: %(reason)s.") % words
    if review.outcome == Outcome.CORRECTED:
        return (
            _("It was accepted with another figure, which makes it rate band %(band)s: %(reason)s.") % words
        )
    return _("It was accepted as you declared it: rate band %(band)s.") % words


def _glass(glass: BrokenGlass, declaration: BandDeclaration) -> Said:
    return Said(
        _("An administrator looks at your annual accounts"),
        _("%(person)s, who administers the site, opened what you sent with your declaration of %(year)d.")
        % {"person": glass.person, "year": declaration.fiscal_year},
        (
            _("They can read it until %(at)s. Each file that they read is written down; so is this reason:")
            % {"at": moment(glass.until, COUNTRY)},
            _("Do you not know why? Answer this mail."),
        ),
        _("Look at your declaration"),
        quoted=glass.reason,
    )


def _ends(declaration: BandDeclaration) -> Said:
    words = {
        "year": declaration.fiscal_year,
        "next": declaration.fiscal_year + 1,
        "day": date_format(declaration.valid_until, "DATE_FORMAT"),
    }
    return Said(
        _("Your rate band ends on %(day)s") % words,
        _("Your declaration of %(year)d counts until %(day)s.") % words,
        (
            _("After that you pay the full price. Declare %(next)d before then, and your rate goes on.")
            % words,
            _("Have your annual accounts at hand: a file of them with the declaration makes checking quick."),
        ),
        _("Declare your turnover"),
    )
