"""Fills a Tryton with parties; runs in Tryton's own Python: `seed.py SETTINGS NAME POSTCODE CITY …`."""

import sys

from proteus import Model, config  # type: ignore[import-not-found]  # installed in Tryton's own Python

config.set_trytond("lab", user="admin", config_file=sys.argv[1])
Party = Model.get("party.party")
texts = sys.argv[2:]
for name, postcode, city in zip(texts[::3], texts[1::3], texts[2::3], strict=True):
    party = Party(name=name)
    party.addresses[0].postal_code = postcode
    party.addresses[0].city = city
    party.save()
