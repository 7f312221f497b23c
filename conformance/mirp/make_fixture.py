"""Writes conformance/fixtures/mirp.json: MIRP's values for settings and images drawn at random.

Run inside the MIRP environment (conformance/peers.sh):

    RACHIS_DATA=/path/to/shared $RACHIS_PEERS/mirp/bin/python conformance/mirp/make_fixture.py

The same seed, data and versions give the same file. NOTES.md beside this script says how MIRP is held to the
IBSI chain here, and where it leaves the standard on its own.
"""

import argparse
import json
import os
import platform
import sys
import time
import warnings

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))

import itk  # noqa: E402
import mirp  # noqa: E402
import numpy as np  # noqa: E402
import scipy  # noqa: E402
import skimage  # noqa: E402
import skimage.measure  # noqa: E402
from mirp._features.feature_generator import generate_features  # noqa: E402
from mirp._images.generic_image import GenericImage  # noqa: E402
from mirp._images.mask_image import MaskImage  # noqa: E402
from mirp._masks.base_mask import BaseMask  # noqa: E402
from mirp._workflows.standardWorkflow import StandardWorkflow  # noqa: E402
from mirp.settings.generic import SettingsClass  # noqa: E402

DATA = os.path.join(os.environ.get("RACHIS_DATA", os.path.join(ROOT, "..", "shared")), "data")
SMALLEST_REGION, LARGEST_REGION = 300, 12_000
LARGEST_IMAGE = 12_000_000  # voxels after resampling
LOCAL_RADIUS = (3 / (4 * np.pi)) ** (1 / 3) * 10  # mm, the 1 cm3 sphere

AGGREGATION = {
    "2d_average": "2D_avg",
    "2d_slice_merge": "2D_comb",
    "2.5d_direction_merge": "2_5D_avg",
    "2.5d_volume_merge": "2_5D_comb",
    "3d_average": "3D_avg",
    "3d_volume_merge": "3D_comb",
    "2d": "2D",
    "2.5d": "2_5D",
    "3d": "3D",
}
ORDER = {"nearest": 0, "linear": 1, "cubic-spline": 3}
FAMILIES = [
    "morphology",
    "local-intensity",
    "statistics",
    "histogram",
    "volume-histogram",
    "glcm",
    "glrlm",
    "glszm",
    "gldzm",
    "ngtdm",
    "ngldm",
]


class Refused(Exception):
    """The draw is not a fair comparison (see the message); another is drawn."""


# --- MIRP in double precision, and without rules that belong to a modality -----------------------------------

_marching_cubes = skimage.measure.marching_cubes


def marching_cubes_in_double(volume, level, spacing):
    """skimage leaves vertices in float32 where the spacing is 1 (elsewhere scaling makes them float64), and sums
    over them in float32 with it. They lie at halves of the index grid: exact in float32, so they are only cast."""
    vertices, faces, normals, values = _marching_cubes(volume=volume, level=level, spacing=(1.0, 1.0, 1.0))
    return vertices.astype(np.float64) * np.asarray(spacing, dtype=np.float64), faces, normals, values


skimage.measure.marching_cubes = marching_cubes_in_double


class FixtureImage(GenericImage):
    """An image that is rounded only after resampling and only where the settings say so."""

    rounding = False
    start = None  # where bins of fixed size start without a re-segmentation range

    def __init__(self, **arguments):
        super().__init__(**arguments)
        self.calibrated_units = True

    def get_default_lowest_intensity(self):
        return self.start

    @staticmethod
    def get_default_ivh_discretisation_method():
        return "none"

    def _interpolate(self, **arguments):
        super()._interpolate(**arguments)
        if self.rounding:
            self.image_data = np.rint(self.image_data)


class WatchedMask(MaskImage):
    """Keeps how close an interpolated mask value came to the threshold."""

    closest = np.inf

    def update_image_data(self):
        data = self.image_data
        if data is not None and not self.image_encoded and data.dtype != bool:
            WatchedMask.closest = float(np.min(np.abs(data - 0.5)))
        super().update_image_data()


# --- Images ------------------------------------------------------------------------------------------------


