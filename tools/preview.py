"""Draw the picture that those see who are sent a link: the title of the book and what it does."""

from pathlib import Path

import matplotlib.pyplot as plt

from casestudy.book.page import open_page
from casestudy.coding.codebook import Lang
from casestudy.coding.messages import say
from casestudy.figures.style import BLUE, wrap

SIZE = (12, 6.3)  # inches at 100 dots: what most who show previews ask for


def write_preview(path: Path, lang: Lang) -> None:
    """Write the picture of an edition."""
    open_page(lang)
    fig = plt.figure(figsize=SIZE, facecolor=BLUE)
    ax = fig.add_axes((0, 0, 1, 1), xlim=(0, 12), ylim=(0, 6.3))
    ax.set_axis_off()
    for y, (start, end) in ((5.3, (0.8, 2.4)), (4.9, (2.4, 0.8))):
        arrow = {"arrowstyle": "-|>", "color": "white", "lw": 5, "mutation_scale": 28}
        ax.annotate("", (end, y), (start, y), arrowprops=arrow)
    ax.text(0.8, 3.4, wrap(say("book_title", lang), 30), color="white", fontsize=44, va="center")
    ax.text(0.8, 1.2, wrap(say("book_description", lang), 78), color="white", fontsize=18, va="center")
    fig.savefig(path, dpi=100, facecolor=BLUE, metadata={"Software": None})
    plt.close(fig)
