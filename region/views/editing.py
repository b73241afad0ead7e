"""An entry's form: new, and changed. Whoever saves after somebody else sees what that was, and loses nothing."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hub.kit import clock
from hub.kit.errors import Refusal
from members.current import person_of
from members.models import Region
from members.permissions import is_site_admin
from region.actions._entries import EntryChanged
from region.actions.add_entry import add_entry
from region.actions.change_entry import change_entry
from region.forms.entries import EntryForm, initial_of
from region.forms.rows import PartnerForms, ThingForms, facts_in, initial_partners, initial_things, kinds
from region.models import AtlasEntry, EntryVersion, Stage
from region.models.history import Said, in_words, names_in
from region.models.snapshots import snapshot
from region.permissions import (
    entries_mapped_by,
    entry_mapped_for,
    region_mapped_for,
    regions_mapped_by,
)
from region.rules.facts import EntryFacts
from region.views.desk import framed
from region.views.mapping import METHODS, version_in


class Written:
    """The three forms of one page, read together."""

    def __init__(self, request: HttpRequest, entry: AtlasEntry | None = None, **initial: Any) -> None:
        data: QueryDict | None = request.POST if request.method == "POST" else None
        mine: Q = entries_mapped_by(request.user)
        self.form = EntryForm(
            data, regions=regions_for(request), entry=entry, initial=initial_of(entry) if entry else initial
        )
        self.partners = PartnerForms(
            data,
            prefix="partner",
            initial=initial_partners(entry) if entry else [],
            form_kwargs={"mine": mine, "entry": entry},
        )
        self.things = ThingForms(
            data,
            prefix="thing",
            initial=initial_things(entry) if entry else [],
            form_kwargs={"kinds": kinds()},
        )

    def is_valid(self) -> bool:
        # Each is asked, so that each says what is wrong with it.
        return all([self.form.is_valid(), self.partners.is_valid(), self.things.is_valid()])

    def facts(self) -> EntryFacts:
        return self.form.facts(partners=facts_in(self.partners), things=facts_in(self.things))

    def context(self) -> dict[str, Any]:
        return {"form": self.form, "partner_forms": self.partners, "thing_forms": self.things}


def regions_for(request: HttpRequest) -> list[Region]:
    rows = Region.objects.order_by("name")
    if not is_site_admin(request.user):
        rows = rows.filter(pk__in=regions_mapped_by(request.user))
    return list(rows)


@login_required
@require_http_methods(METHODS)
def new(request: HttpRequest, slug: str) -> HttpResponse:
    region = region_mapped_for(request.user, slug)
    written = Written(request, key=uuid4())
    if request.method == "POST" and written.is_valid():
        try:
            now = clock.now()
            made = add_entry(
                facts=written.facts(),
                stage=Stage(written.form.cleaned_data["stage"]),
                key=written.form.cleaned_data["key"],
                actor=person_of(request),
                now=now,
            )
        except Refusal as refusal:
            written.form.add_error(None, str(refusal))
        else:
            is_new = made.created_at == now
            said = (
                _("%(name)s is on your desk.") if is_new else _("%(name)s was saved already, and only once.")
            )
            messages.success(request, said % {"name": made.name})
            return redirect("region:mapped", made.slug)
    context = framed(request, region, **written.context())
    status = 422 if request.method == "POST" else 200
    return render(request, "region/desk/edit.html", context, status=status)


@login_required
@require_http_methods(METHODS)
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    entry = entry_mapped_for(request.user, slug)
    if entry.merged_into:
        return redirect("region:edit_entry", entry.merged_into.slug)
    written = Written(request, entry)
    changed: tuple[Said, ...] = ()
    if request.method == "POST" and written.is_valid():
        at_version = version_in(request)
        try:
            change_entry(
                entry_id=entry.pk,
                at_version=at_version,
                facts=written.facts(),
                actor=person_of(request),
                now=clock.now(),
            )
        except EntryChanged as refusal:
            entry = entry_mapped_for(request.user, slug)
            changed = meanwhile(entry, at_version)
            written.form.add_error(None, str(refusal))
        except Refusal as refusal:
            written.form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("region:mapped", slug)
    # What was typed against an older version is saved against this one only when its writer has seen what changed.
    version = entry.version if changed or request.method != "POST" else version_in(request)
    context = framed(
        request, entry.region, entry=entry, version=version, changed=changed, **written.context()
    )
    status = 409 if changed else 422 if request.method == "POST" else 200
    return render(request, "region/desk/edit.html", context, status=status)


def meanwhile(entry: AtlasEntry, at_version: int) -> tuple[Said, ...]:
    """What others changed since the version that the writer had before them."""
    before = EntryVersion.objects.filter(entry=entry, number=at_version).first()
    now = snapshot(entry)
    was = before.content if before else {}
    return in_words(was, now, names_in([was, now])) if was else ()
