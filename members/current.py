"""For which organisation somebody acts now: chosen in the session, believed only while they are a member of it."""

from uuid import UUID

from django.http import HttpRequest

from members.models import Organisation, User
from members.permissions import organisation_for, organisations_of

SESSION_KEY = "organisation"


def person_of(request: HttpRequest) -> User:
    """Whoever is signed in; for views behind `login_required`."""
    if not isinstance(request.user, User):
        raise RuntimeError("only somebody who is signed in comes here")
    return request.user


def my_organisations(request: HttpRequest) -> list[Organisation]:
    """The organisations of whoever asks, looked up once a request."""
    kept: list[Organisation] | None = getattr(request, "_organisations", None)
    if kept is None:
        kept = organisations_of(request.user)
        request._organisations = kept  # type: ignore[attr-defined]
    return kept


def current_organisation(request: HttpRequest) -> Organisation | None:
    """The chosen organisation; without a (valid) choice the first by name; None for somebody without any."""
    mine = my_organisations(request)
    chosen = request.session.get(SESSION_KEY) if mine else None
    return next((each for each in mine if str(each.uuid) == chosen), mine[0] if mine else None)


def choose(request: HttpRequest, uuid: UUID | str) -> Organisation:
    """Act for this organisation from now on; raises Http404 for somebody who is not a member."""
    organisation = organisation_for(request.user, uuid)
    request.session[SESSION_KEY] = str(organisation.uuid)
    return organisation
