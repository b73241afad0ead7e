"""Bookings, their lines, and the occupancy of units that makes them true."""

from bookings.models.advances import Advance
from bookings.models.blocks import Block, BlockKind, BlockUnit
from bookings.models.bookings import Booking, BookingState, Line
from bookings.models.callers import Caller
from bookings.models.feeds import Feed, FeedKind
from bookings.models.fees import Fee, FeeKind
from bookings.models.hand_overs import HandOver
from bookings.models.imports import Import, ImportOf, ImportState
from bookings.models.inductions import Attendance, InductionWaiver
from bookings.models.messages import HubWords, MailOptOut, MessageKind, MessageSetting
from bookings.models.occupancy import Occupancy, OccupancyReason
from bookings.models.papers import Contract, ContractText, Offer
from bookings.models.reading import ReadingTime
from bookings.models.remarks import Remark
from bookings.models.second_options import SecondOption, SecondState
from bookings.models.series import Series
from bookings.models.set_ups import SetUp, SetUpPhoto
from bookings.models.sources import CalendarSource
from bookings.models.thread import ThreadFile, ThreadSide
from bookings.models.waitlist import WaitlistEntry, WaitState

__all__ = [
    "Advance",
    "Attendance",
    "Block",
    "BlockKind",
    "BlockUnit",
    "Booking",
    "BookingState",
    "CalendarSource",
    "Caller",
    "Contract",
    "ContractText",
    "Fee",
    "FeeKind",
    "Feed",
    "FeedKind",
    "HandOver",
    "HubWords",
    "Import",
    "ImportOf",
    "ImportState",
    "InductionWaiver",
    "Line",
    "MailOptOut",
    "MessageKind",
    "MessageSetting",
    "Occupancy",
    "OccupancyReason",
    "ReadingTime",
    "Offer",
    "Remark",
    "SecondOption",
    "SecondState",
    "Series",
    "SetUp",
    "SetUpPhoto",
    "ThreadFile",
    "ThreadSide",
    "WaitState",
    "WaitlistEntry",
]
