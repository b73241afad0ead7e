"""Every kind of mail about the demonstration, as the files of its two parts, for looking at them.

Nothing is sent and nothing in the database changes. Runs inside `manage.py shell`, so that Django stands.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import QuerySet
from django.utils.translation import override

from bookings.actions._telling import (
    ANSWERED,
    ASKED,
    BECAME_FIRST,
    CAME,
    CANCELLED,
    CHALLENGED,
    CHANGED,
    CONFIRMED,
    DECLINED,
    EXPIRED,
    NO_SHOW,
    OPTIONED,
    PAID,
    PAID_TOO_LATE,
    REMINDER,
    REQUESTED,
    UNCHALLENGED,
    WAIVED,
)
from bookings.models import (
    Booking,
    BookingState,
    Fee,
    FeeKind,
    Remark,
    SecondOption,
    SecondState,
    Series,
    SetUp,
)
from bookings.models.series_reads import dates_of
from bookings.outbound import mail as booking_mail
from bookings.outbound import second as second_mail
from bookings.outbound import series_mail, thread, timed
from funding.actions.note_refund import BOUNCED, PAID_BACK, PENDING
from funding.models import (
    BrokenGlass,
    CardRefund,
    FundingAgreement,
    Invoice,
    Outcome,
    Payment,
    PaymentState,
    RefundState,
    Review,
)
from funding.models.invoices import with_all
from funding.models.reviews import AGAIN, FIRST, ReasonCode
from funding.outbound import agreements, declarations, invoice_mail, reviewing
from hub.kit import clock
from knowledgebase.models import Follow
from knowledgebase.models.following import refs_of
from knowledgebase.models.news import Wanted, news
from knowledgebase.outbound import digest
from knowledgebase.rules.weeks import A_WEEK, week_of
from members.models import Grant, Invitation, User
from members.outbound import invitation, roles

Mail = tuple[str, EmailMultiAlternatives]
LANGUAGES = ("nl", "en")
REFUNDS = {PENDING: RefundState.BEGUN, PAID_BACK: RefundState.ARRIVED, BOUNCED: RefundState.FAILED}
OF_OPTIONS = (OPTIONED, CHALLENGED, UNCHALLENGED, EXPIRED)


def write(folder: str) -> None:
    """As `mail-<what>-<language>.html` and `.txt`, in both languages."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        with override(language):
            for name, mail in mails():
                file = Path(folder) / f"mail-{name}-{language}"
                rich = next(part for part, kind in mail.alternatives if kind == "text/html")
                file.with_suffix(".html").write_text(str(rich))
                file.with_suffix(".txt").write_text(f"{mail.subject}\n\n{mail.body}")


def mails() -> Iterator[Mail]:
    """What it is about, and the mail in the language that is on."""
    yield from _of_bookings()
    yield from _of_changes_and_fees()
    yield from _of_requests()
    yield from _of_second_options()
    yield from _of_series()
    yield from _of_talk()
    yield from _of_reviews()
    yield from _of_declarations()
    yield from _of_invoices()
    yield from _of_payments()
    yield from _of_people()
    yield from _of_knowledge()


def _of_bookings() -> Iterator[Mail]:
    yield from _both(_booking(BookingState.CONFIRMED), CONFIRMED)
    yield from _both(_booking(BookingState.CANCELLED), CANCELLED)
    option = _booking(BookingState.OPTION)
    for kind in OF_OPTIONS:
        yield from _both(option, kind)
    yield "booking-reminder", booking_mail.write(option, kind=REMINDER, to_hub=False)
    # As if it had been second before: what it cost then is in the mail.
    SecondOption(became=option, own_cents=option.own_cents + 1_250)
    yield from _both(option, BECAME_FIRST)


