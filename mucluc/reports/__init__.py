# SPDX-License-Identifier: Apache-2.0
"""What is wrong with the data, for people: a public report that counts, and a private one for each library that shows where."""

from .builder import ReportBuilder, Totals

__all__ = ["ReportBuilder", "Totals"]
