"""Bookings, their lines, and the occupancy of units that makes them true."""

from bookings.models.blocks import Block, BlockKind, BlockUnit
from bookings.models.bookings import Booking, BookingState, Line
from bookings.models.feeds import Feed, FeedKind
from bookings.models.fees import Fee, FeeKind
from bookings.models.imports import Import, ImportOf, ImportState
from bookings.models.occupancy import Occupancy, OccupancyReason
from bookings.models.papers import Contract, ContractText, Offer
from bookings.models.remarks import Remark
from bookings.models.second_options import SecondOption, SecondState
from bookings.models.sources import CalendarSource

__all__ = [
    "Block",
    "BlockKind",
    "BlockUnit",
    "Booking",
    "BookingState",
    "CalendarSource",
    "Contract",
    "ContractText",
    "Fee",
    "FeeKind",
    "Feed",
    "FeedKind",
    "Import",
    "ImportOf",
    "ImportState",
    "Line",
    "Occupancy",
    "OccupancyReason",
    "Offer",
    "Remark",
    "SecondOption",
    "SecondState",
]
