"""Look at the built site in a real browser, once for all tests: each template, or every page in all ways."""

from __future__ import annotations

import functools
import http.server
import queue
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "_build" / "html"
WIDE, PHONE = (1280, 900), (390, 844)
SCHEMES = ("light", "dark")
# Of what one function makes again and again on a page, eight are looked at, unless all is asked for. Styles are
# not fetched a second time (preload): axe asks for those that a style imports at an address that is not theirs.
AXE = """async (every) => {
  const many = every ? [] : [".rows > details:nth-of-type(n+9)", ".nv-sheets tbody tr:nth-of-type(n+9)"];
  const context = { exclude: many.filter((one) => document.querySelector(one)) };
  const found = await axe.run(context, { resultTypes: ["violations"], preload: false });
  return found.violations.map((v) => `${v.id}: ${v.nodes.length} × ${v.nodes[0].html.slice(0, 160)}`);
}"""
LOOK = """() => ({
  width: document.documentElement.scrollWidth,
  lang: document.documentElement.lang,
  alternates: [...document.querySelectorAll("link[rel=alternate][hreflang]")].map((l) => [l.hreflang, l.href]),
  bytes: [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
    .reduce((sum, entry) => sum + entry.encodedBodySize, 0),
  unnamed: [...document.images].filter((image) => !image.alt).map((image) => image.src),
})"""


class Job(NamedTuple):
    """One look at one page."""

    page: str
    size: tuple[int, int]
    scheme: str


@dataclass
class Look:
    """What a look found."""

    job: Job
    faults: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    axe: list[str] = field(default_factory=list)
    seen: dict[str, Any] = field(default_factory=dict)


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serve files without a word."""

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this computer alone; yield its address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def pages() -> list[str]:
    return sorted(page.relative_to(SITE).as_posix() for page in SITE.rglob("*.html"))


def template(page: str) -> str:
    """Name what a page is made from: chapters by their folder, pages that are made for every table or network as one."""
    folder, _, name = re.sub(r"^(en|zh)/|\.html$", "", page).rpartition("/")
    if folder in ("", "reference"):
        return name.partition("-")[0]
    return f"{folder}/made" if folder == "networks" and "-" in name else folder


def jobs(every: bool) -> list[Job]:
    """Look at each template twice: wide and light in English, and as a phone shows it in the dark in Chinese.

    By night every page is looked at wide and as on a phone, light and dark.
    """
    if every:
        return [Job(page, size, scheme) for page in pages() for size in (WIDE, PHONE) for scheme in SCHEMES]
    first = {template(page): page for page in reversed(pages()) if not page.startswith("zh/")}
    last = {template(page): page for page in pages() if not page.startswith("en/")}
    wide = [Job(page, WIDE, "light") for page in first.values()]
    return wide + [Job(page, PHONE, "dark") for page in last.values()]


def look_at(context: Any, address: str, job: Job, axe: str, every: bool) -> Look:
    """Open a page and say what is wrong with it."""
    look, page = Look(job), context.new_page()
    page.on("console", lambda m: look.faults.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: look.faults.append(str(error)))
    page.on("requestfailed", lambda r: look.faults.append(f"failed: {r.url}") if "favicon" not in r.url else None)
    page.on("response", lambda r: look.faults.append(f"{r.status}: {r.url}") if r.status >= 400 else None)
    page.on(
        "request", lambda r: look.foreign.append(r.url) if not r.url.startswith((address, "data:", "blob:")) else None
    )
    page.goto(address + job.page, wait_until="load")
    look.seen = page.evaluate(LOOK)
    page.evaluate(axe)
    look.axe = page.evaluate(AXE, every)
    page.close()
    return look


def survey(executable: str, axe: str, every: bool, workers: int = 2) -> list[Look]:
    """Look at the site with as many browsers as there are workers."""
    from playwright.sync_api import sync_playwright

    waiting: queue.SimpleQueue[Job] = queue.SimpleQueue()
    for job in jobs(every):
        waiting.put(job)
    looks: list[Look] = []
    faults: list[BaseException] = []

    def work(address: str) -> None:
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
                contexts = {
                    (size, scheme): browser.new_context(
                        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, reduced_motion="reduce"
                    )
                    for size in (WIDE, PHONE)
                    for scheme in SCHEMES
                }
                while True:
                    job = waiting.get_nowait()
                    looks.append(look_at(contexts[job.size, job.scheme], address, job, axe, every))
        except queue.Empty:  # all is looked at
            pass
        except BaseException as fault:  # told to the one who waits
            faults.append(fault)

    with served(SITE) as address:
        threads = [threading.Thread(target=work, args=(address,)) for _ in range(workers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    if faults:
        raise faults[0]
    return looks
