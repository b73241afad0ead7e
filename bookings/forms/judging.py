"""An option's last day, and the hub's answer to who asks for its approval."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from hub.kit.form_fields import DayField


class OptionForm(forms.Form):
    """Until and including a day, on the hub's clock; whether that is possible is for the verb to say."""

    on = DayField(label=gettext_lazy("Until and including"))

    def __init__(self, *args: Any, first: date, last: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if last is not None:
            self.fields["on"].widget.attrs |= {"min": first.isoformat(), "max": last.isoformat()}


class JudgeForm(forms.Form):
    """Yes or no, with words that are kept."""

    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("They read it when you decline; it is kept with your name."),
    )


class ReasonForm(forms.Form):
    """Why nobody pays, or why somebody does; the organisation reads it."""

    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("They read it; it is kept with your name."),
    )


class RemarkForm(forms.Form):
    """A question, or the answer to one."""

    text = forms.CharField(
        label=gettext_lazy("Your words"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
