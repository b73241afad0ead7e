"""Which roles there are over what, and who may give and take them."""

from django.utils.translation import gettext_lazy as _

from hub.kit.errors import Forbidden, Refusal
from hub.kit.refs import Ref
from members.models import Role
from members.permissions import SITE, Person, powers_of

OVER = {
    Role.HUB_STAFF: "hub",
    Role.HUB_MANAGER: "hub",
    Role.QUARTERMASTER: "region",
    Role.FUNDER: "organisation",
    Role.REVIEWER: "region",
    Role.SITE_ADMIN: "site",
}


class WrongScope(Refusal):
    code = "wrong_scope"
    status = 400
    message = _("This role does not go with what you chose.")


class RoleUnknown(Refusal):
    code = "role_unknown"
    status = 400
    message = _("We do not know that role.")


def check_scope(role: str, scope: Ref) -> None:
    if role not in Role.values:
        raise RoleUnknown
    if scope.kind != OVER[Role(role)] or (role == Role.SITE_ADMIN and scope != SITE):
        raise WrongScope


def require_grantor(person: Person, role: str, scope: Ref) -> None:
    """Site administrators give every role; a hub's manager gives the role of staff at that hub, and no other."""
    powers = powers_of(person)
    if powers.hold(Role.SITE_ADMIN, SITE):
        return
    if role == Role.HUB_STAFF and powers.hold(Role.HUB_MANAGER, scope):
        return
    raise Forbidden
