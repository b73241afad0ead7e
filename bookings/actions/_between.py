"""Who promises to whom, and how sure it is to be."""

from dataclasses import dataclass

from facilities.models import Hub
from hub.kit.audit import Actor
from members.models import Organisation, User


@dataclass(frozen=True, slots=True)
class Between:
    """Who promises to whom; `actor` is who is at it now, the site itself where a second option becomes the first."""

    organisation: Organisation
    hub: Hub
    placed_by: User
    actor: Actor


@dataclass(frozen=True, slots=True)
class AtOnce:
    """Who places wants it confirmed as well; the version of the house rules that was accepted. `by_desk`: it is the hub
    itself that says yes and gives credit."""

    house_rules_version: int | None
    by_desk: bool = False
