"""Mails about what came in: answers to suggestions and claims, and that somebody else changed one's entry."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from hub.kit.mail import message_id
from hub.kit.models import OutboxMessage
from members.models import Organisation, Post, User
from members.models.unreachable import unreachable
from members.outbound.sending import hand_over
from region.models import AtlasEntry, Claim, ClaimState, EntryVersion, Suggestion, SuggestionState


def suggestion_answered(message: OutboxMessage) -> None:
    """To whoever said how; nothing once they are forgotten."""
    found = Suggestion.objects.select_related("became", "entry").filter(uuid=message.about.id).first()
    if found is None or not found.sender_email or unreachable(found.sender_email):
        return
    with override(found.language):
        _send(message, found.sender_email, write_suggestion(found))


def write_suggestion(found: Suggestion) -> EmailMultiAlternatives:
    """In the language that is on."""
    is_taken_over = found.state == SuggestionState.TAKEN_OVER
    title = (
        _("Your suggestion is taken over: %(what)s")
        if is_taken_over
        else _("About your suggestion: %(what)s")
    )
    text = (
        _("Thank you. The quartermaster of the region has put it on the atlas, or soon will.")
        if is_taken_over
        else _("Thank you. The quartermaster of the region has not taken it over.")
    )
    entry = found.became or found.entry
    return _mail(title % {"what": found}, text, found.answer, _address(entry))


def claim_answered(message: OutboxMessage) -> None:
    """To the organisation's owners."""
    found = Claim.objects.select_related("entry", "organisation").filter(uuid=message.about.id).first()
    if found is None or found.state not in (ClaimState.AGREED, ClaimState.DECLINED):
        return
    for person in _owners(found.organisation):
        with override(person.language):
            _send(message, person.email, write_claim(found))


def write_claim(found: Claim) -> EmailMultiAlternatives:
    """In the language that is on."""
    agreed = found.state == ClaimState.AGREED
    title = _("%(entry)s is yours on the atlas") if agreed else _("Your claim of %(entry)s was declined")
    text = (
        _("You change what it says yourselves from now on, and hear when somebody else does.")
        if agreed
        else _("The quartermaster of the region does not agree.")
    )
    return _mail(title % {"entry": found.entry}, text, found.answer, _address(found.entry))


def entry_changed(message: OutboxMessage) -> None:
    """To the owners of whose it is."""
    entry = AtlasEntry.objects.select_related("organisation").filter(pk=message.about.id).first()
    version = EntryVersion.objects.filter(
        entry_id=int(message.about.id), number=message.payload["version"]
    ).first()
    if entry is None or version is None or entry.organisation is None:
        return
    for person in _owners(entry.organisation):
        with override(person.language):
            _send(message, person.email, write_changed(entry, version))


def write_changed(entry: AtlasEntry, version: EntryVersion) -> EmailMultiAlternatives:
    """In the language that is on."""
    title = _("Your entry on the atlas was changed: %(entry)s") % {"entry": entry}
    text = _("What happened: %(why)s. Look whether all of it is right.") % {"why": version.get_why_display()}
    return _mail(title, text, "", _address(entry))


def _owners(organisation: Organisation) -> list[User]:
    rows = User.objects.filter(
        memberships__organisation=organisation, memberships__post=Post.OWNER, is_active=True
    )
    return [person for person in rows.order_by("pk") if not unreachable(person.email)]


def _address(entry: AtlasEntry | None) -> str:
    """Where it stands, in the reader's language; empty for what is not for everybody."""
    return f"/atlas/{entry.slug}/" if entry and entry.is_public else ""


def _mail(title: str, text: str, quoted: str, address: str) -> EmailMultiAlternatives:
    context: dict[str, Any] = {
        "title": title,
        "text": text,
        "quoted": quoted,
        "url": f"{settings.SITE_URL}/{_language()}{address}" if address else "",
    }
    mail = EmailMultiAlternatives(
        subject=" ".join(title.split())[:180], body=render_to_string("mail/atlas_news.txt", context)
    )
    mail.attach_alternative(render_to_string("mail/atlas_news.html", context), "text/html")
    return mail


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _send(message: OutboxMessage, to: str, mail: EmailMultiAlternatives) -> None:
    mail.to = [to]
    mail.extra_headers["Message-ID"] = message_id(message)
    hand_over(mail)
