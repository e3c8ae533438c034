#!/usr/bin/env python3
"""Verifies a journal of nahtlos: one file, Python 3.11 or later, no network, no other package. Reads only.

    python3 verify.py logs [--key FINGERPRINT] [--anchor FILE] [--json]
    python3 verify.py --proof proof.json [--key FINGERPRINT]

Exit status: 0 intact, 1 something was changed (the places are named), 2 it cannot be read. What is checked:

1. The chain: each line names the SHA-256 of the line before (`prev`) and its number (`seq`), over all files.
2. The tree: RFC 9162 over all lines of a stream; a checkpoint names its size and root.
3. The signatures: Ed25519 (RFC 8032); a key is valid for one day and was signed by the key of the day before, back to a
   first key whose fingerprint stands in the paper file (--key).
4. Anchors: sizes and roots that somebody kept elsewhere (--anchor: lines or checkpoints, in a text of any kind).

docs/reference/journal-format.md describes the bytes. This program shares no code with nahtlos.
"""

from __future__ import annotations

# ruff: noqa: T201, D102, D103 - a program that prints, for readers who want it short
import argparse
import base64
import hashlib
import json
import os
import re
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

Said = dict[str, Any]
Finding = tuple["Place", str, str]
Place = tuple[str, int, int]
"""File, line from 1, byte from 0."""
MAX_LINE = 65_536
CLASSES = ("access", "admin", "runs")
STUB = re.compile(rb'\{"pruned":"([0-9a-f]{64})","leaf":"([0-9a-f]{64})","seq":([1-9]\d{0,18}),"bytes":(\d{1,5})\}')
ANCHOR = re.compile(
    r"(\d{4}-\d\d-\d\dT[\d:.]+Z) (nahtlos\.[0-9a-f]{16})/([a-z]+/[a-z0-9-]+) (\d{1,18}) ([A-Za-z0-9+/]{43}=)"
)
CERTIFICATE = re.compile(r"(nahtlos\.[0-9a-f]{16})/keys\nkey (\d{1,9})\nday (\d{4}-\d\d-\d\d)\npublic (\S+)\n")


# ------------------------------------------------------------------ Ed25519, after RFC 8032, section 6

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]
"""A point of the curve as X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z."""


