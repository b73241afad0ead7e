"""Everything one says of an entry, as a form: its facts, its partners and what is there."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities.models import Hub
from hub.kit.form_fields import DecimalField, WholeNumberField
from hub.kit.tongues import in_its_language
from knowledgebase.models import Theme
from members.models import Municipality, Region
from members.rules.places import slug_of
from region.actions._moving import said
from region.models import PUBLIC, AtlasEntry, EntryKind, Phase, Reach, Sector, Stage
from region.rules.facts import EntryFacts
from region.rules.readiness import missing
from region.rules.sameness import kilometres

UNKNOWN = {"invalid_choice": gettext_lazy("That is not in the list. Choose one that is.")}
EARLIEST, LATEST = 1500, 2100
# A pin this far from its town is two numbers that changed places, or another town.
FARTHEST_KM = 40
BY_HAND = (Stage.HEARD_OF, Stage.CONTACTED, Stage.VISITED, Stage.MAPPED)


def website() -> forms.URLField:
    return forms.URLField(
        label=gettext_lazy("Website"), required=False, max_length=300, assume_scheme="https"
    )


class EntryForm(forms.Form):
    """`regions`: those that the writer looks after; `entry`: what is changed, or None for something new."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=160)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=EntryKind.choices, error_messages=UNKNOWN)
    sector = forms.ChoiceField(
        label=gettext_lazy("Sector"), choices=Sector.choices, initial=Sector.CULTURE, error_messages=UNKNOWN
    )
    phase = forms.ChoiceField(
        label=gettext_lazy("Phase"),
        choices=[("", "-"), *Phase.choices],
        required=False,
        error_messages=UNKNOWN,
    )
    since = WholeNumberField(
        label=gettext_lazy("Since, the year"), least=EARLIEST, most=LATEST, required=False
    )
    stage = forms.ChoiceField(
        label=gettext_lazy("How far you are with it"),
        choices=[(each.value, each.label) for each in BY_HAND],
        error_messages=UNKNOWN,
    )
    reach = forms.ChoiceField(
        label=gettext_lazy("Where it is"), choices=Reach.choices, initial=Reach.PLACE, error_messages=UNKNOWN
    )
    town = forms.CharField(
        label=gettext_lazy("Town"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("As you type, towns are proposed. Only for what is at a place."),
    )
    address = forms.CharField(label=gettext_lazy("Address"), required=False, max_length=200)
    latitude = DecimalField(
        label=gettext_lazy("Latitude"), required=False, min_value=-90, max_value=90, decimal_places=5
    )
    longitude = DecimalField(
        label=gettext_lazy("Longitude"), required=False, min_value=-180, max_value=180, decimal_places=5
    )
    keeper = forms.TypedChoiceField(
        label=gettext_lazy("Who looks after it"),
        required=False,
        coerce=int,
        empty_value=None,
        error_messages=UNKNOWN,
        help_text=gettext_lazy(
            "Only for what is national or online: the quartermaster of its town does the rest."
        ),
    )
    themes = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Themes"),
        queryset=Theme.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=UNKNOWN,
    )
    about_nl = forms.CharField(
        label=gettext_lazy("About it, in Dutch"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    about_en = forms.CharField(
        label=gettext_lazy("About it, in English"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    website = website()
    source = forms.CharField(
        label=gettext_lazy("Source"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Where you have it from; it stands on the page."),
    )
    hub = forms.ModelChoiceField(
        label=gettext_lazy("The hub of this site that it is"),
        queryset=Hub.objects.none(),
        required=False,
        empty_label=gettext_lazy("none"),
        error_messages=UNKNOWN,
    )

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, regions: list[Region], entry: AtlasEntry | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        in_its_language(self)
        self.entry, self.regions = entry, regions
        self.town_found: Municipality | None = None
        self._query("themes", Theme.objects.all())
        taken = AtlasEntry.objects.exclude(hub=None).exclude(pk=entry.pk if entry else 0)
        hubs = Hub.objects.filter(region__in=regions).exclude(pk__in=taken.values("hub"))
        if entry and entry.hub_id:
            hubs = hubs | Hub.objects.filter(pk=entry.hub_id)
        self._query("hub", hubs.order_by("name"))
        keeper = self.fields["keeper"]
        assert isinstance(keeper, forms.ChoiceField)
        keeper.choices = [("", _("every quartermaster")), *((each.pk, each.name) for each in regions)]
        self.fields["town"].widget.attrs |= {"list": "towns", "data-proposes": "towns", "autocomplete": "off"}
        if entry:
            del self.fields["stage"], self.fields["key"]

    def _query(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows

    def clean_town(self) -> str:
        """A town by its name, in whatever capitals, with or without accents."""
        text = " ".join(self.cleaned_data["town"].split())
        if text:
            self.town_found = (
                Municipality.objects.filter(Q(name__iexact=text) | Q(slug=slug_of(text)))
                .order_by("pk")
                .first()
            )
            if self.town_found is None:
                raise forms.ValidationError(
                    _("No town has this name. Choose one of those that are proposed.")
                )
        return text

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("reach") == Reach.PLACE and "town" not in self.errors:
            self._clean_place(values)
        stage = self.entry.stage if self.entry else values.get("stage")
        if stage in PUBLIC and not self.errors:
            lacks = missing(
                name=values["name"],
                kind=values["kind"],
                is_somewhere=True,
                source=values["source"],
                about_nl=values["about_nl"],
                about_en=values["about_en"],
            )
            if lacks:
                words = _("Everybody sees it, so it needs: %(missing)s.") % {
                    "missing": ", ".join(said(lacks))
                }
                self.add_error("source", words)
        return values

    def _clean_place(self, values: dict[str, Any]) -> None:
        if self.town_found is None:
            self.add_error("town", _("Say in which town it is."))
            return
        if self.town_found.region_id not in {each.pk for each in self.regions}:
            words = _("%(town)s is in %(region)s, which another quartermaster looks after.")
            facts = {"town": self.town_found.name, "region": self.town_found.region.name}
            self.add_error("town", words % facts)
        latitude, longitude = values.get("latitude"), values.get("longitude")
        if {"latitude", "longitude"} & set(self.errors):
            return
        if (latitude is None) != (longitude is None):
            name = "latitude" if latitude is None else "longitude"
            self.add_error(
                name, _("Fill in both, or leave both empty: then it stands at the centre of the town.")
            )
        elif latitude is not None and longitude is not None:
            centre = (float(self.town_found.latitude), float(self.town_found.longitude))
            far = kilometres(centre, (float(latitude), float(longitude)))
            if far > FARTHEST_KM:
                words = _(
                    "That is %(km)d km from %(town)s. Latitude comes first: 51.44 and 5.48 in Eindhoven."
                )
                self.add_error("latitude", words % {"km": far, "town": self.town_found.name})

    @property
    def pin(self) -> tuple[Decimal, Decimal] | None:
        """None at the centre of the town, however that was said."""
        latitude, longitude = self.cleaned_data["latitude"], self.cleaned_data["longitude"]
        town = self.town_found
        if latitude is None or town is None or (latitude, longitude) == (town.latitude, town.longitude):
            return None
        return latitude, longitude

    def facts(self, **rows: Any) -> EntryFacts:
        """Of a form that is valid; `rows`: partners and things."""
        values = self.cleaned_data
        is_placed = values["reach"] == Reach.PLACE
        plain = "name kind sector phase reach about_nl about_en website since source".split()
        return EntryFacts(
            **{name: values[name] for name in plain},
            region_id=None if is_placed else values["keeper"],
            municipality_id=self.town_found.pk if is_placed and self.town_found else None,
            address=values["address"] if is_placed else "",
            pin=self.pin if is_placed else None,
            hub_id=values["hub"].pk if values["hub"] else None,
            theme_ids=tuple(sorted(each.pk for each in values["themes"])),
            **rows,
        )


def initial_of(entry: AtlasEntry) -> dict[str, Any]:
    """What the form says when it opens; the pin only where it was moved."""
    plain = "name kind sector phase reach address about_nl about_en website since source".split()
    return {name: getattr(entry, name) for name in plain} | {
        "town": entry.municipality.name if entry.municipality else "",
        "latitude": entry.latitude if entry.pin_moved else None,
        "longitude": entry.longitude if entry.pin_moved else None,
        "keeper": entry.region_id if entry.reach != Reach.PLACE else None,
        "themes": [each.pk for each in entry.themes.all()],
        "hub": entry.hub_id,
    }
