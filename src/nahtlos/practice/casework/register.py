"""The vouchers of *casework*, and which record each account has open."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from nahtlos.practice.cases import Voucher
from nahtlos.practice.casework import receipt
from nahtlos.practice.truth import Record, Truth

FIRST_NUMBER = 4711
"""Records have numbers of their own, so that nobody can guess an address from a voucher."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A record with its key and with the number that stands in addresses."""

    key: str
    number: int
    record: Record


class Register:
    """The list is a report joined with positions: a row that was delivered twice is listed twice, but is one record.

    The open record belongs to the account, not to the session, as it did in the systems of that time: two sessions of
    one account take each other's record away.
    """

    def __init__(self, vouchers: Sequence[Voucher], *, truth: Truth) -> None:
        self._truth = truth
        self._numbers: dict[str, int] = {}
        self._open: dict[str, str] = {}
        self._delivery = [self._admit(voucher) for voucher in vouchers]

    def rows(self) -> list[Entry]:
        """List the rows of the report: the delivery in its order, then what was added since."""
        delivered = [key for key in self._delivery if key in self._truth.records]
        added = sorted(set(self._truth.records) - set(delivered))
        return [self._entry(key) for key in (*delivered, *added)]

    def find(self, *, voucher_no: str, last_name: str) -> list[Entry]:
        """Find the records with this voucher number and a last name that begins like this."""
        number, name = voucher_no.strip().upper(), last_name.strip().casefold()
        return [
            self._entry(key)
            for key, record in self._truth.records.items()
            if number in ("", record["voucher_no"]) and record["last_name"].casefold().startswith(name)
        ]

    def open(self, number: int, *, account: str) -> bool:
        """Make a record the open one of an account; say whether there is such a record."""
        key = next((key for key, known in self._numbers.items() if known == number), None)
        if key is None or key not in self._truth.records:
            return False
        self._open[account] = key
        return True

    def opened_by(self, account: str) -> Entry | None:
        """Return the record an account has open."""
        key = self._open.get(account, "")
        return self._entry(key) if key in self._truth.records else None

    def providers(self, name: str) -> list[tuple[str, int]]:
        """Count the records of every provider whose name contains this."""
        part = name.strip().casefold()
        counts = Counter(record["provider"] for record in self._truth.records.values())
        return sorted((provider, count) for provider, count in counts.items() if part in provider.casefold())

    def _admit(self, voucher: Voucher) -> str:
        record = asdict(voucher) | receipt.EMPTY
        key, copies = voucher.voucher_no, 1
        while self._truth.records.get(key, record) != record:
            copies += 1
            key = f"{voucher.voucher_no}#{copies}"
        self._truth.records[key] = record
        return key

    def _entry(self, key: str) -> Entry:
        number = self._numbers.setdefault(key, FIRST_NUMBER + len(self._numbers))
        return Entry(key=key, number=number, record=self._truth.records[key])
