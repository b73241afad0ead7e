"""Paying by card through Stripe. Without a secret key nothing mentions cards, and booking on account works."""

from hub.settings.environment import env

STRIPE_SECRET_KEY = env("STRIPE_SECRET_KEY", default="")
STRIPE_PUBLISHABLE_KEY = env("STRIPE_PUBLISHABLE_KEY", default="")
# Several while one is being replaced: Stripe then signs with both, and so may we check.
STRIPE_WEBHOOK_SECRET = env.list("STRIPE_WEBHOOK_SECRET", default=[])
# Another server that speaks Stripe's language (hub.dev.card_proxy); nothing here means Stripe itself.
STRIPE_API_BASE = env("STRIPE_API_BASE", default="")
STRIPE_JS_URL = env("STRIPE_JS_URL", default="https://js.stripe.com/v3/")
# How the browser asks for a card: "payment" is Stripe's Payment Element, "card" the plain one, which is all that the
# card processor of development has.
STRIPE_ELEMENT = env("STRIPE_ELEMENT", default="payment")
# By what one may pay (https://docs.stripe.com/payments/payment-methods/overview), and how many days ahead a booking is
# that may still be paid by a debit, which takes up to two weeks to be sure.
STRIPE_METHODS = env.list("STRIPE_METHODS", default=["card", "ideal", "sepa_debit"])
STRIPE_DEBIT_DAYS = env.int("STRIPE_DEBIT_DAYS", default=21)

# CARDS=off: none, whatever keys there are.
CARDS = env.bool("CARDS", default=True) and bool(STRIPE_SECRET_KEY)
