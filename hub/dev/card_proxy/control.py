"""What a test, or a developer with curl, does to this server: no part of Stripe's API; addresses begin with `_`."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from hub.dev.card_proxy import disputes, intents, refunds
from hub.dev.card_proxy.decoding import parameters
from hub.dev.card_proxy.problems import Problem, answer
from hub.dev.card_proxy.server import Server

Object = dict[str, Any]


def routes(server: Server) -> list[web.RouteDef]:
    control = Control(server)
    return [
        web.post("/_faults", _told(server, control.add_fault)),
        web.delete("/_faults", _told(server, control.no_faults)),
        web.post("/_webhook", _told(server, control.register)),
        web.get("/_events", _told(server, control.events)),
        web.post("/_events/take", _told(server, control.take)),
        web.post("/_events/release", _told(server, control.release)),
        web.post("/_events/{id}/again", _told(server, control.again)),
        web.post("/_intents/{id}/pay", _told(server, control.pay)),
        web.post("/_intents/{id}/settle", _told(server, control.settle)),
        web.post("/_refunds", _told(server, control.refund)),
        web.post("/_refunds/{id}/fail", _told(server, control.fail)),
        web.post("/_refunds/{id}/arrive", _told(server, control.arrive)),
        web.post("/_disputes", _told(server, control.dispute)),
        web.post("/_disputes/{id}", _told(server, control.decide)),
        web.post("/_objects", _told(server, control.put)),
        web.post("/_objects/{id}", _told(server, control.alter)),
        web.delete("/_keys", _told(server, control.forget_keys)),
        web.delete("/_data", _told(server, control.forget)),
    ]


def _told(
    server: Server, does: Callable[[str, Object], Awaitable[Any]]
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def entered(request: web.Request) -> web.Response:
        try:
            asked = await parameters(request)
            async with server.one:
                said = await does(request.match_info.get("id", ""), asked)
        except Problem as problem:
            return answer(problem.body, problem.status)
        return answer(said if said is not None else {})

    return entered


class Control:
    def __init__(self, server: Server) -> None:
        self.server = server
        self.store, self.courier = server.store, server.courier

    async def add_fault(self, which: str, asked: Object) -> Any:
        """`kind`, `match` (a pattern), `count`, and what the kind wants to know (faults.py)."""
        return vars(self.server.faults.add(dict(asked)))

    async def no_faults(self, which: str, asked: Object) -> Any:
        self.server.faults.waiting.clear()

    async def register(self, which: str, asked: Object) -> Any:
        """Where events go from now on, signed with which `secret`. No `url`: they wait until taken."""
        self.courier.url, self.courier.secret = asked.get("url", ""), asked.get("secret", "")

    async def events(self, which: str, asked: Object) -> Any:
        return self.courier.told

    async def take(self, which: str, asked: Object) -> Any:
        """What waits to be told, as body and signature, for a test that brings it itself."""
        return [
            {"type": parcel.event["type"], "body": body, "signature": signature}
            for parcel in self.courier.take()
            for body, signature in [parcel.sealed(asked["secret"])]
        ]

    async def release(self, which: str, asked: Object) -> Any:
        return {"released": self.courier.release(asked.get("order", ""))}

    async def again(self, which: str, asked: Object) -> Any:
        self.courier.again(which)

    async def pay(self, which: str, asked: Object) -> Any:
        """As a browser would, with a card by its name (processor.py); a bank that asks is told `agreed`."""
        account = self.store.accounts.get(which, "")
        intent = self.store.get("payment_intent", which, account)
        paid = await intents.confirm(
            self.server, intent, {"payment_method": asked.get("card", "pm_card_visa")}, account
        )
        if paid["status"] == "requires_action" and "agreed" in asked:
            return await intents.authenticate(self.server, paid, bool(asked["agreed"]), account)
        return paid

    async def settle(self, which: str, asked: Object) -> Any:
        """The bank of a debit answers."""
        account = self.store.accounts.get(which, "")
        return await intents.settle(self.server, self.store.get("payment_intent", which, account), account)

    async def refund(self, which: str, asked: Object) -> Any:
        """From the dashboard."""
        intent = str(asked.get("payment_intent", ""))
        return await refunds.create(self.server, asked, self.store.accounts.get(intent, ""))

    async def fail(self, which: str, asked: Object) -> Any:
        reason = asked.get("reason", "expired_or_canceled_card")
        return self._become(which, "failed", reason)

    async def arrive(self, which: str, asked: Object) -> Any:
        return self._become(which, "succeeded", None)

    async def dispute(self, which: str, asked: Object) -> Any:
        """The payer goes to their bank, which takes the money (or asks first: `status` warning_needs_response)."""
        intent = str(asked.get("payment_intent", ""))
        return disputes.create(self.server, asked, self.store.accounts.get(intent, ""))

    async def decide(self, which: str, asked: Object) -> Any:
        """The bank goes on: `status` needs_response, under_review, won, lost or warning_closed."""
        account = self.store.accounts.get(which, "")
        return disputes.become(
            self.server, self.store.get("dispute", which, account), str(asked["status"]), account
        )

    def _become(self, which: str, status: str, reason: str | None) -> Object:
        account = self.store.accounts.get(which, "")
        refund = self.store.get("refund", which, account)
        return refunds.become(self.server, refund, status, reason, account)

    async def put(self, which: str, asked: Object) -> Any:
        """Whole objects, as they are: thousands of old payments at once. Nobody is told."""
        for shown in asked["objects"]:
            self.store.put(shown, asked.get("account", ""))
        return {"kept": len(asked["objects"])}

    async def alter(self, which: str, asked: Object) -> Any:
        """An object that is not as the site thinks: another amount, currency or day."""
        account = self.store.accounts.get(which, "")
        if which in self.store.extras:
            self.store.extra(which).setdefault("altered", {}).update(asked)
        shown = {**self.store.objects[which], **asked}
        self.store.put(shown, account)
        return shown

    async def forget_keys(self, which: str, asked: Object) -> Any:
        """As after a day."""
        self.store.keys.clear()

    async def forget(self, which: str, asked: Object) -> Any:
        """Everything, localstripe's too."""
        self.store.clear()
        self.courier.forget()
        await self.server.processor.call("DELETE", "/_config/data")
