"""`python -m hub.dev.card_proxy --port N --processor http://127.0.0.1:M [--store FILE] [--webhook URL --secret S]`."""

import argparse
import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from aiohttp import web

from hub.dev.card_proxy import api, control, intents, refunds, script
from hub.dev.card_proxy.courier import Courier
from hub.dev.card_proxy.faults import Faults
from hub.dev.card_proxy.problems import Problem
from hub.dev.card_proxy.processor import Processor
from hub.dev.card_proxy.server import Server
from hub.dev.card_proxy.store import Store

PAUSE = 0.5  # seconds between looks at what has changed


def application(options: argparse.Namespace) -> web.Application:
    faults = Faults()
    courier = Courier(faults, options.webhook, options.secret)
    server = Server(Store(options.store), Processor(options.processor, faults), faults, courier)
    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_routes([*api.routes(server), *control.routes(server), *script.routes(options.processor)])

    async def run(_app: web.Application) -> AsyncIterator[None]:
        server.store.read()
        task = asyncio.create_task(_keep(server, options.banks_take))
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        server.store.write()
        await server.processor.close()

    app.cleanup_ctx.append(run)
    return app


async def _keep(server: Server, banks_take: float) -> None:
    """Write what has changed; and let banks answer debits and refunds after a while, if they are to of themselves."""
    seen: dict[str, float] = {}
    while True:
        await asyncio.sleep(PAUSE)
        server.store.write()
        if not banks_take:
            continue
        extras = server.store.extras
        waiting = [which for which, extra in extras.items() if extra.get("processing") or extra.get("ends")]
        seen = {which: seen.get(which, 0) + PAUSE for which in waiting}
        for which, waited in seen.items():
            if waited >= banks_take:
                async with server.one:
                    await _answered(server, which)


async def _answered(server: Server, which: str) -> None:
    shown, account = server.store.objects[which], server.store.accounts[which]
    with contextlib.suppress(Problem):
        if shown["object"] == "payment_intent":
            await intents.settle(server, shown, account)
            return
        status = server.store.extra(which).pop("ends")
        reason = "expired_or_canceled_card" if status == "failed" else None
        refunds.become(server, shown, status, reason, account)


def main() -> None:
    parser = argparse.ArgumentParser(description="Stripe as the site meets it on a developer's machine.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument(
        "--processor", required=True, help="where localstripe listens (hub.dev.card_processor)"
    )
    parser.add_argument("--store", type=Path, help="a file to keep objects in; none keeps them in memory")
    parser.add_argument("--webhook", default="", help="where events go")
    parser.add_argument("--secret", default="", help="what they are signed with")
    parser.add_argument(
        "--banks-take", type=float, default=0, help="seconds; 0: until told (/_intents/ID/settle)"
    )
    options = parser.parse_args()
    web.run_app(application(options), host="127.0.0.1", port=options.port, print=None, access_log=None)


if __name__ == "__main__":
    main()
