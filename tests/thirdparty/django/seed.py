"""Fill the database: who signs in, two teams, 40 persons, and two with one number."""

import os

import django
from django.apps import apps
from django.contrib.auth import get_user_model

django.setup()
Person, Team = apps.get_model("office", "Person"), apps.get_model("office", "Team")

get_user_model().objects.create_superuser("bot", password=os.environ["PASSWORD"])
teams = [Team.objects.create(name=name) for name in ("Team 511", "Team 512")]
Person.objects.bulk_create([Person(number=f"900D{n:06d}", name=f"Alt{n}", team=teams[n % 2]) for n in range(40)])
Person.objects.bulk_create([Person(number="901D000001", name=name) for name in ("Erste", "Zweite")])
