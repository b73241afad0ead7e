"""Duplicates: what looks like one, and the two side by side."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hub.kit import clock
from hub.kit.errors import Refusal
from hub.kit.paging import page_number, page_of
from hub.kit.tongues import language_of
from members.current import person_of
from region.actions.merge_entries import merge_entries
from region.actions.tell_apart import tell_apart
from region.forms.desk import ApartForm
from region.models import AtlasEntry
from region.models.duplicates import duplicate_pairs, proposals
from region.models.history import LABELS, in_words, names_in
from region.models.restoring import facts_of
from region.models.snapshots import snapshot
from region.permissions import entry_mapped_for, region_mapped_for
from region.rules.joining import CHOICES, differing
from region.views.desk import framed
from region.views.mapping import METHODS

PAGE = 20


@dataclass(frozen=True, slots=True)
class Choice:
    """What one chooses between: the field, and what each says. `takes_other`: the other's was chosen before."""

    name: str
    label: str
    here: str
    there: str
    takes_other: bool

    @property
    def language(self) -> str:
        return language_of(self.name)


@login_required
@require_safe
def duplicates(request: HttpRequest, slug: str) -> HttpResponse:
    region = region_mapped_for(request.user, slug)
    page = page_of(duplicate_pairs(region.pk), page_number(request), PAGE)
    context = framed(request, region, page_obj=page, proposals=proposals(list(page.object_list)))
    return render(request, "region/desk/duplicates.html", context)


@login_required
@require_http_methods(METHODS)
def apart(request: HttpRequest, slug: str) -> HttpResponse:
    """They are two."""
    region = region_mapped_for(request.user, slug)
    if request.method != "POST":
        return redirect("region:duplicates", region.slug)
    form = ApartForm(request.POST)
    if not form.is_valid():
        raise Http404
    tell_apart(
        one_id=int(form.cleaned_data["first"]),
        other_id=int(form.cleaned_data["second"]),
        actor=person_of(request),
        now=clock.now(),
    )
    messages.success(request, _("They are two. They are not proposed any more."))
    return redirect("region:duplicates", region.slug)


@login_required
@require_http_methods(METHODS)
def merge(request: HttpRequest, slug: str, other: str) -> HttpResponse:
    """Side by side: the first stays, the other leads to it."""
    winner, loser = entry_mapped_for(request.user, slug), entry_mapped_for(request.user, other)
    refused = None
    if request.method == "POST":
        try:
            merge_entries(
                winner_id=winner.pk,
                loser_id=loser.pk,
                at_versions=(_number(request, "version"), _number(request, "other_version")),
                from_loser=[name for name in (*CHOICES, "organisation") if request.POST.get(name) == "other"],
                actor=person_of(request),
                now=clock.now(),
            )
        except Refusal as refusal:
            refused = refusal
            winner, loser = entry_mapped_for(request.user, slug), entry_mapped_for(request.user, other)
        else:
            messages.success(request, _("They are one. Undo it from the history, within 30 days."))
            return redirect("region:mapped", winner.slug)
    for entry in (winner, loser):
        if entry.merged_into and not refused:
            return redirect("region:mapped", entry.merged_into.slug)
    if winner.pk == loser.pk:
        raise Http404
    context = framed(
        request,
        winner.region,
        entry=winner,
        other=loser,
        choices=_choices(request, winner, loser),
        refused=refused,
    )
    return render(request, "region/desk/merge.html", context, status=refused.status if refused else 200)


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _choices(request: HttpRequest, winner: AtlasEntry, loser: AtlasEntry) -> list[Choice]:
    """Where both say something, and not the same. In words."""
    here, there = snapshot(winner), snapshot(loser)
    names = names_in([here, there])
    said = {each.label: each for each in in_words(here, there, names)}
    columns = {"place": "municipality_id", "hub": "hub_id", "organisation": "organisation_id"}
    wanted = differing(facts_of(here, winner), facts_of(there, loser))
    if winner.organisation_id and loser.organisation_id and winner.organisation_id != loser.organisation_id:
        wanted.append("organisation")
    found = []
    for name in wanted:
        label = str(LABELS[columns.get(name, name)])
        words: Any = said.get(label)
        before, after = (words.before, words.after) if words else ("", "")
        if name == "place":
            before, after = _place(winner), _place(loser)
        found.append(Choice(name, label, before, after, request.POST.get(name) == "other"))
    return found


def _place(entry: AtlasEntry) -> str:
    parts = [entry.address, entry.municipality.name if entry.municipality else entry.get_reach_display()]
    if entry.pin_moved:
        parts.append(f"{entry.latitude}, {entry.longitude}")
    return ", ".join(part for part in parts if part)
