"""Writes packages/features/src/pyradiomics/mesh-table.ts: how PyRadiomics cuts each of the 256 corner patterns of a
cell, which differs from Lewiner's marching cubes where corners of a face alternate.

The numbers of its table are read from cshape.c of a source distribution (radiomics/src/cshape.c, the same in 3.0.1 and
3.1.4) and brought to our corners and letters:

    pip download --no-binary :all: --no-deps pyradiomics==3.0.1 && tar xf pyradiomics-3.0.1.tar.gz
    python conformance/mesh/make_pyradiomics_table.py pyradiomics-3.0.1/radiomics/src/cshape.c
"""
import pathlib
import re
import sys

LETTERS = "abcdefghijklmnopqrstuvwxyz_"
source = pathlib.Path(sys.argv[1]).read_text()


def numbers(name):
    """The numbers of the table that is defined under a name, without comments."""
    body = source.split(f"{name} = {{")[1].split("};")[0]
    return [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", re.sub(r"//.*|/\*.*?\*/", "", body))]


triangles = numbers("triTable[128][16]")
vertices = numbers("vertList[12][3]")
corners = numbers("gridAngles[8][3]")
assert (len(triangles), len(vertices), len(corners)) == (128 * 16, 36, 24)


def letter(vertex):
    z, y, x = (int(2 * v) for v in vertices[3 * vertex : 3 * vertex + 3])
    return LETTERS[x + 3 * y + 9 * z]


rows = []
for pattern in range(256):
    index = 0
    for corner in range(8):
        z, y, x = (int(c) for c in corners[3 * corner : 3 * corner + 3])
        if (pattern >> (4 * x + 2 * z + y)) & 1:
            index |= 1 << corner
    flipped = index >= 128
    if flipped:
        index ^= 255
    row = [int(t) for t in triangles[16 * index : 16 * index + 16] if t >= 0]
    cut = [row[i : i + 3] for i in range(0, len(row), 3)]
    rows.append("".join(letter(v) for t in cut for v in (reversed(t) if flipped else t)))

target = pathlib.Path(__file__).parents[2] / "packages/features/src/pyradiomics/mesh-table.ts"
lines = "\n".join(f"  '{row}'," for row in rows)
target.write_text(
    f"""/**
 * Triangles of each corner pattern of a cell as PyRadiomics cuts it, in the letters of kernels/mesh-table.ts; made by
 * conformance/mesh/make_pyradiomics_table.py.
 */
export const pyradiomicsMeshTable: readonly string[] = [
{lines}
];
"""
)
