"""Stripe as the site meets it on a developer's machine: a server in front of localstripe that does what that one leaves
out (idempotency keys, refusals, events, lists, accounts), and that goes wrong on demand. `docs/decisions/0081`.

Development and tests only; `python -m hub.dev.card_proxy --help`.
"""
