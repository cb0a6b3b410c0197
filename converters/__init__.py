# SPDX-License-Identifier: Apache-2.0
"""From the libraries' bytes to quads: reading, screening, conversion, checks and clustering."""
