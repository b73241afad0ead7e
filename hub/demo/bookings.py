def make_bookings(**k) -> int:
    return 0
