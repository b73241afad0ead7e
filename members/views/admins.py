"""The door to pages by which a site is set up and run."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase

from hub.kit.errors import Forbidden
from members.permissions import is_site_admin

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def for_site_admins(view: View[P]) -> View[P]:
    """Whoever is not signed in is asked to; whoever is no site administrator gets 403 and nothing is done."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not is_site_admin(request.user):
            raise Forbidden
        return view(request, *args, **kwargs)

    return login_required(guarded)
