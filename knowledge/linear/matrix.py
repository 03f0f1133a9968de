"""The features of many messages beside each other, as the learning of a model takes them; by the build only."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import numpy as np

from knowledge.linear.features import BUCKETS, Places, shares

Matrix = Any
"""A scipy matrix of features, one row a message."""


def matrix(found: Sequence[Places]) -> Matrix:
    """Features that count alike within the words and within the letters, shape [found, BUCKETS]."""
    sparse: Any = import_module("scipy.sparse")
    values = np.concatenate([shares(places) for places in found])
    bounds = np.concatenate(([0], np.cumsum([len(places) for places in found])))
    return sparse.csr_matrix((values, np.concatenate(found), bounds), shape=(len(found), BUCKETS))
