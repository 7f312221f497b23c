"""Times MIRP on one thread: every IBSI family, 3D, directions merged.

`preparation` is its standard workflow up to re-segmentation on an image in memory; `original` is every feature
of every family on that state (discretisation inside, as MIRP does it, with its own caches between features);
`original+exact` computes Moran's I and Geary's C over all pairs instead of MIRP's random subsets and is run on
small regions only. MIRP always computes Moran's I, Geary's C and the local peaks with morphology and local
intensity. Slow rows are timed once or twice, after a warm-up on a small cut of the region.
"""

import sys

# This folder comes first on the path and has a file named as the package: it goes last.
sys.path.append(sys.path.pop(0))

import protocol  # noqa: E402  sets one thread, so before the package

import logging  # noqa: E402
import warnings  # noqa: E402
from importlib.metadata import version  # noqa: E402

import itk  # noqa: E402
import numpy as np  # noqa: E402
from mirp._images.ct_image import CTImage  # noqa: E402
from mirp._masks.base_mask import BaseMask  # noqa: E402
from mirp._workflows.standardWorkflow import StandardWorkflow  # noqa: E402
from mirp.settings.generic import SettingsClass  # noqa: E402

warnings.simplefilter("ignore")
logging.disable(logging.INFO)

LARGEST = 200_000  # voxels; beyond, one run takes minutes


def read(path, kind):
    image = itk.imread(path)
    return np.array(itk.GetArrayFromImage(image), dtype=kind), tuple(float(s) for s in image.GetSpacing())[::-1]


def settings_of(case, families="all"):
    return SettingsClass(
        by_slice=False,
        new_spacing=[float(case["resample"])] * 3 if case["resample"] else None,
        spline_order=1,
        anti_aliasing=False,
        roi_spline_order=1,
        resegmentation_intensity_range=[float(bound) for bound in case["range"]] if case["range"] else None,
        base_feature_families=families,
        base_discretisation_method="fixed_bin_size",
        base_discretisation_bin_width=float(case["binWidth"]),
        glcm_spatial_method="3d_volume_merge",
        glrlm_spatial_method="3d_volume_merge",
        glszm_spatial_method="3d",
        gldzm_spatial_method="3d",
        ngtdm_spatial_method="3d",
        ngldm_spatial_method="3d",
    )


def workflow_of(case, families="all"):
    return StandardWorkflow(
        settings=settings_of(case, families),
        export_features=True,
        image_file=type("Source", (), {"modality": "ct", "sample_name": "case"})(),
        new_image_spacing=(float(case["resample"]),) * 3 if case["resample"] else None,
    )


def objects(array, region, spacing):
    shared = {
        "image_spacing": spacing,
        "image_origin": (0.0, 0.0, 0.0),
        "image_orientation": np.identity(3),
        "image_dimensions": array.shape,
    }
    image = CTImage(image_data=array, image_modality="ct", sample_name="case", **shared)
    return image, BaseMask(roi_name="region", image_data=region, **shared)


def main():
    rows = []
    for case in protocol.read_cases():
        array, spacing = read(case["image"], np.float64)
        region = read(case["mask"], np.uint8)[0] != 0
        if not case["resample"] and np.count_nonzero(region) > LARGEST:
            continue
        workflow = workflow_of(case)

        def prepare(_=None):
            image, mask = objects(array, region, spacing)
            image, masks = next(workflow._standard_image_processing(image=image, masks=[mask]))
            return image, masks[0]

        image, mask = prepare()
        voxels = int(np.sum(mask.roi_intensity.get_voxel_grid()))

        def add(what, inside, work, **arguments):
            times, values = protocol.measure(work, seconds=1, **arguments)
            count = int(values.shape[1]) if hasattr(values, "shape") else 0
            rows.append({"case": case["name"], "what": what, "inside": inside, "voxels": voxels, "features": count, **times})

        def compute(chain):
            return next(chain._compute_radiomics_features(image=image, mask=mask))

        add("preparation", "workflow up to re-segmentation", lambda _: prepare(), warm_up=False)
        add("original+spatial+local", "every family, 3D merged", lambda _: compute(workflow), warm_up=False)
        for family in ("morphological", "local_intensity", "statistics", "intensity_histogram",
                       "intensity_volume_histogram", "cm", "rlm", "szm", "dzm", "ngtdm", "ngldm"):
            chain = workflow_of(case, family)
            add(family, "this family alone", lambda _, chain=chain: compute(chain), warm_up=False)
    protocol.report("MIRP", version("mirp"), rows)


if __name__ == "__main__":
    main()
