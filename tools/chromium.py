"""Find a Chromium, print pages with it, and read what one needs to know of what it printed."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome", "msedge")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
MISSING = "no Chromium or Chrome was found: install one, or name it as CHROMIUM=/path/to/chromium"
REMEDY = "Name another as CHROMIUM=/path/to/chromium."
# A long document would else be printed before its fonts have come.
LOAD_FONTS = "() => Promise.all([...document.fonts].map((font) => font.load())).then(() => true)"
# The day of printing would make every PDF another one; this is the length that Chromium writes.
DATES = re.compile(rb"(?<=Date \()D:\d{14}(?=\+00'00'\))")

Printer = Callable[[Path], bytes]


def find() -> str | None:
    """Return a Chromium: the one that ``CHROMIUM`` names, or the first that this computer has."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    return next(filter(None, map(shutil.which, (*NAMES, *PLACES))), None)


@contextmanager
def printer(executable: str, date: str) -> Iterator[Printer]:
    """Open a browser that prints HTML files, with outline and tags; ``date`` (YYYYMMDDhhmmss) is written into each."""
    from playwright.sync_api import Error, sync_playwright

    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
            page = browser.new_context(offline=True).new_page()

            def print_file(html: Path) -> bytes:
                page.goto(html.resolve().as_uri())
                page.evaluate(LOAD_FONTS)
                made = page.pdf(prefer_css_page_size=True, print_background=True, outline=True, tagged=True)
                return DATES.sub(b"D:" + date.encode(), made)

            yield print_file
            browser.close()
    except Error as fault:
        raise RuntimeError(f"{executable} could not print: {str(fault).splitlines()[0]}. {REMEDY}") from None


def count_pages(pdf: bytes) -> int:
    """Count the pages of a PDF."""
    return len(PdfReader(BytesIO(pdf)).pages)


def page_numbers(pdf: bytes) -> dict[str, int]:
    """Return the page on which each place stands to which a link of the document leads."""
    reader = PdfReader(BytesIO(pdf))
    places = reader.named_destinations.items()
    return {name.lstrip("/"): reader.get_destination_page_number(place) + 1 for name, place in places}
