"""What stands below a how-to: whether it worked, questions, what is outdated, and the forms to say so."""

from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.http import HttpRequest

from knowledgebase.forms.judging import AnswerForm, AskForm, FlagForm, LookForm, VerdictForm
from knowledgebase.models import Flag, HowTo, Question, Trial
from knowledgebase.models.judging import flags_of, is_author, judged, questions_of
from knowledgebase.permissions import moderates
from members.current import current_organisation

Forms = Mapping[str, Form]


def judged_context(request: HttpRequest, how_to: HowTo, forms: Forms | None = None) -> dict[str, Any]:
    """`forms` are those that came back wrong: by their name, and the number of what they are about."""
    forms = forms or {}
    person = request.user
    found, organisation = judged(how_to), current_organisation(request)
    mine = found.of(organisation.pk) if organisation else None
    is_mine = bool(person.is_authenticated and is_author(person.pk, how_to))
    moderating = bool(person.is_authenticated and moderates(person, how_to))
    return {
        "judged": found,
        "mine": mine,
        "organisation": organisation,
        "may_moderate": moderating,
        "questions": [_question(each, person, is_mine, forms) for each in questions_of(how_to)],
        "flags": [_flag(each, forms) for each in flags_of(how_to)],
        "may_look": is_mine or moderating,
        "verdict_form": forms.get("verdict") or VerdictForm(initial=_said(mine), auto_id="verdict-%s"),
        "ask_form": forms.get("ask") or AskForm(auto_id="ask-%s"),
        "flag_form": forms.get("flag") or FlagForm(auto_id="outdated-%s"),
        "wrong": sorted(forms),
    }


def _said(verdict: Trial | None) -> dict[str, Any]:
    if verdict is None:
        return {}
    return {"worked": "yes" if verdict.worked else "no", "because": verdict.because, "named": verdict.named}


def _question(question: Question, person: Any, is_author: bool, forms: Forms) -> dict[str, Any]:
    answers: list[Any] = question.shown_answers  # type: ignore[attr-defined]
    accepted = next((each for each in answers if each.accepted_at), None)
    form = forms.get(f"answer-{question.pk}")
    return {
        "question": question,
        "answers": answers,
        "accepted": accepted,
        "may_accept": bool(person.is_authenticated and (is_author or question.person_id == person.pk)),
        "form": form or AnswerForm(auto_id=f"answer-{question.pk}-%s"),
        "is_wrong": form is not None,
    }


def _flag(flag: Flag, forms: Forms) -> dict[str, Any]:
    form = forms.get(f"look-{flag.pk}")
    return {
        "flag": flag,
        "form": form or LookForm(auto_id=f"look-{flag.pk}-%s"),
        "is_wrong": form is not None,
    }
