"""The small forms of the desk: what is asked for of a list, a check, a reason, a conversation."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.kit.form_fields import DayField
from region.forms.entries import UNKNOWN
from region.models import CheckedBy, EntryKind, How, Stage
from region.models.desk import Asked
from region.rules.noting import NoteFacts


class FilterForm(forms.Form):
    """Of a list, in the address."""

    says_optional = False

    words = forms.CharField(label=gettext_lazy("Words"), required=False, max_length=100)
    stage = forms.ChoiceField(label=gettext_lazy("Stage"), required=False, error_messages=UNKNOWN)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False, error_messages=UNKNOWN)
    quiet = DayField(label=gettext_lazy("Not spoken to since"), required=False)
    where = forms.ChoiceField(label=gettext_lazy("Where"), required=False, error_messages=UNKNOWN)

    def __init__(self, *args: Any, region: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choices("stage", [("", _("all that is not taken off")), *Stage.choices])
        self._choices("kind", [("", _("all kinds")), *EntryKind.choices])
        self._choices("where", [("", region), ("elsewhere", _("national and online"))])

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def asked(self) -> Asked:
        values = self.cleaned_data
        return Asked(
            stage=values["stage"],
            kind=values["kind"],
            words=values["words"],
            quiet_since=values["quiet"],
            elsewhere=values["where"] == "elsewhere",
        )


class VerifyForm(forms.Form):
    how = forms.ChoiceField(
        label=gettext_lazy("How you checked it"),
        choices=CheckedBy.choices,
        widget=forms.RadioSelect,
        error_messages=UNKNOWN | {"required": gettext_lazy("Say how you checked it.")},
    )
    note = forms.CharField(label=gettext_lazy("A note for the history"), required=False, max_length=300)


class TakeOffForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=300,
        help_text=gettext_lazy("Stays in the history, for quartermasters only."),
        error_messages={"required": gettext_lazy("Say why: the next quartermaster wants to know.")},
    )


class NoteForm(forms.Form):
    """A conversation."""

    at = DayField(label=gettext_lazy("On"))
    how = forms.ChoiceField(label=gettext_lazy("How"), choices=How.choices, error_messages=UNKNOWN)
    with_name = forms.CharField(label=gettext_lazy("With whom"), required=False, max_length=120)
    with_role = forms.CharField(label=gettext_lazy("Their role"), required=False, max_length=120)
    with_email = forms.EmailField(label=gettext_lazy("Their e-mail"), required=False, max_length=254)
    with_phone = forms.CharField(label=gettext_lazy("Their phone"), required=False, max_length=40)
    text = forms.CharField(
        label=gettext_lazy("What was said"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    follow_up_on = DayField(label=gettext_lazy("Come back to it on"), required=False)
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        at, later = values.get("at"), values.get("follow_up_on")
        if at and later and later < at:
            self.add_error("follow_up_on", _("That is before the conversation."))
        return values

    def facts(self) -> NoteFacts:
        return NoteFacts(**{name: said for name, said in self.cleaned_data.items() if name != "key"})


class ApartForm(forms.Form):
    """Numbers that the page itself wrote."""

    first = forms.RegexField("^[0-9]{1,18}$", widget=forms.HiddenInput)
    second = forms.RegexField("^[0-9]{1,18}$", widget=forms.HiddenInput)


class ForgetForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("Whole name or e-mail address"),
        max_length=254,
        help_text=gettext_lazy(
            "It goes from every note of your regions, also from the text. There is no way back."
        ),
    )
