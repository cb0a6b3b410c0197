# SPDX-License-Identifier: Apache-2.0
"""A release as static pages in Vietnamese and English."""

from .build import SiteReport, build_site  # noqa: TID251 - ruff takes the relative import for `site.build`

__all__ = ["SiteReport", "build_site"]
