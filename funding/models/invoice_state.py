"""What of an invoice is open, read from the ledger: an invoice itself is never changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from facilities.models import Hub
from funding.models.invoices import Invoice, InvoicePart
from funding.models.ledger import AccountKind, EntryKind, Posting
from funding.rules.invoices import allotted
from funding.rules.time import local_day
from hub.kit.refs import Ref
from hub.kit.sql import rows
from members.models import Organisation

PAID = """
SELECT entry.about, sum(posting.cents)::bigint
FROM funding_entry entry
JOIN funding_posting posting ON posting.entry_id = entry.id
JOIN funding_account account ON account.id = posting.account_id AND account.kind = 'organisation'
WHERE entry.about = ANY (%(abouts)s::text[]) AND entry.currency = 'EUR'
    AND entry.kind IN ('pay', 'transfer', 'refund', 'refund_failed', 'dispute', 'dispute_won')
GROUP BY entry.about
"""
# What was paid of a thing clears what is due of it, the oldest first (`funding.rules.invoices.allotted`). Below nought
# is what the hub paid back of money that, as it turned out, had not come in: that is to be paid as well.
STATES = """
WITH here AS (
    SELECT invoice.id FROM funding_invoice invoice
    WHERE (%(hub)s::bigint IS NULL OR invoice.hub_id = %(hub)s::bigint)
        AND (%(organisation)s::bigint IS NULL OR invoice.organisation_id = %(organisation)s::bigint)
        AND (%(only)s::bigint[] IS NULL OR invoice.id = ANY (%(only)s::bigint[]))
), things AS MATERIALIZED (
    SELECT DISTINCT part.about FROM funding_invoicepart part JOIN here ON here.id = part.invoice_id
), paid AS MATERIALIZED (
    SELECT entry.about, sum(posting.cents) AS cents
    FROM things JOIN funding_entry entry ON entry.about = things.about
    JOIN funding_posting posting ON posting.entry_id = entry.id
    JOIN funding_account account ON account.id = posting.account_id AND account.kind = 'organisation'
    WHERE entry.currency = 'EUR'
        AND entry.kind IN ('pay', 'transfer', 'refund', 'refund_failed', 'dispute', 'dispute_won')
    GROUP BY entry.about
), standing AS (
    SELECT part.invoice_id, part.about, part.own_cents AS own,
        sum(part.own_cents) OVER before - part.own_cents AS earlier,
        lead(part.id) OVER before IS NULL AS is_last
    FROM things JOIN funding_invoicepart part ON part.about = things.about AND part.credits_id IS NULL
    WHERE NOT EXISTS (SELECT FROM funding_invoicepart note WHERE note.credits_id = part.id)
    WINDOW before AS (PARTITION BY part.about ORDER BY part.id)
), due AS (
    SELECT standing.invoice_id, sum(standing.own)::bigint AS own,
        sum(CASE WHEN standing.is_last
            THEN greatest(COALESCE(paid.cents, 0) - standing.earlier, least(COALESCE(paid.cents, 0), 0))
            ELSE least(greatest(COALESCE(paid.cents, 0) - standing.earlier, 0), standing.own) END)::bigint AS paid
    FROM standing LEFT JOIN paid ON paid.about = standing.about
    GROUP BY standing.invoice_id
), state AS (
    SELECT invoice.id, invoice.issued_on, COALESCE(due.own, 0) AS own, COALESCE(due.paid, 0) AS paid,
        CASE WHEN invoice.kind = 'credit_note' THEN 'credit'
            WHEN due.own IS NULL THEN 'credited'
            WHEN due.own < due.paid THEN 'back'
            WHEN due.own = due.paid THEN 'paid'
            WHEN invoice.due_on < %(today)s::date THEN 'overdue'
            ELSE 'open' END AS state
    FROM here JOIN funding_invoice invoice ON invoice.id = here.id
    LEFT JOIN due ON due.invoice_id = invoice.id
    WHERE (%(first)s::date IS NULL OR invoice.issued_on >= %(first)s::date)
        AND (%(last)s::date IS NULL OR invoice.issued_on <= %(last)s::date)
)
"""
PAGE = f"""{STATES}
SELECT id, own, paid, state FROM state WHERE %(state)s::text IN ('', state)
ORDER BY issued_on DESC, id DESC LIMIT %(most)s::bigint OFFSET %(skip)s::bigint
"""
SUMS = f"""{STATES}
SELECT state, count(*), sum(own - paid)::bigint FROM state GROUP BY state
"""


class PayState(models.TextChoices):
    OPEN = "open", _("to pay")
    OVERDUE = "overdue", _("overdue")
    PAID = "paid", _("paid")
    # More was paid than is due.
    BACK = "back", _("paid too much")
    CREDITED = "credited", _("credited")
    CREDIT = "credit", _("credit note")


@dataclass(frozen=True, slots=True)
class Standing:
    """`due_cents` is what stands of it and was not credited; `open_cents` is below nought where too much was paid."""

    invoice: Invoice
    due_cents: int
    paid_cents: int
    state: PayState

    @property
    def open_cents(self) -> int:
        return self.due_cents - self.paid_cents


@dataclass(frozen=True, slots=True)
class Which:
    """Which invoices are meant: of a hub, of an organisation, issued in some days, in a state."""

    today: date
    hub: Hub | None = None
    organisation: Organisation | None = None
    first: date | None = None
    last: date | None = None
    state: str = ""

    def values(self, **more: Any) -> dict[str, Any]:
        return {
            "today": self.today,
            "hub": self.hub.pk if self.hub else None,
            "organisation": self.organisation.pk if self.organisation else None,
            "first": self.first,
            "last": self.last,
            "only": None,
            **more,
        }


def paid_of(abouts: Iterable[str]) -> dict[str, int]:
    """What the organisation paid of each thing, less what went back or is on its way back."""
    return {about: int(cents) for about, cents in rows(PAID, {"abouts": sorted(set(abouts))})}


def standing_parts(abouts: Iterable[Ref]) -> list[InvoicePart]:
    """What is invoiced of these things and was not credited, the oldest first."""
    found = InvoicePart.objects.filter(about__in=list(abouts), credits=None, credited_by=None)
    return list(found.select_related("invoice__series__prefix").prefetch_related("lines").order_by("pk"))


def is_invoiced(about: Ref, what: str) -> bool:
    """Whether that of a thing is invoiced and was not credited."""
    standing = InvoicePart.objects.filter(about=about, what=what, credits=None, credited_by=None)
    return standing.exists()


def invoiced_of(abouts: Iterable[Ref], what: str) -> set[Ref]:
    """The same of many: those of them of which it is. One query."""
    standing = InvoicePart.objects.filter(about__in=list(abouts), what=what, credits=None, credited_by=None)
    return set(standing.values_list("about", flat=True))


def rounds_of(abouts: Iterable[Ref]) -> dict[tuple[str, str], int]:
    """How often each part of these things was invoiced so far, by the thing and what it is of it."""
    found: dict[tuple[str, str], int] = {}
    before = InvoicePart.objects.filter(about__in=list(abouts), credits=None)
    for about, what, round_ in before.values_list("about", "what", "round"):
        key = (str(about), what)
        found[key] = max(found.get(key, 0), round_)
    return found


@dataclass(frozen=True, slots=True)
class PaidBack:
    """What the hub paid back by bank of a thing: `cents` above nought, the day that of the hub."""

    about: Ref
    cents: int
    on: date


def paid_back_by_bank(invoice: Invoice) -> list[PaidBack]:
    """Of what stands on an invoice, the oldest first; a transfer that was noted wrongly and taken back is none."""
    found = Posting.objects.filter(
        entry__about__in={part.about for part in invoice.parts.all()},
        entry__kind=EntryKind.TRANSFER,
        entry__reverses=None,
        account__kind=AccountKind.ORGANISATION,
        cents__lt=0,
    )
    rows_of_it = found.order_by("pk").values_list("entry__about", "cents", "entry__posted_at")
    zone = invoice.hub.zone
    return [PaidBack(about, -cents, local_day(at, zone)) for about, cents, at in rows_of_it]


def standings(which: Which, *, most: int, skip: int = 0) -> list[Standing]:
    """The latest first."""
    found = rows(PAGE, which.values(state=which.state, most=most, skip=skip))
    invoices = Invoice.objects.select_related("hub", "organisation").in_bulk([id_ for id_, *_rest in found])
    return [Standing(invoices[id_], due, paid, PayState(state)) for id_, due, paid, state in found]


def standing_of(invoice: Invoice, today: date) -> Standing:
    values = Which(today).values(state="", most=1, skip=0, only=[invoice.pk])
    ((_id, due, paid, state),) = rows(PAGE, values)
    return Standing(invoice, due, paid, PayState(state))


def sums(which: Which) -> dict[str, tuple[int, int]]:
    """By state how many, and what is open of them together; whatever `which.state` says."""
    return {state: (int(count), int(cents)) for state, count, cents in rows(SUMS, which.values())}


def open_parts(invoice: Invoice) -> list[tuple[InvoicePart, int]]:
    """Each standing part of it with what is still to pay of that; what was paid goes to the oldest first."""
    # In the order of the invoice: a booking's number is drawn at random and says nothing about which was first.
    abouts = list(dict.fromkeys(part.about for part in invoice.parts.order_by("pk")))
    paid = paid_of(str(about) for about in abouts)
    out: list[tuple[InvoicePart, int]] = []
    for about in abouts:
        parts = standing_parts([about])
        allots = allotted(paid.get(str(about), 0), [part.own_cents for part in parts])
        mine = zip(parts, allots, strict=True)
        out += [
            (part, max(part.own_cents - cents, 0)) for part, cents in mine if part.invoice_id == invoice.pk
        ]
    return out
