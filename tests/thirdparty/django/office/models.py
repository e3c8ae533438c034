"""Persons, teams, addresses and cases."""

from django.core.validators import RegexValidator
from django.db import models

SALUTATIONS = [("f", "Frau"), ("h", "Herr"), ("-", "keine")]


class Team(models.Model):
    """Who works on cases."""

    name = models.CharField("Name", max_length=60, unique=True)

    def __str__(self):
        return self.name


class Person(models.Model):
    """Somebody with a number; nothing keeps two from having the same one."""

    number = models.CharField("Kundennummer", max_length=10, validators=[RegexValidator(r"^\d{3}[A-Z]\d{6}$")])
    salutation = models.CharField("Anrede", max_length=1, choices=SALUTATIONS, default="-")
    name = models.CharField("Nachname", max_length=60)
    born = models.DateField("Geburtsdatum", null=True, blank=True)
    team = models.ForeignKey(Team, models.PROTECT, verbose_name="Zuständiges Team", null=True, blank=True)
    active = models.BooleanField("Aktiv", default=True)

    class Meta:
        verbose_name, verbose_name_plural, ordering = "Person", "Personen", ["number"]

    def __str__(self):
        return self.name


class Address(models.Model):
    """A row below its person."""

    person = models.ForeignKey(Person, models.CASCADE)
    kind = models.CharField("Art", max_length=1, choices=[("w", "Wohnung"), ("p", "Post")])
    street = models.CharField("Straße", max_length=80)
    city = models.CharField("Ort", max_length=60)

    class Meta:
        verbose_name, verbose_name_plural = "Anschrift", "Anschriften"

    def __str__(self):
        return self.street


class Case(models.Model):
    """A case of a person."""

    number = models.CharField("Aktenzeichen", max_length=20, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, verbose_name="Person")
    team = models.ForeignKey(Team, models.PROTECT, verbose_name="Bearbeitung", null=True, blank=True)
    kind = models.CharField("Antragsart", max_length=1, choices=[("e", "Erstantrag"), ("w", "Weiterbewilligung")])
    received = models.DateTimeField("Eingang")

    class Meta:
        verbose_name, verbose_name_plural, ordering = "Fall", "Fälle", ["number"]

    def __str__(self):
        return self.number
