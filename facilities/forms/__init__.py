"""What hub managers fill in. A form checks what was typed and hands over facts; the verbs decide."""
