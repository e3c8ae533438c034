"""A workspace made from the example."""

from pathlib import Path

import pytest

from nahtlos.runtime.example import write_example
from nahtlos.runtime.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return write_example(tmp_path / "county")
