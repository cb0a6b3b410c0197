# SPDX-License-Identifier: Apache-2.0
"""A release as static pages in Vietnamese and English."""
