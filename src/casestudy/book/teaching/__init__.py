"""What a class is given: role plays with sheets that are made from the rows of a case.

``readers`` say what each table tells of an actor, ``sheets`` choose from it what fits
one page, ``roles`` put the sheets into a scene.
"""
