"""What lies directly in this room: what pages, programs and mails share without writing. Its table of contents.

A wish, before anything is booked
    basket            what somebody has picked, in their session
    filled            the same with the things themselves and who must come along
    daypart_choices   a house's dayparts as choices of times
    quoting           its price, who carries it, what is in the way
    offers            what is free, with its price
    gathering         several things at once, at one hub or more; `proposals`: what it finds, as values
    finding           what fits a question; `instead`: the nearest questions that have an answer

A booking
    showing           its lines, visit and state in words
    changed           a change of it: what stays, goes and comes, and what that costs
    let_go            who need not come along after a change any more

A series
    repeated          its dates before they are booked
    series_changed    a change of its later dates

The desk
    desk              who comes, as a list
    planning          a day or week as a table; `addresses`: of what stands in it; `timeline`: the same as data
    moving            what a drag on the timeline means
    moving_money      and which funds carry another part of it
    waiting           what waits for the desk
    repairing         ways out for a booking that cannot be kept; `repairing_series`: for all dates of a series

What somebody was shown, in a form, unchanged or not at all
    sealed            a price, a change; `sealed_series`, `sealed_moves`, `sealed_decisions`, `sealed_series_repair`

Who reaches what
    permissions       bookings, blocks and what goes with them; `calendar_links`: secret links to calendars

What must hold, for `manage.py check_invariants`
    invariants        of bookings; each `invariants_of_...` of what its name says
"""
