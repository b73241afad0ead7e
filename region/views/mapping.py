"""One entry on the desk: how far one is with it, whom one spoke to, and moving it along."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hub.kit import clock
from hub.kit.errors import Refusal
from hub.kit.paging import page_number, page_of
from members.current import person_of
from region.access import reads_contacts
from region.actions._moving import missing_of, said
from region.actions.add_contact import add_contact
from region.actions.move_entry import BY_HAND, move_entry
from region.actions.take_off_entry import take_off_entry
from region.actions.verify_entry import verify_entry
from region.forms.desk import NoteForm, TakeOffForm, VerifyForm
from region.models import AtlasEntry, Stage
from region.models.contact import notes_of
from region.permissions import entry_mapped_for
from region.views.desk import framed, today_of

# Of what only a button sends, too: whoever comes back from signing in, or asks for what was refused in the other
# language, reads the page where the button stands.
METHODS = ["GET", "HEAD", "POST"]
NOTES = 20


def version_in(request: HttpRequest) -> int:
    """The version that the writer had before them; one that no entry has where the page did not say it."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def attempted(form: forms.BaseForm, act: Callable[[], object]) -> bool:
    """Do it if the form is right; what the verb refuses is said above it, with everything still filled in."""
    if not form.is_valid():
        return False
    try:
        act()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _after(stage: str) -> str:
    """The stage that is chosen already: the next one; on the way back from anywhere else, mapped."""
    steps = [each.value for each in BY_HAND]
    return steps[min(steps.index(stage) + 1, len(steps) - 1)] if stage in steps[:-1] else Stage.MAPPED


def _shown(request: HttpRequest, entry: AtlasEntry, status: int = 200, **filled: Any) -> HttpResponse:
    today = today_of(clock.now())
    context = framed(
        request,
        entry.region,
        entry=entry,
        today=today,
        stages=[(each.value, each.label) for each in BY_HAND if each != entry.stage],
        next_stage=_after(entry.stage),
        lacks=said(missing_of(entry)),
        refused=filled.get("refused", ""),
        is_off=entry.stage == Stage.TAKEN_OFF,
        verify=filled.get("verify") or VerifyForm(prefix="check"),
        partners=entry.partners.select_related("partner"),
        described=entry.described.select_related("kind"),
    )
    context["reads_contacts"] = reads_contacts(request.user, entry)
    if context["reads_contacts"]:
        context["note_form"] = filled.get("note") or NoteForm(
            prefix="note", initial={"at": today, "key": uuid4()}
        )
        context["notes"] = page_of(notes_of(entry.pk), page_number(request), NOTES)
    return render(request, "region/desk/entry.html", context, status=status)


@login_required
@require_safe
def entry(request: HttpRequest, slug: str) -> HttpResponse:
    found = entry_mapped_for(request.user, slug)
    if found.merged_into:
        return redirect("region:mapped", found.merged_into.slug)
    return _shown(request, found)


@login_required
@require_http_methods(METHODS)
def move(request: HttpRequest, slug: str) -> HttpResponse:
    found = entry_mapped_for(request.user, slug)
    if request.method != "POST":
        return redirect("region:mapped", slug)
    try:
        moved = move_entry(
            entry_id=found.pk,
            at_version=version_in(request),
            stage=request.POST.get("stage", ""),
            actor=person_of(request),
            now=clock.now(),
        )
    except Refusal as refusal:
        # Said on the entry itself, where what is missing can be added.
        return _shown(request, entry_mapped_for(request.user, slug), refusal.status, refused=str(refusal))
    messages.success(
        request, _("%(name)s: %(stage)s.") % {"name": moved.name, "stage": moved.get_stage_display()}
    )
    return redirect("region:mapped", slug)


@login_required
@require_http_methods(METHODS)
def verify(request: HttpRequest, slug: str) -> HttpResponse:
    found = entry_mapped_for(request.user, slug)
    if request.method != "POST":
        return redirect("region:mapped", slug)
    form = VerifyForm(request.POST, prefix="check")
    if not attempted(
        form,
        lambda: verify_entry(
            entry_id=found.pk,
            at_version=version_in(request),
            **form.cleaned_data,
            actor=person_of(request),
            now=clock.now(),
        ),
    ):
        return _shown(request, entry_mapped_for(request.user, slug), 422, verify=form)
    messages.success(request, _("Checked today. It is good for a year."))
    return redirect("region:mapped", slug)


@login_required
@require_http_methods(METHODS)
def take_off(request: HttpRequest, slug: str) -> HttpResponse:
    found = entry_mapped_for(request.user, slug)
    form = TakeOffForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and attempted(
        form,
        lambda: take_off_entry(
            entry_id=found.pk,
            at_version=version_in(request),
            **form.cleaned_data,
            actor=person_of(request),
            now=clock.now(),
        ),
    ):
        messages.success(request, _("Taken off the atlas. Moving it to a stage puts it back."))
        return redirect("region:mapped", slug)
    context = framed(request, found.region, entry=found, form=form)
    return render(request, "region/desk/take_off.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(METHODS)
def note(request: HttpRequest, slug: str) -> HttpResponse:
    """A conversation, from the form below the entry."""
    found = entry_mapped_for(request.user, slug)
    if request.method != "POST":
        return redirect("region:mapped", slug)
    form = NoteForm(request.POST, prefix="note")
    if not attempted(
        form,
        lambda: add_contact(
            entry_id=found.pk,
            facts=form.facts(),
            key=form.cleaned_data["key"],
            actor=person_of(request),
            now=clock.now(),
        ),
    ):
        return _shown(request, found, 422, note=form)
    messages.success(request, _("Noted."))
    return redirect("region:mapped", slug)
