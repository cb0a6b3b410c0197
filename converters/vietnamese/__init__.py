# SPDX-License-Identifier: Apache-2.0
"""Vietnamese text in the encodings of before Unicode: what it is in, how sure that is, and how it reads."""
