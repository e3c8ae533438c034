"""The docs say what is so: everything is in them, generated pages are fresh, examples load, links lead somewhere."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any, get_args, get_type_hints

import pytest
from typer.main import get_command

from nahtlos.browser.scripts import class_of
from nahtlos.browser.scripts import load as load_script
from nahtlos.calendar.working_days import Calendars
from nahtlos.cli.commands import app
from nahtlos.errors import Refused, Source
from nahtlos.expressions import CLOCK_FUNCTIONS, DECLARABLE
from nahtlos.expressions.dates import FIELDS
from nahtlos.expressions.filters import FILTERS
from nahtlos.model import Schedules, load_bot, load_schedules, load_settings, load_systems, load_workflow
from nahtlos.model.bot import Bot
from nahtlos.model.locator import KINDS
from nahtlos.model.step import MODIFIERS, Verb
from nahtlos.model.verbs import VERBS_OF_BOTS, VERBS_OF_WORKFLOWS
from nahtlos.model.workflow import Workflow
from nahtlos.model.written import Written, as_written
from nahtlos.plan import Script, compile_bot
from nahtlos.plan.scope import RESERVED
from nahtlos.reading import read_document
from nahtlos.runtime.definitions import Definitions, read_definitions
from nahtlos.runtime.workspace import Workspace
from nahtlos.schedule.compile import compile_schedules

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])
LANGUAGE = (DOCS / "reference" / "language.md").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Example:
    """A block of code in a page, with what stands behind its three backticks."""

    page: str
    line: int
    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def blocks() -> Iterator[Example]:
    """Return all blocks of code of the docs."""
    for page in PAGES:
        name, opened, kind = str(page.relative_to(ROOT)), 0, ""
        lines: list[str] = []
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
            if line.startswith("```") and not opened:
                opened, kind, lines = number, line[3:].strip(), []
            elif line.startswith("```"):
                yield Example(name, opened, kind, "\n".join(lines) + "\n")
                opened = 0
            else:
                lines.append(line)


def generator() -> ModuleType:
    """Load the generator of the docs by its path, as `make docs` runs it."""
    spec = spec_from_file_location("docs_generate", DOCS / "generate.py")
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# ------------------------------------------------------------------ generated pages


@pytest.mark.parametrize("name", generator().PAGES)
def test_generated_page_says_what_the_code_says_now(name: str) -> None:
    """A page that is generated is what `make docs` would write."""
    expected = generator().PAGES[name]()

    actual = (DOCS / "reference" / name).read_text(encoding="utf-8")

    assert expected == actual, "run `make docs` and read what has changed"


def test_every_code_that_a_case_can_have_is_documented() -> None:
    """Codes that are written down without an error class stand among the errors, too."""
    text = (DOCS / "reference" / "errors.md").read_text(encoding="utf-8")
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py") if "testing" not in path.parts]
    used = {code for source in sources for code in re.findall(r'"(E\d{3})"', source)}

    missing = {code for code in used - {"E000"} if f"### {code}" not in text}

    assert not missing


def test_no_two_errors_have_one_code() -> None:
    """A code leads to one entry."""
    text = (DOCS / "reference" / "errors.md").read_text(encoding="utf-8")
    codes = re.findall(r"^### (E\d{3})$", text, flags=re.MULTILINE)

    doubles = {code for code in codes if codes.count(code) > 1}

    assert not doubles


# ------------------------------------------------------------------ commands and links


def typed() -> Iterator[tuple[str, str]]:
    """Return every command that stands in the docs, with its page."""
    for page in PAGES:
        name = str(page.relative_to(ROOT))
        found = re.findall(r"`nahtlos ([^`\n]+)`", page.read_text(encoding="utf-8"))
        for block in blocks():
            if block.page == name:
                begin = r"^" if block.kind in {"sh", ""} else r"^ +"
                found += re.findall(rf"{begin}nahtlos (.+)$", block.text, flags=re.MULTILINE)
        yield from dict.fromkeys((name, re.split(r" [#&>]|\s{2,}", command)[0]) for command in found)


def is_group(command: Any) -> bool:
    """Whether a command has commands inside it."""
    return hasattr(command, "list_commands")


@pytest.mark.parametrize(("page", "command"), list(typed()))
def test_command_in_the_docs_exists(page: str, command: str) -> None:
    """A command that the docs tell to type is one, and has the options that stand behind it."""
    words = re.split(r"[ |]+", command)
    known: Any = get_command(app)
    while is_group(known) and words and words[0] in known.list_commands(known.context_class(known)):
        known = known.get_command(known.context_class(known), words.pop(0))
    options = {option for parameter in known.params for option in parameter.opts} | {"--help"}

    unknown = [word for word in words if word.startswith("--") and word not in options]

    assert not is_group(known) or words[:1] in ([], ["--help"], ["COMMAND"], ["…"]), f"{page}: nahtlos {command}"
    assert not unknown, f"{page}: nahtlos {command}"


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings as GitHub makes them."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """A link within the docs leads to a page, and to a heading of it."""
    links = re.findall(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)", page.read_text(encoding="utf-8"))
    ends = [(page if not target else page.parent / target, anchor) for target, anchor in links]

    broken = [f"{end}#{anchor}" for end, anchor in ends if not end.exists() or (anchor and anchor not in anchors(end))]

    assert not broken


# ------------------------------------------------------------------ the words of the language


def words_of_the_language() -> Iterator[str]:
    """Return every word that a bot or a workflow can be written with."""
    seen: set[type[Written]] = set()
    verbs = (*VERBS_OF_BOTS, *VERBS_OF_WORKFLOWS)
    models: tuple[type[Written], ...] = (Bot, Workflow, *verbs)
    for model in models:
        yield from keys_of(model, seen)
    yield from (verb.word for verb in verbs)
    yield from (*MODIFIERS, *KINDS, *DECLARABLE, *FILTERS, *CLOCK_FUNCTIONS, *FIELDS, *RESERVED)


def keys_of(model: type[Written], seen: set[type[Written]]) -> Iterator[str]:
    """Return the keys of a model and of all models inside it."""
    if model in seen:
        return
    seen.add(model)
    hidden = model.takes if issubclass(model, Verb) else ""
    for name, hint in get_type_hints(model, include_extras=True).items():
        if name in model.model_fields:
            yield from () if name == hidden else [as_written(name)]
            for part in models_in(hint):
                yield from keys_of(part, seen)


def models_in(hint: Any) -> Iterator[type[Written]]:
    """Return the models in a type."""
    if isinstance(hint, type) and issubclass(hint, Written):
        yield hint
    for argument in get_args(hint):
        yield from models_in(argument)


INTERNAL = {"at", "does", "named", "whole", "entries", "holds", "norm"}
"""Keys of the long form that nobody writes."""


@pytest.mark.parametrize("word", sorted(set(words_of_the_language()) - INTERNAL))
def test_word_of_the_language_stands_in_its_reference(word: str) -> None:
    """Whoever meets a word in a file finds it in the reference."""
    spans = "\n".join(span for line in LANGUAGE.splitlines() for span in line.split("`")[1::2])
    assert re.search(rf"(?<!\w){re.escape(word)}(?!\w)", spans)


@pytest.mark.parametrize("word", sorted({*keys_of(Schedules, set())}))
def test_key_of_schedules_stands_in_its_reference(word: str) -> None:
    """Whoever meets a key in a file of schedules finds it in the reference."""
    text = (DOCS / "reference" / "schedules.md").read_text(encoding="utf-8")

    assert re.search(rf"`(\w+\.)?{word}`|^ *{word}:", text, flags=re.MULTILINE)


# ------------------------------------------------------------------ examples


YAML = [block for block in blocks() if block.kind.startswith("yaml")]


def definitions() -> Definitions:
    """Read the workspace of this repository."""
    return read_definitions(Workspace(root=ROOT))


def parts(file: str) -> dict[str, str]:
    """Return a file by its outermost keys."""
    text = (ROOT / file).read_text(encoding="utf-8")
    pieces = re.split(r"^(?=[a-z_]+:)", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE), flags=re.MULTILINE)
    return {piece.partition(":")[0]: piece for piece in pieces if piece.strip()}


def with_parts(file: str, text: str) -> str:
    """Put parts into a file of this repository, in the place of its own."""
    mine = re.findall(r"^([a-z_]+):", text, flags=re.MULTILINE)
    return "".join(piece for key, piece in parts(file).items() if key not in mine) + text


def indented(text: str, depth: int) -> str:
    """Indent a text."""
    return textwrap.indent(text, " " * depth)


OPERATION = """operations:
  example:
    inputs:
      number: text
      since: {type: date, optional: true}
    steps:
