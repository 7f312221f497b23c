"""Writes conformance/fixtures/structures.json: random contours, and the masks that dcmrtstruct2nii makes of them.

    python conformance/files/make_structures.py conformance/fixtures/structures.json

dcmrtstruct2nii (scikit-image's polygon2mask on continuous indices) combines all contours of a slice by exclusion. Where
Rachis combines contours of type CLOSED_PLANAR in another way (repeated ones count once, overlapping ones are a union), its
masks of single contours are put together by that rule; the tags say so. Voxels whose centre is within 1e-3 voxels of a
contour are left out: there rules of borders differ. rt-utils is no peer: it rounds corners to whole voxels.
"""

import json
import math
import random
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
import SimpleITK as sitk
from dcmrtstruct2nii.adapters.convert.rtstructcontour2mask import DcmPatientCoords2Mask

SEED = 20261201
COUNT = 320
NEAR = 1e-3


def orientation(r):
    kind = r.choice(["axial", "sagittal", "coronal", "oblique", "oblique"])
    if kind == "axial":
        return kind, np.eye(3)
    if kind == "sagittal":
        return kind, np.array([[0.0, 0, 1], [1, 0, 0], [0, -1, 0]]) * np.array([1, 1, -1])
    if kind == "coronal":
        return kind, np.array([[1.0, 0, 0], [0, 0, 1], [0, -1, 0]])
    q, _ = np.linalg.qr(np.array([[r.gauss(0, 1) for _ in range(3)] for _ in range(3)]))
    return kind, q * (1 if np.linalg.det(q) > 0 else np.array([-1, 1, 1]))


def star(r, centre, low, high, corners=None):
    count = corners or r.randint(3, 14)
    angles = sorted(r.uniform(0, 2 * math.pi) for _ in range(count))
    return [(centre[0] + r.uniform(low, high) * math.cos(a), centre[1] + r.uniform(low, high) * math.sin(a)) for a in angles]


def ring(centre, radius, corners, turn):
    return [(centre[0] + radius * math.cos(turn + 2 * math.pi * i / corners), centre[1] + radius * math.sin(turn + 2 * math.pi * i / corners)) for i in range(corners)]


def on_slice(r, size):
    """Contours of a slice in voxels, how they are combined, and their tag."""
    centre = (r.uniform(3, size[0] - 4), r.uniform(3, size[1] - 4))
    kind = r.choice(["one", "one", "hole", "island", "two parts", "overlapping", "repeated", "crossing", "over the border"])
    outer = ring(centre, r.uniform(3.2, 4.5), r.randint(8, 20), r.uniform(0, 6))
    if kind == "hole":
        return [outer, ring(centre, r.uniform(1.2, 2.0), r.randint(6, 12), r.uniform(0, 6))], "xor", kind
    if kind == "island":
        return [outer, ring(centre, 2.4, 9, r.uniform(0, 6)), ring(centre, 1.1, 7, r.uniform(0, 6))], "xor", kind
    if kind == "two parts":
        left, right = (2.5, centre[1]), (size[0] - 3.5, centre[1])
        return [star(r, left, 0.8, 2.5), star(r, right, 0.5, 2.5)], "xor", kind
    if kind == "overlapping":
        return [outer, ring((centre[0] + r.uniform(2.5, 4), centre[1]), 3.3, 11, r.uniform(0, 6))], "or", kind
    if kind == "repeated":
        again = outer[3:] + outer[:3]
        return [outer, again[::-1] if r.random() < 0.5 else again], "or", kind
    if kind == "crossing":
        # Even-odd within one contour.
        return [[outer[i * 3 % len(outer)] for i in range(len(outer))] if len(outer) % 3 else star(r, centre, 1, 5)], "xor", kind
    if kind == "over the border":
        return [star(r, (0.3, centre[1]), 1.5, 6, 9)], "xor", kind
    return [star(r, centre, 0.4, 5)], "xor", kind


def near_contours(size, slices):
    """Voxels whose centre is nearly on a contour."""
    near = np.zeros(size[::-1], bool)
    x, y = np.meshgrid(np.arange(size[0]), np.arange(size[1]))
    for z, contours in slices:
        for points in contours:
            for (ax, ay), (bx, by) in zip(points, points[1:] + points[:1]):
                dx, dy = bx - ax, by - ay
                t = np.clip(((x - ax) * dx + (y - ay) * dy) / max(dx * dx + dy * dy, 1e-12), 0, 1)
                near[z] |= np.hypot(ax + t * dx - x, ay + t * dy - y) < NEAR
    return near


def bits(mask):
    return np.packbits(mask.ravel().astype(np.uint8)).tobytes().hex()


def case_of(r):
    size = [r.randint(12, 18), r.randint(12, 16), r.randint(1, 4)]
    name, direction = orientation(r)
    spacing = [round(r.uniform(0.4, 3), 3) for _ in range(3)]
    origin = [round(r.uniform(-200, 200), 2) for _ in range(3)]
    image = sitk.Image(size, sitk.sitkInt16)
    image.SetSpacing(spacing)
    image.SetOrigin(origin)
    image.SetDirection(direction.ravel().tolist())
    tags, contours, placed = [name], [], []
    exclusive = r.random() < 0.2
    mask = np.zeros(size[::-1], np.uint8)
    for z in range(size[2]):
        if z > 0 and r.random() < 0.2:
            continue
        found, how, kind = on_slice(r, size)
        tags.append(kind)
        away = 0
        if r.random() < 0.2:
            away = r.choice([-0.3, 0.35])
            tags.append("between slices")
        given, indexed = [], []
        for points in found:
            world = [[round(v, 4) for v in image.TransformContinuousIndexToPhysicalPoint((p[0], p[1], z + away))] for p in points]
            given.append(world)
            back = [image.TransformPhysicalPointToContinuousIndex(p) for p in world]
            indexed.append([(p[0], p[1]) for p in back])
        placed.append((z, indexed))
        single = [peer_mask(image, [world])[z] for world in given]
        together = np.bitwise_xor.reduce(single)
        assert (together == peer_mask(image, given)[z]).all()
        mask[z] = np.bitwise_or.reduce(single) if kind == "repeated" or (how == "or" and not exclusive) else together
        contours += given
    if exclusive:
        tags.append("XOR")
    r.shuffle(contours)
    split = r.randint(1, len(contours)) if r.random() < 0.3 else len(contours)
    return {
        "size": size, "spacing": spacing, "origin": origin, "direction": direction.ravel().tolist(), "tags": tags,
        "type": "CLOSEDPLANAR_XOR" if exclusive else "CLOSED_PLANAR",
        "items": [[sum(c, []) for c in part] for part in (contours[:split], contours[split:]) if part],
        "mask": bits(mask), "near": bits(near_contours(size, placed)),
    }


def peer_mask(image, contours):
    given = [{"type": "CLOSED_PLANAR", "points": {k: [p[i] for p in world] for i, k in enumerate("xyz")}} for world in contours]
    return sitk.GetArrayFromImage(DcmPatientCoords2Mask().convert(given, image, 0, 1)).astype(np.uint8)


cases = [case_of(random.Random(SEED + index)) for index in range(COUNT)]
versions = {name: version(name) for name in ("dcmrtstruct2nii", "scikit-image", "SimpleITK", "numpy")}
lines = ",\n".join(json.dumps(one, separators=(",", ":")) for one in cases)
Path(sys.argv[1]).write_text(f'{{"versions": {json.dumps(versions)}, "seed": {SEED}, "cases": [\n{lines}\n]}}\n')
