"""An installation is the same for the same seed and different for another one."""

from nahtlos.practice.variation import Variation


def test_same_seed_answers_the_same_in_any_order() -> None:
    """An answer does not depend on what was asked before."""
    first, second = Variation(4), Variation(4)
    first.ident("something else")

    assert first.ident("receipt") == second.ident("receipt")
    assert first.order("abcdef", "menu") == second.order("abcdef", "menu")
    assert first.binding("receipt") == second.binding("receipt")


def test_seeds_differ_in_ids_order_and_binding() -> None:
    """Over a few seeds everything that may vary does vary."""
    variations = [Variation(seed) for seed in range(20)]

    assert len({variation.ident("receipt") for variation in variations}) == 20
    assert len({tuple(variation.order("abcdef", "menu")) for variation in variations}) > 10
    assert {"bound", "cell", "title"} == {variation.binding("receipt") for variation in variations}


def test_order_keeps_every_item() -> None:
    """Another order loses nothing."""
    assert sorted(Variation(9).order([3, 1, 2], "columns")) == [1, 2, 3]


def test_latency_stays_within_its_limits() -> None:
    """No answer is slower or faster than told."""
    variation = Variation(1, latency=(0.01, 0.05))

    pauses = [variation.latency() for _ in range(200)]

    assert min(pauses) >= 0.01
    assert max(pauses) <= 0.05
    assert len(set(pauses)) > 100