def _of_changes_and_fees() -> Iterator[Mail]:
    yield from _both(_those().exclude(changed_at=None).latest("changed_at"), CHANGED)
    late = Fee.objects.filter(kind=FeeKind.CANCELLED).latest("charged_at")
    for to_hub in (False, True):
        about = _those().get(pk=late.booking_id)
        yield (
            _name("booking-cancelled-late", to_hub),
            booking_mail.write(about, kind=CANCELLED, to_hub=to_hub),
        )
        yield (
            _name("booking-waived", to_hub),
            booking_mail.write(about, kind=WAIVED, to_hub=to_hub, fee=late.number),
        )
    missed = Fee.objects.filter(kind=FeeKind.NO_SHOW).latest("charged_at")
    for kind in (NO_SHOW, CAME):
        for to_hub in (False, True):
            about = _those().get(pk=missed.booking_id)
            mail = booking_mail.write(about, kind=kind, to_hub=to_hub, fee=missed.number)
            yield _name(kind.replace(".", "-"), to_hub), mail


def _of_requests() -> Iterator[Mail]:
    request = _booking(BookingState.REQUESTED)
    yield from _both(request, REQUESTED)
    request.end_reason = "Our neighbours sleep at that hour."
    yield from _both(request, DECLINED)
    for kind, by_hub in ((ASKED, True), (ANSWERED, False)):
        remark = Remark(booking=request, by_hub=by_hub, text="How many are you?", at=clock.now())
        said = booking_mail.news.remarked(request, remark)
        context = booking_mail.context_of(request, to_hub=not by_hub)
        yield kind.replace(".", "-"), booking_mail.news_mail(request, context, said)


def _of_second_options() -> Iterator[Mail]:
    second = SecondOption.objects.filter(state=SecondState.WAITING).first()
    assert second is not None
    for to_hub in (False, True):
        yield f"second-taken{'-hub' if to_hub else ''}", second_mail.write(second, to_hub=to_hub)
    for state in (SecondState.GONE, SecondState.OVER, SecondState.FAILED):
        second.state = state
        second.why = "Studio 2 cannot be booked at the moment." if state == SecondState.FAILED else ""
        yield f"second-{state}", second_mail.write(second, to_hub=False)


def _of_series() -> Iterator[Mail]:
    series = Series.objects.select_related("hub__municipality", "organisation", "placed_by").latest(
        "placed_at"
    )
    dates = list(dates_of(series).select_related("hub__municipality"))
    for kind in series_mail.KINDS:
        for to_hub in (False, True):
            yield (
                _name(kind.replace(".", "-"), to_hub),
                series_mail.write(series, dates, kind=kind, to_hub=to_hub),
            )


def _of_talk() -> Iterator[Mail]:
    """What is said about a booking, to each side, and what goes by the clock."""
    remark = Remark.objects.select_related("person").filter(files__isnull=False)[0]
    about = _those().get(pk=remark.booking_id)
    yield "booking-said-hub", thread.write(about, [remark], None)
    yield "booking-said", thread.write(about, [remark], about.placed_by)
    for kind in timed.KINDS:
        yield kind.replace(".", "-"), timed.write(about, kind, about.placed_by_id)
    kept = SetUp.objects.select_related("booking")[0]
    yield "booking-set-up", timed.write_set_up(about, kept)


def _of_reviews() -> Iterator[Mail]:
    waiting = Review.objects.waiting(today=clock.now().date())
    for name, number in (("first", FIRST), ("again", AGAIN)):
        yield f"declaration-waits-{name}", reviewing.write(waiting.filter(round=number)[0])


