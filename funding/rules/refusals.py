"""Why no price can be given."""

from hub.kit.errors import Refusal
from hub.kit.words import _


class NoRate(Refusal):
    code = "no_rate"
    message = _("%(facility)s has no price on that day yet. Ask %(hub)s, or choose another day or facility.")


class NoVat(NoRate):
    code = "no_vat"
    message = _(
        "%(hub)s has not said yet which VAT its prices contain. It must, before anything can be booked there."
    )


class NotCovered(Refusal):
    code = "not_covered"
    message = _(
        "%(hub)s lends at your rate only when funds cover the difference, and they do not for this booking. "
        "Book less time, choose another day, or ask %(hub)s."
    )


class OutsideDayparts(Refusal):
    code = "outside_dayparts"
    message = _("%(facility)s is let by the daypart alone: %(dayparts)s. Choose a time within those.")
