"""How long what is kept of staff's log-ins and looks is kept."""

from sori.people.store import audit, log_in, sessions
from sori.platform.retention import Kind

KINDS = (
    Kind("sessions", 7, 0, sessions.sessions_over, sessions.delete_sessions_over),
    Kind("failed_log_ins", 30, 1, log_in.failures_before, log_in.delete_failures_before),
    # Records of access to personal data are kept for a year at least, for two in large or sensitive systems.
    Kind("audit", 730, 365, audit.audit_before, audit.delete_audit_before),
)
"""Sessions count from their end, everything else from when it happened."""
