"""What the system lets a process have."""

import resource

_MANY_FILES = 65_536


def allow_many_connections() -> None:
    """Lets this process hold a connection for everybody at once: a system's usual 1,024 files are soon used up."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MANY_FILES if hard == resource.RLIM_INFINITY else min(_MANY_FILES, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
