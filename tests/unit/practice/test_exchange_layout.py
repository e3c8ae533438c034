"""What a seed does to the forms of *exchange*."""

from nahtlos.practice.exchange.layout import BINDINGS, layout_of
from nahtlos.practice.exchange.reports import FIELDS
from nahtlos.practice.variation import Variation


def test_the_same_seed_lays_out_the_same_forms() -> None:
    """A run can be repeated."""
    assert layout_of(Variation(3)) == layout_of(Variation(3))


def test_another_seed_lays_out_other_forms_with_the_same_fields() -> None:
    """Order and labels differ; no field is lost."""
    one, other = layout_of(Variation(3)), layout_of(Variation(4))

    assert one["order"] != other["order"]
    assert one["bindings"] != other["bindings"]
    assert set(one["order"]) == set(other["order"]) == set(FIELDS)


def test_one_form_binds_its_labels_in_several_ways() -> None:
    """Within a few seeds every way is met."""
    met = {binding for seed in range(5) for binding in layout_of(Variation(seed))["bindings"].values()}

    assert met == set(BINDINGS)
