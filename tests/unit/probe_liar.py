"""A probe's child that was taken over by the file that it read: it says what the file wants."""

import os
import signal
import sys
from pathlib import Path

wish = Path(sys.argv[1]).read_text("utf-8")
if wish == "crash":
    os.kill(os.getpid(), signal.SIGSEGV)
print(wish)
