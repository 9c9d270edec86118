"""The screens: they show a threat model, collect what people say and set, and decide nothing themselves."""

import os
import sys

# ``python -m ui.cli`` puts the working folder first on the path, where a file of its own named like a library would
# be run in the library's place. The folder that holds this package stays; the name is "-m" only while it is started.
if sys.argv[:1] == ["-m"] and not sys.flags.safe_path:
    sys.path[:1] = [place for place in sys.path[:1] if place == os.path.dirname(os.path.dirname(__file__))]
