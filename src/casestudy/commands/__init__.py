"""The commands, one a file. Each has ``add``, which describes it to the parser, and ``run``."""
