"""What the system says of a file or stream that it refuses, in both languages."""

from __future__ import annotations

import errno

from planner.texts import in_each

_REASONS = {
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EFBIG: "full",
    errno.EBADF: "closed",
    errno.EACCES: "not-allowed",
    errno.EPERM: "not-allowed",
    errno.EROFS: "read-only",
    errno.EIO: "broken",
    errno.ENAMETOOLONG: "long-name",
    errno.ENOENT: "not-there",
}


def reason_of(error: OSError) -> dict[str, str] | str:
    """Return why something cannot be written, in the system's own words where these are rare."""
    reason = _REASONS.get(error.errno or 0)
    return in_each(f"request.system-{reason}") if reason else error.strerror or str(error)
