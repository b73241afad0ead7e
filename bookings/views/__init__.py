"""The pages of booking: search, basket, quote, the booking itself, my bookings, the venue's list."""
