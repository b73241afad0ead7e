"""Saying below a how-to whether it worked, asking, answering, and that it is outdated. What comes back wrong keeps what
was typed. Reading one of these addresses, as after signing in, leads to the how-to."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hub.kit import clock
from hub.kit.errors import Refusal
from knowledgebase.actions.accept_answer import accept_answer
from knowledgebase.actions.answer_question import answer_question
from knowledgebase.actions.ask_question import ask_question
from knowledgebase.actions.flag_outdated import flag_outdated
from knowledgebase.actions.give_verdict import give_verdict
from knowledgebase.actions.look_at_flag import look_at_flag
from knowledgebase.actions.take_off_said import how_to_of, take_off_said
from knowledgebase.forms.judging import (
    AcceptForm,
    AnswerForm,
    AskForm,
    FlagForm,
    LookForm,
    TakeOffForm,
    VerdictForm,
)
from knowledgebase.models import HowTo
from knowledgebase.permissions import answer_for, flag_for, how_to_for, question_for
from knowledgebase.views.reading import how_to_page
from members.current import current_organisation, person_of

View = Callable[..., HttpResponse]


def _said_below(view: View) -> View:
    decorated: View = require_http_methods(["GET", "HEAD", "POST"])(login_required(view))
    return decorated


def _back(how_to: HowTo, anchor: str) -> HttpResponse:
    response = redirect("knowledgebase:how_to", how_to.slug)
    response["Location"] += f"#{anchor}"
    return response


def _done(
    request: HttpRequest,
    how_to: HowTo,
    form: Form,
    name: str,
    verb: Callable[[], Any],
    thanks: str,
    anchor: str,
) -> HttpResponse:
    """What the verb says is thanked for, or shown beside what was typed."""
    if form.is_valid():
        try:
            verb()
        except Refusal as refusal:
            if refusal.status == 403:
                raise
            form.add_error("text" if "text" in form.fields else None, str(refusal))
            return how_to_page(request, how_to, {name: form}, refusal.status)
        messages.success(request, thanks)
        return _back(how_to, anchor)
    return how_to_page(request, how_to, {name: form}, 400)


@_said_below
def verdict(request: HttpRequest, slug: str) -> HttpResponse:
    """Whether it worked for the organisation that somebody acts for."""
    how_to = how_to_for(slug, get_language() or "nl")
    organisation = current_organisation(request)
    if request.method != "POST":
        return _back(how_to, "works")
    if organisation is None:
        messages.warning(request, _("Only for an organisation: register yours, or be invited by one."))
        return redirect("members:organisations")
    form = VerdictForm(request.POST, auto_id="verdict-%s")

    def give() -> None:
        data = form.cleaned_data
        give_verdict(
            how_to_id=how_to.pk,
            organisation=organisation.uuid,
            worked=data["worked"] == "yes",
            because=data["because"],
            named=data["named"],
            actor=person_of(request),
            now=clock.now(),
        )

    return _done(request, how_to, form, "verdict", give, _("Thank you: the next one knows."), "works")


@_said_below
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """A question below a how-to."""
    how_to = how_to_for(slug, get_language() or "nl")
    if request.method != "POST":
        return _back(how_to, "questions")
    form, person, now = AskForm(request.POST, auto_id="ask-%s"), person_of(request), clock.now()

    def verb() -> object:
        return ask_question(how_to_id=how_to.pk, text=form.cleaned_data["text"], actor=person, now=now)

    return _done(
        request,
        how_to,
        form,
        "ask",
        verb,
        _("Your question stands below. An answer comes by mail."),
        "questions",
    )


@_said_below
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """An answer to a question."""
    question = question_for(pk)
    if request.method != "POST":
        return _back(question.how_to, f"question-{pk}")
    form = AnswerForm(request.POST, auto_id=f"answer-{pk}-%s")

    def verb() -> object:
        text, person = form.cleaned_data["text"], person_of(request)
        return answer_question(question_id=pk, text=text, actor=person, now=clock.now())

    name, anchor = f"answer-{pk}", f"question-{pk}"
    return _done(request, _whole(question.how_to), form, name, verb, _("Your answer stands below."), anchor)


@_said_below
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer that helped."""
    if request.method != "POST":
        return _back(answer_for(pk).question.how_to, f"question-{answer_for(pk).question_id}")
    form = AcceptForm({**request.POST.dict(), "answer": str(pk)})
    if not form.is_valid():
        raise Http404
    before = form.cleaned_data["instead_of"]
    found = answer_for(pk)
    try:
        accept_answer(
            answer_id=pk,
            instead_of=int(before) if before else None,
            actor=person_of(request),
            now=clock.now(),
        )
        messages.success(request, _("Accepted: it stands first from now on."))
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        messages.warning(request, str(refusal))
    return _back(found.question.how_to, f"question-{found.question_id}")


@_said_below
def outdated(request: HttpRequest, slug: str) -> HttpResponse:
    """That something in it is not so any more."""
    how_to = how_to_for(slug, get_language() or "nl")
    if request.method != "POST":
        return _back(how_to, "outdated")
    form, person, now = FlagForm(request.POST, auto_id="outdated-%s"), person_of(request), clock.now()

    def verb() -> object:
        return flag_outdated(how_to_id=how_to.pk, text=form.cleaned_data["text"], actor=person, now=now)

    thanks = _("Thank you: its author and the hub look at it.")
    return _done(request, how_to, form, "flag", verb, thanks, "outdated")


@_said_below
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of what was said to be outdated."""
    flag = flag_for(request.user, pk)
    if request.method != "POST":
        return _back(flag.how_to, f"flag-{pk}")
    form = LookForm(request.POST, auto_id=f"look-{pk}-%s")

    def verb() -> object:
        data, person = form.cleaned_data, person_of(request)
        mended = data["became"] == "mended"
        return look_at_flag(flag_id=pk, mended=mended, text=data["text"], actor=person, now=clock.now())

    name, anchor = f"look-{pk}", f"flag-{pk}"
    return _done(request, _whole(flag.how_to), form, name, verb, _("Whoever said so is told."), anchor)


@require_http_methods(["POST"])
@login_required
def off(request: HttpRequest) -> HttpResponse:
    """Take off what a reader wrote."""
    form = TakeOffForm(request.POST)
    if not form.is_valid() and {"kind", "pk"} & form.errors.keys():
        raise Http404
    data, now = form.cleaned_data, clock.now()
    take = partial(take_off_said, kind=data["kind"], pk=int(data["pk"]), actor=person_of(request), now=now)
    row = take(reason=data.get("reason", ""))
    how_to = how_to_of(row)
    assert how_to is not None
    messages.success(request, _("It is off: nobody reads it any more."))
    return _back(how_to, "works")


def _whole(how_to: HowTo) -> HowTo:
    """With all that its page shows."""
    return how_to_for(how_to.slug, how_to.language)
