"""The contact log's own pages: one note, and forgetting somebody. For quartermasters of the region alone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from hub.kit import clock
from members.current import person_of
from region.access import note_for
from region.actions.change_contact import change_contact
from region.actions.delete_contact import delete_contact
from region.actions.follow_up_contact import follow_up_contact
from region.actions.forget_contact import forget_contact
from region.forms.desk import ForgetForm, NoteForm
from region.permissions import is_quartermaster_of, region_mapped_for
from region.views.desk import framed
from region.views.mapping import METHODS, attempted, version_in

FIELDS = "at how with_name with_role with_email with_phone text follow_up_on".split()


@login_required
@require_http_methods(METHODS)
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    found = note_for(request.user, pk)
    if request.method == "POST":
        form = NoteForm(request.POST)
        if attempted(
            form,
            lambda: change_contact(
                note_id=pk,
                at_version=version_in(request),
                facts=form.facts(),
                actor=person_of(request),
                now=clock.now(),
            ),
        ):
            messages.success(request, _("Noted."))
            return redirect("region:mapped", found.entry.slug)
        # Whoever was too late sees what it says now, and saves over it knowingly.
        found = note_for(request.user, pk)
    else:
        form = NoteForm(initial={name: getattr(found, name) for name in FIELDS})
    context = framed(request, found.entry.region, note=found, entry=found.entry, form=form)
    return render(request, "region/desk/contact.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(METHODS)
def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    found = note_for(request.user, pk)
    if request.method != "POST":
        return redirect("region:mapped", found.entry.slug)
    done = follow_up_contact(note_id=pk, actor=person_of(request), now=clock.now())
    messages.success(request, _("Done: %(name)s.") % {"name": done.entry.name})
    # Whoever did it on the entry goes on there.
    if request.POST.get("from") == "entry" or done.entry.region is None:
        return redirect("region:mapped", done.entry.slug)
    return redirect("region:desk", done.entry.region.slug)


@login_required
@require_http_methods(METHODS)
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = note_for(request.user, pk)
    if request.method != "POST":
        return redirect("region:mapped", found.entry.slug)
    delete_contact(note_id=pk, actor=person_of(request), now=clock.now())
    messages.success(request, _("The note is gone."))
    return redirect("region:mapped", found.entry.slug)


@login_required
@require_http_methods(METHODS)
def forget(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody asks to be forgotten."""
    region = region_mapped_for(request.user, slug)
    if not is_quartermaster_of(request.user, region.pk):
        raise Http404
    form = ForgetForm(request.POST if request.method == "POST" else None)
    counted: list[int] = []
    if request.method == "POST" and attempted(
        form,
        lambda: counted.append(
            forget_contact(**form.cleaned_data, actor=person_of(request), now=clock.now())
        ),
    ):
        count = counted[0]
        words = ngettext("Taken out of %(count)s note.", "Taken out of %(count)s notes.", count)
        messages.success(request, words % {"count": count})
        return redirect("region:forget_contact", slug)
    context = framed(request, region, form=form)
    return render(request, "region/desk/forget.html", context, status=422 if form.is_bound else 200)
