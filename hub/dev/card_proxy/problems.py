"""How Stripe says no."""

from typing import Any

from aiohttp import web


class Problem(Exception):
    """Answered as Stripe does: a status, and what its libraries look for in the body."""

    def __init__(
        self, status: int, message: str, *, kind: str = "invalid_request_error", **more: Any
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"type": kind, "message": message, **more}}


def missing(kind: str, which: str) -> Problem:
    return Problem(404, f"No such {kind}: '{which}'", code="resource_missing", param="id")


def unexpected(intent: dict[str, Any], doing: str) -> Problem:
    """A payment that is too far, or not far enough, for what was asked."""
    return Problem(
        400,
        f"You cannot {doing} this PaymentIntent because it has a status of {intent['status']}.",
        code="payment_intent_unexpected_state",
        payment_intent=intent,
    )


def answer(body: Any, status: int = 200, **headers: str) -> web.Response:
    return web.json_response(body, status=status, headers={**headers, "Access-Control-Allow-Origin": "*"})
