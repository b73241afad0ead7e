"""Django's admin shows who is who. What a verb does is done by the verb: here one looks, and writes about places."""

from typing import Any

from allauth.mfa.admin import AuthenticatorAdmin
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from members.models import Discipline, Grant, Invitation, Membership, Municipality, Organisation, Region, User


class LookOnly(admin.ModelAdmin):
    """No adding, changing or removing."""

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class KeepThem(admin.ModelAdmin):
    """Texts may change; rows that others point at stay."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(LookOnly):
    list_display = ("email", "name", "language", "is_active", "is_superuser", "last_login")
    search_fields = ("email", "name")
    exclude = ("password", "user_permissions", "groups")


admin.site.unregister(Authenticator)


@admin.register(Authenticator)
class SecondFactorAdmin(LookOnly, AuthenticatorAdmin):
    """Who has which second factor. Who lost theirs: `manage.py forget_second_factors`, which tells them."""

    list_select_related = ("user",)
    search_fields = ("user__email",)
    exclude = ("data",)


@admin.register(Organisation)
class OrganisationAdmin(LookOnly):
    list_display = ("name", "kind", "municipality", "kvk_number", "created_at")
    list_filter = ("kind", "municipality__region")
    list_select_related = ("municipality",)
    search_fields = ("name", "kvk_number")


@admin.register(Membership)
class MembershipAdmin(LookOnly):
    list_display = ("person", "organisation", "post", "since")
    list_select_related = ("person", "organisation")
    search_fields = ("person__email", "organisation__name")


@admin.register(Invitation)
class InvitationAdmin(LookOnly):
    list_display = ("email", "organisation", "post", "invited_at", "expires_at", "accepted_at", "revoked_at")
    list_select_related = ("organisation",)
    exclude = ("key_hash",)


@admin.register(Grant)
class GrantAdmin(LookOnly):
    list_display = ("person", "role", "scope", "granted_by", "granted_at", "revoked_at")
    list_filter = ("role",)
    list_select_related = ("person", "granted_by")
    search_fields = ("person__email", "scope")


@admin.register(Region)
class RegionAdmin(KeepThem):
    list_display = ("name", "slug")


@admin.register(Municipality)
class MunicipalityAdmin(LookOnly):
    list_display = ("name", "region", "latitude", "longitude")
    list_filter = ("region",)
    list_select_related = ("region",)
    search_fields = ("name",)


@admin.register(Discipline)
class DisciplineAdmin(KeepThem):
    list_display = ("slug", "name_nl", "name_en")
