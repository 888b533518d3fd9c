"""Figures: a frame or a network in, an ``Axes`` out. They judge nothing: what is drawn is what a measure computed.

Every figure takes ``ax`` (the axes to draw on; by default it makes its own), ``lang``
and ``title`` (any text; by default the finding), labels things directly, and tells them apart by position and
shape as well as by colour (Okabe and Ito 2008). Title, legend and notes belong to the axes, so that
figures stand side by side; of what is not coded, a figure says so. Its alternative text, made
from the same data, is left in the label of the axes, where a page finds it.
"""

from casestudy.figures.coding import plot_agreement, plot_basis
from casestudy.figures.comparison import plot_answers, plot_fits
from casestudy.figures.evidence import plot_argument, plot_carried, plot_quoted, plot_tests
from casestudy.figures.flows import plot_flows, plot_presence, plot_readings
from casestudy.figures.frame import plot_frame
from casestudy.figures.pressure import plot_incentives, plot_treatment, plot_ways
from casestudy.figures.regimes import plot_drawn, plot_rights_by_regime, plot_tied
from casestudy.figures.remedies import plot_precedents, plot_remedies, plot_who_acts
from casestudy.figures.robustness import plot_robustness
from casestudy.figures.rules import plot_ladder, plot_named_parts, plot_rights
from casestudy.figures.setting import plot_actors, plot_composition, plot_known, plot_tiers, plot_timeline
from casestudy.figures.style import set_theme
from casestudy.figures.trail import plot_trail

__all__ = [
    "plot_actors",
    "plot_agreement",
    "plot_answers",
    "plot_argument",
    "plot_basis",
    "plot_carried",
    "plot_composition",
    "plot_drawn",
    "plot_fits",
    "plot_flows",
    "plot_frame",
    "plot_incentives",
    "plot_known",
    "plot_ladder",
    "plot_named_parts",
    "plot_precedents",
    "plot_presence",
    "plot_quoted",
    "plot_readings",
    "plot_remedies",
    "plot_rights",
    "plot_rights_by_regime",
    "plot_robustness",
    "plot_tests",
    "plot_tied",
    "plot_tiers",
    "plot_timeline",
    "plot_trail",
    "plot_treatment",
    "plot_ways",
    "plot_who_acts",
    "set_theme",
]
