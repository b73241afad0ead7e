"""The reviewers' desk: what waits, one text with words at its steps, taking off, and what readers report."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hub.kit import clock
from hub.kit.errors import Refusal
from knowledgebase.access import (
    article_for,
    article_reviewed_for,
    demand_reviewer,
    report_for,
    reviewed_for,
)
from knowledgebase.actions.answer_report import answer_report
from knowledgebase.actions.judge_contribution import Opinion, judge_contribution
from knowledgebase.actions.report_article import report_article
from knowledgebase.actions.take_off_article import take_off_article
from knowledgebase.forms.contributions import AnswerForm, ReportForm, TakeOffForm, remarks, typed_number
from knowledgebase.models import Contribution, Stand, Verdict
from knowledgebase.models.writing import (
    decided_lately,
    latest_version,
    reports_waiting,
    version_at,
    waiting,
    wrote_in,
)
from knowledgebase.rules.differences import between
from knowledgebase.views.previewing import previewed
from knowledgebase.views.writing import METHODS
from members.current import person_of

LATELY = 10


@login_required
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits at the reader's hubs or in their regions, and what was reported."""
    mine = demand_reviewer(request.user)
    context = {
        "waiting": waiting(mine),
        "reports": reports_waiting(mine),
        "lately": decided_lately(mine, LATELY),
    }
    return render(request, "knowledgebase/write/queue.html", context)


@login_required
@require_http_methods(METHODS)
def review(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The text as it will look, with room for words at each step."""
    found = reviewed_for(request.user, uuid)
    if request.method != "POST":
        return _page(request, found)
    verdict = Verdict.PUBLISHED if request.POST.get("do") == "publish" else Verdict.SENT_BACK
    opinion = Opinion(verdict, request.POST.get("words", ""), remarks(request.POST))
    try:
        judge_contribution(
            uuid=uuid,
            version=typed_number(request.POST.get("version", "")),
            opinion=opinion,
            actor=person_of(request),
            now=clock.now(),
        )
    except Refusal as refusal:
        # What the reviewer wrote is not lost, whatever the reason.
        return _page(request, reviewed_for(request.user, uuid), str(refusal), opinion, refusal.status)
    said = (
        _("Published.")
        if verdict == Verdict.PUBLISHED
        else _("Sent back. Its author gets your words by mail.")
    )
    messages.success(request, said)
    return redirect("knowledgebase:review_queue")


def _page(
    request: HttpRequest,
    found: Contribution,
    wrong: str = "",
    opinion: Opinion | None = None,
    status: int = 200,
) -> HttpResponse:
    version = latest_version(found)
    assert version is not None
    shown = previewed(found, version.read, version.made_at)
    said = opinion.remarks if opinion else {}
    before = version_at(found, version.number - 1)
    context: dict[str, Any] = {
        **shown,
        "steps": [(step, said.get(step.id, "")) for step in shown["steps"]],
        "contribution": found,
        "version": version,
        "differences": between(before.read, version.read) if before else [],
        "waits": found.state == Stand.SUBMITTED,
        "is_mine": wrote_in(found, request.user),
        "edited_since": bool(
            found.page and found.page.live and found.page.live_revision_id != found.page_revision
        ),
        "words": opinion.words if opinion else "",
        "refused": wrong,
        "crumbs": [(_("Articles to look at"), reverse("knowledgebase:review_queue"))],
    }
    return render(request, "knowledgebase/write/review.html", context, status=status)


@login_required
@require_http_methods(METHODS)
def take_off(request: HttpRequest, pk: int) -> HttpResponse:
    article = article_reviewed_for(request.user, pk)
    form = TakeOffForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        take_off_article(pk=pk, reason=form.cleaned_data["reason"], actor=person_of(request), now=clock.now())
        messages.success(request, _("Taken off. Its address says why."))
        return redirect("knowledgebase:review_queue")
    return render(
        request,
        "knowledgebase/write/take_off.html",
        {"article": article, "form": form},
        status=400 if form.is_bound else 200,
    )


@login_required
@require_http_methods(METHODS)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that an article should not be there."""
    article = article_for(pk)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        report_article(
            pk=pk,
            wrong=form.cleaned_data["wrong"],
            words=form.cleaned_data["words"],
            actor=person_of(request),
            now=clock.now(),
        )
        messages.success(
            request, _("Thank you. Somebody looks at it, and you get a mail about what came of it.")
        )
        return redirect(article.address)
    return render(
        request,
        "knowledgebase/write/report.html",
        {"article": article, "form": form},
        status=400 if form.is_bound else 200,
    )


@login_required
@require_http_methods(METHODS)
def report_answer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One report, and an answer to it."""
    found = report_for(request.user, uuid)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        answer_report(uuid=uuid, **form.cleaned_data, actor=person_of(request), now=clock.now())
        messages.success(request, _("Answered. Whoever reported it gets your words by mail."))
        return redirect("knowledgebase:review_queue")
    context = {
        "report": found,
        "article": found.page.specific,
        "form": form,
        "crumbs": [(_("Articles to look at"), reverse("knowledgebase:review_queue"))],
    }
    return render(
        request, "knowledgebase/write/report_answer.html", context, status=400 if form.is_bound else 200
    )
