"""The arrays that travel tables, problems and solvers are made of."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
INFINITY = 1_000_000  # minutes; later than any day