def candidates():
    """(image, mask, kind) relative to the data folder."""
    found = []
    sts = os.path.join(DATA, "sts", "nifti")
    for patient in sorted(os.listdir(sts)):
        for kind in ("PET", "MR_T1"):
            if os.path.exists(os.path.join(sts, patient, f"{kind}_image.nii.gz")):
                base = f"sts/nifti/{patient}/{kind}"
                found.append((f"{base}_image.nii.gz", f"{base}_mask.nii.gz", "PET" if kind == "PET" else "MR"))
    for name, kind in (("brain1", "MR"), ("brain2", "MR"), ("breast1", "MR")):
        found.append((f"pyradiomics/{name}_image.nrrd", f"pyradiomics/{name}_label.nrrd", kind))
    found += [pair for pair in EXTRA if all(os.path.exists(os.path.join(DATA, path)) for path in pair[:2])]
    return found


def spine(name):
    return f"spine/{name}.nii.gz"


EXTRA = [
    ("ibsi1/ct_phantom/nifti/image/phantom.nii.gz", "ibsi1/ct_phantom/nifti/mask/mask.nii.gz", "CT"),
    (spine("totalsegmentator/example_ct"), spine("totalsegmentator/totalseg"), "CT"),
    (spine("totalsegmentator/example_ct"), spine("totalsegmentator/example_seg_fast_force_split"), "CT"),
    (spine("tptbox/sub-ct_label-22_ct"), spine("tptbox/sub-ct_seg-vert_label-22_msk"), "CT"),
    (spine("tptbox/sub-ct_label-22_ct"), spine("tptbox/sub-ct_seg-subreg_label-22_msk"), "CT"),
    (spine("tptbox/sub-mri_label-6_T2w"), spine("tptbox/sub-mri_seg-vert_label-6_msk"), "MR"),
    (spine("muscle/TUM01_water"), spine("muscle/TUM01_water_seg"), "MR"),
    ("pyradiomics/prostate_phantom_subvolume.nrrd", "pyradiomics/prostate_phantom_subvolume-label.nrrd", "MR"),
    *[
        (spine(f"lumbar_mr/{name}_img"), spine(f"lumbar_mr/{name}_seg"), "MR")
        for name in ("IVD_42", "VB1_15", "VB2_12", "VB3_01", "VB3_02", "VB3_03", "VB3_04")
    ],
]


def read(path):
    image = itk.imread(os.path.join(DATA, path))
    array = np.array(itk.GetArrayFromImage(image), dtype=np.float64)
    return array, tuple(float(s) for s in image.GetSpacing())[::-1], image


def load(image_path, mask_path):
    array, spacing, header = read(image_path)
    labels, mask_spacing, mask_header = read(mask_path)
    if array.ndim != 3 or labels.shape != array.shape or not np.allclose(spacing, mask_spacing, rtol=1e-4):
        raise Refused("image and mask differ in grid")
    if not np.allclose(header.GetOrigin(), mask_header.GetOrigin(), atol=1e-2):
        raise Refused("image and mask differ in origin")
    if not np.all(np.isfinite(array)):
        raise Refused("image is not finite")
    return array, np.rint(labels).astype(np.int64), spacing


# --- Settings ----------------------------------------------------------------------------------------------


def pick(random, values):
    return values[int(random.integers(len(values)))]


