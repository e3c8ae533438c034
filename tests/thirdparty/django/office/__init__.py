"""A small office in Django: persons, their addresses and cases, in the administration that Django makes of them."""
