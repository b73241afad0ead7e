"""What is the same in every demonstration, so that its page has an address (`hub.dev.demo_planning`)."""

from uuid import UUID

CHOSEN = UUID("5b0c5a0e-7d1c-4f3e-9a55-1f0d6a0c93aa")
TAKEN_OVER = UUID("0f6b7c1e-2a0d-4c55-8a1b-4be1c7f0d2c4")
WITH_FAULTS = UUID("c4a1de0b-93c7-4f0f-8c1d-7d2c6a5be011")