def draw_settings(random, spacing, kind, whole_numbers, spline):
    """Our settings JSON. `spacing` is (z, y, x) of the source; `spline` asks for resampling with a cubic spline."""
    slicewise = bool(random.random() < 0.35)
    resampling = None
    if random.random() < 0.7 or spline:
        # No simple ratio to the source: exact halves would make rounding a matter of the last bit.
        axes = 2 if slicewise else 3
        source = list(spacing[::-1])[:axes]
        isotropic = random.random() < 0.6
        factor = random.uniform(0.75, 1.9)
        drawn = [max(source) * factor] * axes if isotropic else [s * random.uniform(0.75, 1.9) for s in source]
        resampling = {
            "spacing": [round(float(value), 3) + 0.0007 for value in drawn],
            "image": "cubic-spline" if spline else pick(random, ["cubic-spline", "linear", "linear", "nearest"]),
            "mask": pick(random, ["linear", "linear", "nearest"]),
            "maskThreshold": 0.5,
            "roundIntensities": bool(random.random() < (0.7 if kind == "CT" else 0.3 if kind == "MR" else 0.0)),
        }
        resampling["spacing"] = [round(value, 4) for value in resampling["spacing"]]
    whole = (resampling["roundIntensities"] or resampling["image"] == "nearest") if resampling else True
    whole = whole_numbers and whole

    low, high, width = {"CT": (-200.0, 400.0, 25.0), "PET": (0.5, 40.0, 0.5), "MR": (50.0, 1500.0, 40.0)}[kind]
    which = pick(random, ["none", "both", "both", "low", "outliers", "both+outliers"])
    bounds = {"none": None, "outliers": None, "low": [low, None]}.get(which, [low, high])
    resegmentation = {"range": bounds, "outliers": 3 if "outliers" in which else None}

    if random.random() < 0.5:
        discretisation = {"method": "fixed-bin-number", "number": int(pick(random, [8, 16, 32, 64]))}
    else:
        discretisation = {"method": "fixed-bin-size", "size": float(width * pick(random, [0.5, 1.0, 2.0]))}
        if bounds is None:
            discretisation["start"] = {"CT": -1000.0, "PET": 0.0, "MR": 0.0}[kind]

    volume = [{"method": "fixed-bin-number", "number": 1000}, {"method": "fixed-bin-size", "size": width / 10}]
    if whole:
        volume.append({"method": "none"})
    return {
        "version": 1,
        "slicewise": slicewise,
        "resampling": resampling,
        "resegmentation": resegmentation,
        "discretisation": discretisation,
        "volumeHistogram": pick(random, volume),
        "families": FAMILIES,
        "aggregations": ["2D_avg", "2D_comb", "2_5D_avg", "2_5D_comb"] + ([] if slicewise else ["3D_avg", "3D_comb"]),
        "glcm": {"distance": int(pick(random, [1, 1, 2, 3])), "weighting": "none"},
        "glrlm": {"weighting": "none"},
        "ngtdm": {"distance": 1},
        "ngldm": {"distance": int(pick(random, [1, 1, 2])), "coarseness": int(pick(random, [0, 0, 1]))},
    }


def mirp_settings(ours):
    resampling, discretisation, volume = ours["resampling"], ours["discretisation"], ours["volumeHistogram"]
    method = {"fixed-bin-size": "fixed_bin_size", "fixed-bin-number": "fixed_bin_number", "none": "none"}
    directional = [key for key, tag in AGGREGATION.items() if tag in ours["aggregations"]]
    whole = ["2d", "2.5d"] + ([] if ours["slicewise"] else ["3d"])
    bounds = ours["resegmentation"]["range"]
    return SettingsClass(
        by_slice=ours["slicewise"],
        ibsi_compliant=False,  # otherwise the bounding box, ellipsoid and volume-histogram area are left out
        no_approximation=True,  # Moran's I and Geary's C over every pair
        new_spacing=resampling["spacing"][::-1] if resampling else None,
        spline_order=ORDER[resampling["image"]] if resampling else 1,
        anti_aliasing=False,
        roi_spline_order=ORDER[resampling["mask"]] if resampling else 1,
        roi_interpolation_mask_inclusion_threshold=0.5,
        resegmentation_intensity_range=[np.nan if b is None else float(b) for b in bounds] if bounds else None,
        resegmentation_sigma=ours["resegmentation"]["outliers"] and 3.0,
        base_feature_families="all",
        base_discretisation_method=method[discretisation["method"]],
        base_discretisation_bin_width=discretisation.get("size"),
        base_discretisation_n_bins=discretisation.get("number"),
        ivh_discretisation_method=method[volume["method"]],
        ivh_discretisation_bin_width=volume.get("size"),
        ivh_discretisation_n_bins=volume.get("number"),
        glcm_distance=float(ours["glcm"]["distance"]),
        glcm_spatial_method=directional,
        glrlm_spatial_method=directional,
        glszm_spatial_method=whole,
        gldzm_spatial_method=whole,
        ngtdm_spatial_method=whole,
        ngldm_distance=float(ours["ngldm"]["distance"]),
        ngldm_difference_level=float(ours["ngldm"]["coarseness"]),
        ngldm_spatial_method=whole,
    )


