"""Pictures of failures: what was personal is under paint before the picture is taken."""

from __future__ import annotations

import base64
from collections.abc import Mapping

import pytest
from tests.browser.screen.session import Session
from tests.browser.screen.site import Site

from nahtlos.browser.evidence import hidden_texts, photograph

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAGE = """<!doctype html><meta charset=utf-8><style>
  body {{ margin: 0; background: #fff; font: 20px sans-serif }}
  .seen, .hidden {{ display: inline-block; padding: 4px; margin: 8px }}
  .hidden {{ color: rgb(255, 0, 0); background: rgb(255, 0, 0) }}
  .hidden * {{ color: rgb(255, 0, 0); background: rgb(255, 0, 0); border-color: rgb(255, 0, 0) }}
  .seen {{ color: rgb(0, 0, 255); background: rgb(0, 0, 255) }}
</style><body>{body}"""
"""Whatever must be painted over is red on red, whatever should be seen is blue: colours tell how much of each is left."""
RECORD = {"last_name": "Kanarienvogel", "street": "Hof am Nest 7", "iban": "DE02 1203 0000 0000 2020 51"}
HIDDEN = hidden_texts(RECORD, "BGS-2026-306525")

SHOWN = {
    "a text field": '<input class=hidden value="somebody">',
    "a password": '<input class=hidden type=password value="geheim">',
    "a choice": "<select class=hidden><option>Meier</select>",
    "a long text": "<textarea class=hidden>Notiz</textarea>",
    "an editable area": "<div class=hidden contenteditable>Notiz</div>",
    "a cell of another person": "<table><tr><td class=hidden>Anna Amsel</table>",
    "a name in a text": "<p class=hidden>Der Fall Kanarienvogel wurde geändert.</p>",
    "a name over several elements": "<p class=hidden><span>Kanarien</span><b>vogel</b></p>",
    "a name in capitals": "<h2 class=hidden>KANARIENVOGEL</h2>",
    "a word of a value": "<p class=hidden>Nest</p>",
    "a number": "<p><span class=hidden style='display: inline; padding: 0'>Tel. 030 23125</span>",
    "an address of a mail": "<p><span class=hidden style='display: inline; padding: 0'>somebody@example.org</span>",
    "a value written without blanks": "<p class=hidden>DE02120300000000202051</p>",
    "a picture": '<img class=hidden width=80 height=60 src="data:image/svg+xml,%3Csvg%20xmlns=%22http://www.w3.org/2000/svg'
    '%22%3E%3Crect%20width=%2280%22%20height=%2260%22%20fill=%22red%22/%3E%3C/svg%3E">',
    "an open shadow root": "<div id=host></div><script>document.all.host.attachShadow({mode: 'open'}).innerHTML ="
    " '<p style=\"background: rgb(255,0,0); color: rgb(255,0,0)\">Kanarienvogel</p>'</script>",
    "a shut shadow root": "<div id=host></div><script>document.all.host.attachShadow({mode: 'closed'}).innerHTML ="
    " '<p style=\"background: rgb(255,0,0); color: rgb(255,0,0)\">Amsel</p>'</script>",
    "a frame": '<iframe srcdoc="<body style=\'margin:0\'><p style=\'background:rgb(255,0,0);color:rgb(255,0,0)\'>'
    'Kanarienvogel</p>"></iframe>',
    "a frame that is shut": '<iframe sandbox srcdoc="<body style=\'margin:0;background:rgb(255,0,0)\'>Amsel"></iframe>',
    "a dialog above everything": "<dialog id=d><p class=hidden>Kanarienvogel</p></dialog><script>d.showModal()</script>",
    "what was shown as a pop-over": "<div popover id=p><p class=hidden>Kanarienvogel</p></div><script>p.showPopover()</script>",
}  # fmt: skip


async def colours(session: Session, image: bytes) -> Mapping[str, int]:
    """Count red and blue points of a picture, in the browser that took it."""
    data = "data:image/jpeg;base64," + base64.b64encode(image).decode()
    counted: Mapping[str, int] = await session.screen.page.evaluate(
        """async (data) => {
          const image = new Image();
          image.src = data;
          await image.decode();
          const canvas = new OffscreenCanvas(image.width, image.height);
          const pen = canvas.getContext("2d");
          pen.drawImage(image, 0, 0);
          const points = pen.getImageData(0, 0, image.width, image.height).data;
          const count = { red: 0, blue: 0, all: image.width * image.height };
          for (let at = 0; at < points.length; at += 4) {
            const [red, green, blue] = points.slice(at, at + 3);
            if (red > 180 && green < 90 && blue < 90) count.red++;
            if (blue > 180 && green < 90 && red < 90) count.blue++;
          }
          return count;
        }""",
        data,
    )
    return counted


@pytest.mark.parametrize("shown", SHOWN)
async def test_what_is_personal_is_painted_over(session: Session, shown: str) -> None:
    """Wherever it stands; a label beside it stays readable, and the page is as it was afterwards."""
    await session.show(PAGE.format(body=f"<p class=seen>Nachname der Person</p>{SHOWN[shown]}"))
    plain = base64.b64encode(await session.screen.page.screenshot(type="jpeg"))
    before = await colours(session, base64.b64decode(plain))
    html = await session.state("document.documentElement.outerHTML")

    image = await photograph(session.screen, HIDDEN)

    assert image is not None
    after = await colours(session, image)
    assert before["red"] > 100
    assert after["red"] == 0
    assert after["blue"] > 1000
    assert await session.state("document.documentElement.outerHTML") == html


async def test_what_the_session_has_filled_is_painted_over(session: Session) -> None:
    """A value that stands in no record, like the name of the account, and is shown on each page."""
    await session.show(PAGE.format(body="<label>Name <input></label><p class=hidden>Angemeldet: robo</p>"))
    session.screen.desk.mask.hide("robo")

    image = await photograph(session.screen, ())

    assert image is not None
    assert (await colours(session, image))["red"] == 0


async def test_a_page_that_does_not_stand_still_gives_no_picture(session: Session) -> None:
    """What moved out from under the paint would be seen."""
    await session.show(
        PAGE.format(
            body="<p class=hidden id=p style='position:absolute'>Kanarienvogel</p><script>let x = 0;"
            "(function move() { p.style.left = (x = (x + 97) % 900) + 'px'; requestAnimationFrame(move) })()</script>"
        )
    )

    image = await photograph(session.screen, HIDDEN)

    assert image is None


async def test_without_paint_everything_is_seen(session: Session) -> None:
    """The test of the tests: a picture that is taken without the eye shows what the others must not show."""
    await session.show(PAGE.format(body=SHOWN["a name in a text"]))

    image = await session.screen.page.screenshot(type="jpeg")

    assert (await colours(session, image))["red"] > 100


async def test_a_frame_of_a_stranger_is_painted_over(session: Session, stranger: Site) -> None:
    """Its document is shut to us; nobody knows what stands in it."""
    stranger.pages["/"] = "<body style='margin:0;background:rgb(255,0,0)'>Amsel"
    session.let_through(stranger)
    await session.show(PAGE.format(body=f'<p class=seen>Frame</p><iframe src="{stranger.address}/"></iframe>'))

    image = await photograph(session.screen, ())

    assert image is not None
    assert (await colours(session, image))["red"] == 0
