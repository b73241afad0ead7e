"""What a hub says in its mails, and when they go; with a preview in both languages."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language_info, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.actions.set_messages import set_messages
from bookings.actions.set_words import NoSuchMessage, set_words
from bookings.forms.messages import MessageSettingForm, WordsForm
from bookings.models import Booking, HubWords, MessageKind
from bookings.models.messages import TIMED, latest_booking_of, setting_of, words_by_kind
from bookings.outbound.previewing import rich_part, whole_mail
from bookings.rules.words import PLACEHOLDERS
from facilities.permissions import managed_hub_for
from hub.kit import clock
from hub.kit.errors import Refusal
from members.models.unreachable import unreachable

LANGUAGES = ("nl", "en")


@dataclass(frozen=True, slots=True)
class Preview:
    """The mail as a reader of one language gets it: its subject and both of its parts. `rich` is shown in a frame of
    its own, in which no script runs."""

    language: str
    name: str
    subject: str
    rich: str
    plain: str


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hub_messages(request: HttpRequest, hub: str) -> HttpResponse:
    """The kinds of mail with the hub's words, and the hub's clock."""
    found = managed_hub_for(request.user, hub)
    setting = setting_of(found)
    form = MessageSettingForm(
        request.POST if request.method == "POST" else None,
        initial={
            "remind_hour": setting.remind_hour,
            "sends": [str(kind) for kind in TIMED if kind not in setting.without],
            "technician_email": setting.technician_email,
        },
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        set_messages(
            hub=found,
            remind_hour=said["remind_hour"],
            without=[kind for kind in TIMED if kind not in said["sends"]],
            technician_email=said["technician_email"],
            actor=request.user,
            now=clock.now(),
        )
        messages.success(request, _("The changes are saved."))
        return redirect("bookings:messages", found.slug)
    words = words_by_kind(found)
    context: dict[str, Any] = {
        "hub": found,
        "manages": True,
        "form": form,
        "kinds": [(kind, words.get(kind)) for kind in MessageKind],
        "without": setting.without,
        "hub_refused": unreachable(found.email) if found.email else None,
        "technician_refused": unreachable(setting.technician_email) if setting.technician_email else None,
    }
    return render(request, "bookings/messages.html", context, status=400 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hub_words(request: HttpRequest, hub: str, kind: str) -> HttpResponse:
    """One kind of mail: `look` shows it without saving, anything else saves."""
    found = managed_hub_for(request.user, hub)
    if kind not in MessageKind.values:
        raise NoSuchMessage()
    kept = words_by_kind(found).get(kind)
    begun = {"text_nl": kept.text_nl, "text_en": kept.text_en} if kept else {}
    form = WordsForm(request.POST if request.method == "POST" else None, initial=begun)
    looks = "look" in request.POST
    if request.method == "POST" and form.is_valid() and not looks:
        try:
            set_words(hub=found, kind=kind, **form.cleaned_data, actor=request.user, now=clock.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. It stands in what is sent from now on."))
            return redirect("bookings:messages", found.slug)
    said = form.cleaned_data if looks and form.is_valid() else begun
    booking = latest_booking_of(found)
    context: dict[str, Any] = {
        "hub": found,
        "manages": True,
        "kind": MessageKind(kind),
        "form": form,
        "placeholders": PLACEHOLDERS,
        "previews": previews(request, HubWords(hub=found, kind=kind, **said), booking),
        "example": booking,
    }
    return render(
        request, "bookings/words.html", context, status=200 if form.is_valid() or not form.is_bound else 400
    )


def previews(request: HttpRequest, words: HubWords, booking: Booking | None) -> list[Preview]:
    """Both languages; none where nothing is said in either. What the mail has of styles may be used by the frame as by
    the page around it, whose policy it keeps to."""
    if not (words.text_nl or words.text_en):
        return []
    styled = f'<style nonce="{request.csp_nonce}">'  # type: ignore[attr-defined]
    shown = []
    for language in LANGUAGES:
        name = str(_(get_language_info(language)["name"]))
        with override(language):
            whole = whole_mail(words.hub, MessageKind(words.kind), words, booking)
        rich = rich_part(whole).replace("<style>", styled, 1)
        shown.append(Preview(language, name, str(whole.subject), rich, str(whole.body)))
    return shown
