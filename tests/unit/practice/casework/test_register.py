"""The register lists the delivery as it came, finds records, and knows one open record for each account."""

import random
from dataclasses import replace

import pytest

from nahtlos.practice.cases import Voucher, generate_vouchers
from nahtlos.practice.casework.register import Register
from nahtlos.practice.truth import CommitTime, Truth

ONE, TWO, *_ = [voucher for voucher in generate_vouchers(30, 1) if voucher.last_name]


@pytest.fixture
def truth() -> Truth:
    return Truth(commit_time=CommitTime(), rng=random.Random(1), clock=lambda: 0.0)


def _register(truth: Truth, *vouchers: Voucher) -> Register:
    return Register(vouchers, truth=truth)


def test_row_delivered_twice_is_one_record(truth: Truth) -> None:
    """It is listed twice and found once."""
    register = _register(truth, ONE, TWO, ONE)

    assert [ONE.voucher_no, TWO.voucher_no, ONE.voucher_no] == [entry.key for entry in register.rows()]
    assert len(register.find(voucher_no=ONE.voucher_no, last_name="")) == 1


def test_unequal_rows_of_one_voucher_are_two_records(truth: Truth) -> None:
    """Both are found under the one number."""
    register = _register(truth, ONE, replace(ONE, amount="1,00 €"))

    hits = register.find(voucher_no=ONE.voucher_no, last_name="")

    assert [ONE.amount, "1,00 €"] == [hit.record["amount"] for hit in hits]
    assert [ONE.voucher_no, f"{ONE.voucher_no}#2"] == [hit.key for hit in hits]


def test_search_by_number_and_beginning_of_the_name(truth: Truth) -> None:
    """The number must be whole, the name may be its beginning; both must fit."""
    register = _register(truth, replace(ONE, last_name="Weiß"), replace(TWO, last_name="Weißenfels"))

    assert len(register.find(voucher_no="", last_name="WEISS")) == 2
    assert len(register.find(voucher_no=f" {ONE.voucher_no.lower()} ", last_name="weiß")) == 1
    assert register.find(voucher_no=ONE.voucher_no, last_name="Weißen") == []
    assert register.find(voucher_no=ONE.voucher_no[:-1], last_name="") == []


def test_open_record_belongs_to_the_account(truth: Truth) -> None:
    """Whoever opens another record under the same account takes the first one away; other accounts keep theirs."""
    register = _register(truth, ONE, TWO)
    first, second = (entry.number for entry in register.rows())
    register.open(first, account="bot")
    register.open(first, account="bot2")

    register.open(second, account="bot")

    opened = {account: register.opened_by(account) for account in ("bot", "bot2", "bot3")}
    assert {"bot": second, "bot2": first, "bot3": None} == {
        account: entry and entry.number for account, entry in opened.items()
    }


def test_record_that_went_away_cannot_be_opened(truth: Truth) -> None:
    """A deleted record leaves the list, the search and the screen of whoever had it open."""
    register = _register(truth, ONE, TWO)
    number = register.rows()[0].number
    register.open(number, account="bot")

    truth.delete(ONE.voucher_no)

    assert [TWO.voucher_no] == [entry.key for entry in register.rows()]
    assert register.opened_by("bot") is None
    assert not register.open(number, account="bot")
    assert not register.open(1, account="bot")


def test_record_that_was_added_stands_at_the_end(truth: Truth) -> None:
    """A record made behind everybody's back is listed once."""
    register = _register(truth, ONE)
    truth.add("neu", {"voucher_no": "neu"})

    assert [ONE.voucher_no, "neu"] == [entry.key for entry in register.rows()]


def test_providers_with_their_counts(truth: Truth) -> None:
    """Every provider whose name contains the text is there once."""
    register = _register(truth, replace(ONE, provider="Werk Süd"), replace(TWO, provider="Werk Süd"))

    assert register.providers("süd") == [("Werk Süd", 2)]
    assert register.providers("nord") == []
