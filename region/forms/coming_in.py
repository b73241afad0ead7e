"""What people tell about the atlas, and what is answered."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.rules.import_cells import Wrong
from hub.kit.form_fields import WholeNumberField
from hub.kit.tongues import in_its_language
from knowledgebase.models import Theme
from members.models import Municipality, Organisation
from region.models import AtlasEntry, EntryKind, Phase, Stage
from region.models.files import MAY_BEGIN_AS
from region.models.towns import town_called, town_meant
from region.rules.file_cells import website
from region.rules.owned import OwnFacts
from region.rules.suggested import FIELDS, Told

NAMED = forms.TextInput(attrs={"autocomplete": "name"})
FIVE_ROWS = forms.Textarea(attrs={"rows": 5})
KINDS = [("", gettext_lazy("Choose one")), *EntryKind.choices]


class WebsiteField(forms.CharField):
    """http and https alone, with or without it in front."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url"})
        super().__init__(
            label=gettext_lazy("Website"), required=False, max_length=300, widget=widget, **kwargs
        )

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        try:
            return website(text) if text else ""
        except Wrong as error:
            raise forms.ValidationError(
                _("This is no address of a web site. Write it as https://example.org.")
            ) from error


class ToldForm(forms.Form):
    """What both sides say of it: who suggests, and the quartermaster who takes it over."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=160)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=KINDS)
    town = forms.CharField(
        label=gettext_lazy("Town"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("Empty for what is national or online."),
    )
    website = WebsiteField()
    about = forms.CharField(
        label=gettext_lazy("What it is and does"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_town(self) -> Municipality | None:
        text = self.cleaned_data["town"]
        found = town_called(text) if text else None
        if text and found is None:
            meant = town_meant(text)
            said = (
                _("We do not know this town. Did you mean %(town)s?") % {"town": meant}
                if meant
                else _("We do not know this town. Write the name of the nearest larger one.")
            )
            raise forms.ValidationError(said)
        return found

    def facts(self) -> dict[str, str]:
        return {name: str(self.cleaned_data[name]).strip() for name in FIELDS}


def initial_of(entry: AtlasEntry, language: str) -> dict[str, str]:
    return {
        "name": entry.name,
        "kind": entry.kind,
        "town": entry.municipality.name if entry.municipality else "",
        "website": entry.website,
        "about": entry.about_en if language == "en" else entry.about_nl,
    }


class SuggestForm(ToldForm):
    words = forms.CharField(
        label=gettext_lazy("Anything else"),
        required=False,
        max_length=2_000,
        help_text=gettext_lazy("Where you know it from, who takes part, what can be used there."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    sender_name = forms.CharField(
        label=gettext_lazy("Your name"),
        required=False,
        max_length=120,
        widget=NAMED,
    )
    sender_email = forms.EmailField(
        label=gettext_lazy("Your e-mail"),
        required=False,
        max_length=254,
        help_text=gettext_lazy(
            "If you want to hear what becomes of it. We forget both 90 days after the answer."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def told(self, entry: AtlasEntry | None, language: str) -> Told:
        """Of a change only what is different."""
        before = initial_of(entry, language) if entry else {}
        facts = {name: said for name, said in self.facts().items() if said != before.get(name, "").strip()}
        town = self.cleaned_data["town"]
        same = entry is not None and town is not None and town.pk == entry.municipality_id
        return Told(
            facts=facts,
            town_id=town.pk if town and not same else None,
            words=self.cleaned_data["words"].strip(),
            sender_name=self.cleaned_data["sender_name"].strip(),
            sender_email=self.cleaned_data["sender_email"],
            language=language,
        )

    def request_key(self) -> UUID:
        key: UUID = self.cleaned_data["key"]
        return key


class TakeOverForm(ToldForm):
    stage = forms.ChoiceField(
        label=gettext_lazy("Begins as"),
        help_text=gettext_lazy("Everybody sees what is mapped; the others only you see."),
        choices=[(each.value, each.label) for each in MAY_BEGIN_AS],
        initial=Stage.HEARD_OF,
        required=False,
    )
    answer = forms.CharField(
        label=gettext_lazy("A word to whoever sent it"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, begins: bool, **kwargs: Any) -> None:
        """`begins`: it is of something new. What is on the atlas stays at the stage that it has."""
        super().__init__(*args, **kwargs)
        if not begins:
            del self.fields["stage"]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why not"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 2})
    )


class ClaimForm(forms.Form):
    organisation = forms.ChoiceField(label=gettext_lazy("Your organisation"))
    words = forms.CharField(
        label=gettext_lazy("How can the quartermaster see that it is you?"),
        help_text=gettext_lazy("Such as an address at its own web site, or who knows you."),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(each.uuid): each for each in organisations}
        field = self.fields["organisation"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(uuid, each.name) for uuid, each in self.known.items()]

    def claimant(self) -> Organisation:
        return self.known[self.cleaned_data["organisation"]]


class OwnForm(forms.Form):
    about_nl = forms.CharField(
        label=gettext_lazy("About it, in Dutch"),
        required=False,
        max_length=4_000,
        widget=FIVE_ROWS,
    )
    about_en = forms.CharField(
        label=gettext_lazy("About it, in English"),
        required=False,
        max_length=4_000,
        widget=FIVE_ROWS,
    )
    website = WebsiteField()
    address = forms.CharField(label=gettext_lazy("Address"), required=False, max_length=200)
    phase = forms.ChoiceField(
        label=gettext_lazy("Phase"), required=False, choices=[("", gettext_lazy("not said")), *Phase.choices]
    )
    since = WholeNumberField(label=gettext_lazy("Since"), least=1500, most=2100, required=False)
    themes = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Themes"),
        queryset=Theme.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    version = forms.RegexField("^[0-9]{1,9}$", widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_its_language(self)

    def own(self) -> OwnFacts:
        values = dict(self.cleaned_data)
        themes = values.pop("themes")
        values.pop("version")
        return OwnFacts(**values, theme_ids=tuple(sorted(each.pk for each in themes)))


def initial_of_own(entry: AtlasEntry) -> dict[str, Any]:
    plain = ("about_nl", "about_en", "website", "address", "phase", "since", "version")
    return {name: getattr(entry, name) for name in plain} | {"themes": entry.themes.all()}
