"""What a booking is part of."""

from typing import Annotated

from pydantic import Field

from hub.kit.strict import Strict

Part = Annotated[str, Field(pattern=r"^[a-z][a-z-]{0,30}:[A-Za-z0-9-]{1,64}$", max_length=100)]


class PartOfIn(Strict):
    """None: it is part of nothing."""

    part_of: Part | None
