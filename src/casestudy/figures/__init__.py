"""Figures: a frame or a network in, an ``Axes`` out. They compute nothing but layout.

Every figure takes ``ax`` (the axes to draw on) and ``lang``, has the finding
as its title, labels things directly, and tells them apart by position and
shape as well as by colour (Okabe and Ito 2008). Its alternative text, made
from the same data, is left in the label of the axes
(:func:`~casestudy.figures.style.finish`), where a page finds it.
"""

from casestudy.figures.coding import plot_agreement, plot_basis
from casestudy.figures.flows import plot_flows, plot_presence
from casestudy.figures.setting import plot_actors, plot_composition, plot_known, plot_tiers, plot_timeline
from casestudy.figures.trail import plot_trail

__all__ = [
    "plot_actors",
    "plot_agreement",
    "plot_basis",
    "plot_composition",
    "plot_flows",
    "plot_known",
    "plot_presence",
    "plot_tiers",
    "plot_timeline",
    "plot_trail",
]
