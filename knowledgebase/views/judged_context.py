"""What stands below a how-to: whether it worked, questions, what is outdated, and the forms to say so."""

from collections.abc import Mapping
from typing import Any

from django.forms import Form
from django.http import HttpRequest

from knowledgebase.forms.judging import AnswerForm, AskForm, FlagForm, LookForm, VerdictForm
from knowledgebase.models import Flag, HowTo, Trial
from knowledgebase.models.judging import is_author
from knowledgebase.models.said import Asked, said_of
from knowledgebase.permissions import moderates
from members.current import current_organisation

Forms = Mapping[str, Form]


def judged_context(request: HttpRequest, how_to: HowTo, forms: Forms | None = None) -> dict[str, Any]:
    """`forms` are those that came back wrong: by their name, and the number of what they are about."""
    forms = forms or {}
    person = request.user
    said, organisation = said_of(how_to), current_organisation(request)
    mine = said.judged.of(organisation.pk) if organisation else None
    is_mine = bool(person.is_authenticated and is_author(person.pk, how_to))
    moderating = bool(person.is_authenticated and moderates(person, how_to))
    return {
        "judged": said.judged,
        "mine": mine,
        "organisation": organisation,
        "may_moderate": moderating,
        "questions": [_question(each, person, is_mine, forms) for each in said.questions],
        "flags": [_flag(each, forms) for each in said.flags],
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


def _question(asked: Asked, person: Any, is_author: bool, forms: Forms) -> dict[str, Any]:
    question = asked.question
    form = forms.get(f"answer-{question.pk}")
    return {
        "question": question,
        "answers": asked.answers,
        "accepted": asked.accepted,
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
