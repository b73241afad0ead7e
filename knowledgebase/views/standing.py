"""What is done with a text beside writing it: preview, sending in, versions, taking back, withdrawing, discarding."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hub.kit import clock
from hub.kit.errors import Refusal
from knowledgebase.access import attachment_for, may_write, reviewed_for, written_for
from knowledgebase.actions.discard_draft import discard_draft
from knowledgebase.actions.reopen_contribution import reopen_contribution
from knowledgebase.actions.submit_contribution import lacking, submit_contribution
from knowledgebase.actions.withdraw_contribution import withdraw_contribution
from knowledgebase.forms.contributions import WithdrawForm, typed_number
from knowledgebase.models import Contribution
from knowledgebase.models.writing import contribution_by, version_at, versions_of
from knowledgebase.rules.differences import between
from knowledgebase.views.editor import lacks_in
from knowledgebase.views.previewing import previewed
from knowledgebase.views.writing import METHODS, crumbs
from members.current import person_of


@login_required
@require_safe
def preview(request: HttpRequest, uuid: UUID) -> HttpResponse:
    found = written_for(request.user, uuid)
    shown = previewed(found, found.content, clock.now())
    return render(
        request, "knowledgebase/write/preview.html", {**shown, "contribution": found, "crumbs": _back(found)}
    )


@login_required
@require_http_methods(METHODS)
def send_in(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What is still to be put right, or a last look before it is sent in."""
    found = written_for(request.user, uuid)
    if request.method == "POST":
        try:
            submit_contribution(
                uuid=uuid,
                token=typed_number(request.POST.get("token", "")),
                words=request.POST.get("words", ""),
                actor=person_of(request),
                now=clock.now(),
            )
        except Refusal as refusal:
            if refusal.code != "not_complete":
                raise
            return redirect("knowledgebase:send_in", uuid)
        messages.success(request, _("Sent in. You get a mail when somebody has looked at it."))
        return redirect("knowledgebase:edit", uuid)
    if not found.is_writable:
        return redirect("knowledgebase:edit", uuid)
    context = {
        "contribution": found,
        "lacking": lacks_in(lacking(found, found.content, clock.now())),
        "again": found.versions.exists(),
        "crumbs": _back(found),
    }
    return render(request, "knowledgebase/write/send_in.html", context)


@login_required
@require_http_methods(METHODS)
def reopen(request: HttpRequest, uuid: UUID) -> HttpResponse:
    written_for(request.user, uuid)
    if request.method == "POST":
        reopen_contribution(uuid=uuid, actor=person_of(request), now=clock.now())
    return redirect("knowledgebase:edit", uuid)


@login_required
@require_http_methods(METHODS)
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    found = written_for(request.user, uuid)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        withdraw_contribution(
            uuid=uuid, reason=form.cleaned_data["reason"], actor=person_of(request), now=clock.now()
        )
        messages.success(request, _("Withdrawn. Its address says so."))
        return redirect("knowledgebase:edit", uuid)
    context = {"contribution": found, "form": form, "crumbs": _back(found)}
    return render(request, "knowledgebase/write/withdraw.html", context, status=400 if form.is_bound else 200)


@login_required
@require_http_methods(METHODS)
def discard(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Asked before it is done."""
    found = written_for(request.user, uuid)
    if request.method == "POST":
        discard_draft(uuid=uuid, actor=person_of(request), now=clock.now())
        messages.success(request, _("Thrown away."))
        return redirect("knowledgebase:write")
    return render(
        request, "knowledgebase/write/discard.html", {"contribution": found, "crumbs": _back(found)}
    )


@login_required
@require_safe
def versions(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What was sent in when and by whom, and what is different between two; for who writes it and who looks at it."""
    found = _seen(request, uuid)
    listed = versions_of(found)
    to = _number(request, "to", listed[0].number if listed else 0)
    since = _number(request, "from", to - 1)
    earlier, later = version_at(found, since), version_at(found, to)
    if (listed and later is None) or (since > 0 and earlier is None):
        raise Http404
    context = {
        "contribution": found,
        "versions": listed,
        "earlier": earlier,
        "later": later,
        "differences": between(earlier.read, later.read) if earlier and later else [],
        "crumbs": _back(found) if may_write(request.user, found) else _desk(found),
    }
    return render(request, "knowledgebase/write/versions.html", context)


def _seen(request: HttpRequest, uuid: UUID) -> Contribution:
    found = contribution_by(uuid)
    if found is not None and may_write(request.user, found):
        return found
    return reviewed_for(request.user, uuid)


def _number(request: HttpRequest, name: str, usual: int) -> int:
    text = request.GET.get(name, "")
    number = typed_number(text) if text else usual
    if text and number < 1:
        raise Http404
    return number


@login_required
@require_safe
def draft_file(request: HttpRequest, uuid: UUID, file: UUID) -> FileResponse:
    """To be saved, by who writes it or looks at it."""
    found = attachment_for(request.user, uuid, file)
    try:
        opened = default_storage.open(found.stored)
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(opened, as_attachment=True, filename=found.name, content_type=found.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _back(found: Contribution) -> list[tuple[str, str]]:
    return [*crumbs(), (found.title, reverse("knowledgebase:edit", args=[found.uuid]))]


def _desk(found: Contribution) -> list[tuple[str, str]]:
    return [
        (_("Articles to look at"), reverse("knowledgebase:review_queue")),
        (found.title, reverse("knowledgebase:review", args=[found.uuid])),
    ]
