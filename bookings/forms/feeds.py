"""Which calendar somebody wants a link to."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.models import FeedKind
from facilities.models import Facility, Hub


@dataclass(frozen=True, slots=True)
class Wanted:
    kind: FeedKind
    hub: Hub | None = None
    facility: Facility | None = None


class FeedForm(forms.Form):
    what = forms.ChoiceField(label=_("Which calendar"))
    name = forms.CharField(
        label=_("Where you will use it"),
        max_length=60,
        required=False,
        help_text=_("So that you know it again, for example: my phone."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, hubs: list[Hub], facilities: list[Facility], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.wanted: dict[str, Wanted] = {kind: Wanted(FeedKind(kind)) for kind in ("own", "organisations")}
        choices: list[tuple[str, Any]] = [
            (kind, FeedKind(kind).label) for kind in (FeedKind.ORGANISATIONS, FeedKind.OWN)
        ]
        for hub in hubs:
            self.wanted[f"hub-{hub.pk}"] = Wanted(FeedKind.HUB, hub)
            here = [(f"hub-{hub.pk}", _("Everything at %(hub)s") % {"hub": hub.name})]
            for facility in facilities:
                if facility.hub_id == hub.pk:
                    self.wanted[f"facility-{facility.pk}"] = Wanted(FeedKind.FACILITY, hub, facility)
                    here.append((f"facility-{facility.pk}", facility.name))
            choices.append((hub.name, here))
        what = self.fields["what"]
        assert isinstance(what, forms.ChoiceField)
        what.choices = choices

    def chosen(self) -> Wanted:
        return self.wanted[self.cleaned_data["what"]]

    def request_key(self) -> UUID:
        key: UUID = self.cleaned_data["key"]
        return key
