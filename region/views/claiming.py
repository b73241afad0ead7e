"""An organisation says that an entry is theirs, the quartermaster answers, and from then on they change it."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from facilities.views.doing import FORM_METHODS, done, posted, tried
from hub.kit import clock
from hub.kit.errors import Refusal
from hub.kit.paging import page_number, page_of
from members.models import Region
from members.permissions import administers, organisations_of
from region.actions.agree_to_claim import agree_to_claim
from region.actions.change_own_entry import change_own_entry
from region.actions.claim_entry import claim_entry
from region.actions.decline_claim import decline_claim
from region.actions.withdraw_claim import withdraw_claim
from region.forms.coming_in import ClaimForm, OwnForm, initial_of_own
from region.models import Claim, ClaimState
from region.models.claims import claims_waiting_in
from region.permissions import entry_for, owned_entry_for, region_mapped_for
from region.views.desk_pages import desk_page

A_PAGE = 30


@require_http_methods(FORM_METHODS)
@login_required
def claim(request: HttpRequest, slug: str) -> HttpResponse:
    """For an organisation that one owns; it reads here, too, how its claim stands."""
    entry = entry_for(slug)
    owned = [each for each in organisations_of(request.user) if administers(request.user, each)]
    form = ClaimForm(posted(request), organisations=owned, initial={"key": uuid4()})
    if form.is_bound and tried(
        form,
        lambda: claim_entry(
            uuid=form.cleaned_data["key"],
            entry_id=entry.pk,
            organisation=form.claimant(),
            words=form.cleaned_data["words"],
            actor=request.user,
            now=clock.now(),
        ),
    ):
        said = _("The quartermaster of the region has your claim, and will answer.")
        return done(request, said, "region:claim", slug)
    claims = Claim.objects.filter(entry=entry, organisation__in=owned).select_related("organisation")
    context = {"entry": entry, "form": form, "owned": owned, "claims": claims.order_by("-claimed_at")}
    return render(request, "region/intake/claim.html", context, status=422 if form.errors else 200)


@require_http_methods(FORM_METHODS)
@login_required
def withdraw(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """Reading it (after signing in) shows the claims."""
    if request.method != "POST":
        return redirect("region:claim", slug)
    withdraw_claim(uuid=uuid, actor=request.user, now=clock.now())
    return done(request, _("The claim is withdrawn."), "region:claim", slug)


@require_safe
@login_required
def claims(request: HttpRequest, region: str) -> HttpResponse:
    return _claims(request, region_mapped_for(request.user, region))


def _claims(request: HttpRequest, region: Region, refused: dict[str, Any] | None = None) -> HttpResponse:
    """What waits; `refused`: the answer that was not taken, and why."""
    waiting = page_of(claims_waiting_in(region.pk), page_number(request), A_PAGE)
    if refused:
        refused["claim"] = next((each for each in waiting if each.uuid == refused["uuid"]), None)
    return desk_page(request, "region/intake/claims.html", region, page_obj=waiting, refused=refused)


@require_http_methods(FORM_METHODS)
@login_required
def answer(request: HttpRequest, region: str, uuid: UUID) -> HttpResponse:
    """Agree, or decline with words. Reading it (after signing in) shows the claims."""
    found = region_mapped_for(request.user, region)
    if request.method != "POST":
        return redirect("region:claims", region)
    words = request.POST.get("words", "")[:1_000]
    try:
        if request.POST.get("do") == "agree":
            agree_to_claim(uuid=uuid, words=words, actor=request.user, now=clock.now())
        else:
            decline_claim(uuid=uuid, reason=words, actor=request.user, now=clock.now())
    except Refusal as refusal:
        shown = _claims(request, found, {"uuid": uuid, "words": words, "because": str(refusal)})
        shown.status_code = refusal.status
        return shown
    return done(request, _("Answered."), "region:claims", region)


@require_http_methods(FORM_METHODS)
@login_required
def own(request: HttpRequest, slug: str) -> HttpResponse:
    """What an organisation says of the entry that is theirs."""
    entry = owned_entry_for(request.user, slug)
    form = OwnForm(posted(request), initial=initial_of_own(entry))
    if form.is_bound and tried(
        form,
        lambda: change_own_entry(
            entry_id=entry.pk,
            at_version=int(form.cleaned_data["version"]),
            own=form.own(),
            actor=request.user,
            now=clock.now(),
        ),
    ):
        return done(request, _("Saved. It stands on the atlas."), "region:own_entry", slug)
    # A hub's staff say what stands there too, and whose it is only its owners.
    mine = administers(request.user, entry.organisation)
    claimed = Claim.objects.filter(entry=entry, state=ClaimState.AGREED).first() if mine else None
    context = {"entry": entry, "form": form, "claimed": claimed}
    return render(request, "region/intake/own.html", context, status=422 if form.errors else 200)
