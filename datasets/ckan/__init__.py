# SPDX-License-Identifier: Apache-2.0
"""A release's datasets on a CKAN portal: what would be sent, and sending it."""

from .settings import CkanError, CkanSettings
from .sync import Plan, SyncReport, plan, sync

__all__ = ["CkanError", "CkanSettings", "Plan", "SyncReport", "plan", "sync"]
