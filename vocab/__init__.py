# SPDX-License-Identifier: Apache-2.0
"""Terms, code tables, shapes, labels and text folding: data first, small pure code, nothing of ours imported."""
