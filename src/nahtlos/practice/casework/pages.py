"""The pages of *casework*: templates that are compiled once and know how this installation is built."""

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.responses import HTMLResponse

from nahtlos.practice.casework.structure import Structure


class Pages:
    """Renders one template as a full page; nothing is ever kept by the browser."""

    def __init__(self, structure: Structure) -> None:
        self._templates = Environment(
            loader=PackageLoader("nahtlos.practice.casework"),
            autoescape=select_autoescape(),
            undefined=StrictUndefined,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals["structure"] = structure

    def __call__(self, name: str, **facts: object) -> HTMLResponse:
        """Render the page of this name."""
        page = self._templates.get_template(f"{name}.html").render(facts)
        return HTMLResponse(page, headers={"Cache-Control": "no-store"})
