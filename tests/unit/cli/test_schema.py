"""What `nahtlos schema` prints and writes."""

import json
from pathlib import Path

from typer.testing import CliRunner

from nahtlos.cli.schema import app
from nahtlos.model.schema import FILES, schema_of


def test_one_schema_is_printed() -> None:
    """The name of a file prints its schema."""
    answer = CliRunner().invoke(app, ["bot"])

    assert json.loads(answer.stdout) == schema_of("bot")


def test_all_are_written(tmp_path: Path) -> None:
    """Without a name, all go into the folder."""
    answer = CliRunner().invoke(app, ["--out", str(tmp_path / "schemas"), "--json"])

    assert {Path(path).stem for path in json.loads(answer.stdout)["written"]} == set(FILES)
    assert {path.stem for path in (tmp_path / "schemas").iterdir()} == set(FILES)


def test_an_unknown_file_is_refused() -> None:
    """Another name is answered with those that there are."""
    answer = CliRunner().invoke(app, ["workflows"])

    assert answer.exit_code == 2
    assert "one of workflow, bot" in answer.stderr
