from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """`quoted` are somebody's own words. `is_offer`: it may still become a booking, so its shares are shown."""

    subject: str
    title: str
    text: str
    button: str
    quoted: str = ""
    is_offer: bool = False
