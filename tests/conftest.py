"""What holds for all tests."""

import signal

# A shell that starts a command in the background has it ignore Ctrl-C, and whatever that starts in turn: tests that
# interrupt a program need the usual answer.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
