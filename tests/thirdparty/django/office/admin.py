"""What Django offers for old and new screens: rows below a record, pop-up windows, suggestions, folds, pages of 20."""

from django.contrib import admin
from office.models import Address, Case, Person, Team


class Addresses(admin.TabularInline):
    """Addresses as rows below their person, and an empty one."""

    model = Address
    extra = 1


@admin.register(Person)
class Persons(admin.ModelAdmin):
    """Persons."""

    list_display = ("number", "name", "team")
    search_fields = ("number",)
    list_per_page = 20
    inlines = (Addresses,)
    fieldsets = (
        (None, {"fields": ["number", "salutation", "name", "born"]}),
        ("Betreuung", {"fields": ["team", "active"], "classes": ["collapse"]}),
    )


@admin.register(Case)
class Cases(admin.ModelAdmin):
    """Cases."""

    list_display = ("number", "person")
    search_fields = ("number",)
    raw_id_fields = ("person",)
    autocomplete_fields = ("team",)
    radio_fields = {"kind": admin.VERTICAL}  # noqa: RUF012 - Django wants it so


@admin.register(Team)
class Teams(admin.ModelAdmin):
    """Teams."""

    search_fields = ("name",)
