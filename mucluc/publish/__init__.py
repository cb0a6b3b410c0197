# SPDX-License-Identifier: Apache-2.0
"""The main job: from everything the configuration names to a new current release."""

from .run import Published, publish

__all__ = ["Published", "publish"]
