"""Networks drawn as diagrams to explore (layered layout): boxes in layers, lines between them, tables beside them.

``layers`` puts nodes into ranks and orders them, ``boxes`` and ``layout`` give them places,
``routes`` leads the lines, ``edges`` says what a line stands for, ``tables`` writes the
same as tables, and ``diagram`` puts all together as a document.
"""
