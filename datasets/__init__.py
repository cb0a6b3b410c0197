# SPDX-License-Identifier: Apache-2.0
"""A release as open datasets: CSV, Parquet, RDF, Data Package, DCAT and CKAN."""

from .build import build_datasets
from .results import BuiltDataset, DatasetsReport, Kept

__all__ = ["BuiltDataset", "DatasetsReport", "Kept", "build_datasets"]
