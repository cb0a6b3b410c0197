# SPDX-License-Identifier: Apache-2.0
"""Which records describe the same edition (Instance), and which editions the same Work: scores, vetoes, constrained clusters.

What is compared, and what is known to go wrong, stands in docs/clustering.md.
"""

from .evidence import Evidence, evidence
from .match import cluster
from .model import Clustering, Doubt, InstanceCluster, Join, WorkCluster

__all__ = ["Clustering", "Doubt", "Evidence", "InstanceCluster", "Join", "WorkCluster", "cluster", "evidence"]
