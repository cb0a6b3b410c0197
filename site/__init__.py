# SPDX-License-Identifier: Apache-2.0
"""A release as static pages in Vietnamese and English."""

from .build import SiteReport, build_site

__all__ = ["SiteReport", "build_site"]
