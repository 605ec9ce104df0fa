"""A server that does not notice when its only worker is gone: forgetful_server.py PORT"""

import signal
import subprocess
import sys
import time

# A worker that loads a site needs longer than this before it answers; who watches has seen it by then.
WORKER = """
import runpy, sys, time
time.sleep(0.5)
sys.argv = ["http.server", "--bind", "127.0.0.1", sys.argv[1]]
runpy.run_module("http.server", run_name="__main__")
"""

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
subprocess.Popen([sys.executable, "-c", WORKER, sys.argv[1]])
time.sleep(3600)
