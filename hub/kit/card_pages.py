"""The one kind of page that loads something from another host: where somebody pays by card."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

P = ParamSpec("P")
# https://docs.stripe.com/security/guide#content-security-policy, without what maps of addresses would need.
STRIPE = {
    "script-src": ["https://js.stripe.com", "https://*.js.stripe.com"],
    "frame-src": ["https://js.stripe.com", "https://*.js.stripe.com", "https://hooks.stripe.com"],
    "connect-src": ["https://api.stripe.com"],
    "img-src": ["https://*.stripe.com"],
}


def sources() -> dict[str, list[str]]:
    """What the settings let such a page load, beside its own: nothing without cards, and no more than is needed."""
    if not settings.CARDS:
        return {}
    place = urlsplit(settings.STRIPE_JS_URL)
    if place.hostname == "js.stripe.com":
        return STRIPE
    origin = f"{place.scheme}://{place.netloc}"
    return {"script-src": [origin], "connect-src": [origin]}


def lets_cards_be_asked_for(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A page with `funding/parts/pay_form.html` on it: the card processor's script may run there, and nowhere else."""

    @wraps(view)
    def answered(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        # Read by django-csp's middleware, as its own decorator `csp_update` writes it, which is fixed when it is made.
        vars(response)["_csp_update"] = sources()
        return response

    return answered
