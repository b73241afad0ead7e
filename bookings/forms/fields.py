"""What only bookings ask: which of two equal times is meant. The other fields are `hub.kit.form_fields`."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LONGEST = 200


class FoldField(forms.TypedChoiceField):
    """Which of two equal times is meant, in the hour that the clock shows twice; hidden until it is asked."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Which of the two?"),
            required=False,
            choices=[("", "-"), ("0", "0"), ("1", "1")],
            coerce=int,
            empty_value=None,
            widget=forms.HiddenInput,
        )

    def ask(self, local: datetime) -> None:
        """Show the question: the first is summer time, the second winter time."""
        clock = f"{local:%H:%M}"
        self.widget = forms.RadioSelect()
        self.choices = [
            ("0", _("the first %(clock)s, before the clock goes back (summer time)") % {"clock": clock}),
            ("1", _("the second %(clock)s, after it (winter time)") % {"clock": clock}),
        ]
