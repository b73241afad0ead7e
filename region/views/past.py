"""What an entry was, and putting it back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hub.kit import clock
from hub.kit.paging import page_number, page_of
from members.current import person_of
from region.actions.restore_version import restore_version
from region.actions.undo_merge import AS_LONG_AS, undo_merge
from region.models import Merge
from region.models.history import told, versions_of
from region.permissions import entry_mapped_for
from region.views.desk import framed
from region.views.mapping import METHODS, version_in

PAGE = 20


@login_required
@require_safe
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """Every version: who made it, when and why, and what it changed."""
    entry = entry_mapped_for(request.user, slug)
    page = page_of(versions_of(entry), page_number(request), PAGE)
    now = clock.now()
    merges = Merge.objects.filter(winner=entry, undone_at=None, at__gte=now - AS_LONG_AS)
    context = framed(
        request,
        entry.region,
        entry=entry,
        page_obj=page,
        told=told(entry, page.object_list),
        merges=merges.select_related("loser"),
    )
    return render(request, "region/desk/history.html", context)


@login_required
@require_http_methods(METHODS)
def restore(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    entry = entry_mapped_for(request.user, slug)
    if request.method != "POST":
        return redirect("region:entry_history", slug)
    restore_version(
        entry_id=entry.pk,
        number=number,
        at_version=version_in(request),
        actor=person_of(request),
        now=clock.now(),
    )
    messages.success(request, _("It says again what it said in version %(number)s.") % {"number": number})
    return redirect("region:mapped", slug)


@login_required
@require_http_methods(METHODS)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a merge."""
    if request.method != "POST":
        merged = get_object_or_404(Merge.objects.select_related("winner"), pk=pk)
        return redirect("region:entry_history", entry_mapped_for(request.user, merged.winner.slug).slug)
    again = undo_merge(merge_id=pk, actor=person_of(request), now=clock.now())
    messages.success(request, _("They are two again. %(name)s is back.") % {"name": again.name})
    return redirect("region:mapped", again.slug)
