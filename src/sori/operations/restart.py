"""`sori restart`: asks the running supervisor to renew its processes, and waits for what becomes of it."""

import os
import sys
import time

from sori.platform.embedded import StateFolder
from sori.platform.run_folder import read_renewal, read_run_file
from sori.platform.supervisor import RENEW

_LONGEST_S = 300.0


def restart(state: StateFolder) -> int:
    """Renews the processes of the run in this state folder; gives the exit status."""
    supervisor = read_run_file(state.path).get("supervisor")
    if supervisor is None:
        print(f"sori: nothing runs in {state.path}. Start it with `sori run`, or set SORI_STATE.", file=sys.stderr)
        return 1
    before = read_renewal(state.path)
    os.kill(supervisor, RENEW)
    deadline = time.monotonic() + _LONGEST_S
    while time.monotonic() < deadline:
        found = read_renewal(state.path)
        if found is not None and found != before and found.state != "going":
            if found.state == "done":
                print("  all processes are renewed", flush=True)
                return 0
            print(f"sori: not renewed; what ran goes on. {found.reason}", file=sys.stderr)
            return 1
        time.sleep(0.1)
    print(f"sori: no word within {_LONGEST_S:.0f} s; see {state.log / 'supervisor.log'}.", file=sys.stderr)
    return 1
