"""The browser, the sessions and the gallery that the tests of others use."""

from tests.browser.screen.conftest import browser, session
from tests.thirdparty.gallery.conftest import bundles, gallery

__all__ = ["browser", "bundles", "gallery", "session"]
