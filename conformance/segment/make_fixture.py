"""Writes conformance/fixtures/segment.json: what SciPy, SimpleITK, PyWavelets and scikit-image give for small regions.

Run inside the segment environment (conformance/peers.sh segment):

    $RACHIS_PEERS/segment/bin/python conformance/segment/make_fixture.py

The same seed and versions give the same file. Arrays are written x fastest; masks as one character a voxel.
"""

import json
import os
import platform

import numpy as np
import pywt
import scipy
import scipy.ndimage as ndi
import SimpleITK as sitk
import skimage
from skimage.segmentation import slic

HERE = os.path.dirname(os.path.abspath(__file__))
SEED = 20261125
random = np.random.default_rng(SEED)
IN_PLANE = {4: 1, 8: 2}


def structure(connectivity):
    if connectivity in IN_PLANE:
        found = np.zeros((3, 3, 3), dtype=bool)
        found[1] = ndi.generate_binary_structure(2, IN_PLANE[connectivity])
        return found
    return ndi.generate_binary_structure(3, {6: 1, 18: 2, 26: 3}[connectivity])


def text(mask):
    return "".join("1" if v else "0" for v in np.ravel(mask))


def blob(size, threshold=0.0):
    """A random smooth region; arrays are (z, y, x)."""
    field = ndi.gaussian_filter(random.normal(size=size[::-1]), 1.1)
    return field > threshold


def padded(mask, n, what):
    return what(np.pad(mask, n))[n:-n, n:-n, n:-n]