"""
BOT, WORKFLOW = "bots/casework/bot.yaml", "workflows/report-participation.yaml"


def load(kind: str, text: str) -> None:  # noqa: PLR0912 - one line per kind
    """Load and compile an example as its kind says; raises `Refused`."""
    match kind.split():
        case ["from", file]:
            block = textwrap.dedent(text).strip("\n")
            known = {textwrap.dedent(piece) for piece in windows(ROOT / file, len(block.splitlines()))}
            assert block in known, f"these lines do not stand in {file}"
        case ["part", "of", "a", "bot"]:
            check_bot(with_parts(BOT, text))
        case ["part", "of", "a", "bot", "with", "bot.py"]:
            check_bot(with_parts(BOT, text), Script(path=ROOT / "bot.py", text=""))
        case ["resource", "of", "a", "bot"]:
            check_bot(with_parts(BOT, "resources:\n  example:\n" + indented(text, 4)))
        case ["steps", "of", "a", "bot"]:
            check_bot(with_parts(BOT, OPERATION + indented(text, 6)))
        case ["bot"] | [] if text.startswith("bot:"):
            check_bot(text)
        case ["part", "of", "a", "workflow"]:
            check_workflow(with_parts(WORKFLOW, text))
        case ["steps", "of", "a", "workflow"]:
            check_workflow(with_parts(WORKFLOW, "steps:\n" + indented(text, 2)))
        case ["items", "of", "a", "workflow"]:
            columns = items_of(text)
            record = "record:\n" + "".join(f"  {name}: text\n" for name in columns)
            check_workflow(with_parts(WORKFLOW, record + text + "steps: [{note: Nichts weiter.}]\n"))
        case ["workflow"] | [] if text.startswith("workflow:"):
            check_workflow(text)
        case ["systems.yaml"]:
            load_systems(Source("systems.yaml", text))
        case ["schedules.yaml"]:
            check_schedules(text)
        case ["nahtlos.yaml"]:
            load_settings(Source("nahtlos.yaml", text))
        case _:
            pytest.fail(f'nobody knows how to load "yaml {kind}"')


def items_of(text: str) -> list[str]:
    """Return the names of the columns that items ask for."""
    items: Any = read_document(Source("example", text))["items"]
    return list(items["with"]["columns"])


def windows(path: Path, size: int) -> Iterator[str]:
    """Return every so many lines of a file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for start in range(len(lines) - size + 1):
        yield "\n".join(lines[start : start + size])


