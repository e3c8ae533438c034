import pytest

from nahtlos.errors import Place, Source
from nahtlos.reading import Blank, Items, Table, Text, place_of, read_document


def document(text: str) -> Table:
    return read_document(Source("f.yaml", text))


def test_a_text_is_what_was_written_and_knows_where() -> None:
    """A text compares like any str, and remembers its place and whether it stood in quotes."""
    text = document("a: 'x'")["a"]

    assert text == "x"
    assert isinstance(text, Text)
    assert (text.place.line, text.place.column, text.quoted) == (1, 4, True)


def test_nothing_behind_a_key_is_blank_and_the_empty_text_is_not() -> None:
    """`key:` and `key: ""` are both empty, but only the first is Blank."""
    table = document("a:\nb: ''")

    assert isinstance(table["a"], Blank)
    assert not isinstance(table["b"], Blank)
    assert table["a"] == table["b"] == ""


def test_a_table_made_by_hand_takes_values_and_places() -> None:
    """The model can write the long form of a shorthand as a table."""
    place = Place(Source("f.yaml", "a: b"), 1, 4)

    table = Table({"a": Text("b", place=place)}, place=place, places={"a": place})

    assert (table["a"], table.places["a"], table.place) == ("b", place, place)


def test_items_made_by_hand_take_values() -> None:
    """The model can write one value as a list."""
    place = Place(Source("f.yaml", "b"), 1, 1)

    assert Items([Text("b", place=place)], place=place) == ["b"]


@pytest.mark.parametrize(
    ("path", "key", "line", "column"),
    [
        ((), False, 1, 1),  # the document itself
        (("a",), False, 2, 3),  # a value
        (("a",), True, 1, 1),  # the name of a value
        (("a", 1), False, 3, 5),  # an entry of a list
        (("a", 1, "b"), False, 3, 8),  # a value inside an entry
        (("a", 1, "b"), True, 3, 5),  # the name of it
        (("a", 7, "b"), False, 2, 3),  # a path that leads nowhere ends where it could still go
        (("x", "y"), False, 1, 1),
        (("a", 0, "z"), False, 2, 5),  # a text has nothing inside
    ],
)
def test_a_path_leads_to_a_place(path: tuple[str | int, ...], key: bool, line: int, column: int) -> None:
    """A path of names and numbers gives the place of the deepest part that is there."""
    tree = document("a:\n  - c\n  - b: d\n")

    place = place_of(tree, path, key=key)

    assert (place.line, place.column) == (line, column)