def add(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def double(p: Point) -> Point:
    a, b, c = p[0] * p[0] % P, p[1] * p[1] % P, 2 * p[2] * p[2] % P
    h = a + b
    e, g = h - (p[0] + p[1]) ** 2 % P, a - b
    f = c + g
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def point_of(data: bytes) -> Point | None:
    """Read a point from its 32 bytes: y, and the sign of x."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if len(data) != 32 or y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether s·B - h·A = R, with both products computed bit by bit at once."""
    a, r, s = point_of(key), point_of(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or BASE is None or s >= ORDER or len(signature) != 64:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    minus_a = (P - a[0], a[1], 1, P - a[3])
    terms = (None, BASE, minus_a, add(BASE, minus_a))
    sum_: Point = (0, 1, 1, 0)
    for bit in range(252, -1, -1):
        sum_ = double(sum_)
        term = terms[(s >> bit & 1) + 2 * (h >> bit & 1)]
        sum_ = add(sum_, term) if term else sum_
    return not ((sum_[0] - r[0] * sum_[2]) % P or (sum_[1] - r[1] * sum_[2]) % P)


def all_signed(checks: list[tuple[bytes, bytes, bytes]]) -> list[bool]:
    """Check many signatures on all processors."""
    if len(checks) < 32 or (os.cpu_count() or 1) == 1:
        return [is_signed(*check) for check in checks]
    with ProcessPoolExecutor() as pool:
        return list(pool.map(is_signed, *zip(*checks, strict=True), chunksize=16))


# ------------------------------------------------------------------ the tree of RFC 9162, section 2.1


class Tree:
    """The roots of the whole subtrees; a leaf is SHA-256 of a zero byte and the line, a node that of 1, left, right."""

    def __init__(self) -> None:
        self.size = 0
        self.nodes: list[bytes] = []

    def add(self, hash_: bytes) -> None:
        number = self.size
        while number & 1:
            hash_ = hashlib.sha256(b"\1" + self.nodes.pop() + hash_).digest()
            number >>= 1
        self.nodes.append(hash_)
        self.size += 1

    def root(self) -> bytes:
        if not self.nodes:
            return hashlib.sha256().digest()
        hash_ = self.nodes[-1]
        for left in reversed(self.nodes[:-1]):
            hash_ = hashlib.sha256(b"\1" + left + hash_).digest()
        return hash_


def leads_to(path: list[bytes], leaf: bytes, index: int, size: int) -> bytes | None:
    """Follow an inclusion proof to its root (2.1.3.2)."""
    here, last = index, size - 1
    for other in path:
        if not last:
            return None
        if here & 1 or here == last:
            leaf = hashlib.sha256(b"\1" + other + leaf).digest()
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            leaf = hashlib.sha256(b"\1" + leaf + other).digest()
        here, last = here >> 1, last >> 1
    return None if last else leaf


# ------------------------------------------------------------------ signed notes: certificates and checkpoints


def decoded(text: str) -> bytes:
    """Read base64; nothing for what is none."""
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return b""


def notes_in(data: bytes) -> list[tuple[int, int, str, str, bytes]]:
    """Return line, byte, text, name and signature of each note of a file; an empty text for what is none."""
    found, parts, line, byte, at = [], data.split(b"\n\n"), 1, 0, 0
    while at < len(parts):
        below = parts[at + 1] if at + 1 < len(parts) else b""
        is_note = below.startswith("\u2014 ".encode())
        whole = parts[at] + b"\n\n" + below.removesuffix(b"\n") if is_note else parts[at]
        if parts[at] or is_note or at + 1 < len(parts):
            try:
                text, under = (parts[at] + b"\n").decode(), below.removesuffix(b"\n").decode()
            except UnicodeDecodeError:
                text, under = "", ""
            match = re.fullmatch("\u2014 ([^ \n]+) ([^ \n]+)", under)
            is_bad = not is_note or match is None or re.search(r"[\x00-\x09\x0b-\x1f\x7f]", text)
            said = ("", "", b"") if is_bad or match is None else (text, match[1], decoded(match[2]))
            found.append((line, byte, *said))
        line, byte, at = line + whole.count(b"\n") + 2, byte + len(whole) + 2, at + 1 + is_note
    return found


def key_id(name: str, key: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n\1" + key).digest()[:4]


class Keys:
    """The keys of the days: (era, number, day, key), each signed by the one before."""

    def __init__(self, data: bytes, findings: list[Finding]) -> None:
        self.all: list[tuple[str, int, str, bytes]] = []
        notes = notes_in(data)
        checks, claims = [], []
        before: tuple[str, int, str, bytes] | None = None
        for line, byte, text, name, signature in notes:
            match = CERTIFICATE.fullmatch(text)
            era, number, day, key = (
                (match[1], int(match[2]), match[3], decoded(match[4])) if match else ("", 0, "", b"")
            )
            is_root = number == 0 and era == "nahtlos." + hashlib.sha256(key).hexdigest()[:16]
            signer = key if is_root else before[3] if before and before[:2] == (era, number - 1) else b""
            good = bool(match and len(key) == 32 and name == f"{era}/keys" and signature[:4] == key_id(name, signer))
            claims.append((good, (era, number, day, key), ("keys.certificates", line, byte)))
            checks.append((signer, text.encode(), signature[4:]))
            before = (era, number, day, key) if good else before
        for (good, claim, place), (signer, *_), is_true in zip(claims, checks, all_signed(checks), strict=True):
            # A key that nobody we know has signed cannot sign the next one either.
            if good and is_true and (signer == claim[3] or (self.all and signer == self.all[-1][3])):
                self.all.append(claim)
            else:
                findings.append((place, "forged", "This certificate of a key does not hold."))
        self.roots = [hashlib.sha256(key[3]).hexdigest() for key in self.all if key[1] == 0]

    def signer(self, name: str, chain: str, id_: bytes) -> int | None:
        """Return the place of the key with this id that may sign for a chain."""
        for place, (era, number, _, key) in enumerate(self.all):
            if number and name == f"{era}/{chain}" and key_id(name, key) == id_:
                return place
        return None


def checkpoint_in(text: str) -> Said | None:
    """Read origin, size, root, and the lines that say more."""
    lines = text.split("\n")[:-1]
    if len(lines) < 3 or "" in lines or not re.fullmatch(r"0|[1-9]\d{0,17}", lines[1]) or len(decoded(lines[2])) != 32:
        return None
    more = dict(line.partition(" ")[::2] for line in reversed(lines[3:]))
    return {"origin": lines[0], "size": int(lines[1]), "root": decoded(lines[2]), **{"time": "", "before": "", **more}}


def checkpoints_of(folder: Path, chain: str, days: list[str], keys: Keys, findings: list[Finding]) -> list[Said]:
    """Return the checkpoints of a chain that hold, with their places."""
    log_class, stream = chain.split("/")
    read = []
    for day in days:
        file = f"{day}/{log_class}/{stream}.checkpoints"
        if (folder / file).is_file():
            read += [(file, *note) for note in notes_in((folder / file).read_bytes())]
    signers = [keys.signer(name, chain, signature[:4]) for *_, name, signature in read]
    checks = [
        (keys.all[at][3] if at is not None else b"", text.encode(), signature[4:])
        for at, (*_, text, _, signature) in zip(signers, read, strict=True)
    ]
    good, doubtful, newest, era, size = [], [], -1, "", 0
    for (file, line, byte, text, name, _), at, is_true in zip(read, signers, all_signed(checks), strict=True):
        place, said = (file, line, byte), checkpoint_in(text)
        if said is None:
            doubtful.append(place)
            continue
        if at is None or not is_true or said["origin"] != name:
            findings.append((place, "forged", "This checkpoint is signed by none of the keys of this journal."))
            continue
        key = keys.all[at]
        if said["time"][:10] != key[2] or at < newest:
            findings.append((place, "key", f"Signed at {said['time']} with the key of {key[2]}: not valid then."))
        expected = size if key[0] == era else 0
        if said["before"] != str(expected):
            kind = "missing" if said["before"].isdigit() and int(said["before"]) > expected else "misplaced"
            findings.append((place, kind, "The checkpoint that this one names is not before it."))
            findings += [(each, "unreadable", "This is no checkpoint: it was changed.") for each in doubtful]
        if said["size"] < expected:
            findings.append((place, "misplaced", f"A checkpoint over {expected} lines stands before this one."))
        doubtful, newest, era, size = [], max(at, newest), key[0], max(said["size"], expected)
        match = re.fullmatch(r"(\S+) (\d{1,18})", said.get("at", ""))
        good.append({**said, "place": place, "at": (match[1], int(match[2])) if match else ("", 0)})
    findings += [(each, "unreadable", "This is no checkpoint.") for each in doubtful]
    return good


# ------------------------------------------------------------------ the chain


def read_line(line: bytes) -> Said | None:
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return None
    is_line = isinstance(said, dict) and [type(said.get(name)) for name in ("prev", "seq", "event")] == [str, int, str]
    return said if is_line else None


class Chain:
    """Follows the lines of one stream in one class through its files."""

    def __init__(self, folder: Path, chain: str, files: list[str], sizes: set[int], signed: int) -> None:
        self.findings: list[Finding] = []
        self.tree, self.roots, self.sizes, self.signed = Tree(), {}, sizes, signed
        if 0 in sizes:
            self.roots[0] = self.tree.root()
        self.prev, self.seq, self.last, self.time = "0" * 64, 1, ("", 0, 0), ""
        self.torn: list[tuple[Place, int, int]] = []  # place, byte as it was, size: unreadable, perhaps a torn line
        self.beside: tuple[str, int] | None = None  # what the next line says if the odd line before belongs here
        self.stubs: list[tuple[Place, int]] = []
        self.receipts: list[tuple[str, int, int]] = []
        self.closed_unsigned: tuple[Place, str] | None = None
        self.lengths: dict[str, int] = {}
        self.before: tuple[str | None, int | None] = (None, None)
        self.stream = chain.split("/")[1]
        for file in files:
            self.follow(folder / file, file)
        self.findings += [(place, "unreadable", "This is not a line of a journal.") for place, _, _ in self.torn]

    def follow(self, path: Path, file: str) -> None:
        number = byte = gone = 0  # gone: bytes that pruning took out of this file
        with path.open("rb", buffering=1 << 20) as opened:
            for raw in opened:
                number += 1
                place, line = (file, number, byte), raw.removesuffix(b"\n")
                stub = STUB.fullmatch(line) if line.startswith(b'{"pruned"') else None
                if stub:
                    self.see_stub(place, stub)
                    gone += int(stub[4]) - len(line)
                else:
                    self.see(place, line, byte + gone)
                byte += len(raw)
                if not raw.endswith(b"\n"):
                    self.torn = [each for each in self.torn if each[0] != place]
                    self.find(place, "unfinished", "The file ends without a newline: a crash, or a cut.")
        self.lengths[file] = byte + gone
        if byte:
            self.before = (file, byte + gone)

    def find(self, place: Place, kind: str, problem: str) -> None:
        if not self.findings or self.findings[-1][0] != place:
            self.findings.append((place, kind, f"{problem} About {self.time}." if self.time else problem))

    def grow(self, leaf: bytes) -> None:
        self.tree.add(leaf)
        if self.tree.size in self.sizes:
            self.roots[self.tree.size] = self.tree.root()

    def see_stub(self, place: Place, stub: re.Match[bytes]) -> None:
        """A line whose content was pruned: its hashes stand for it."""
        self.grow(bytes.fromhex(stub[2].decode()))
        seq = int(stub[3])
        if self.follows({"prev": self.prev, "seq": seq}, stub[1].decode(), place):
            self.stubs.append((place, seq))
            if place[1] == 1:
                self.find(place, "missing", "The file does not begin with log.opened.")
            if self.tree.size > self.signed:
                self.find(place, "pruned", "The content of this line is gone, and no checkpoint proves the rest.")

    def see(self, place: Place, line: bytes, byte: int) -> None:
        self.grow(hashlib.sha256(b"\0" + line).digest())
        head = hashlib.sha256(line).hexdigest()
        said = read_line(line) if len(line) <= MAX_LINE else None
        if said is None:
            self.torn.append((place, byte, len(line)))
            self.beside = (head, (self.beside[1] if self.beside else self.seq) + 1)
            return
        count = len(self.findings)
        if not self.follows(said, head, place):
            return
        self.time, event = str(said.get("ts")), said["event"]
        if event == "log.opened":
            if place[1] == 1 and (said.get("stream"), self.time[:10]) != (self.stream, place[0][:10]):
                self.find(place, "changed", "The file was renamed.")
            expected = self.before if place[1] == 1 else (place[0], byte)
            doubts = {each[0][0] for each in self.findings} | {each[0][0] for each in self.torn}
            named = (said.get("previous_file"), said.get("previous_size"))
            if named != expected and expected[0] not in doubts and len(self.findings) == count:
                self.find(place, "changed", "The line goes on from another place than the one before it.")
        elif event == "log.closed" and said["seq"] > self.signed:
            self.closed_unsigned = self.closed_unsigned or (place, self.time)
        elif event == "log.recovered":
            torn = (said.get("file"), said.get("torn_at_byte"), said.get("torn_bytes"))
            self.torn = [each for each in self.torn if (each[0][0], each[1], each[2]) != torn]
        elif event == "log.pruned" and type(said.get("first")) is type(said.get("last")) is int:
            self.receipts.append((str(said.get("file")), said["first"], said["last"]))
        elif place[1] == 1:
            self.find(place, "missing", "The file does not begin with log.opened.")

    def follows(self, said: Said, head: str, place: Place) -> bool:
        """Say whether a line belongs to the chain: behind the last good line, or behind the odd one."""
        prev, seq, (beside, self.beside) = said["prev"], said["seq"], (self.beside, None)
        if (prev, seq) != (self.prev, self.seq):
            if (prev, seq) == beside:
                if self.findings and self.findings[-1][:2] == (self.last, "missing"):
                    self.findings[-1] = (self.last, "misplaced", "The line does not belong here.")
            elif prev == self.prev:
                self.find(place, "changed", f"The line carries the number {seq}, and {self.seq} belongs here.")
                seq = self.seq
            elif beside and seq == beside[1]:
                self.findings += [(each[0], "unreadable", "This is not a line of a journal.") for each in self.torn]
                self.torn = []
            elif seq == self.seq:
                alike = sum(a == b for a, b in zip(self.prev, prev, strict=False))
                is_here = alike > 32 or len(prev) != 64 or not self.last[1]
                self.find(place if is_here else self.last, "changed", "The line was changed.")
            elif seq > self.seq:
                self.find(*self.gap(said, place))
                self.beside = (self.prev, self.seq)
            else:
                self.find(place, "misplaced", f"Number {seq} stands behind number {self.seq - 1}.")
                self.beside = (head, seq + 1)
                return False
        self.prev, self.seq, self.last = head, seq + 1, place
        return True

    def gap(self, said: Said, place: Place) -> tuple[Place, str, str]:
        before = said.get("previous_file") if said.get("event") == "log.opened" and place[1] == 1 else None
        is_cut = before in self.lengths and self.last[1]
        return (self.last if is_cut else place, "missing", f"Numbers {self.seq} to {said['seq'] - 1} are missing.")


def compare(chain: Chain, points: list[Said]) -> list[Finding]:
    """Hold the lines against checkpoints and anchors: is everything there, and does it have the root?"""
    good, lines = ("", 0), max(chain.tree.size, chain.seq - 1)
    for point in sorted(points, key=lambda point: (point["size"], "by" in point)):
        who = point.get("by") or f"the checkpoint in {point['place'][0]}, line {point['place'][1]}"
        if point["size"] > lines:
            kind = "rolled_back" if "by" in point else "truncated"
            return [(chain.last, kind, f"{point['time']}: {who} names {point['size']} lines; {lines} are here.")]
        file, size = point["at"]
        end = (file, size) if size < chain.lengths.get(file, 0) else ("\uffff", 0)
        if chain.roots.get(point["size"]) == point["root"]:
            good = max(good, point["at"])
        elif not any(
            good <= (place[0], place[2]) <= end or (kind == "missing" and good[0] <= place[0] <= end[0])
            for place, kind, _ in chain.findings
        ):
            problem = f"Lines behind here, up to byte {size} of {file}, are not those that {who} signed: written anew."
            return [((good[0] or min(chain.lengths, default=""), 0, good[1]), "rewritten", problem)]
    return []


def verify(folder: Path, root: str, anchors: list[Said]) -> Said:
    """Verify all chains of a folder."""
    findings: list[Finding] = []
    path = folder / "keys.certificates"
    keys = Keys(path.read_bytes() if path.exists() else b"", findings)
    if root and not (keys.roots and set(keys.roots) <= set(root.split("/"))):
        findings.append((("keys.certificates", 1, 0), "forged", "The keys do not begin with the one that was given."))
    eras = {era for era, *_ in keys.all}
    known = [anchor for anchor in anchors if anchor["era"] in eras]
    if anchors and not known:
        findings.append((("keys.certificates", 1, 0), "forged", "The anchors are those of another journal."))
    days = sorted(day.name for day in folder.iterdir() if re.fullmatch(r"\d{4}-\d\d-\d\d", day.name))
    chains: dict[str, list[str]] = {}
    for day in days:
        for name in CLASSES:
            for each in (folder / day / name).glob("*.jsonl"):
                chains.setdefault(f"{name}/{each.stem}", []).append(f"{day}/{name}/{each.name}")
    for anchor in known:
        if anchor["size"] and anchor["chain"] not in chains:
            findings.append(((anchor["chain"], 0, 0), "rolled_back", f"{anchor['by']} names it, and it is not here."))
    lines, ends = 0, []
    stubs: list[tuple[Place, int]] = []
    receipts: list[tuple[str, int, int]] = []
    for name, files in sorted(chains.items()):
        signed = checkpoints_of(folder, name, days, keys, findings)
        points = [*signed, *(anchor for anchor in known if anchor["chain"] == name)]
        size = max((point["size"] for point in signed), default=0)
        chain = Chain(folder, name, files, {point["size"] for point in points}, size)
        findings += [*chain.findings, *compare(chain, points)]
        if chain.closed_unsigned and keys.all and (signed or chain.closed_unsigned[1][:10] > keys.all[0][2]):
            findings.append(
                (chain.closed_unsigned[0], "unsigned", "A process ended here, and its checkpoint is missing.")
            )
        lines, stubs, receipts = lines + chain.tree.size, stubs + chain.stubs, receipts + chain.receipts
        ends.append({"chain": name, "number": chain.seq - 1, "head": chain.prev, "signed": size})
    for place, seq in stubs:
        if not any(file == place[0] and first <= seq <= last for file, first, last in receipts):
            findings.append((place, "pruned", "The content of this line is gone, and no rule is named for it."))
    return {
        "intact": not findings, "lines": lines, "pruned": len(stubs), "first_keys": keys.roots, "anchors": len(known),
        "findings": [
            {"file": place[0], "line": place[1], "byte": place[2], "kind": kind, "problem": problem}
            for place, kind, problem in sorted(findings)
        ],
        "ends": ends,
    }  # fmt: skip


def anchors_in(path: str) -> list[Said]:
    """Read what somebody kept: lines `time origin size root`, and checkpoints."""
    data = Path(path).read_bytes()
    said = [match.groups() for match in ANCHOR.finditer(data.decode("utf-8", "replace"))]
    notes = [checkpoint_in(text) for _, _, text, _, _ in notes_in(data)]
    said += [
        (note["time"], *note["origin"].partition("/")[::2], note["size"], base64.b64encode(note["root"]).decode())
        for note in notes
        if note
    ]
    return [
        {"by": path, "time": time, "era": era, "chain": chain, "size": int(size), "root": decoded(root), "at": ("", 0)}
        for time, era, chain, size, root in said
    ]


def check_proof(path: str, root: str) -> list[str]:
    """Check the proof of one line."""
    try:
        said = json.loads(Path(path).read_bytes())
        text, index, chain = str(said["text"]).encode(), said["index"], str(said["chain"])
        ((_, _, note, name, signature),) = notes_in(str(said["checkpoint"]).encode())
        steps = [decoded(str(each)) for each in said["proof"]]
        keys = Keys(str(said["certificates"]).encode(), [])
    except (ValueError, KeyError, TypeError, RecursionError):
        return ["This is no proof of a line."]
    point, at, stub = checkpoint_in(note), keys.signer(name, chain, signature[:4]), STUB.fullmatch(text)
    if point is None or at is None or not is_signed(keys.all[at][3], note.encode(), signature[4:]):
        return ["Its checkpoint is signed by none of its keys."]
    problems = [] if point["origin"] == name else ["Its checkpoint is that of another stream."]
    if point["time"][:10] != keys.all[at][2]:
        problems.append("Its checkpoint is signed with the key of another day.")
    if root and not set(keys.roots) <= set(root.split("/")):
        problems.append("Its keys do not begin with the one that was given.")
    leaf = bytes.fromhex(stub[2].decode()) if stub else hashlib.sha256(b"\0" + text).digest()
    is_place = type(index) is int and 0 <= index < point["size"]
    if not is_place or leads_to(steps, leaf, index, point["size"]) != point["root"]:
        problems.append("The line does not stand there under the root that was signed.")
    return problems


def main() -> int:
    """Read the arguments and print the verdict."""
    parser = argparse.ArgumentParser(description="Verify a journal of nahtlos, or the proof of one line.")
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--key", default="", help="fingerprint of the first key, from the paper file")
    parser.add_argument("--anchor", action="append", default=[], help="a file with what was kept elsewhere")
    parser.add_argument("--proof", help="a proof of one line, from `nahtlos audit prove`")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    root = "".join(options.key.split()).lower()
    if (options.folder is None) == (options.proof is None):
        parser.error("name a folder, or a proof")
    try:
        if options.proof:
            problems = check_proof(options.proof, root)
            print(*(problems or ["Proven: this line stood there when it was signed."]), sep="\n")
            return 1 if problems else 0
        report = verify(options.folder, root, [each for path in options.anchor for each in anchors_in(path)])
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps(report, indent=2))
        return 0 if report["intact"] else 1
    for each in report["findings"]:
        print(f"{each['file']}, line {each['line']} (byte {each['byte']}): {each['kind']}: {each['problem']}")
    print(
        f"{'Intact' if report['intact'] else 'NOT INTACT'}: {report['lines']} lines, {report['pruned']} of them pruned."
    )
    print("First key: " + (" / ".join(report["first_keys"]) or "none. Nothing is signed."))
    for end in report["ends"]:
        print(f"{end['chain']} ends with number {end['number']}; {end['signed']} lines are signed.")
    if not report["anchors"]:
        print("No anchor was given: lines cut off together with their checkpoints cannot be seen.")
    return 0 if report["intact"] else 1


if __name__ == "__main__":
    sys.exit(main())