# --- One case ----------------------------------------------------------------------------------------------


def axis_samples(size, source, wanted):
    """Sample positions of an axis in source voxels, grid aligned by centre."""
    count = int(np.ceil(size * source / wanted))
    return 0.5 * (size - 1) + (np.arange(count) - 0.5 * (count - 1)) * wanted / source


def check_sampling(settings, shape, spacing, region):
    """Refuses grids where nearest neighbour meets a tie, or where the spline's end rule reaches the region."""
    resampling = settings["resampling"]
    if resampling is None:
        return
    wanted = list(resampling["spacing"][::-1])
    if settings["slicewise"]:
        wanted.insert(0, spacing[0])
    total = 1
    for axis in range(3):
        ratio = shape[axis] * spacing[axis] / wanted[axis]
        if abs(ratio - round(ratio)) < 1e-4 and not (settings["slicewise"] and axis == 0):
            raise Refused("the size of the new grid is a matter of rounding")
        positions = axis_samples(shape[axis], spacing[axis], wanted[axis])
        total *= positions.size
        if (settings["slicewise"] and axis == 0) or "nearest" not in (resampling["image"], resampling["mask"]):
            continue
        if np.min(np.abs(positions - np.floor(positions) - 0.5)) < 1e-4:
            raise Refused("nearest neighbour meets a tie")
    if total > LARGEST_IMAGE:
        raise Refused("image too large")
    if resampling["image"] == "cubic-spline":
        for axis, indices in enumerate(np.nonzero(region)):
            if settings["slicewise"] and axis == 0:
                continue
            # A spline's end rule fades by 0.268 a voxel: to 4e-7 after 11, one of them for the sample's own reach.
            if min(indices.min(), shape[axis] - 1 - indices.max()) < 12:
                raise Refused("the region is near the image's end, where splines differ")


def crop_for_speed(image, mask):
    """Keeps the region and what the 1 cm3 sphere around it sees; every value stays the same."""
    bounds = []
    touches = False
    for axis, indices in enumerate(np.nonzero(mask.roi.get_voxel_grid())):
        margin = int(np.ceil(LOCAL_RADIUS / image.image_spacing[axis])) + 1
        low, high = int(indices.min()) - margin, int(indices.max()) + margin
        touches = touches or low < -1 or high > image.image_dimension[axis]
        bounds.append([max(low, 0), min(high, image.image_dimension[axis] - 1)])
    for thing in (image, mask):
        thing.crop(ind_ext_z=bounds[0], ind_ext_y=bounds[1], ind_ext_x=bounds[2])
    return touches


def compute(settings, array, region, spacing):
    shared = {
        "image_spacing": spacing,
        "image_origin": (0.0, 0.0, 0.0),
        "image_orientation": np.identity(3),
        "image_dimensions": array.shape,
    }
    image = FixtureImage(image_data=array, image_modality="ct", sample_name="case", **shared)
    image.rounding = bool(settings["resampling"] and settings["resampling"]["roundIntensities"])
    image.start = settings["discretisation"].get("start")
    mask = BaseMask(roi_name="region", image_data=region.astype(bool), **shared)
    mask.roi = WatchedMask(image_data=region.astype(bool), **shared)
    WatchedMask.closest = np.inf

    chain = mirp_settings(settings)
    wanted = chain.img_interpolate.new_spacing[0] if settings["resampling"] else None
    workflow = StandardWorkflow(
        settings=chain,
        export_features=True,
        image_file=type("Source", (), {"modality": "ct", "sample_name": "case"})(),
        new_image_spacing=tuple(wanted) if wanted else None,
    )
    image, masks = next(workflow._standard_image_processing(image=image, masks=[mask]))
    mask = masks[0]
    if WatchedMask.closest < 1e-6:
        raise Refused("a mask value lies at the threshold: its rounding decides")
    voxels = int(np.sum(mask.roi_intensity.get_voxel_grid()))
    if voxels < SMALLEST_REGION or np.sum(mask.roi.get_voxel_grid()) > LARGEST_REGION * 1.5:
        raise Refused(f"{voxels} voxels after re-segmentation")
    touches = crop_for_speed(image, mask)

    values, absent = {}, []
    features = list(generate_features(settings=chain.feature_extr))
    previous = None
    for feature in features:
        tag = feature.abbr_name
        if hasattr(feature, "spatial_method"):
            tag += "_" + AGGREGATION[feature.spatial_method]
        if previous is not None:
            previous.clear_local_cache(other=feature)
        previous = feature
        if tag not in TAGS:
            continue
        if touches and tag.startswith("loc_"):
            absent.append(tag)  # MIRP pads the image's end, the manual does not
            continue
        feature.compute(image=image, mask=mask)
        value = float(feature.value)
        if np.isfinite(value):
            values[tag] = value
        else:
            absent.append(tag)
    for feature in features:
        feature.clear_cache()
    return values, absent, voxels


