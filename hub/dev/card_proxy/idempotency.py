"""One key, one effect: https://docs.stripe.com/api/idempotent_requests"""

import hashlib
import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from hub.dev.card_proxy.problems import Problem, answer
from hub.dev.card_proxy.store import Store

Object = dict[str, Any]


async def once(
    store: Store, request: web.Request, asked: Object, account: str, do: Callable[[], Awaitable[Object]]
) -> web.Response:
    """What `do` answers, or what it answered the first time. Refusals are kept too; what broke is not."""
    key = request.headers.get("Idempotency-Key")
    if key is None or request.method != "POST":
        return answer(await do())
    name = f"{account} {key}"
    text = json.dumps([request.method, request.path, asked], sort_keys=True)
    body = hashlib.sha256(text.encode()).hexdigest()
    kept = store.keys.get(name)
    if kept is not None:
        return _again(kept, body, key)
    store.keys[name] = {"body": body}
    try:
        said, status = await do(), 200
    except Problem as problem:
        said, status = problem.body, problem.status
    except BaseException:
        del store.keys[name]
        raise
    store.keys[name] = {"body": body, "status": status, "said": json.loads(json.dumps(said))}
    store.changed = True
    return answer(said, status)


def _again(kept: Object, body: str, key: str) -> web.Response:
    if kept["body"] != body:
        raise Problem(
            400,
            "Keys for idempotent requests can only be used with the same parameters they were first used with. "
            f"Try using a key other than '{key}' if you meant to execute a different request.",
            kind="idempotency_error",
        )
    if "status" not in kept:
        raise Problem(
            409,
            f"There is currently another in-progress request using this Idempotent Key ({key}).",
            kind="idempotency_error",
            code="idempotency_key_in_use",
        )
    return answer(kept["said"], kept["status"], **{"Idempotent-Replayed": "true"})
