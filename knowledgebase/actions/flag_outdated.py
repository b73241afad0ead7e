from datetime import datetime

from django.db import IntegrityError

from hub.kit.audit import record
from hub.kit.refs import Ref
from hub.kit.transactions import savepoint, verb, violated
from knowledgebase.actions._telling import OUTDATED, tell_those_behind
from knowledgebase.actions._words import demand_pace, said
from knowledgebase.models import Flag, FlagState
from knowledgebase.permissions import how_to_by_id
from members.models import User

LONGEST = 1_000


@verb
def flag_outdated(*, how_to_id: int, text: str, actor: User, now: datetime) -> Flag:
    """That something in a how-to is not so any more, and what; its authors and its hub get a mail. Whoever has said so
    already, and was not answered yet, says it once.

    Raises `NothingSaid`, `TooMuchText`, `EnoughToday`, `NewAccount`; Http404 without a how-to.
    """
    how_to = how_to_by_id(how_to_id)
    words = said(text, LONGEST)
    mine = Flag.objects.filter(how_to=how_to, person=actor, state=FlagState.OPEN)
    before = mine.first()
    if before is not None:
        return before
    demand_pace(actor, now)
    try:
        with savepoint():
            flag = Flag.objects.create(how_to=how_to, person=actor, text=words, at=now)
    except IntegrityError as error:
        if violated(error) != "one_open_flag_a_person":
            raise
        return mine.get()
    about = Ref("flag", str(flag.pk))
    tell_those_behind(kind=OUTDATED, about=about, what=str(flag.pk), how_to=how_to, but=actor.pk, now=now)
    record(
        action="knowledgebase.flag_outdated",
        about=about,
        actor=actor,
        now=now,
        hub_id=how_to.hub_id,
        facts={"how_to": how_to.pk},
    )
    return flag
