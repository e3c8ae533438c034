"""The language server behind VS Code completes and checks a new workspace, as it stands."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.thirdparty.editor.server import SERVER, Editor, opened

from nahtlos.model.step import MODIFIERS
from nahtlos.model.verbs import IN_BOTS
from nahtlos.runtime.example import write_example

pytestmark = [
    pytest.mark.thirdparty,
    pytest.mark.skipif(not SERVER.exists(), reason="yaml-language-server is not installed: make test-thirdparty"),
]
BOT = """\
bot: register
session:
  login:
    - open: /
    - clck: Anmelden
    - click: {buton: Anmelden}
  signed_in: {link: Abmelden}
resources:
  person:
    key: person_no
    fields:
      person_no: {label: Nummer, type: txt}
    find: [none]
    !
"""


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """A new workspace, opened."""
    with opened(write_example(tmp_path_factory.mktemp("office") / "county").root) as editor:
        yield editor


def test_nothing_is_underlined_in_a_new_workspace(editor: Editor) -> None:
    """The files of `init` are right in the eyes of the editor."""
    underlined = {
        str(path.relative_to(editor.root)): editor.open(str(path.relative_to(editor.root)))
        for path in sorted(editor.root.rglob("*.yaml"))
    }

    assert len(underlined) >= 7
    assert {name: says for name, says in underlined.items() if says} == {}


def test_what_is_wrong_is_named(editor: Editor) -> None:
    """Each wrong word is underlined in its line, with what it is."""
    says = editor.open("bots/wrong/bot.yaml", BOT.replace("!", ""))

    assert "5: Property clck is not allowed." in says
    assert "6: Property buton is not allowed." in says
    assert any(one.startswith("12: Value is not accepted. Valid values:") for one in says)
    assert {one.split(":")[0] for one in says} == {"5", "6", "12"}


def test_keys_and_verbs_are_offered(editor: Editor) -> None:
    """In a resource its other keys are offered, in a step all verbs of bots and all modifiers."""
    editor.open("bots/begun/bot.yaml", BOT.replace("!", "").replace("clck: Anmelden", ""))

    keys = editor.offers("bots/begun/bot.yaml", line=14, column=5)
    verbs = editor.offers("bots/begun/bot.yaml", line=5, column=7)

    assert {"read", "create", "update", "list", "saved", "autosave"} <= set(keys)
    assert {"key", "fields", "find"}.isdisjoint(keys)
    assert {*IN_BOTS.verbs, *MODIFIERS} <= set(verbs)
    assert "transfer" not in verbs


def test_a_verb_says_what_it_does(editor: Editor) -> None:
    """Resting on a verb shows its sentence."""
    editor.open("bots/shown/bot.yaml", BOT.replace("!", ""))

    shown = editor.tells("bots/shown/bot.yaml", line=4, column=8)

    assert "Go to a page of this system." in shown
