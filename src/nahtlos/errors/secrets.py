"""E60x and E61x: secrets, where they are kept, and who may read them."""

from __future__ import annotations

from collections.abc import Sequence

from nahtlos.errors.error import WorkspaceError
from nahtlos.errors.place import listed


class SecretError(WorkspaceError):
    """A secret cannot be read or kept."""


class SecretMissing(SecretError):
    """Nobody has set a secret that is needed."""

    code = "E600"
    account: str
    name: str
    variable: str
    stores: Sequence[str]

    def message(self) -> str:
        """Say how to set it."""
        return (
            f'The account {self.account} has no secret "{self.name}" in {listed(self.stores)}. Set it with '
            f"`nahtlos secrets set {self.account}.{self.name}`, or in the environment as {self.variable}."
        )


class SecretsUnreadable(SecretError):
    """The file of secrets is damaged or cannot be opened."""

    code = "E601"
    path: str
    problem: str

    def message(self) -> str:
        """Say what is wrong with the file."""
        return f"The secrets in {self.path} cannot be used: {self.problem}. Restore the file from the backup."


class NotARecipient(SecretError):
    """The file of secrets is not encrypted for this identity."""

    code = "E602"
    path: str
    identity: str
    recipient: str

    def message(self) -> str:
        """Say who can change that."""
        return (
            f"{self.path} is not encrypted for the identity in {self.identity}. Somebody who can read it adds you with "
            f"`nahtlos secrets recipients add NAME {self.recipient}`."
        )


class IdentityMissing(SecretError):
    """The key that opens the secrets is not there."""

    code = "E603"
    path: str

    def message(self) -> str:
        """Say how to make one or point to it."""
        return (
            f"There is no identity at {self.path}, so the secrets stay closed. Make one with `nahtlos secrets init`, "
            "or point NAHTLOS_IDENTITY to the file that holds yours."
        )


class IdentityUnusable(SecretError):
    """The identity is broken or open to others."""

    code = "E604"
    path: str
    problem: str

    def message(self) -> str:
        """Say what is wrong with it."""
        return f"The identity in {self.path} cannot be used: {self.problem}."


class SecretNameUnusable(SecretError):
    """An account, a secret or a recipient has a name that cannot be written."""

    code = "E605"
    what: str
    name: str
    use: str

    def message(self) -> str:
        """Say what a name looks like."""
        return f'"{self.name}" cannot be the name of {self.what}: use {self.use}.'


class RecipientUnusable(SecretError):
    """A public key cannot be read, or is the last one that opens the file."""

    code = "E606"
    name: str
    problem: str

    def message(self) -> str:
        """Say what is wrong with it."""
        return f'The recipient "{self.name}" cannot be used: {self.problem}.'


class SecretsNotBegun(SecretError):
    """There is no file of secrets yet."""

    code = "E608"
    path: str

    def message(self) -> str:
        """Say how to make it."""
        return f"There is no {self.path} yet. `nahtlos secrets init` makes it."


class SecretEmpty(SecretError):
    """Somebody set nothing as a secret."""

    code = "E607"
    account: str
    name: str

    def message(self) -> str:
        """Say how to get rid of a secret instead."""
        return (
            f"Nothing was given as {self.account}.{self.name}. `nahtlos secrets remove {self.account}.{self.name}` "
            "takes a secret away."
        )


class SecretNotWhatItShould(SecretError):
    """A secret is there and cannot be what it is used for."""

    code = "E617"
    account: str
    name: str
    what: str
    use: str

    def message(self) -> str:
        """Say what it should look like, never what it is."""
        return (
            f"The secret {self.account}.{self.name} is not {self.what}. It should be {self.use}: "
            f"`nahtlos secrets set {self.account}.{self.name}`."
        )


class CertificateExpired(SecretError):
    """A certificate that signs in does not hold today."""

    code = "E618"
    account: str
    until: str

    def message(self) -> str:
        """Say until when it holds."""
        return (
            f"The certificate {self.account}.certificate does not hold today; its last day is {self.until}. Get a new "
            f"one and set {self.account}.certificate and {self.account}.key."
        )


class StoreDown(SecretError):
    """A store of secrets cannot be asked."""

    code = "E610"
    store: str
    problem: str

    def message(self) -> str:
        """Say what is wrong with it, and that nobody looks elsewhere."""
        return (
            f"The secrets in {self.store} cannot be used: {self.problem}. No other store is asked instead, because it "
            "may be less safe; set that right, or take it out of `secrets: {stores: …}` in config/nahtlos.yaml."
        )


class StoreNotInstalled(SecretError):
    """A store of secrets needs something that this computer does not have."""

    code = "E611"
    store: str
    install: str

    def message(self) -> str:
        """Say what to install."""
        return f"The secrets in {self.store} need something that is not installed: {self.install}."


class NoStoreKeeps(SecretError):
    """A secret should be kept where nothing can be kept."""

    code = "E612"
    store: str | None
    stores: Sequence[str]

    def message(self) -> str:
        """Name the stores that keep secrets."""
        which = "None of the stores" if self.store is None else f'"{self.store}" is not among the stores that'
        does = " can keep a secret" if self.store is None else " keep secrets"
        return (
            f"{which}{does}; configured are: {listed(self.stores)}. file, keyring and vault keep secrets; systemd "
            "and environment are given theirs from outside, so change them there."
        )


class SecretUnchanged(SecretError):
    """A secret was rotated to what it was before."""

    code = "E613"
    account: str
    name: str

    def message(self) -> str:
        """Say that nothing was changed."""
        return f"{self.account}.{self.name} is the same as before, so nothing was changed. Give a new one."
