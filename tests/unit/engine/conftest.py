"""What the tests of the engine work with: a world with one register, and a draft that writes plans."""

from __future__ import annotations

import pytest

from nahtlos.testing import Draft, Register, Stage, World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def register(world: World) -> Register:
    return world.add_register()


@pytest.fixture
def draft() -> Draft:
    return Draft()


@pytest.fixture
def stage(draft: Draft) -> Stage:
    return Stage(draft=draft)
