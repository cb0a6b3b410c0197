# SPDX-License-Identifier: Apache-2.0
"""The errors a user can mend; the CLI prints their message without a traceback and ends with 2."""

from __future__ import annotations


class UserError(Exception):
    """Wrong use or wrong input; the message says what, where and how to mend it."""


class ConfigError(UserError):
    """The configuration file is wrong; the message names the key and the nearest right one."""


class PublishError(UserError):
    """A release could not be made; the last one still stands."""
