"""Networks drawn as diagrams to explore: boxes in layers, lines between them, tables beside them.

:mod:`~casestudy.diagrams.layers` puts nodes into ranks and orders them, :mod:`~casestudy.diagrams.boxes` and
:mod:`~casestudy.diagrams.layout` give them places, :mod:`~casestudy.diagrams.routes` leads the lines,
:mod:`~casestudy.diagrams.edges` says what a line stands for, :mod:`~casestudy.diagrams.tables` writes the
same as tables, and :mod:`~casestudy.diagrams.diagram` puts all together as a document.
"""
