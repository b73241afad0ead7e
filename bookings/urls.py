"""Addresses of booking. A facility's own page is the places' business; here one picks, prices, books and looks back."""

from django.urls import path

from bookings.views import (
    baskets,
    calendars,
    changing,
    desks,
    details,
    fees,
    judging,
    lists,
    options,
    planning,
    quotes,
    search,
    seconds,
    together,
)

app_name = "bookings"
urlpatterns = [
    path("book/", search.search, name="search"),
    path("book/basket/", baskets.basket, name="basket"),
    path("book/basket/add/", baskets.basket_add, name="basket_add"),
    path("book/basket/together/", together.basket_together, name="basket_together"),
    path("book/basket/change/", baskets.basket_change, name="basket_change"),
    path("book/basket/empty/", baskets.basket_empty, name="basket_empty"),
    path("book/quote/", quotes.quote, name="quote"),
    path("book/place/", quotes.place_view, name="place"),
    path("book/second/", seconds.take_view, name="take_second"),
    path("book/at/<slug:hub>/<slug:facility>/", baskets.start, name="start"),
    path("bookings/", lists.mine, name="list"),
    path("bookings/second/<slug:number>/", seconds.second, name="second"),
    path("bookings/second/<slug:number>/challenge/", seconds.challenge_view, name="challenge"),
    path("bookings/second/<slug:number>/let-go/", seconds.let_go_view, name="let_go_second"),
    path("bookings/<slug:number>/", details.booking, name="booking"),
    path("bookings/<slug:number>/confirm/", details.confirm_view, name="confirm"),
    path("bookings/<slug:number>/option/", options.option, name="option"),
    path("bookings/<slug:number>/approve/", judging.approve_view, name="approve"),
    path("bookings/<slug:number>/decline/", judging.decline_view, name="decline"),
    path("bookings/<slug:number>/ask/", judging.ask_view, name="ask"),
    path("bookings/<slug:number>/answer/", judging.answer_view, name="answer"),
    path("bookings/<slug:number>/cancel/", details.cancel_view, name="cancel"),
    path("bookings/<slug:number>/change/", changing.change_view, name="change"),
    path("bookings/<slug:number>/no-show/", fees.no_show_view, name="no_show"),
    path("bookings/<slug:number>/came/", fees.came_view, name="came"),
    path("bookings/<slug:number>/waive/", fees.waive_view, name="waive"),
    path("bookings/<slug:number>/again/", details.again, name="again"),
    path("bookings/<slug:number>/calendar.ics", calendars.calendar, name="calendar"),
    path("desk/<slug:hub>/", desks.desk, name="desk"),
    path("desk/<slug:hub>/planning/", planning.planning, name="planning"),
]
