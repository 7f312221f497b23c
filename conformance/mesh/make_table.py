"""Writes packages/features/src/kernels/mesh-table.ts: how marching cubes (Lewiner et al. 2003, which the IBSI
manual asks for) cuts each of the 256 corner patterns of a cell between binary voxels.

The triangles are read off scikit-image's run on a 2 x 2 x 2 volume of each pattern, so that surface area and mesh
volume agree with every tool that calls it. Run with a Python that has scikit-image and numpy:

    python conformance/mesh/make_table.py
"""
import pathlib

import numpy
import skimage
from skimage.measure import marching_cubes

LETTERS = "abcdefghijklmnopqrstuvwxyz_"
rows = []
for pattern in range(256):
    cell = numpy.zeros((2, 2, 2))  # z, y, x
    for bit in range(8):
        x, z, y = (bit >> 2) & 1, (bit >> 1) & 1, bit & 1
        cell[z, y, x] = (pattern >> bit) & 1
    if pattern in (0, 255):
        rows.append("")
        continue
    vertices, faces, _, _ = marching_cubes(cell, level=0.5)
    doubled = numpy.rint(2 * vertices).astype(int)
    assert numpy.allclose(doubled, 2 * vertices)
    rows.append("".join(LETTERS[doubled[v][2] + 3 * doubled[v][1] + 9 * doubled[v][0]] for face in faces for v in face))

target = pathlib.Path(__file__).parents[2] / "packages/features/src/kernels/mesh-table.ts"
lines = "\n".join(f"  '{row}'," for row in rows)
target.write_text(
    f"""/**
 * Triangles of each corner pattern of a cell, three letters a triangle; made by conformance/mesh/make_table.py
 * with scikit-image {skimage.__version__}. Pattern bit 4 x + 2 z + y is the corner (x, y, z); letter number
 * a = 0, ..., z = 25, _ = 26 is the vertex X + 3 Y + 9 Z in half steps of the cell.
 */
export const meshTable: readonly string[] = [
{lines}
];
"""
)
