"""Everything of some days for a hub's bookkeeper, in one ZIP: each invoice as PDF and UBL, and the journal."""

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from facilities.models import Hub
from funding.models import AccountKind, Invoice, Paper, PaperKind
from funding.models.invoices import with_all
from funding.models.journal import Days, journal
from funding.outbound.invoice_mail import file_name, made
from funding.rules.journal import JournalLine
from hub.kit.pieces import InPieces
from hub.kit.spreadsheet import Cell, euros, lines

# So many invoices are in memory at once, with their papers.
A_HANDFUL = 20


def everything(hub: Hub, days: Days, language: str) -> Iterator[bytes]:
    """The file piece by piece; not inside a transaction, since what no worker has made yet is made here."""
    out = InPieces()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for invoice, papers in _invoices(hub, days):
            for kind, content in papers.items():
                archive.writestr(_entry(file_name(invoice, kind), invoice.issued_at), content)
                yield out.taken()
        with archive.open(_entry("journal.csv", days.end), "w") as file:
            with override(language):
                head, names = heads(), dict(AccountKind.choices)
            rows = (row_of(line, names, language) for line in journal(days, [hub.ref]))
            for text in lines(_with_head(head, rows), language):
                file.write(text.encode())
                if piece := out.taken():
                    yield piece
    yield out.taken()


def _entry(name: str, at: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, at.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


def _invoices(hub: Hub, days: Days) -> Iterator[tuple[Invoice, dict[str, bytes]]]:
    """In the order in which they were issued, a handful at a time."""
    found = Invoice.objects.filter(hub=hub, issued_on__gte=days.first, issued_on__lte=days.last)
    last = 0
    while some := list(with_all(found.filter(pk__gt=last)).order_by("pk")[:A_HANDFUL]):
        kept: dict[str, dict[str, bytes]] = {}
        for paper in Paper.objects.filter(about__in=[invoice.ref for invoice in some]):
            kept.setdefault(str(paper.about), {})[paper.kind] = paper.data
        for invoice in some:
            papers = kept.get(str(invoice.ref), {})
            yield invoice, papers if set(papers) >= set(PaperKind.values) else made(invoice) | papers
        last = some[-1].pk


def _with_head(head: list[Cell], rows: Iterable[list[Cell]]) -> Iterator[list[Cell]]:
    yield head
    yield from rows


def heads() -> list[Cell]:
    """What the columns of the journal are called, in the language that is on."""
    return [
        _("entry"), _("day"), _("kind"), _("about"), _("account number"), _("account"), _("whose"), _("name"),
        _("debit"), _("credit"), _("currency"),
    ]  # fmt: skip


def row_of(line: JournalLine, names: Mapping[str, object], language: str) -> list[Cell]:
    return [
        line.entry,
        line.on.isoformat(),
        line.kind,
        line.about,
        line.number,
        str(names.get(line.account, line.account)),
        line.owner,
        line.owner_name,
        euros(line.debit_cents, language) if line.debit_cents else "",
        euros(line.credit_cents, language) if line.credit_cents else "",
        line.currency,
    ]
