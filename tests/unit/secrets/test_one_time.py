"""One-time codes: those of RFC 6238, each used once, by whichever process."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from nahtlos.errors import SecretNotWhatItShould
from nahtlos.secrets.one_time import OneTimeCodes

SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The one of RFC 6238, `12345678901234567890`."""


@dataclass
class Kept:
    """Secrets of one account."""

    totp: str = SEED

    def get(self, account: str, name: str) -> str:
        return {"totp": self.totp, "user": "bot"}[name]


@dataclass
class Clock:
    """Stands still until somebody sleeps."""

    time: datetime = datetime(1970, 1, 1, 0, 0, 59, tzinfo=UTC)
    slept: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.time.timestamp()

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def codes(folder: Path, clock: Clock, seed: str = SEED) -> OneTimeCodes:
    return OneTimeCodes(secrets=Kept(seed), folder=folder / "codes", clock=clock)


@pytest.mark.parametrize(
    ("second", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_norm(tmp_path: Path, clock: Clock, second: int, code: str) -> None:
    """The test vectors of RFC 6238, appendix B, in six digits; zeros in front stay."""
    clock.time = datetime.fromtimestamp(second, UTC)

    assert codes(tmp_path, clock).get("amt", "totp") == code


@pytest.mark.parametrize(
    "seed",
    [
        "gezd gnbv gy3t qojq gezd gnbv gy3t qojq",
        "GEZD-GNBV-GY3T-QOJQ-GEZD-GNBV-GY3T-QOJQ",
        f"otpauth://totp/Amt:bot?secret={SEED}&issuer=Amt",
        f"{SEED}====",
    ],
)
def test_a_seed_may_be_written_as_it_is_shown(tmp_path: Path, clock: Clock, seed: str) -> None:
    """In groups, in small letters, or as the address behind the QR code."""
    assert codes(tmp_path, clock, seed).get("amt", "totp") == "287082"


def test_short_seeds_are_what_many_systems_give_out(tmp_path: Path, clock: Clock) -> None:
    """Eighty bits are less than RFC 4226 wants, and yet usual."""
    assert codes(tmp_path, clock, "JBSWY3DPEHPK3PXP").get("amt", "totp") == "996554"


def test_digits_and_length_of_an_address_hold(tmp_path: Path, clock: Clock) -> None:
    """Eight digits, SHA-256, 60 seconds: what the address says."""
    seed = "otpauth://totp/x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA&digits=8&algorithm=SHA256"

    assert codes(tmp_path, clock, seed).get("amt", "totp") == "46119246"


@pytest.mark.parametrize("seed", ["not a seed!", "1", "", "otpauth://hotp/x?secret=GEZDGNBV&counter=1"])
def test_something_else_is_no_seed(tmp_path: Path, clock: Clock, seed: str) -> None:
    """The message says what it should be, and not what it is."""
    with pytest.raises(SecretNotWhatItShould) as told:
        codes(tmp_path, clock, seed).get("amt", "totp")

    assert "amt.totp" in str(told.value)
    assert "GEZDGNBV" not in str(told.value)


def test_other_secrets_are_what_they_are(tmp_path: Path, clock: Clock) -> None:
    """Only `totp` is a seed."""
    assert codes(tmp_path, clock).get("amt", "user") == "bot"


async def test_nobody_waits_for_the_first_code(tmp_path: Path, clock: Clock) -> None:
    """A code with time left is used at once."""
    clock.time = datetime.fromtimestamp(35, UTC)

    await codes(tmp_path, clock).fresh("amt")

    assert clock.slept == []


async def test_a_code_that_is_about_to_end_is_not_begun_with(tmp_path: Path, clock: Clock) -> None:
    """One second before its end, the next one is waited for."""
    await codes(tmp_path, clock).fresh("amt")

    assert clock.slept == [1.0]


async def test_no_code_is_used_twice_even_by_the_next_process(tmp_path: Path, clock: Clock) -> None:
    """Who signs in again waits for another code; another account does not wait."""
    clock.time = datetime.fromtimestamp(35, UTC)
    first = codes(tmp_path, clock).get("amt", "totp")

    await codes(tmp_path, clock).fresh("other")
    assert clock.slept == []
    await codes(tmp_path, clock).fresh("amt")

    assert clock.slept == [25.0]
    assert codes(tmp_path, clock).get("amt", "totp") != first


def test_neither_code_nor_account_is_written_down(tmp_path: Path, clock: Clock) -> None:
    """What is noted is how many half minutes there have been."""
    codes(tmp_path, clock).get("amt-bot", "totp")

    [note] = (tmp_path / "codes").iterdir()
    assert note.read_text() == "1"
    assert "amt" not in note.name
