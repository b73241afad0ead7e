"""Stripe.js: localstripe's own, and after it what that leaves out (stripe_more.js)."""

from pathlib import Path

import aiohttp
from aiohttp import web

MORE = Path(__file__).with_name("stripe_more.js")


def routes(processor: str) -> list[web.RouteDef]:
    async def script(_request: web.Request) -> web.Response:
        async with aiohttp.ClientSession() as session, session.get(f"{processor}/js.stripe.com/v3/") as got:
            text = await got.text()
        more = MORE.read_text()
        # In a function of its own: localstripe's class `Element` would else be everybody's on the page.
        return web.Response(text=f"(function () {{\n{text}\n{more}\n}})();", content_type="text/javascript")

    return [web.get("/js.stripe.com/v3/", script)]
