"""Runs a command and prints what it took: a small program of its own, because the memory of whoever starts a process counts
as that process's own until its program is loaded.

    clock.py COMMAND …      the command's output goes to standard error; standard output is one line of JSON
"""
import json
import os
import sys
import time


def main():
    begun = time.monotonic()
    child = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, 2, 1)])
    _, status, used = os.wait4(child, 0)
    json.dump({"code": os.waitstatus_to_exitcode(status), "cpu_s": used.ru_utime + used.ru_stime,
               "system_s": used.ru_stime, "wall_s": time.monotonic() - begun, "memory_mb": used.ru_maxrss / 1024.0},
              sys.stdout)


if __name__ == "__main__":
    main()