def _of_declarations() -> Iterator[Mail]:
    """Decided in each way, as if it had been; and what an administrator and the calendar make of one."""
    review = (
        Review.objects.exclude(band=None).select_related("band", "declaration__organisation").latest("pk")
    )
    declaration, band = review.declaration, review.band
    for outcome, reason, words in (
        (Outcome.ACCEPTED, ReasonCode.AS_DECLARED, ""),
        (Outcome.CORRECTED, ReasonCode.INCOME_LEFT_OUT, "The gifts of page 4 are income too."),
        (Outcome.REFUSED, ReasonCode.UNREADABLE, "The second page is cut off."),
    ):
        review.outcome, review.reason, review.words = outcome, reason, words
        review.band = None if outcome == Outcome.REFUSED else band
        yield f"declaration-{outcome}", declarations.decided(review, declaration)
    yield "declaration-ends", declarations.ends(declaration)
    now = clock.now()
    broken = BrokenGlass(
        declaration=declaration,
        person=User.objects.filter(grants__role="site_admin")[0],
        reason="They asked what is wrong with their file.",
        at=now,
        until=now + timedelta(hours=1),
    )
    yield "declaration-glass", declarations.glass(broken, declaration)
    closed = FundingAgreement.objects.exclude(closed_at=None)[0]
    yield "agreement-closed", agreements.closed(closed, today=closed.closed_at.date())  # type: ignore[union-attr]


def _of_invoices() -> Iterator[Mail]:
    those = with_all(Invoice.objects.select_related("organisation"))
    invoice = those.filter(payable_cents__gt=0, kind="invoice").latest("pk")
    papers = invoice_mail.papers_of(invoice)
    yield "invoice", invoice_mail.issued(invoice, papers)
    for again in (False, True):
        mail = invoice_mail.reminder(invoice, papers, open_cents=invoice.payable_cents, again=again)
        yield f"invoice-reminder{'-again' if again else ''}", mail
    note = those.filter(kind="credit_note").latest("pk")
    yield "credit-note", invoice_mail.issued(note, invoice_mail.papers_of(note))


def _of_payments() -> Iterator[Mail]:
    """Where some were made (`demo_money`): paid, paid too late, and each way that money goes back."""
    for kind, state in ((PAID, BookingState.CONFIRMED), (PAID_TOO_LATE, BookingState.EXPIRED)):
        paid = Payment.objects.filter(state=PaymentState.PAID)
        about = _those().filter(state=state, again_as=None, number__in=[each.about.id for each in paid])
        for booking in about.order_by("-pk")[:1]:
            yield from _both(booking, kind)
    for kind, became in REFUNDS.items():
        for refund in CardRefund.objects.filter(state=became).select_related("payment").order_by("-pk")[:1]:
            booking = _those().get(number=refund.payment.about.id)
            for to_hub in (False, True) if kind == BOUNCED else (False,):
                mail = booking_mail.write(booking, kind=kind, to_hub=to_hub, refund=refund.pk)
                yield _name(kind.replace(".", "-"), to_hub), mail


def _of_people() -> Iterator[Mail]:
    grant = Grant.objects.select_related("person", "granted_by").first()
    assert grant is not None
    yield "role-granted", roles.granted(grant)
    yield "second-factor-forgotten", roles.forgotten(grant.person)
    if waiting := Invitation.objects.select_related("organisation", "invited_by").first():
        yield "invitation", invitation.write(waiting)


def _of_knowledge() -> Iterator[Mail]:
    """The digest of the last week in which anything was new for who follows most."""
    follow = Follow.objects.select_related("person").order_by("pk")[0]
    latest = news(Wanted(refs_of(follow.person_id), "nl", most=1))[0].first_at
    mail = digest.write(follow.person, week_of(latest + A_WEEK, ZoneInfo(settings.TIME_ZONE)))
    assert mail is not None
    yield "digest", mail


def _both(booking: Booking, kind: str) -> Iterator[Mail]:
    for to_hub in (False, True):
        yield _name(kind.replace(".", "-"), to_hub), booking_mail.write(booking, kind=kind, to_hub=to_hub)


def _name(what: str, to_hub: bool) -> str:
    return f"{what}-hub" if to_hub else what


def _those() -> "QuerySet[Booking]":
    return Booking.objects.select_related("hub__municipality", "organisation", "placed_by", "house_rules")


def _booking(state: BookingState) -> Booking:
    return _those().filter(state=state).order_by("pk")[0]
