"""Invoices on their way to who pays them: issued, and asked after when they are late."""

from collections.abc import Mapping

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from funding.actions.keep_papers import keep_papers
from funding.models import Invoice, Paper, PaperKind
from funding.models.invoice_state import PayState, standing_of
from funding.models.invoices import with_all
from funding.outbound.invoice_words import credited, payment_words, title_of
from funding.outbound.invoices import pdf_of
from funding.outbound.ubl import ubl_of
from funding.rules.time import local_day
from hub.kit import clock
from hub.kit.mail import message_id
from hub.kit.models import OutboxMessage
from hub.kit.money import format_eur
from members.outbound.sending import hand_over


def send(message: OutboxMessage) -> None:
    """Make the papers, keep them, and send them; the second time the same bytes under the same Message-ID."""
    invoice = _invoice(message)
    papers = keep_papers(about=invoice.ref, made=made(invoice), now=clock.now())
    with override(invoice.language):
        _send(message, invoice, issued(invoice, papers))


def remind(message: OutboxMessage) -> None:
    """Once it is late, and only while something of it is open."""
    invoice = _invoice(message)
    standing = standing_of(invoice, local_day(clock.now(), invoice.hub.zone))
    if standing.state == PayState.OVERDUE:
        again, papers = message.payload["count"] > 1, papers_of(invoice)
        with override(invoice.language):
            _send(message, invoice, reminder(invoice, papers, open_cents=standing.open_cents, again=again))


def issued(invoice: Invoice, papers: Mapping[str, bytes]) -> EmailMultiAlternatives:
    """With both papers, in the language that is on."""
    words = {"kind": title_of(invoice), "number": invoice.number, "hub": invoice.hub}
    pay = "" if invoice.is_credit else payment_words(invoice)
    return _written(
        invoice, _("%(kind)s %(number)s of %(hub)s") % words, "invoice_issued", papers, {"pay": pay}
    )


def reminder(
    invoice: Invoice, papers: Mapping[str, bytes], *, open_cents: int, again: bool
) -> EmailMultiAlternatives:
    """With the PDF alone: whoever reads in by program has it already."""
    subject = _("Reminder: %(number)s of %(hub)s") % {"number": invoice.number, "hub": invoice.hub}
    said = {"open": format_eur(open_cents), "again": again}
    return _written(invoice, subject, "invoice_reminder", {PaperKind.PDF: papers[PaperKind.PDF]}, said)


def _invoice(message: OutboxMessage) -> Invoice:
    return with_all(Invoice.objects.select_related("organisation")).get(number=message.about.id)


def _send(message: OutboxMessage, invoice: Invoice, mail: EmailMultiAlternatives) -> None:
    """Nobody is written to who has no address."""
    if invoice.to.email:
        mail.to = [invoice.to.email]
        mail.extra_headers["Message-ID"] = message_id(message)
        hand_over(mail)


def papers_of(invoice: Invoice) -> Mapping[str, bytes]:
    """As they were kept; while nobody has made them yet, as they will be."""
    kept = {paper.kind: paper.data for paper in Paper.objects.filter(about=invoice.ref)}
    return kept if set(kept) >= set(PaperKind.values) else made(invoice) | kept


def paper_of(invoice: Invoice, kind: PaperKind) -> bytes:
    kept = Paper.objects.filter(about=invoice.ref, kind=kind).first()
    if kept:
        return kept.data
    return pdf_of(invoice) if kind == PaperKind.PDF else ubl_of(invoice)


def made(invoice: Invoice) -> dict[str, bytes]:
    return {PaperKind.PDF: pdf_of(invoice), PaperKind.UBL: ubl_of(invoice)}


def file_name(invoice: Invoice, kind: str) -> str:
    """`EFF-2026-0007.pdf`, for programs `.xml`."""
    return f"{invoice.number}.{'xml' if kind == PaperKind.UBL else 'pdf'}"


def _written(
    invoice: Invoice, subject: str, template: str, papers: Mapping[str, bytes], said: dict[str, object]
) -> EmailMultiAlternatives:
    context = {
        "invoice": invoice,
        "hub": invoice.hub,
        "kind": title_of(invoice),
        "amount": format_eur(credited(list(invoice.parts.all()))),
        "due": date_format(invoice.due_on, "DATE_FORMAT"),
        "url": settings.SITE_URL + reverse("funding:invoice", args=[invoice.number]),
        **said,
    }
    mail = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=render_to_string(f"mail/{template}.txt", context).strip() + "\n",
        reply_to=[invoice.from_.email] if invoice.from_.email else None,
    )
    mail.attach_alternative(render_to_string(f"mail/{template}.html", context), "text/html")
    for kind, content in papers.items():
        mime = "application/xml" if kind == PaperKind.UBL else "application/pdf"
        mail.attach(file_name(invoice, kind), content, mime)
    return mail
