"""What the people of a pilot fill in. Whom and what it names is looked up by name: no form lists them all."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.forms.fields import EuroField
from hub.kit.form_fields import DayField, WholeNumberField
from knowledgebase.models import Experiment, Theme
from members.models import Organisation, Region
from region.models import AtlasEntry, Pilot, PilotState, Sector
from region.rules.pilots import AFTER_A_NO, QUIET, PartnerWish, PilotFacts

UNKNOWN = {"invalid_choice": gettext_lazy("That is not in the list. Choose one that is.")}
AT_LEAST_ONE = gettext_lazy("In Dutch or in English: one of them is needed.")
MOST_LABS = 50
KVK = re.compile(r"[0-9]{8}")


def long(label: Any, most: int, rows: int = 4, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, required=False, widget=widget, **more)


class PilotForm(forms.Form):
    """A pilot in the words of its people. At least one language of the title; `version` is what the writer saw."""

    version = WholeNumberField(widget=forms.HiddenInput(), required=False, most=999_999)
    owner = forms.TypedChoiceField(
        label=gettext_lazy("Whose pilot it is"),
        required=False,
        coerce=int,
        empty_value=None,
        error_messages=UNKNOWN,
    )
    owner_name = forms.CharField(
        label=gettext_lazy("Or of another organisation"),
        max_length=160,
        required=False,
        help_text=gettext_lazy(
            "Its name here, or its KvK number. It is asked first, and until then nobody else sees it."
        ),
    )
    title_nl = forms.CharField(
        label=gettext_lazy("Title, in Dutch"), max_length=160, required=False, help_text=AT_LEAST_ONE
    )
    title_en = forms.CharField(label=gettext_lazy("Title, in English"), max_length=160, required=False)
    aim_nl = long(gettext_lazy("Question or aim, in Dutch"), 2_000)
    aim_en = long(gettext_lazy("Question or aim, in English"), 2_000)
    region = forms.TypedChoiceField(label=gettext_lazy("Region"), coerce=int, error_messages=UNKNOWN)
    runs = forms.BooleanField(label=gettext_lazy("It has begun"), required=False)
    starts_on = DayField(label=gettext_lazy("From"), required=False)
    ends_on = DayField(label=gettext_lazy("Until and including"), required=False)
    themes = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Themes"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=UNKNOWN,
    )
    labs = long(
        gettext_lazy("Labs and places"),
        8_000,
        rows=3,
        help_text=gettext_lazy("One on each line, by the name that it has on the atlas."),
    )
    experiment = forms.CharField(
        label=gettext_lazy("Experiment"),
        max_length=300,
        required=False,
        help_text=gettext_lazy(
            "Its title or address in the knowledge base; its results appear on the timeline."
        ),
    )

    def __init__(self, *args: Any, mine: list[Organisation], maps: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[Any]] = {
            "owner": [(each.pk, each.name) for each in mine],
            "region": list(Region.objects.values_list("pk", "name")),
            "themes": [(each.pk, each.name) for each in Theme.objects.all()],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]
        if not maps:
            del self.fields["owner_name"]
        if not mine:
            del self.fields["owner"]
        elif maps:
            self.fields["owner"].choices = [("", "—"), *choices["owner"]]  # type: ignore[attr-defined]

    def clean_labs(self) -> list[int]:
        names = [line.strip() for line in self.cleaned_data["labs"].splitlines() if line.strip()]
        if len(names) > MOST_LABS:
            raise forms.ValidationError(_("At most %(most)s.") % {"most": MOST_LABS})
        found = {
            name.casefold(): pk
            for pk, name in AtlasEntry.objects.public().filter(name__in=names).values_list("pk", "name")
        }
        for name in names:
            if name.casefold() not in found:
                entry = AtlasEntry.objects.public().filter(name__iexact=name).first()
                if entry is None:
                    raise forms.ValidationError(_("The atlas has nothing called %(name)s.") % {"name": name})
                found[name.casefold()] = entry.pk
        return [found[name.casefold()] for name in names]

    def clean_experiment(self) -> int | None:
        text = self.cleaned_data["experiment"].strip()
        if not text:
            return None
        live = Experiment.objects.filter(live=True)
        slug = text.rstrip("/").rpartition("/")[2]
        found = live.filter(title__iexact=text).first() or live.filter(slug=slug).first()
        if found is None:
            raise forms.ValidationError(_("There is no experiment by that name in the knowledge base."))
        return int(found.pk)

    def clean_owner_name(self) -> int | None:
        text = " ".join(self.cleaned_data["owner_name"].split())
        if not text:
            return None
        by = {"kvk_number": text} if KVK.fullmatch(text) else {"name__iexact": text}
        found = list(Organisation.objects.known().filter(**by)[:2])
        if len(found) != 1:
            raise forms.ValidationError(
                _("No organisation here, or more than one, is called %(name)s.") % {"name": text}
            )
        return found[0].pk

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not (data.get("title_nl") or data.get("title_en")) and not self.errors.keys() & {
            "title_nl",
            "title_en",
        }:
            self.add_error("title_nl", _("Give it a title, in one language at least."))
        if data.get("runs") and not data.get("starts_on") and "starts_on" not in self.errors:
            self.add_error("starts_on", _("Say since when it runs."))
        start, end = data.get("starts_on"), data.get("ends_on")
        if end and "starts_on" not in self.errors and (start is None or end < start):
            self.add_error("ends_on", _("The end is not before the beginning, and both are said."))
        asks_owner = "owner" in self.fields or "owner_name" in self.fields
        if asks_owner and not self.owner_id and not self.errors.keys() & {"owner", "owner_name"}:
            self.add_error("owner" if "owner" in self.fields else "owner_name", _("Say whose pilot it is."))
        return data

    @property
    def owner_id(self) -> int | None:
        """Whose it is; another organisation goes before one's own."""
        return self.cleaned_data.get("owner_name") or self.cleaned_data.get("owner")

    def facts(self) -> PilotFacts:
        """Only after `is_valid()`."""
        data = self.cleaned_data
        return PilotFacts(
            **{
                name: data[name]
                for name in ("title_nl", "title_en", "aim_nl", "aim_en", "runs", "starts_on", "ends_on")
            },
            region_id=data["region"],
            theme_ids=tuple(data["themes"]),
            entry_ids=tuple(data["labs"]),
            experiment_id=data["experiment"],
        )


