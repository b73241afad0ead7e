"""A price that was frozen, as it was quoted: for what is placed anew at the same price."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from funding.rules.quoted import Quote, Step, frozen_lines, frozen_shares


def frozen_quote(frozen: Mapping[str, Any]) -> Quote:
    """All of it, as `Quote.to_json` wrote it down."""
    return Quote(
        lines=frozen_lines(frozen),
        shares=frozen_shares(frozen),
        steps=tuple(Step(step["code"], step["facts"]) for step in frozen["steps"]),
        counts_on=date.fromisoformat(frozen["counts_on"]),
        band_code=frozen["band_code"],
        fiscal_year=frozen["fiscal_year"],
        provisional=frozen["provisional"],
    )
