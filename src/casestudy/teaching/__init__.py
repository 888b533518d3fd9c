"""What a class is given: role plays with sheets that are made from the rows of a case.

:mod:`~casestudy.teaching.readers` say what each table tells of an actor, :mod:`~casestudy.teaching.sheets` choose
from it what fits one page, :mod:`~casestudy.teaching.roles` put the sheets into a scene.
"""
