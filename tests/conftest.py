"""What holds for all tests."""

from collections.abc import Sequence

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest: it would be alone in the end, while other workers have nothing left to do."""
    items.sort(key=lambda item: not is_long(item.path.parts))


def is_long(path: Sequence[str]) -> bool:
    """Tell whether a test is one of the campaigns."""
    return any(name.startswith("test_row_01_") for name in path)
