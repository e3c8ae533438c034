"""E60x: secrets and who may read them."""

from __future__ import annotations

from nahtlos.errors.error import WorkspaceError


class SecretError(WorkspaceError):
    """A secret cannot be read or kept."""


class SecretMissing(SecretError):
    """Nobody has set a secret that is needed."""

    code = "E600"
    account: str
    name: str
    variable: str

    def message(self) -> str:
        """Say how to set it."""
        return (
            f'The account {self.account} has no secret "{self.name}". Set it with `nahtlos secrets set '
            f"{self.account}.{self.name}`, or in the environment as {self.variable}."
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
            f"`nahtlos secrets allow NAME {self.recipient}`."
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
