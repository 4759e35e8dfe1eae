"""Becomes an ordinary user and runs a program. Run as a program of its own, with the standard library only.

    python -I -S step_down.py UID GID CAPABILITY PROGRAM [ARGUMENT...]

PostgreSQL refuses to run as root. CAPABILITY is `-`, or the number of the one Linux capability that is kept
so that the user may pass through folders closed to it, such as root's home; the folders themselves stay as
closed as they were.
"""

import ctypes
import os
import sys

PR_SET_KEEPCAPS = 8
PR_SET_SECUREBITS = 28
SECBIT_NO_SETUID_FIXUP = 1 << 2
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAPABILITY_VERSION_3 = 0x20080522


def step_down(user: int, group: int, capability: int | None) -> None:
    """Gives up root for good; with a capability, keeps only that one, across `exec`."""
    libc = ctypes.CDLL(None, use_errno=True)
    if capability is not None:
        _must(libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0))
        # access(2) looks away from the capabilities of an ordinary user unless this is set, and PostgreSQL asks it
        # whether its own programs can be run. Where it may not be set, open folders alone will do.
        libc.prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
    os.setgroups([])
    os.setgid(group)
    os.setuid(user)
    if capability is not None:
        bit = 1 << capability
        header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
        # Effective, permitted, inheritable, then the high halves of the three.
        sets = (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0)
        _must(libc.capset(header, sets))
        _must(libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0))


def _must(result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


if __name__ == "__main__":
    step_down(int(sys.argv[1]), int(sys.argv[2]), None if sys.argv[3] == "-" else int(sys.argv[3]))
    os.umask(0o077)
    os.execv(sys.argv[4], sys.argv[4:])
