"""A month's thousand invoices: issued, on paper, for programs, kept; how many a second, and where the time goes; and
the file that a bookkeeper takes of them, in how much memory."""

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

from facilities.models import Hub
from funding.actions.issue_invoice import issue_invoice
from funding.actions.keep_papers import keep_papers
from funding.actions.set_invoicing import Terms, set_invoicing
from funding.models import FeeVat, Invoice
from funding.models.invoices import with_all
from funding.models.journal import Days
from funding.outbound.bookkeeper import everything
from funding.outbound.invoices import pdf_of
from funding.outbound.ubl import ubl_of
from funding.rules.invoices import FundPart, WantedLine, WantedPart
from funding.rules.time import local_day
from hub.kit import clock
from hub.kit.audit import SITE
from hub.kit.periods import Period
from hub.kit.refs import Ref
from hub.kit.transactions import verb
from members.models import Organisation
from tests.factories.invoicing import SELLER

COUNT = 1_000
T = TypeVar("T")


@dataclass
class Invoiced:
    """Seconds by what they went to, of `count` invoices one after the other; then the ZIP of all of them: seconds,
    bytes, and by how many MB the process grew meanwhile."""

    count: int
    seconds: dict[str, float] = field(default_factory=dict)
    zip_seconds: float = 0
    zip_bytes: int = 0
    grown_mb: float = 0

    @property
    def a_second(self) -> float:
        return self.count / sum(self.seconds.values())


def invoiced(count: int = COUNT) -> Invoiced:
    hub = Hub.objects.select_related("municipality").earliest("pk")
    organisations = list(Organisation.objects.select_related("municipality").order_by("pk")[:50])
    now = clock.now()
    set_invoicing(
        hub=hub,
        valid_from=local_day(now, hub.zone),
        seller=SELLER,
        terms=Terms(prefix="BENCH", fee_vat=FeeVat.AS_LINE),
        actor=SITE,
        now=now,
    )
    found = Invoiced(count)
    for number in range(count):
        organisation = organisations[number % len(organisations)]
        invoice = _taken(found, "issued", lambda who=organisation, n=number: _issue(hub, who, n))
        row = _taken(found, "read", lambda pk=invoice.pk: with_all(_with_organisation()).get(pk=pk))
        pdf = _taken(found, "PDF", lambda row=row: pdf_of(row))
        ubl = _taken(found, "UBL", lambda row=row: ubl_of(row))
        papers = {"pdf": pdf, "ubl": ubl}
        _taken(found, "kept", lambda row=row, made=papers: keep_papers(about=row.ref, made=made, now=now))
    _in_one_file(found, hub)
    return found


def _with_organisation():
    return Invoice.objects.select_related("organisation")


def _taken(found: Invoiced, what: str, do: Callable[[], T]) -> T:
    began = time.perf_counter()
    made = do()
    found.seconds[what] = found.seconds.get(what, 0) + time.perf_counter() - began
    return made


@verb
def _issue(hub: Hub, organisation: Organisation, number: int) -> Invoice:
    """Three things of an afternoon, with the hub's discount and two funds."""
    start = clock.now() - timedelta(days=2)
    during = Period(start, start + timedelta(hours=4))
    lines = tuple(
        WantedLine(name, count, during, cents, off, 2_100, "", (("daypart", 1, cents // count),))
        for name, count, cents, off in (
            ("Studio 2", 1, 16_000, 500),
            ("Microphone", 2, 2_000, 0),
            ("Engineer", 1, 12_000, 0),
        )
    )
    funds = (
        FundPart(1, "Regional Makers Fund", (("nl", "Regionaal Makersfonds"),), 7_800),
        FundPart(2, "Open Doors", (("nl", "Open Deuren"),), 3_600),
    )
    about = Ref("bench", f"I-{number}")
    part = WantedPart(str(about), "price", lines, 18_100, funds, "Recording our film", "P-12")
    (invoice,) = issue_invoice(
        hub=hub, organisation=organisation, abouts=[about], wanted=[part], actor=SITE, now=clock.now()
    )
    return invoice


def _in_one_file(found: Invoiced, hub: Hub) -> None:
    today = local_day(clock.now(), hub.zone)
    before = _peak_mb()
    began = time.perf_counter()
    found.zip_bytes = sum(map(len, everything(hub, Days(today, today), "nl")))
    found.zip_seconds = time.perf_counter() - began
    found.grown_mb = _peak_mb() - before


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
