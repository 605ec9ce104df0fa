"""A server that does not notice when its only worker is gone: forgetful_server.py PORT"""

import signal
import subprocess
import sys
import time

signal.signal(signal.SIGCHLD, signal.SIG_IGN)
subprocess.Popen([sys.executable, "-m", "http.server", "--bind", "127.0.0.1", sys.argv[1]])
time.sleep(3600)
