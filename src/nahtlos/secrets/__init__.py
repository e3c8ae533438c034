"""User names and passwords: where they are kept, how they are handed out, and how they stay out of everything else.

stores.py        all stores in their order: the first that has a secret gives it, one that is down stops everybody
store.py         what a store can do
age_file.py      config/secrets.age: contents.py is what it holds, identity.py opens it, lock.py keeps it whole
keyring.py       the keyring of the operating system
vault.py         HashiCorp Vault, OpenBao
systemd.py       what systemd hands to a service
environment.py   variables, last and with a warning
secret.py        a text that cannot print itself
masker.py        takes secrets out of texts, in all the ways that writings.py knows
"""
