"""Runs a command at a terminal of its own, does to it what a person does, and prints what the
terminal was sent.

Usage: at_terminal.py COLUMNS ROWS ACTIONS COMMAND…

ACTIONS are lines: `wait TEXT` until that has come, `resize COLUMNS ROWS`, `key NAME` (`^C`),
`signal NAME` to the command. The last line on standard error is how it ended, and whether the
terminal's modes are as they were.
"""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

columns, rows, actions = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3].splitlines()
master, slave = pty.openpty()


def resize(columns, rows):
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


resize(columns, rows)
before = termios.tcgetattr(slave)
child = os.fork()
if child == 0:
    # As a login does it: whoever runs the tests in the background ignores Ctrl-C, with nohup a
    # hang-up, and what is ignored stays so in everything that is started.
    for ignored in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(ignored, signal.SIG_DFL)
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for stream in range(3):
        os.dup2(slave, stream)
    os.closerange(3, 256)
    os.execvp(sys.argv[4], sys.argv[4:])
seen, ended, end = b"", None, time.monotonic() + 60
while time.monotonic() < end:
    while actions:
        verb, _, words = actions[0].partition(" ")
        if verb == "wait" and words.encode() not in seen:
            break
        actions.pop(0)
        if verb == "resize":
            resize(*map(int, words.split()))
            os.kill(child, signal.SIGWINCH)
        elif verb == "key":
            os.write(master, bytes([ord(words[1]) & 31]))
        elif verb == "signal":
            os.kill(child, getattr(signal, words))
        sys.stdout.buffer.write(seen)
        seen = b""
    if select.select([master], [], [], 0.05)[0]:
        seen += os.read(master, 65536)
    elif ended is not None:
        break
    else:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            ended = os.waitstatus_to_exitcode(status)
sys.stdout.buffer.write(seen)
modes = "same" if termios.tcgetattr(slave) == before else "changed"
print(f"{'hangs' if ended is None else ended} {modes} {'; '.join(actions)}", file=sys.stderr)
if ended is None:
    os.kill(child, signal.SIGKILL)
