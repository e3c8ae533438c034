"""The hash that says which version of a workflow and its bots a run belongs to."""

from __future__ import annotations

import hashlib
import json


def fingerprint(*parts: object) -> str:
    """Return SHA-256 over texts, lists and tables of texts, written in the one canonical way."""
    canonical = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
