"""Phases and reasons as columns hold them: small numbers, and what is true of each."""

from __future__ import annotations

import numpy as np

from sim.measures.record import Phase, Reason

# Codes are arrays without an axis, as the constants of `sim.luck` are: NumPy would make one of a number at each
# call, which takes as long as the work on some dozens of customers.
ONE = np.array(1, np.int8)
NOTHING = np.array(0, np.int8)
"""No issue, no case, no reason for having left."""

REASONS = (None, *Reason)
"""Reasons by their code in the columns `issue` and `case`."""

CODE = {reason: np.array(code, np.int8) for code, reason in enumerate(REASONS) if reason is not None}
PHASE_CODES = tuple(np.array(int(phase), np.int8) for phase in Phase)

URGENT = np.array([reason is not None and reason.is_urgent() for reason in REASONS])
CAN_WAIT = np.array([reason is not None and reason.can_wait() for reason in REASONS])
ABOUT_CASE = np.array([reason is not None and reason.is_about_case() for reason in REASONS])
IS_FAILURE = np.array([reason is not None and reason.is_failure() for reason in REASONS])
