"""The part of Stripe's API that the site uses, at Stripe's addresses."""

import asyncio
import base64
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from hub.dev.card_proxy import intents, lists, refunds
from hub.dev.card_proxy.decoding import parameters
from hub.dev.card_proxy.faults import CALLS
from hub.dev.card_proxy.idempotency import once
from hub.dev.card_proxy.problems import Problem, answer, missing
from hub.dev.card_proxy.server import Server

Object = dict[str, Any]
Handler = Callable[[Server, web.Request, Object, str], Awaitable[Object]]
KINDS = {
    "payment_intents": "payment_intent",
    "charges": "charge",
    "refunds": "refund",
    "disputes": "dispute",
    "events": "event",
}
# What a browser sends with each call, beside what it asks.
OURSELVES = ("key", "client_secret", "expand", "_stripe_account", "use_stripe_sdk", "payment_user_agent")


def routes(server: Server) -> list[web.RouteDef]:
    return [
        web.post("/v1/payment_intents", _door(server, _new_intent)),
        web.post("/v1/payment_intents/{id}", _door(server, _update_intent)),
        web.post("/v1/payment_intents/{id}/confirm", _door(server, _confirm, browser=True)),
        web.post("/v1/payment_intents/{id}/_authenticate", _door(server, _authenticate, browser=True)),
        web.post("/v1/payment_intents/{id}/cancel", _door(server, _cancel)),
        web.get("/v1/payment_intents/{id}", _door(server, _read, browser=True)),
        web.post("/v1/refunds", _door(server, _new_refund)),
        web.post("/v1/refunds/{id}", _door(server, _update_refund)),
        web.post("/v1/refunds/{id}/cancel", _door(server, _cancel_refund)),
        web.get("/v1/accounts/{id}", _door(server, _account)),
        web.post("/v1/payment_methods", _door(server, _method)),
        *(web.get(f"/v1/{plural}", _door(server, _list)) for plural in KINDS),
        *(web.get(f"/v1/{plural}/{{id}}", _door(server, _read)) for plural in KINDS if plural[0] != "p"),
    ]


def _door(
    server: Server, handler: Handler, *, browser: bool = False
) -> Callable[..., Awaitable[web.StreamResponse]]:
    async def entered(request: web.Request) -> web.StreamResponse:
        struck = {
            fault.kind: fault for fault in server.faults.take(f"{request.method} {request.path}", CALLS)
        }
        if "drop_request" in struck:
            return _hang_up(request)
        asked = await parameters(request)
        account = request.headers.get("Stripe-Account", asked.get("_stripe_account", ""))
        try:
            if "error" in struck:
                raise _broken(int(struck["error"].more.get("status", 500)))
            _let_in(server, request, asked, account, browser, "no_access" in struck)
            expand = {"expand": asked.get("expand", [])}
            plain = {name: value for name, value in asked.items() if name not in OURSELVES}
            request["pending"] = "pending" in struck
            request["delay"] = float(struck["delay"].more.get("seconds", 1)) if "delay" in struck else 0
            said = await once(
                server.store,
                request,
                plain | expand,
                account,
                lambda: _do(server, handler, request, plain, account, expand),
            )
        except Problem as problem:
            said = answer(problem.body, problem.status)
        if "delay_answer" in struck:
            await asyncio.sleep(float(struck["delay_answer"].more.get("seconds", 1)))
        return _hang_up(request) if "drop_answer" in struck else said

    return entered


async def _do(
    server: Server, handler: Handler, request: web.Request, plain: Object, account: str, expand: Object
) -> Object:
    await asyncio.sleep(request["delay"])
    async with server.one:
        return lists.expanded(server, await handler(server, request, plain, account), expand)


def _hang_up(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _broken(status: int) -> Problem:
    if status == 429:
        return Problem(429, "Request rate limit exceeded.", code="rate_limit")
    return Problem(status, "An unknown error occurred.", kind="api_error")


def _let_in(
    server: Server, request: web.Request, asked: Object, account: str, browser: bool, is_lost: bool
) -> None:
    """The site with its secret key; a browser with the public one and the secret of the one payment."""
    said, _, key = request.headers.get("Authorization", "").partition(" ")
    if said == "Basic":
        key = base64.b64decode(key).decode().partition(":")[0]
    if account and (not account.startswith("acct_") or account.startswith("acct_gone") or is_lost):
        message = f"The provided key does not have access to account '{account}'."
        raise Problem(403, message, code="account_invalid")
    if key.startswith("sk_"):
        return
    if browser and str(asked.get("key", key)).startswith("pk_"):
        intent = server.store.get("payment_intent", request.match_info["id"], account)
        if asked.get("client_secret") == intent["client_secret"]:
            return
    raise Problem(401, "Invalid API Key provided.")


async def _new_intent(server: Server, request: web.Request, asked: Object, account: str) -> Object:
    return await intents.create(server, asked, account)


def _intent(server: Server, request: web.Request, account: str) -> Object:
    return server.store.get("payment_intent", request.match_info["id"], account)


async def _update_intent(server: Server, request: web.Request, asked: Object, account: str) -> Object:
    return await intents.update(server, _intent(server, request, account), asked, account)


async def _confirm(server: Server, request: web.Request, asked: Object, account: str) -> Object:
    return await intents.confirm(server, _intent(server, request, account), asked, account)


async def _authenticate(server: Server, request: web.Request, asked: Object, account: str) -> Object:
    agreed = request.query.get("success") == "true"
    return await intents.authenticate(server, _intent(server, request, account), agreed, account)


async def _cancel(server: Server, request: web.Request, asked: Object, account: str) -> Object:
    return await intents.cancel(server, _intent(server, request, account), asked, account)


async def _read(server: Server, request: web.Request, asked: Object, account: str) -> Object:
    kind = KINDS[request.path.split("/")[2]]
    return server.store.get(kind, request.match_info["id"], account)


async def _list(server: Server, request: web.Request, asked: Object, account: str) -> Object:
    return lists.page(server, KINDS[request.path.split("/")[2]], asked, account)


async def _new_refund(server: Server, request: web.Request, asked: Object, account: str) -> Object:
    return await refunds.create(server, asked, account, waits=request["pending"])


async def _update_refund(server: Server, request: web.Request, asked: Object, account: str) -> Object:
    return refunds.update(
        server, server.store.get("refund", request.match_info["id"], account), asked, account
    )


async def _cancel_refund(server: Server, request: web.Request, asked: Object, account: str) -> Object:
    refund = server.store.get("refund", request.match_info["id"], account)
    if refund["status"] != "pending":
        raise Problem(400, f"You cannot cancel a refund with status {refund['status']}.")
    return refunds.become(server, refund, "canceled", None, account)


async def _account(server: Server, request: web.Request, asked: Object, account: str) -> Object:
    which = request.match_info["id"]
    if not which.startswith("acct_") or which.startswith("acct_gone"):
        raise missing("account", which)
    return {
        "id": which,
        "object": "account",
        "charges_enabled": not which.startswith("acct_restricted"),
        "country": "NL",
        "default_currency": "eur",
        "details_submitted": True,
        "payouts_enabled": True,
        "type": "standard",
    }


async def _method(server: Server, request: web.Request, asked: Object, account: str) -> Object:
    return await server.processor.method(asked)
