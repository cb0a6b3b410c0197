# SPDX-License-Identifier: Apache-2.0
"""SHACL, compiled: `read` makes values of shapes in Turtle, `checker` judges a graph's lines, `sparql` a store, `report` writes it down.

Supported (https://www.w3.org/TR/shacl/): all of SHACL Core but shapes that refer to themselves, and SPARQL-based constraints with
sh:select where there is a store. A feature that is not supported stops the reading with a ShapeError; none is skipped.
"""

from .checker import Checker
from .model import SH, Result, Shape, ShapeError, Shapes
from .read import read_shapes

__all__ = ["SH", "Checker", "Result", "Shape", "ShapeError", "Shapes", "read_shapes"]
