"""The settings of secrets."""

from __future__ import annotations

import pytest

from nahtlos.errors import Refused, Source
from nahtlos.model import load_settings
from nahtlos.model.secrets import SecretsSettings


def settings(text: str) -> SecretsSettings:
    return load_settings(Source("nahtlos.yaml", text)).secrets


def test_without_a_word_the_safest_store_is_asked_first() -> None:
    """And the environment last."""
    assert settings("language: de\n").stores == ("systemd", "file", "environment")


def test_a_vault_is_described() -> None:
    """By a role or by a token."""
    by_role = settings(
        "secrets:\n  stores: [vault]\n  vault: {address: 'https://v.example:8200', role_id: r, secret_id_file: /s}\n"
    )
    by_token = settings("secrets:\n  stores: [vault]\n  vault: {address: 'http://127.0.0.1:8200', token_file: t}\n")

    assert by_role.vault is not None and by_role.vault.mount == "secret"
    assert by_token.vault is not None and by_token.vault.time_out == 5.0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{stores: [environment, file]}", "environment must be the last"),
        ("{stores: [file, file]}", "each one once"),
        ("{stores: []}", "at least one store"),
        ("{stores: [vault]}", "vault needs both"),
        ("{vault: {address: 'https://v.example', token_file: t}}", "vault needs both"),
        ("{stores: [vault], vault: {address: 'http://v.example', token_file: t}}", "https only"),
        ("{stores: [vault], vault: {address: 'https://v.example'}}", "either token_file, or role_id"),
        ("{stores: [vault], vault: {address: 'https://v.example', role_id: r}}", '"secret_id_file"'),
        (
            "{stores: [vault], vault: {address: 'https://v.example', token_file: t, role_id: r, secret_id_file: s}}",
            "either token_file, or role_id",
        ),
        ("{stores: [pocket]}", "pocket"),
    ],
)
def test_what_would_be_less_safe_or_cannot_work_is_refused(text: str, words: str) -> None:
    """Before anything is opened, with its line."""
    with pytest.raises(Refused) as refused:
        settings(f"secrets: {text}\n")

    assert words in str(refused.value)
    assert "nahtlos.yaml:1" in str(refused.value)
