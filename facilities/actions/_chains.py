"""The step that keeps every chain of companions one link long, for the verbs that could make it longer."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext_lazy as _

from facilities.models import Hub
from facilities.rules.parts import Parts, inside
from hub.kit.errors import Refusal
from hub.kit.transactions import step


class ChainOfCompanions(Refusal):
    """A companion brings nobody along, and who brings somebody along is nobody's companion: so every chain ends."""

    code = "chain_of_companions"
    message = _(
        "%(companion)s comes with %(facility)s, so it cannot bring somebody along itself. "
        "Put that rule on %(facility)s too."
    )


class ChainThroughPart(Refusal):
    """The same, where it is something inside the companion that brings somebody along."""

    code = "chain_through_part"
    message = _(
        "%(companion)s comes with %(facility)s, so it cannot bring somebody along itself, but %(part)s inside it does. "
        "Put that rule on %(facility)s, or take %(part)s out of %(companion)s."
    )


@step
def refuse_chains(*, hub: Hub, rules: Mapping[int, Collection[int]], parts: Parts, about: int) -> None:
    """`rules`: the companions of each facility of the hub that has any; `parts`: what its wholes are made of. Only what
    concerns one facility is looked at. Raises `ChainOfCompanions`, `ChainThroughPart`."""
    for facility, companions in rules.items():
        for companion in companions:
            within = inside(companion, parts)
            if about != facility and about not in within:
                continue
            bringing = within & rules.keys()
            if companion in bringing:
                raise ChainOfCompanions(**_names(hub, facility=facility, companion=companion))
            if bringing:
                named = {"facility": facility, "companion": companion, "part": min(bringing)}
                raise ChainThroughPart(**_names(hub, **named))


def _names(hub: Hub, **ids: int) -> dict[str, str]:
    names = dict(hub.facilities.filter(pk__in=ids.values()).values_list("pk", "name"))
    return {word: names[id_] for word, id_ in ids.items()}
