"""Anchors, exports and the log server, as somebody sets them up who only follows the docs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from tests.outside import Authority, Collector, RunningWitness, make_ca, stamping, witnessing
from tests.workspace import Answer, command, init


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A workspace that nothing has happened in but a pause."""

    folder: Path

    def nahtlos(self, *words: str) -> Answer:
        """Run a command."""
        return command(*words, cwd=self.folder)

    def settings(self, *anchors: str) -> None:
        """Name the anchors."""
        lines = "".join(f"    - {{{anchor}}}\n" for anchor in anchors)
        (self.folder / "config/nahtlos.yaml").write_text(f"journal:\n  anchors:\n{lines}", encoding="utf-8")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(folder=init(tmp_path / "office"))
    office.nahtlos("pause", "casework")
    return office


@pytest.fixture
def ca(tmp_path: Path) -> Authority:
    return make_ca(tmp_path / "ca")


@pytest.fixture
def witness(office: Office, ca: Authority, tmp_path: Path) -> Iterator[RunningWitness]:
    from cryptography.x509.oid import ExtendedKeyUsageOID

    certificate, key = ca.issue("witness", usage=ExtendedKeyUsageOID.SERVER_AUTH)
    more = ("--certificate", str(certificate), "--private-key", str(key))
    fingerprint = office.nahtlos("audit", "key").out.strip().splitlines()[-1]
    with witnessing(tmp_path / "witness", fingerprint, more=more) as witness:
        yield witness


def test_three_anchors_and_what_they_find(
    office: Office, ca: Authority, witness: RunningWitness, tmp_path: Path
) -> None:
    """Set up by settings, told by one command, asked by verify; an older backup of everything is found by all."""
    backup = tmp_path / "backup"
    shutil.copytree(office.folder, backup)
    with stamping(ca) as authority:
        office.settings(
            f'name: county, kind: witness, address: "{witness.address}", key: "{witness.key}", ca: "{ca.ca}"',
            f'name: share, kind: file, path: "{tmp_path / "lines"}"',
            f'name: tsa, kind: time_stamp, address: "{authority}", certificates: "{ca.ca}"',
        )
        office.nahtlos("pause", "casework", "--off")
        told = office.nahtlos("audit", "anchor", "--json")
        whole = office.nahtlos("audit", "verify", "--json")
        (backup / "config/nahtlos.yaml").write_bytes((office.folder / "config/nahtlos.yaml").read_bytes())
        rolled_back = Office(folder=backup)
        found = rolled_back.nahtlos("audit", "verify")
        by_line = rolled_back.nahtlos("audit", "verify", str(backup / "logs"), "--anchor", str(tmp_path / "lines"))
        again = rolled_back.nahtlos("audit", "anchor")

    assert told.status == 0 and told.json["warnings"] == []
    assert [each["anchor"] for each in told.json["anchors"]] == ["county", "share", "tsa"]
    assert (whole.status, whole.json["anchored"]) == (0, True), whole
    assert (tmp_path / "office/logs/anchors/tsa").is_dir()
    assert found.status == 1 and "county" in found.err, found
    assert by_line.status == 1, by_line
    assert again.status == 1 and "knows another admin/" in again.out, again


def test_exports_of_all_kinds(office: Office, tmp_path: Path) -> None:
    """Each can be read by what it is for."""
    outs = {name: tmp_path / f"journal.{name}" for name in ("ocel", "xes", "ecs", "csv")}
    for name, out in outs.items():
        answer = office.nahtlos("audit", "export", "--format", name, "--out", str(out), "--json")
        assert (answer.status, answer.json["events"]) == (0, 3), answer

    assert [event["type"] for event in json.loads(outs["ocel"].read_text())["events"]].count("system.paused") == 1
    assert ET.parse(outs["xes"]).getroot().tag.endswith("log")
    assert all(json.loads(line)["@timestamp"] for line in outs["ecs"].read_text().splitlines())
    assert "system.paused" in outs["csv"].read_text(encoding="utf-8-sig")
    assert office.nahtlos("audit", "export", "--format", "csv", "--out", str(tmp_path)).status == 2


def test_the_journal_goes_to_a_log_server(office: Office, ca: Authority) -> None:
    """Everything once, and later only what is new; a server that is away is said, with what to do."""
    collector = Collector(ca.context("logs"))
    words = ("audit", "ship", "--server", f"127.0.0.1:{collector.port}", "--ca", str(ca.ca), "--json")
    first = office.nahtlos(*words)
    office.nahtlos("pause", "casework", "--off")
    second = office.nahtlos(*words)
    collector.close()
    office.nahtlos("pause", "casework")
    away = office.nahtlos(*words[:-1])

    assert (first.json["lines"], second.json["lines"]) == (3, 3)
    assert [number for _, number in collector.seen()] == [1, 2, 3, 4, 5, 6]
    assert away.status == 2 and "E574" in away.err and "Nothing is lost" in away.err
    assert office.nahtlos("audit", "verify").status == 0


@pytest.mark.parametrize(
    ("anchor", "says"),
    [
        ("name: w, kind: witness, address: https://w.example", '"key"'),
        ("name: m, kind: mail, server: mail.example:25, sender: a, to: b, security: none", "use starttls or tls"),
        ("name: f, kind: floppy", "witness, time_stamp, file"),
        ("name: f, kind: file", '"path"'),
    ],
)
def test_anchors_that_could_never_be_told(office: Office, anchor: str, says: str) -> None:
    """`check` names them with their line, before anything is written."""
    office.settings(anchor)

    answer = office.nahtlos("check")

    assert answer.status == 2
    assert says in answer.err and "config/nahtlos.yaml:3" in answer.err, answer


def test_an_anchor_with_a_wrong_key(office: Office) -> None:
    """A key that is none is named before anything is begun."""
    office.settings('name: w, kind: witness, address: "https://w.example", key: "w+00000000+AAAA"')

    answer = office.nahtlos("audit", "anchor")

    assert answer.status == 2 and "E573" in answer.err and "`nahtlos audit witness` prints" in answer.err
