"""The rows of an entry's form: who takes part, and what is there that is not booked here."""

import re
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities.models import Kind
from hub.kit.form_fields import WholeNumberField
from hub.kit.tongues import in_its_language
from region.forms.entries import EARLIEST, LATEST, UNKNOWN, website
from region.models import PUBLIC, AtlasEntry, Sector
from region.rules.facts import PartnerFacts, ThingFacts

MOST_ROWS = 60
# "Lab [lab-2]": of several of one name, the one with this address.
WITH_ADDRESS = re.compile(r"(.*)\[([a-z0-9-]+)\]", re.DOTALL)


class PartnerForm(forms.Form):
    """One partner. A row without a name is left out, so emptying the name takes it away."""

    called = gettext_lazy("Partner %(number)s")
    says_optional = False

    who = forms.CharField(label=gettext_lazy("Who"), required=False, max_length=260)
    sector = forms.ChoiceField(
        label=gettext_lazy("Sector"), choices=Sector.choices, required=False, error_messages=UNKNOWN
    )
    role_nl = forms.CharField(label=gettext_lazy("As what, in Dutch"), required=False, max_length=200)
    role_en = forms.CharField(label=gettext_lazy("As what, in English"), required=False, max_length=200)
    since = WholeNumberField(
        label=gettext_lazy("Since, the year"), least=EARLIEST, most=LATEST, required=False
    )
    source = forms.CharField(label=gettext_lazy("Source"), required=False, max_length=300)

    def __init__(self, *args: Any, mine: Q, entry: AtlasEntry | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_its_language(self)
        self.mine, self.entry = mine, entry
        self.partner: AtlasEntry | None = None
        self.fields["who"].widget.attrs |= {
            "list": "entries",
            "data-proposes": "entries",
            "autocomplete": "off",
        }

    def clean_who(self) -> str:
        """An entry of the atlas where exactly one has this name, else the bare name."""
        text = " ".join(self.cleaned_data["who"].split())
        if not text:
            return ""
        rows = AtlasEntry.objects.filter(self.mine | Q(stage__in=PUBLIC), merged_into=None)
        addressed = WITH_ADDRESS.fullmatch(text)
        found = list(rows.filter(slug=addressed[2]) if addressed else rows.filter(name__iexact=text)[:6])
        if addressed and not found:
            raise forms.ValidationError(_("No entry of the atlas has this address."))
        if len(found) > 1:
            names = ", ".join(f"{each.name} [{each.slug}]" for each in found)
            raise forms.ValidationError(
                _("More than one entry has this name. Write one of: %(names)s.") % {"names": names}
            )
        self.partner = found[0] if found else None
        if self.partner and self.entry and self.partner.pk == self.entry.pk:
            raise forms.ValidationError(_("An entry is not its own partner."))
        if not self.partner and len(text) > 160:
            raise forms.ValidationError(_("A name has at most %(most)d characters.") % {"most": 160})
        return text

    @property
    def is_empty(self) -> bool:
        return not self.cleaned_data.get("who")

    def facts(self) -> PartnerFacts:
        values = self.cleaned_data
        return PartnerFacts(
            sector=values["sector"] or (self.partner.sector if self.partner else Sector.CULTURE),
            partner_id=self.partner.pk if self.partner else None,
            name="" if self.partner else values["who"],
            role_nl=values["role_nl"],
            role_en=values["role_en"],
            since=values["since"],
            source=values["source"],
        )


class ThingForm(forms.Form):
    """One thing. A row without a name is left out."""

    called = gettext_lazy("Facility %(number)s")
    says_optional = False

    name = forms.CharField(label=gettext_lazy("What"), required=False, max_length=120)
    kind = forms.TypedChoiceField(
        label=gettext_lazy("Kind"), required=False, coerce=int, empty_value=None, error_messages=UNKNOWN
    )
    about_nl = forms.CharField(label=gettext_lazy("About it, in Dutch"), required=False, max_length=600)
    about_en = forms.CharField(label=gettext_lazy("About it, in English"), required=False, max_length=600)
    website = website()

    def __init__(self, *args: Any, kinds: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_its_language(self)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [("", "-"), *kinds]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("name") and not values.get("kind") and "kind" not in self.errors:
            self.add_error("kind", _("Say of which kind it is."))
        return values

    @property
    def is_empty(self) -> bool:
        return not self.cleaned_data.get("name")

    def facts(self) -> ThingFacts:
        values = self.cleaned_data
        return ThingFacts(
            kind_id=values["kind"],
            name=values["name"],
            about_nl=values["about_nl"],
            about_en=values["about_en"],
            website=values["website"],
        )


class OnceEach(forms.BaseFormSet[Any]):
    """No row twice: the second says so at its name."""

    def clean(self) -> None:
        seen: set[Any] = set()
        for form in self.forms:
            if form.errors or form.is_empty:
                continue
            facts = form.facts()
            key = (
                facts.partner_id or facts.name
                if isinstance(facts, PartnerFacts)
                else (facts.kind_id, facts.name)
            )
            if key in seen:
                form.add_error(next(iter(form.fields)), _("This stands in another row already."))
            seen.add(key)

    def is_valid(self) -> bool:
        # `clean` of a set may find fault with a row after the row was found right.
        return super().is_valid() and not any(form.errors for form in self.forms)


PartnerForms = forms.formset_factory(
    PartnerForm, formset=OnceEach, extra=1, max_num=MOST_ROWS, absolute_max=MOST_ROWS + 1, validate_max=True
)
ThingForms = forms.formset_factory(
    ThingForm, formset=OnceEach, extra=1, max_num=MOST_ROWS, absolute_max=MOST_ROWS + 1, validate_max=True
)


def facts_in(filled: "forms.BaseFormSet[Any]") -> tuple[Any, ...]:
    """Of rows that are valid."""
    return tuple(form.facts() for form in filled.forms if not form.is_empty)


def kinds() -> list[tuple[int, str]]:
    return [(each.pk, each.name) for each in Kind.objects.all()]


def initial_partners(entry: AtlasEntry) -> list[dict[str, Any]]:
    """By name, with the address behind it where that is an entry of the atlas: so a name of two is no question."""
    names = ("sector", "role_nl", "role_en", "since", "source")
    return [
        {name: getattr(each, name) for name in names}
        | {"who": f"{each.partner.name} [{each.partner.slug}]" if each.partner else each.name}
        for each in entry.partners.select_related("partner")
    ]


def initial_things(entry: AtlasEntry) -> list[dict[str, Any]]:
    names = ("name", "about_nl", "about_en", "website")
    return [
        {name: getattr(each, name) for name in names} | {"kind": each.kind_id}
        for each in entry.described.all()
    ]
