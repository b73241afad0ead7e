"""A block is lifted, and kept again where that was a mistake. What is said of it is so: what stands there stays."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from bookings.actions.lift_block import lift_block
from bookings.actions.reinstate_block import reinstate_block
from bookings.models import Block
from bookings.models.blocked import StillTaken, in_the_way, still_taken
from bookings.permissions import block_for
from facilities.actions._promises import BookingsAreHit
from facilities.forms.knowing import Knowing
from facilities.models import Hub
from facilities.permissions import staffed_hub_for
from hub.kit import clock
from hub.kit.errors import Forbidden, Refusal

# In the session: what was just lifted, for the list that is shown next.
LIFTED = "bookings.lifted"
door = require_http_methods(["GET", "HEAD", "POST"])


@door
@login_required
def block_lift(request: HttpRequest, hub: str, uuid: UUID) -> HttpResponse:
    """Reading it (after signing in) shows the block."""
    place, now = staffed_hub_for(request.user, hub), clock.now()
    found = block_at(place, request.user, uuid)
    if request.method != "POST":
        return redirect("bookings:block", hub, uuid)
    lifted = lift_block(uuid=found.uuid, actor=request.user, now=now)  # type: ignore[arg-type]
    request.session[LIFTED] = {
        "hub": place.slug,
        "uuid": str(lifted.uuid),
        "words": _said(still_taken(lifted, now)),
        "undo": lifted.period.end > now,
    }
    return redirect("bookings:blocks", hub)


@door
@login_required
def block_reinstate(request: HttpRequest, hub: str, uuid: UUID) -> HttpResponse:
    """As the block was before it was lifted; bookings that came meanwhile are shown first. Reading it (after signing
    in) shows the block."""
    place, now = staffed_hub_for(request.user, hub), clock.now()
    found = block_at(place, request.user, uuid)
    if request.method != "POST":
        return redirect("bookings:block", hub, uuid)
    again = Knowing(request.POST)
    try:
        made = reinstate_block(uuid=found.uuid, knowing=again.knowing(), actor=request.user, now=now)  # type: ignore[arg-type]
    except Forbidden:
        raise
    except BookingsAreHit as hit:
        again.hit = hit.promises
        return _refused(request, place, found, now, again=again, status=hit.status)
    except Refusal as refusal:
        return _refused(request, place, found, now, again=again, refused=str(refusal), status=refusal.status)
    return _on(request, place, made, now)


def lifted_here(request: HttpRequest, place: Hub) -> dict[str, Any] | None:
    """What was just lifted at this hub, with its way back: said once."""
    lifted = request.session.pop(LIFTED, None)
    return lifted if lifted and lifted["hub"] == place.slug else None


def block_at(place: Hub, person: Any, uuid: UUID) -> Block:
    """Raises Http404 for one of another hub too."""
    found = block_for(person, uuid)
    if found.hub_id != place.pk:
        raise Http404
    return found


def _on(request: HttpRequest, place: Hub, made: Block, now: datetime) -> HttpResponse:
    if in_the_way([each.unit_id for each in made.wanted.all()], made.period, now):
        said = _("It is blocked again.") + " " + _("Now decide about the bookings that are in the way.")
        messages.success(request, said)
        return redirect("bookings:repair", place.slug)
    messages.success(request, _("It is blocked again, as it was."))
    return redirect("bookings:block", place.slug, made.uuid)


def _refused(
    request: HttpRequest, place: Hub, found: Block, now: datetime, *, status: int, **context: Any
) -> HttpResponse:
    is_past = found.period.end <= now
    page = {"hub": place, "kept": found, "is_over": True, "is_past": is_past, **context}
    return render(request, "bookings/block.html", page, status=status)


def _said(still: StillTaken) -> str:
    words = []
    if still.bookings:
        words.append(
            ngettext(
                "%(count)d booking stands there and stays.",
                "%(count)d bookings stand there and stay.",
                still.bookings,
            )
            % {"count": still.bookings}
        )
    if still.blocks:
        words.append(
            ngettext(
                "Another block keeps some of it.", "%(count)d other blocks keep some of it.", still.blocks
            )
            % {"count": still.blocks}
        )
    if still.out:
        words.append(
            ngettext(
                "A unit of it is out of service.", "%(count)d units of it are out of service.", still.out
            )
            % {"count": still.out}
        )
    words.append(_("The rest is free again.") if words else _("Everything it held is free again."))
    return " ".join(words)
