# SPDX-License-Identifier: Apache-2.0
"""A release as open datasets: CSV, Parquet, RDF, Data Package, DCAT and CKAN."""
