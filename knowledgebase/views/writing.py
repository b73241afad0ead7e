"""Writing: my articles, starting one, and the editor. Works without a script; with one it is saved as one types."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hub.kit import clock
from hub.kit.errors import Refusal
from knowledgebase.access import experiments_of, hubs_reviewed_by, owned_by, written_for
from knowledgebase.actions._writing import WrittenMeanwhile
from knowledgebase.actions.save_draft import Saved, save_draft
from knowledgebase.actions.start_contribution import Start, start_contribution
from knowledgebase.forms.contributions import StartForm, moved, raw_draft, typed_number, uploads
from knowledgebase.from_booking import gear_of_booking, needs_of
from knowledgebase.models import Contribution
from knowledgebase.models.writing import address, latest_version, live_ones, written_by
from knowledgebase.rules.content import Content, read
from knowledgebase.rules.differences import between
from knowledgebase.views import editor
from members.current import current_organisation, my_organisations, person_of
from members.models import User

METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(METHODS)
def write(request: HttpRequest) -> HttpResponse:
    """My articles, and a form to start one."""
    person = person_of(request)
    given: dict[str, Any] = {
        "organisations": my_organisations(request),
        "experiments": experiments_of(person),
    }
    if request.method == "POST":
        form = StartForm(request.POST, **given)
        if form.is_valid():
            start = _with_booking(form.start(), person, form.cleaned_data["booking"])
            made = start_contribution(start=start, actor=person, now=clock.now())
            return redirect("knowledgebase:edit", made.uuid)
    else:
        form = StartForm(initial=_chosen(request, person), **given)
    mine = written_by(person, owned_by(person))
    context = {
        "form": form,
        "mine": mine,
        "live": live_ones(mine),
        "reviews": hubs_reviewed_by(person) is not None,
    }
    return render(request, "knowledgebase/write/mine.html", context, status=400 if form.is_bound else 200)


def _chosen(request: HttpRequest, person: User) -> dict[str, Any]:
    """What the address fills in: after a booking its hub, and its gear when it is sent."""
    here = current_organisation(request)
    chosen: dict[str, Any] = {
        "language": person.language,
        "hub": request.GET.get("hub", ""),
        "gear": [
            pk for pk in request.GET.getlist("facility") if pk.isascii() and pk.isdigit() and len(pk) < 18
        ],
        "organisation": here.pk if here else None,
    }
    if number := request.GET.get("booking", ""):
        booking = gear_of_booking(person, number)
        chosen |= {"booking": booking.number, "hub": booking.hub.pk}
    return chosen


def _with_booking(start: Start, person: User, number: str) -> Start:
    if not number:
        return start
    booking = gear_of_booking(person, number)
    return replace(start, needs=needs_of(booking), minutes=booking.minutes)


@login_required
@require_http_methods(METHODS)
def edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The editor, or how it stands with a text that is not being written now."""
    found = written_for(request.user, uuid)
    if request.method == "POST":
        return _keep(request, found)
    if not found.is_writable:
        return _standing(request, found)
    shown = editor.context(found, asked="check" in request.GET)
    return _page(request, found, shown)


def _page(
    request: HttpRequest, found: Contribution, shown: dict[str, Any], status: int = 200
) -> HttpResponse:
    return render(
        request,
        "knowledgebase/write/edit.html",
        {
            **shown,
            "crumbs": crumbs(),
            "lacking": editor.lacks_in(shown["lacks"]),
            "is_live": _is_live(found),
            "has_versions": latest_version(found) is not None,
        },
        status=status,
    )


def _standing(request: HttpRequest, found: Contribution) -> HttpResponse:
    is_live = _is_live(found)
    context = {
        "contribution": found,
        "crumbs": crumbs(),
        "version": latest_version(found),
        "judgement": editor.last_judgement(found),
        "is_live": is_live,
        "address": address(found.page) if is_live and found.page else "",
    }
    return render(request, "knowledgebase/write/standing.html", context)


def _is_live(found: Contribution) -> bool:
    return bool(found.page and found.page.live)


def crumbs() -> list[tuple[str, str]]:
    return [
        (_("Knowledge"), reverse("knowledgebase:knowledge")),
        (_("My articles"), reverse("knowledgebase:write")),
    ]


def _keep(request: HttpRequest, found: Contribution) -> HttpResponse:
    """Save what was typed; a script hears it in JSON, and goes on."""
    wants_json = request.headers.get("Accept") == "application/json"
    raw, do = raw_draft(request.POST), request.POST.get("do", "save")
    anchor = moved(raw, do)
    content, wrong = editor.looked_at(raw)
    if content is None:
        if wants_json:
            return JsonResponse({"code": "malformed", "words": next(iter(wrong.values()))}, status=400)
        return _page(request, found, editor.context(found, _whole(raw), wrong=wrong), 400)
    try:
        saved = save_draft(
            uuid=found.uuid,
            content=content,
            token=typed_number(request.POST.get("token", "")),
            tab=request.POST.get("tab", "")[:16],
            uploads=uploads(request.FILES),
            actor=person_of(request),
            now=clock.now(),
        )
    except Refusal as refusal:
        if wants_json:
            return JsonResponse({"code": refusal.code, "words": str(refusal)}, status=refusal.status)
        if isinstance(refusal, WrittenMeanwhile):
            return _both(request, found, content)
        raise
    return _heard(saved) if wants_json else _next(request, saved, do, anchor)


def _whole(raw: dict[str, Any]) -> dict[str, Any]:
    """What can be shown again: rows whose ids are ours."""
    for name in ("steps", "gear", "files"):
        raw[name] = [row for row in raw[name] if len(row["id"]) == 8 and row["id"].isalnum()][
            : editor.MOST[name]
        ]
    return raw


def _both(request: HttpRequest, found: Contribution, mine: Content) -> HttpResponse:
    """What was saved meanwhile beside what was typed here; saving once more is then meant."""
    fresh = written_for(request.user, found.uuid)
    shown = editor.context(fresh, mine.model_dump(mode="json"))
    theirs = read(fresh.draft)
    return _page(request, fresh, {**shown, "differences": between(theirs, mine)}, 409)


def _heard(saved: Saved) -> JsonResponse:
    draft = saved.contribution.draft
    named = {
        f"{row['id']}-{field}": row[field]
        for row in [*draft["steps"], *draft["files"]]
        for field in ("picture", "download")
        if row.get(field)
    }
    files = editor.attachments_of(saved.contribution, set(named.values()))
    attached = {
        where: {
            "uuid": uuid,
            "name": files[uuid].name,
            "url": files[uuid].picture.small.url if files[uuid].picture else "",  # type: ignore[union-attr]
        }
        for where, uuid in named.items()
        if uuid in files
    }
    return JsonResponse(
        {
            "token": saved.contribution.token,
            "at": f"{saved.contribution.saved_at.astimezone(saved.contribution.hub.zone):%H:%M}",
            "attached": attached,
            "refused": {where: str(refusal) for where, refusal in saved.refused.items()},
        }
    )


def _next(request: HttpRequest, saved: Saved, do: str, anchor: str) -> HttpResponse:
    found = saved.contribution
    if saved.refused:
        wrong = {where: str(refusal) for where, refusal in saved.refused.items()}
        return _page(request, found, editor.context(found, wrong=wrong), 400)
    if do == "preview":
        return redirect("knowledgebase:preview", found.uuid)
    if do == "submit":
        return redirect("knowledgebase:send_in", found.uuid)
    here = reverse("knowledgebase:edit", args=[found.uuid])
    return redirect(f"{here}#{anchor}" if anchor else f"{here}?saved=1")
