"""Regions and disciplines, people, organisations, memberships, invitations, grants of roles."""

from members.models.grants import Grant, Role
from members.models.invitations import Invitation
from members.models.organisations import Membership, Organisation, OrganisationKind, Post
from members.models.people import User
from members.models.places import Discipline, Municipality, Region
from members.models.unreachable import ReturnedMail, UnreachableAddress

__all__ = [
    "Discipline",
    "Grant",
    "Invitation",
    "Membership",
    "Municipality",
    "Organisation",
    "OrganisationKind",
    "Post",
    "Region",
    "ReturnedMail",
    "Role",
    "UnreachableAddress",
    "User",
]
