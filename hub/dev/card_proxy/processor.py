"""Calls to localstripe."""

import asyncio
from typing import Any

import aiohttp

from hub.dev.card_proxy.faults import Faults
from hub.dev.card_proxy.problems import Problem

# By the names Stripe gives its test cards; localstripe itself knows three of them.
CARDS = {
    "pm_card_visa": "4242424242424242",
    "pm_card_mastercard": "5555555555554444",
    "pm_card_visa_chargeDeclined": "4000000000000341",
    "pm_card_chargeDeclined": "4000000000000341",
    "pm_card_chargeCustomerFail": "4000000000000341",
    "pm_card_authenticationRequired": "4000002760003184",
    "pm_card_threeDSecure2Required": "4000000000003220",
}
IBANS = {"pm_sepa_debit": "DE89370400440532013000", "pm_sepa_debit_fails": "DE62370400440532013001"}
# Declined when charged at Stripe's; localstripe declines it only when it is kept for later.
DECLINED = {"4000000000000002": "4000000000000341"}


class Processor:
    """localstripe at `base`, spoken to with a key of its own: it knows no accounts, we do."""

    def __init__(self, base: str, faults: Faults) -> None:
        self.base, self.faults = base, faults
        self.session: aiohttp.ClientSession | None = None

    async def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """The answer, or the refusal as a `Problem`."""
        if self.session is None:
            self.session = aiohttp.ClientSession(headers={"Authorization": "Bearer sk_test_proxy"})
        for slow in self.faults.take(f"{method} {path}", {"slow"}):
            await asyncio.sleep(float(slow.more.get("seconds", 1)))
        async with self.session.request(method, self.base + path, json=body) as got:
            said = await got.json(content_type=None) if await got.read() else {}
            if got.status >= 400:
                error = dict(said.get("error", {}))
                kind = "card_error" if got.status == 402 else error.pop("type", "invalid_request_error")
                error.pop("type", None)
                raise Problem(got.status, error.pop("message", "Bad request"), kind=kind, **error)
            return dict(said)

    async def close(self) -> None:
        if self.session is not None:
            await self.session.close()

    async def method(self, said: str | dict[str, Any]) -> dict[str, Any]:
        """A payment method: made of Stripe's name for a test card, of data from a browser, or one there is."""
        if isinstance(said, str):
            if said not in CARDS and said not in IBANS:
                return await self.call("GET", f"/v1/payment_methods/{said}")
            known = {"type": "sepa_debit", "sepa_debit": {"iban": IBANS.get(said)}}
            said = {"type": "card", "card": {"number": CARDS[said]}} if said in CARDS else known
        if said.get("type") == "card":
            return await self.call("POST", "/v1/payment_methods", {"type": "card", "card": _card(said)})
        body = {"type": said.get("type"), "sepa_debit": said.get("sepa_debit")}
        return await self.call("POST", "/v1/payment_methods", body)


def _card(said: dict[str, Any]) -> dict[str, str]:
    given = said.get("card") or {}
    number = "".join(str(given.get("number", "")).split())
    card = {
        "number": DECLINED.get(number, number),
        "exp_month": str(given.get("exp_month", "12")),
        "exp_year": str(given.get("exp_year", "2040")),
        "cvc": str(given.get("cvc", "123")),
    }
    plain = all(card[name].isdigit() for name in ("exp_month", "exp_year"))
    if not number.isdigit() or len(number) != 16:
        raise Problem(402, "Your card number is invalid.", kind="card_error", code="incorrect_number")
    if not plain or not 1 <= int(card["exp_month"]) <= 12:
        raise Problem(
            402, "Your card's expiration date is invalid.", kind="card_error", code="invalid_expiry_month"
        )
    if not card["cvc"].isdigit() or len(card["cvc"]) != 3:
        raise Problem(402, "Your card's security code is invalid.", kind="card_error", code="incorrect_cvc")
    return card