def ball(spacing, radius):
    reach = [int(radius // s) + 1 for s in spacing[::-1]]
    z, y, x = np.mgrid[tuple(slice(-r, r + 1) for r in reach)]
    squares = (x * spacing[0]) ** 2 + (y * spacing[1]) ** 2 + (z * spacing[2]) ** 2
    return squares <= radius**2 * (1 + 1e-9)


def region_case(size, spacing, mask, radius):
    zyx = spacing[::-1]
    by = {}
    for connectivity in (4, 6, 8, 18, 26):
        s = structure(connectivity)
        labels, count = ndi.label(mask, s)
        by[connectivity] = {
            "dilated": text(ndi.binary_dilation(mask, s, iterations=2)),
            "eroded": text(ndi.binary_erosion(mask, s)),
            "eroded_inside": text(ndi.binary_erosion(mask, s, border_value=1)),
            "opened": text(ndi.binary_opening(mask, s)),
            "closed": text(padded(mask, 4, lambda m: ndi.binary_closing(m, s, iterations=2))),
            "sizes": [int(np.sum(labels == k + 1)) for k in range(count)],
            "labels": [int(v) for v in np.ravel(labels)],
        }
        if connectivity == 6:
            by[connectivity]["filled"] = text(ndi.binary_fill_holes(mask, s))
    by[4]["filled"] = text(np.stack([ndi.binary_fill_holes(plane) for plane in mask]))
    b = ball(spacing, radius)
    n = max(b.shape)
    return {
        "size": size,
        "spacing": spacing,
        "mask": text(mask),
        "radius": radius,
        "neighbours": by,
        "dilated": text(ndi.binary_dilation(mask, b)),
        "eroded": text(ndi.binary_erosion(mask, b)),
        "opened": text(ndi.binary_opening(mask, b)),
        "closed": text(padded(mask, n, lambda m: ndi.binary_closing(m, b))),
        "to_inside": [float(v) for v in np.ravel(ndi.distance_transform_edt(~mask, zyx))],
        "to_outside": [float(v) for v in np.ravel(ndi.distance_transform_edt(mask, zyx))],
    }


def image_of(mask, spacing):
    image = sitk.GetImageFromArray(mask.astype(np.uint8))
    image.SetSpacing([float(s) for s in spacing])
    return image


def surface(mask):
    return mask & ~ndi.binary_erosion(mask, structure(6))


def pair_case(size, spacing, a, b, tolerance):
    points = [np.argwhere(surface(m))[:, ::-1] * np.array(spacing) for m in (a, b)]
    # Every pair of surface voxels: no distance transform.
    apart = np.sqrt(((points[0][:, None, :] - points[1][None, :, :]) ** 2).sum(axis=2))
    forth, back = apart.min(axis=1), apart.min(axis=0)
    overlap = sitk.LabelOverlapMeasuresImageFilter()
    overlap.Execute(image_of(a, spacing), image_of(b, spacing))
    hausdorff = sitk.HausdorffDistanceImageFilter()
    hausdorff.Execute(image_of(surface(a), spacing), image_of(surface(b), spacing))
    near = np.sum(forth <= tolerance * (1 + 1e-9)) + np.sum(back <= tolerance * (1 + 1e-9))
    return {
        "size": size,
        "spacing": spacing,
        "first": text(a),
        "second": text(b),
        "tolerance": tolerance,
        "dice": overlap.GetDiceCoefficient(),
        "jaccard": overlap.GetJaccardCoefficient(),
        "hausdorff": hausdorff.GetHausdorffDistance(),
        "mean": float((forth.sum() + back.sum()) / (len(forth) + len(back))),
        "percentile95": float(max(np.percentile(forth, 95), np.percentile(back, 95))),
        "surface_dice": float(near / (len(forth) + len(back))),
    }


def staple_case(size, readers):
    truth = blob(size, 0.02)
    masks = []
    for flips in readers:
        masks.append(truth ^ (random.random(truth.shape) < flips))
    staple = sitk.STAPLEImageFilter()
    staple.SetForegroundValue(1)
    probability = staple.Execute([image_of(m, (1, 1, 1)) for m in masks])
    return {
        "size": size,
        "masks": [text(m) for m in masks],
        "sensitivity": list(staple.GetSensitivity()),
        "specificity": list(staple.GetSpecificity()),
        "probability": [float(v) for v in np.ravel(sitk.GetArrayFromImage(probability))],
    }


def noise_case(size):
    image = random.integers(-200, 200, size=size[::-1])
    high = np.array(pywt.Wavelet("coif1").dec_hi)
    response = ndi.convolve1d(image.astype(float), weights=high, axis=1)
    response = ndi.convolve1d(response, weights=high, axis=2)
    return {
        "size": size,
        "image": [int(v) for v in np.ravel(image)],
        "median": float(np.median(np.abs(response))),
    }


def slic_case():
    """A ball on a step, with a pattern of whole numbers that both sides can make."""
    n = 24
    z, y, x = np.mgrid[:n, :n, :n]
    inside = (x - 12) ** 2 + (y - 11) ** 2 + (z - 12) ** 2 < 64
    values = ((x * 7 + y * 11 + z * 5) % 13) + 100 * inside + 50 * (x > 15)
    scaled = values / values.max()
    labels = slic(
        scaled, n_segments=n**3 // 125, sigma=1, spacing=(1, 1, 1), compactness=0.05,
        enforce_connectivity=True, channel_axis=None, start_label=0,
    )
    count = int(labels.max()) + 1
    means = ndi.mean(scaled, labels, np.arange(count))
    shares = ndi.mean(inside.astype(float), labels, np.arange(count))
    union = (shares > 0.5)[labels]
    return {
        "voxels": 125,
        "count": count,
        "within": float(np.mean((scaled - means[labels]) ** 2) / np.var(scaled)),
        "dice": float(2 * np.sum(union & inside) / (union.sum() + inside.sum())),
    }


def main():
    full = np.ones((4, 5, 6), dtype=bool)
    single = np.zeros((5, 5, 5), dtype=bool)
    single[2, 2, 2] = True
    hollow = np.zeros((7, 7, 7), dtype=bool)
    hollow[1:6, 1:6, 1:6] = True
    hollow[2:5, 2:5, 2:5] = False
    hollow[3, 3, 3] = True
    size = [9, 8, 6]
    cases = [
        region_case(size, [1.0, 1.0, 1.0], blob(size), 2.0),
        region_case(size, [0.7, 0.9, 3.3], blob(size, 0.05), 1.8),
        region_case([7, 9, 6], [2.0, 0.5, 1.25], blob([7, 9, 6], -0.05), 1.5),
        region_case([6, 5, 4], [1.0, 2.0, 3.0], full, 1.0),
        region_case([5, 5, 5], [1.0, 1.0, 2.0], single, 2.0),
        region_case([7, 7, 7], [1.0, 1.0, 1.0], hollow, 1.0),
    ]
    size = [14, 12, 7]
    first = blob(size, 0.05)
    pairs = [
        pair_case(size, [1.0, 1.0, 1.0], first, blob(size, 0.05), 1.0),
        pair_case(size, [0.8, 0.8, 3.0], first, ndi.binary_dilation(first), 0.8),
        pair_case(size, [0.8, 0.9, 2.5], first, np.roll(first, 2, axis=2), 1.0),
    ]
    fixture = {
        "made_with": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "scipy": scipy.__version__,
            "simpleitk": sitk.Version_VersionString(),
            "scikit-image": skimage.__version__,
            "pywavelets": pywt.__version__,
            "seed": SEED,
        },
        "regions": cases,
        "pairs": pairs,
        "staple": [staple_case([12, 10, 4], [0.02, 0.05, 0.1]), staple_case([9, 8, 5], [0.15, 0.05, 0.2, 0.1, 0.3])],
        "noise": [noise_case([11, 9, 3]), noise_case([8, 12, 2])],
        "slic": slic_case(),
    }
    path = os.path.join(HERE, "..", "fixtures", "segment.json")
    with open(path, "w") as file:
        json.dump(fixture, file, separators=(",", ":"))
        file.write("\n")
    print(os.path.getsize(path), "bytes")


main()
