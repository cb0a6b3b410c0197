# SPDX-License-Identifier: Apache-2.0
"""A release over HTTP: SPARQL, linked data, search and feeds."""