def known_tags():
    path = os.path.join(os.path.dirname(DATA), "reference", "ibsi", "ibsi1_reference_values.csv")
    with open(path, encoding="utf-8") as file:
        return {line.split(",")[1] for line in file if line.startswith(("digital", "ct_"))}


TAGS = known_tags()


def draw_case(random, pool, spline):
    image_path, mask_path, kind = pool
    array, labels, spacing = load(image_path, mask_path)
    sizes = {int(label): int(np.sum(labels == label)) for label in np.unique(labels) if label != 0}
    whole_numbers = bool(np.all(array == np.rint(array)))
    settings = draw_settings(random, spacing, kind, whole_numbers, spline)
    scale = 1.0
    if settings["resampling"]:
        wanted = settings["resampling"]["spacing"]
        scale = np.prod(spacing[::-1][: len(wanted)]) / np.prod(wanted)
    fitting = [label for label, size in sorted(sizes.items()) if SMALLEST_REGION < size * scale < LARGEST_REGION]
    if not fitting:
        raise Refused("no region of a fitting size")
    label = pick(random, fitting)
    region = labels == label
    check_sampling(settings, array.shape, spacing, region)
    values, absent, voxels = compute(settings, array, region, spacing)
    return {
        "image": "data/" + image_path,
        "mask": "data/" + mask_path,
        "label": label,
        "voxels": voxels,
        "settings": settings,
        "absent": absent,
        "values": values,
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=30)
    parser.add_argument("--splines", type=int, default=8, help="cases with a cubic spline, after the others")
    parser.add_argument("--seed", type=int, default=20240)
    parser.add_argument("--output", default=os.path.join(ROOT, "conformance", "fixtures", "mirp.json"))
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    random = np.random.default_rng(arguments.seed)
    by_source = {}  # drawn source first, so that the many sarcoma patients do not drown the rest
    for pool in candidates():
        by_source.setdefault((pool[2], pool[0].split("/")[0]), []).append(pool)
    cases = []
    while len(cases) < arguments.cases + arguments.splines:
        spline = len(cases) >= arguments.cases  # few of the draws above are far enough from the image's end
        pool = pick(random, by_source[pick(random, sorted(by_source))])
        started = time.perf_counter()
        # Each case has its own stream, so that a refused draw does not shift the rest of its own.
        stream = np.random.default_rng(int(random.integers(2**32)))
        try:
            case = draw_case(stream, pool, spline)
        except Refused as reason:
            print(f"refused {pool[0]}: {reason}", file=sys.stderr, flush=True)
            continue
        cases.append({"id": f"{len(cases) + 1:02d}-{pool[2].lower()}", **case})
        print(
            f"{cases[-1]['id']} {pool[0]} label {case['label']} {case['voxels']} voxels, {len(case['values'])} values, "
            f"{time.perf_counter() - started:.0f} s",
            file=sys.stderr,
            flush=True,
        )
        write(arguments, cases)


def write(arguments, cases):
    made_with = {
        "mirp": mirp.__version__ if hasattr(mirp, "__version__") else "2.7.0",
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "skimage": skimage.__version__,
        "seed": arguments.seed,
    }
    os.makedirs(os.path.dirname(arguments.output), exist_ok=True)
    with open(arguments.output, "w", encoding="utf-8") as file:
        file.write('{"made_with": ' + json.dumps(made_with) + ',\n"cases": [\n')
        file.write(",\n".join(json.dumps(case) for case in cases))
        file.write("\n]}\n")


if __name__ == "__main__":
    main()
