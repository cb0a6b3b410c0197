# SPDX-License-Identifier: Apache-2.0
"""What is wrong with the data, for people: public reports that count, and private ones for each library that show where and how to mend.

Beside them stand the same counts as measures in the Data Quality Vocabulary.
"""

from .builder import ReportBuilder
from .model import LibraryReport, Totals
from .private_kept import PrivateNotes
from .quality import write_quality
from .review import write_review

__all__ = ["LibraryReport", "PrivateNotes", "ReportBuilder", "Totals", "write_quality", "write_review"]
