"""Writes all verdicts anew: `python -m tests.faults.corpus`."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.faults.corpus import generated
from tests.faults.corpus.verdicts import Listing, Workflows, temporary

HERE = Path(__file__).parent


def write_yaml(folder: Path) -> None:
    """Write what is said of workflows."""
    workflows = Workflows(folder / "workflows")
    for path in sorted((HERE / "yaml").glob("*.yaml")):
        path.with_suffix(".txt").write_text(workflows.verdict(path.read_bytes()), encoding="utf-8")
    for name, make in generated.YAML.items():
        (HERE / "yaml" / f"{name}.txt").write_text(workflows.verdict(make()), encoding="utf-8")


async def write_csv(folder: Path) -> None:
    """Write what is said of deliveries."""
    listing = Listing(folder / "workspace")
    for path in sorted((HERE / "csv").glob("*.csv")):
        path.with_suffix(".txt").write_text(await listing.verdict([path.read_bytes()]), encoding="utf-8")
    for name, make in generated.CSV.items():
        (HERE / "csv" / f"{name}.txt").write_text(await listing.verdict(make()), encoding="utf-8")


if __name__ == "__main__":
    with temporary() as made:
        write_yaml(Path(made))
        asyncio.run(write_csv(Path(made)))
