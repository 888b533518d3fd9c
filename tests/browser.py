"""Look at the built site in a real browser, once for all tests: every page, at several widths, light and dark."""

from __future__ import annotations

import functools
import http.server
import os
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "_build" / "html"
WIDE, PHONE = (1280, 900), (390, 844)
# Of what is made again and again by one function, these many are looked at on a page.
AXE = """async () => {
  const many = [".rows > details:nth-of-type(n+9)", ".nv-sheets tbody tr:nth-of-type(n+9)", ".bd-sidebar-primary li li"];
  const found = await axe.run({ exclude: many.filter((one) => document.querySelector(one)) }, { resultTypes: ["violations"], preload: false });
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
    axe: bool


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
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def pages() -> list[str]:
    return sorted(page.relative_to(SITE).as_posix() for page in SITE.rglob("*.html"))


def made(page: str) -> bool:
    """Whether a page is one of many that a function makes."""
    return any(part in page for part in ("/rows-", "networks/", "/numbers", "/api"))


def jobs() -> list[Job]:
    """Every written page wide and light, and as a phone shows it in the dark; made pages once, every fifth with axe.

    ``EVERY_LOOK=1`` looks at every page in both ways, with axe: for a release.
    """
    listed, every = [], bool(os.environ.get("EVERY_LOOK"))
    for n, page in enumerate(pages()):
        looks = [(WIDE, "light"), (PHONE, "dark")]
        if every or not made(page):
            listed += [Job(page, *look, axe=True) for look in looks]
        else:
            listed.append(Job(page, *looks[n % 2], axe=n % 5 == 0))
    return listed


def look_at(context: Any, address: str, job: Job, axe: str) -> Look:
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
    if job.axe:
        page.evaluate(axe)
        look.axe = page.evaluate(AXE)
    page.close()
    return look


def survey(executable: str, axe: str, workers: int = 2) -> list[Look]:
    """Look at every page, with as many browsers as there are workers."""
    from playwright.sync_api import sync_playwright

    waiting: queue.SimpleQueue[Job] = queue.SimpleQueue()
    for job in jobs():
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
                    for size, scheme in ((WIDE, "light"), (PHONE, "dark"))
                }
                while not waiting.empty():
                    job = waiting.get()
                    looks.append(look_at(contexts[job.size, job.scheme], address, job, axe))
                browser.close()
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