def check_bot(text: str, script: Script | None = None) -> None:
    """Load a bot and compile it."""
    compile_bot(load_bot(Source("example", text)), script=script)


def check_workflow(text: str) -> None:
    """Load a workflow and compile it with the bots and systems of this repository."""
    known = definitions()
    workflow = load_workflow(Source("example", text))
    known.plan(workflow, known.systems_in(None))


def check_schedules(text: str) -> None:
    """Load schedules and compile them."""
    file = load_schedules(Source("example", text))
    _, problems = compile_schedules([file], Calendars(), None)
    if problems:
        raise Refused(problems=problems)


@pytest.mark.parametrize("example", YAML, ids=str)
def test_example_loads(example: Example) -> None:
    """What stands in the docs as YAML is what the program takes, or refuses as the docs say."""
    kind = example.kind.removeprefix("yaml").strip()
    refused = re.match(r"refused with (E\d{3}): (.*)", kind)

    try:
        load(refused[2] if refused else kind, example.text)
        codes = set()
    except Refused as problems:
        if not refused:
            raise AssertionError(f"{example}\n{problems.report()}") from None
        codes = {problem.code for problem in problems.problems}

    assert codes == ({refused[1]} if refused else set())


@pytest.mark.parametrize("example", [block for block in blocks() if block.kind == "python bot.py"], ids=str)
def test_python_of_a_bot_loads(example: Example, tmp_path: Path) -> None:
    """What stands in the docs as a bot's Python is a class with operations."""
    script = tmp_path / "bot.py"
    script.write_text(example.text, encoding="utf-8")

    found = class_of(load_script(script, f"docs_{example.line}"), "docs")

    assert any(hasattr(method, "nahtlos") for method in vars(found).values())
