"""All that belongs to the card processor: what it is asked, and how it signs what it tells."""
