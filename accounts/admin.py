from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group

from accounts.models import Representative, User

# Roles are data in roles.py, applied by a command; nobody edits them by hand.
admin.site.unregister(Group)


@admin.register(User)
class StaffUserAdmin(UserAdmin):
    list_display = ("username", "email", "first_name", "last_name", "is_active", "last_login")
    list_filter = ("is_active", "groups")


@admin.register(Representative)
class RepresentativeAdmin(admin.ModelAdmin):
    list_display = ("user", "company", "role", "added_at")
    list_filter = ("role",)
    list_select_related = ("user", "company")
    autocomplete_fields = ("user", "company")
    search_fields = ("user__username", "user__email", "company__name_en", "company__name_zh")
