"""Who comes and for what, and who must come along: the part of a quote and a booking that is about people."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from facilities.rules.companions import MOST_PEOPLE
from hub.kit.strict import IN_FIGURES, PlainText, Strict

People = Annotated[int, Field(ge=1, le=MOST_PEOPLE)]
PeopleAsked = Annotated[int, Field(ge=1, le=MOST_PEOPLE), IN_FIGURES]
Minutes = Annotated[int, Field(ge=0, le=24 * 60)]
Doing = Annotated[Literal["rehearsal", "recording", "performance", "workshop", "other", ""], Field()]


class VisitIn(Strict):
    """`people`: how many come. Set-up and strike lie within the booked time and change no price.
    `used_by`: the e-mail address of the colleague who will be there, where that is not who books: their induction
    counts, and a seat in a training session is theirs."""

    people: People | None = None
    activity: Doing = ""
    setup_minutes: Minutes = 0
    strike_minutes: Minutes = 0
    used_by: Annotated[PlainText, Field(max_length=254)] | None = None


class CompanionReasonOut(Schema):
    """`code` is always, people, after, before, longer, activity or weekday; `words` say it."""

    code: str
    words: str


class ComesAlongOut(Schema):
    """Who or what the house wants to come along."""

    facility: int
    name: str
    quantity: int
    start: datetime
    end: datetime
    reasons: list[CompanionReasonOut]


class CompanionOut(ComesAlongOut):
    """A line of at least this many, for at least this time, must be among yours; `met` says whether it is."""

    met: bool
