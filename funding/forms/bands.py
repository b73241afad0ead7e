from collections.abc import Sequence
from dataclasses import asdict, replace
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.actions.set_bands import USUAL, Terms
from funding.forms.fields import EuroField
from funding.models import RateBand
from funding.rules.bands import Band
from hub.kit.form_fields import PaperDayField, PercentField, WholeNumberField

ROWS = 6


class BandsForm(forms.Form):
    """A whole table of bands. Each row says where its band begins; it ends where the next one does. What may stay empty
    is said once above the rows, and in the help of the days."""

    says_optional = False

    valid_from = PaperDayField(label=gettext_lazy("From"))
    provisional_cap = EuroField(
        label=gettext_lazy("Most that others carry before a declaration is checked"),
        help_text=gettext_lazy("For one organisation, of funds and hubs together."),
    )
    objection_days = WholeNumberField(
        label=gettext_lazy("Days to ask for a second look"),
        help_text=gettext_lazy("Evidence is deleted after them. Left empty: 42, six weeks."),
        most=365,
        required=False,
    )
    first_reminder_days = WholeNumberField(
        label=gettext_lazy("Remind so many days before the end"),
        help_text=gettext_lazy("Left empty: 60. 0 for not."),
        least=0,
        most=365,
        required=False,
    )
    last_reminder_days = WholeNumberField(
        label=gettext_lazy("And once more"),
        help_text=gettext_lazy("Left empty: 14. 0 for not."),
        least=0,
        most=365,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(ROWS):
            first = number == 0
            self.fields[f"code_{number}"] = forms.CharField(
                label=_("Code"),
                max_length=4,
                required=first,
                widget=forms.TextInput(attrs={"autocomplete": "off", "size": 4}),
            )
            self.fields[f"from_{number}"] = EuroField(label=_("Income from"), required=first)
            self.fields[f"share_{number}"] = PercentField(label=_("Carries itself (%)"), required=first)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for number in range(ROWS):
            row = {name: values.get(name) for name in self._names(number)}
            empty = [name for name, value in row.items() if value in (None, "") and name not in self.errors]
            if 0 < len(empty) < len(row):
                for name in empty:
                    said = _("Fill in the whole row of band %(number)s, or leave all of it empty.")
                    self.add_error(name, said % {"number": number + 1})
        return values

    def bands(self) -> list[Band]:
        """Of a form that is valid; in order, the last one without end."""
        values = self.cleaned_data
        rows = [[values[name] for name in self._names(number)] for number in range(ROWS)]
        filled = sorted((row for row in rows if row[0]), key=lambda row: row[1])
        ends = [start for _code, start, _share in filled[1:]]
        return [
            Band(code, start, end, int(share * 100))
            for (code, start, share), end in zip(filled, [*ends, None], strict=True)
        ]

    def terms(self) -> Terms:
        """Of a form that is valid; what is left empty is as usual."""
        given = {name: self.cleaned_data[name] for name in asdict(USUAL)}
        return replace(USUAL, **{name: days for name, days in given.items() if days is not None})

    def rows(self) -> list[list[forms.BoundField]]:
        return [[self[name] for name in self._names(number)] for number in range(ROWS)]

    @staticmethod
    def _names(number: int) -> tuple[str, str, str]:
        return f"code_{number}", f"from_{number}", f"share_{number}"

    @classmethod
    def initial_of(cls, bands: Sequence[RateBand]) -> dict[str, object]:
        """The table that holds, to be changed."""
        found: dict[str, object] = {}
        for number, band in enumerate(bands[:ROWS]):
            share = Decimal(band.own_share_bp) / 100
            values = (band.code, band.turnover_from_cents, f"{share.normalize():f}")
            found |= zip(cls._names(number), values, strict=True)
        return found
