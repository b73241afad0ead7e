"""A price as it was frozen on a booking, as a quote again."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from funding.rules.quoted import Quote, frozen_lines, frozen_shares
from funding.rules.steps import Step


def frozen_quote(frozen: Mapping[str, Any]) -> Quote:
    """All of it again, to be placed anew at the same price."""
    return Quote(
        lines=frozen_lines(frozen),
        shares=frozen_shares(frozen),
        steps=tuple(Step(step["code"], step["facts"]) for step in frozen["steps"]),
        counts_on=date.fromisoformat(frozen["counts_on"]),
        band_code=frozen["band_code"],
        fiscal_year=frozen["fiscal_year"],
        provisional=frozen["provisional"],
    )
