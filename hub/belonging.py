"""What is kept of an organisation, by room: who tells its owners. Turns upward as `hub.wiring` does; no logic."""

from collections.abc import Mapping

from bookings.models import told_of_organisation as bookings
from funding.models import told_of_organisation as funding
from members.models import belonging as members
from members.models.belonging import Tell
from region.models import told_of_organisation as region

BELONGING: Mapping[str, Tell] = {
    "organisation": members.told,
    "bookings": bookings.told,
    "money": funding.told,
    "region": region.told,
}
