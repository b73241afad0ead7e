"""What anybody tells about the atlas, without an account; and what the quartermaster makes of it."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from facilities.views.doing import FORM_METHODS, done, posted, tried
from hub.kit import clock
from hub.kit.errors import Refusal
from hub.kit.paging import page_number, page_of
from hub.kit.spreadsheet import reading
from members.pace import within_pace
from region.actions.decline_suggestion import decline_suggestion
from region.actions.suggest_entry import suggest_entry
from region.actions.take_over_suggestion import take_over_suggestion
from region.forms.coming_in import ReasonForm, SuggestForm, TakeOverForm, initial_of
from region.models import AtlasEntry, Stage, Suggestion, SuggestionState
from region.models.suggestions import answered_in, waiting_in
from region.permissions import entry_for, region_mapped_for, suggestion_for
from region.views.desk_pages import desk_page

A_PAGE, ANSWERED_SHOWN = 30, 20
# From one network, a minute.
MOST_SENT = 5


class TooManySent(Refusal):
    code = "too_many_sent"
    status = 429
    message = gettext_lazy("Many suggestions came from your network just now. Try again in a minute.")


@require_http_methods(FORM_METHODS)
def suggest(request: HttpRequest) -> HttpResponse:
    """Something new, or (with `entry` in the address) a change."""
    slug, language = request.GET.get("entry", ""), reading()
    entry = entry_for(slug) if slug else None
    initial = {"key": uuid4(), **(initial_of(entry, language) if entry else {})}
    form = SuggestForm(posted(request), initial=initial)
    if form.is_bound:
        # A machine hears the same as everybody; nothing is kept.
        if request.POST.get("homepage"):
            return _thanked(request, entry)
        if not within_pace(request, "suggest-entry", MOST_SENT, now=clock.now()):
            refusal = TooManySent()
            form.full_clean()
            form.add_error(None, str(refusal))
            return _suggest_page(request, form, entry, refusal.status)
        if tried(form, lambda: _send(form, entry, language)):
            return _thanked(request, entry)
    return _suggest_page(request, form, entry, 422 if form.errors else 200)


def _send(form: SuggestForm, entry: AtlasEntry | None, language: str) -> Suggestion:
    told = form.told(entry, language)
    return suggest_entry(uuid=form.request_key(), told=told, entry=entry, now=clock.now())


def _suggest_page(
    request: HttpRequest, form: SuggestForm, entry: AtlasEntry | None, status: int
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "entry": entry,
    }
    return render(request, "region/intake/suggest.html", context, status=status)


def _thanked(request: HttpRequest, entry: AtlasEntry | None) -> HttpResponse:
    messages.success(request, _("Thank you. The quartermaster of the region looks at it before it appears."))
    address = f"?entry={entry.slug}" if entry else ""
    return redirect(f"{request.path}{address}")


@require_safe
@login_required
def suggestions(request: HttpRequest, region: str) -> HttpResponse:
    found = region_mapped_for(request.user, region)
    return desk_page(
        request,
        "region/intake/suggestions.html",
        found,
        page_obj=page_of(waiting_in(found.pk), page_number(request), A_PAGE),
        answered=answered_in(found.pk)[:ANSWERED_SHOWN],
    )


@require_http_methods(FORM_METHODS)
@login_required
def suggestion(request: HttpRequest, region: str, uuid: UUID) -> HttpResponse:
    """What was told beside what stands there; taken over as the quartermaster has it, or declined with a reason."""
    found_region = region_mapped_for(request.user, region)
    found = suggestion_for(request.user, found_region, uuid)
    declines = request.POST.get("do") == "decline"
    begins = found.entry_id is None
    taking = TakeOverForm(None if declines else posted(request), initial=_as_told(found), begins=begins)
    declining = ReasonForm(request.POST if declines else None)
    if request.method == "POST":
        form, act = (declining, _decline) if declines else (taking, _take_over)
        if tried(form, lambda: act(request, found, form)):
            return done(request, _("Answered."), "region:suggestions", region)
    return desk_page(
        request,
        "region/intake/suggestion.html",
        found_region,
        form=declining if declines else taking,
        taking=taking,
        declining=declining,
        told=found,
        waits=found.state == SuggestionState.WAITING,
    )


def _as_told(found: Suggestion) -> dict[str, Any]:
    """What the sender filled in, over what stands there."""
    now_is = initial_of(found.entry, found.language) if found.entry else {}
    town = {"town": found.municipality.name} if found.municipality else {}
    return now_is | found.facts | town


def _take_over(request: HttpRequest, found: Suggestion, form: Any) -> None:
    town = form.cleaned_data["town"]
    take_over_suggestion(
        uuid=found.uuid,
        facts=form.facts(),
        town_id=town.pk if town else None,
        stage=Stage(form.cleaned_data.get("stage") or Stage.HEARD_OF),
        answer=form.cleaned_data["answer"].strip(),
        actor=request.user,
        now=clock.now(),
    )


def _decline(request: HttpRequest, found: Suggestion, form: Any) -> None:
    decline_suggestion(
        uuid=found.uuid, reason=form.cleaned_data["reason"], actor=request.user, now=clock.now()
    )