def as_it_is(pilot: Pilot) -> dict[str, Any]:
    """What the form begins with."""
    plain = ("version", "title_nl", "title_en", "aim_nl", "aim_en", "starts_on", "ends_on")
    return {
        **{name: getattr(pilot, name) for name in plain},
        "region": pilot.region_id,
        "runs": pilot.state == PilotState.RUNNING,
        "themes": list(pilot.themes.values_list("pk", flat=True)),
        "labs": "\n".join(pilot.entries.values_list("name", flat=True)),
        "experiment": pilot.experiment.title if pilot.experiment else "",
    }


class PartnerForm(forms.Form):
    who = forms.CharField(
        label=gettext_lazy("Name, or KvK number"),
        max_length=160,
    )
    sector = forms.ChoiceField(label=gettext_lazy("Sector"), choices=Sector.choices, error_messages=UNKNOWN)
    role_nl = forms.CharField(label=gettext_lazy("Its role, in Dutch"), max_length=200, required=False)
    role_en = forms.CharField(label=gettext_lazy("Its role, in English"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].help_text = _(
            "An organisation with an account here is asked by mail, and named once it says yes: one mail in %(days)d "
            "days at most, and none after a no. What stands on the atlas is linked. Anybody else is named as you write "
            "it."
        ) % {"days": QUIET.days}

    def clean_who(self) -> str:
        who = " ".join(self.cleaned_data["who"].split())
        if not who:
            raise forms.ValidationError(_("Say who."))
        return who

    def wish(self) -> PartnerWish:
        return PartnerWish(**self.cleaned_data)


class MilestoneForm(forms.Form):
    on = DayField(label=gettext_lazy("Day"))
    words_nl = forms.CharField(
        label=gettext_lazy("What, in Dutch"), max_length=200, required=False, help_text=AT_LEAST_ONE
    )
    words_en = forms.CharField(label=gettext_lazy("What, in English"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not (data.get("words_nl") or data.get("words_en") or self.errors):
            self.add_error("words_nl", _("Say what it is, in one language at least."))
        return data


class FinishForm(forms.Form):
    on = DayField(label=gettext_lazy("Over since"))
    stopped = forms.TypedChoiceField(
        label=gettext_lazy("How"),
        coerce=lambda text: text == "stopped",
        choices=[
            ("finished", gettext_lazy("finished as planned")),
            ("stopped", gettext_lazy("stopped before its time")),
        ],
        error_messages=UNKNOWN,
    )
    outcome_nl = long(gettext_lazy("What came of it, in Dutch"), 4_000, help_text=AT_LEAST_ONE)
    outcome_en = long(gettext_lazy("What came of it, in English"), 4_000)


class BudgetForm(forms.Form):
    fund_slug = forms.ChoiceField(label=gettext_lazy("Fund"), error_messages=UNKNOWN)
    cents = EuroField(
        label=gettext_lazy("Amount"),
        help_text=gettext_lazy(
            "Nothing is set aside: the fund carries bookings by its own rules, and the pilot's page shows what it "
            "carried against this amount."
        ),
    )

    def __init__(self, *args: Any, funds: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fund_slug"].help_text = _(
            "Its funder is mailed once in %(quiet)d days at most. After a no it can be asked again %(no)d days later."
        ) % {"quiet": QUIET.days, "no": AFTER_A_NO.days}
        self.fields["fund_slug"].choices = funds  # type: ignore[attr-defined]


class AgreeForm(forms.Form):
    cents = WholeNumberField(widget=forms.HiddenInput(), most=999_999_999)
    is_public = forms.BooleanField(label=gettext_lazy("Everybody may see the amount"), required=False)
