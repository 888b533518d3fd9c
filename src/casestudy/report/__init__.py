"""A small illustrated book of any case: the standard chapters, made and built without a line of code.

``chapters.toml`` holds the chapters: their words in both languages and the code of their cells, with the
tables that each needs. :mod:`casestudy.report.pages` writes them as notebooks with their outputs, so that
whoever knows Python can go on from there; :mod:`casestudy.report.build` has Jupyter Book make a site of them.
"""
