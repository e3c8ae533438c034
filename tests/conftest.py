"""What holds for all tests."""

from collections.abc import Sequence

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest: it would be alone in the end, while other workers have nothing left to do."""
    items.sort(key=lambda item: not is_long(item.path.parts))


def is_long(path: Sequence[str]) -> bool:
    """Tell whether a test is one of the campaigns, or waits for systems to start."""
    return any(name.startswith(("test_row_01_", "test_tryton_to_redmine", "test_redmine")) for name in path)
