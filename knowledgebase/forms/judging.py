"""What readers say below a how-to. How long it may be, and who may say it, is the verbs' to judge."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knowledgebase.actions import answer_question, ask_question, flag_outdated, give_verdict, look_at_flag
from knowledgebase.actions.take_off_said import KINDS, LONGEST


def _words(label: Any, most: int, *, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, required=False, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


class VerdictForm(forms.Form):
    worked = forms.ChoiceField(
        label=_("Did it work for you?"),
        choices=[("yes", _("It worked")), ("no", _("It did not"))],
        widget=forms.RadioSelect,
    )
    because = _words(
        _("Because"),
        give_verdict.LONGEST,
        help_text=_("What went otherwise than it says. Everybody can read it; wanted where it did not work."),
    )
    named = forms.BooleanField(label=_("Our organisation may be named"), required=False)


class AskForm(forms.Form):
    text = _words(_("Your question"), ask_question.LONGEST)


class AnswerForm(forms.Form):
    text = _words(_("Your answer"), answer_question.LONGEST)


class FlagForm(forms.Form):
    text = _words(
        _("What is not so any more?"),
        flag_outdated.LONGEST,
        help_text=_("Say where, and how it is now: its author and the hub get it by mail."),
    )


class LookForm(forms.Form):
    became = forms.ChoiceField(
        label=_("What became of it?"),
        choices=[("mended", _("Mended")), ("stands", _("Still right as it is"))],
        widget=forms.RadioSelect,
    )
    text = _words(_("In words"), look_at_flag.LONGEST, rows=2)


class TakeOffForm(forms.Form):
    kind = forms.ChoiceField(choices=[(each, each) for each in KINDS], widget=forms.HiddenInput)
    pk = forms.RegexField(regex=r"^[0-9]{1,18}$", widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why it goes"), max_length=LONGEST, required=False)


class AcceptForm(forms.Form):
    """`instead_of`: the answer that was accepted when the page was shown; empty for none."""

    answer = forms.RegexField(regex=r"^[0-9]{1,18}$")
    instead_of = forms.RegexField(regex=r"^[0-9]{1,18}$", required=False)
