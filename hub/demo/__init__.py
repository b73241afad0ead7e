"""The demonstration region: real places, and facilities, rates, funds, organisations and bookings that are made up.

What it is made of lies in `data/`; the code here only puts it in place. The same every time for the same Monday.
"""
