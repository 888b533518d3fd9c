"""``python -m casestudy.cli``."""

import sys

from casestudy.cli import main

sys.exit(main())
