"""The proof of one line: the line, the hashes that lead to a root, and who signed the root. Needs nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, get_args

from nahtlos.errors import NoSuchLine
from nahtlos.events import LogClass
from nahtlos.journal.certificates import FILE, fingerprint_of, fingerprints_in, read_certificates
from nahtlos.journal.checkpoints import Found, read_checkpoints
from nahtlos.journal.folder import ChainName, chains_of
from nahtlos.journal.leaves import leaf_of, leaves_of
from nahtlos.journal.merkle import SIZE, inclusion_proof, verify_inclusion
from nahtlos.journal.note import as_base64, from_base64, parse_checkpoint, parse_note

FORMAT = "nahtlos-proof/1"
BY_FILE = re.compile(r"(?:.*/)?(\d{4}-\d\d-\d\d)/([a-z]+)/([a-z0-9-]+)\.jsonl:([1-9]\d{0,9})")
BY_NUMBER = re.compile(r"([a-z]+)/([a-z0-9-]+):([1-9]\d{0,17})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the check of a proof says."""

    problems: Sequence[str]
    facts: Mapping[str, object]
    """What is proven, if there are no problems."""
    roots: Sequence[str] = ()
    """Fingerprints of the keys with which its signatures begin."""

    @property
    def holds(self) -> bool:
        """Whether the line stood there when it was signed."""
        return not self.problems


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spot:
    chain: ChainName
    file: str
    line: int
    index: int
    data: bytes


def prove_line(folder: Path, named: str) -> dict[str, object]:
    """Return the proof of a line, which is named as FILE:LINE or CLASS/STREAM:NUMBER; raises `NoSuchLine`."""
    chains = chains_of(folder)
    spot = _find(folder, chains, named)
    path = folder / FILE
    certificates = read_certificates(path.read_bytes() if path.exists() else b"")
    signed: Found | None = None
    for found in read_checkpoints(folder, spot.chain):
        covers = found.note and found.checkpoint and found.checkpoint.size > spot.index
        if covers and found.note and certificates.signer_of(found.note, str(spot.chain)) is not None:
            signed = found
            break
    if signed is None or signed.checkpoint is None:
        raise NoSuchLine(named=named, problem="no checkpoint covers this line yet")
    leaves = list(islice(leaves_of(folder, chains[spot.chain]), signed.checkpoint.size))
    if len(leaves) < signed.checkpoint.size:
        raise NoSuchLine(named=named, problem="the checkpoint covers lines that are not here any more")
    proof = inclusion_proof(leaves, spot.index)
    return {
        "format": FORMAT,
        "chain": str(spot.chain),
        "file": spot.file,
        "line": spot.line,
        "index": spot.index,
        "text": spot.data.decode("utf-8", "backslashreplace"),
        "leaf": as_base64(leaf_of(spot.data)),
        "proof": [as_base64(each) for each in proof],
        "checkpoint": str(signed.note),
        "certificates": path.read_text("utf-8"),
    }


def check_proof(said: object, *, root: str = "") -> Verdict:
    """Check a proof that somebody hands over; whatever it is, the answer is a verdict."""
    problems: list[str] = []
    if not isinstance(said, Mapping) or said.get("format") != FORMAT:
        return Verdict(problems=["This is no proof of a line."], facts={})
    note = parse_note(str(said.get("checkpoint")))
    checkpoint = parse_checkpoint(note.text) if note else None
    certificates = read_certificates(str(said.get("certificates")).encode("utf-8", "replace"))
    chain = str(said.get("chain"))
    if note is None or checkpoint is None:
        return Verdict(problems=["Its checkpoint is none."], facts={})
    place = certificates.signer_of(note, chain)
    if place is None or checkpoint.origin != f"{certificates.keys[place].era}/{chain}":
        problems.append("Its checkpoint is signed by none of its keys.")
    elif checkpoint.says("time")[:10] != certificates.keys[place].day:
        problems.append("Its checkpoint is signed with the key of another day.")
    roots = [fingerprint_of(key.key) for key in certificates.roots]
    if root.strip() and not {"".join(each.split()) for each in roots} <= fingerprints_in(root):
        problems.append("Its keys do not begin with the one whose fingerprint was given.")
    problems += _off_the_tree(said, size=checkpoint.size, root=checkpoint.root)
    facts = {
        "chain": chain, "index": said.get("index"), "text": said.get("text"),
        "signed": checkpoint.says("time"),
    }  # fmt: skip
    return Verdict(problems=problems, facts=facts, roots=roots)


def _off_the_tree(said: Mapping[Any, Any], *, size: int, root: bytes) -> list[str]:
    index, text, given = said.get("index"), said.get("text"), said.get("proof")
    leaf = from_base64(str(said.get("leaf")), size=SIZE)
    hashes = [from_base64(str(each), size=SIZE) for each in given] if isinstance(given, list) else [None]
    whole = [each for each in hashes if each is not None]
    if type(index) is not int or leaf is None or len(whole) != len(hashes) or not isinstance(text, str):
        return ["Its line or its hashes are none."]
    problems = []
    if leaf_of(text.encode("utf-8", "replace")) != leaf:
        problems.append("The text is not that of the line.")
    if not verify_inclusion(whole, leaf=leaf, index=index, size=size, root=root):
        problems.append("The line does not stand there under the root that was signed.")
    return problems


def _find(folder: Path, chains: Mapping[ChainName, Sequence[str]], named: str) -> _Spot:
    if by_file := BY_FILE.fullmatch(named):
        day, log_class, stream, number = by_file.groups()
        wanted_file, line, seq = f"{day}/{log_class}/{stream}.jsonl", int(number), 0
    elif by_number := BY_NUMBER.fullmatch(named):
        log_class, stream, number = by_number.groups()
        wanted_file, line, seq = "", 0, int(number)
    else:
        raise NoSuchLine(named=named, problem="this is not the name of a line")
    chain = next((each for each in chains if (each.log_class, each.stream) == (log_class, stream)), None)
    if chain is None or log_class not in get_args(LogClass):
        raise NoSuchLine(named=named, problem="there is no such stream")
    index = 0
    for file in chains[chain]:
        with (folder / file).open("rb") as opened:
            for at, raw in enumerate(opened, start=1):
                data = raw.removesuffix(b"\n")
                if (file, at) == (wanted_file, line) or (seq and index == seq - 1):
                    return _Spot(chain=chain, file=file, line=at, index=index, data=data)
                index += 1
    raise NoSuchLine(named=named, problem="there is no such line")
