"""Times Pictologics on one thread.

Pictologics' own fast way is its RadiomicsPipeline: one pass makes every texture matrix, and boxes and
gathered values are shared between families. Here the steps before feature extraction (resampling,
re-segmentation, discretisation) run first and are timed as their own row. The feature rows time the
pipeline's extraction on that prepared state; a fresh pipeline object each time, so that nothing it
remembers from the call before helps. A family's own row times only that family, the same way; each
texture family alone repeats the set-up that `texture` shares, so these rows add up to more than it.

With other families to compute, the pipeline runs part of morphology (hull, ellipsoid) in a second thread whatever
the number of numba threads: bench/run.ts pins everything to one processor, so that one thread is one.
"""

import sys

# This folder comes first on the path and has a file named as the package: it goes last.
sys.path.append(sys.path.pop(0))

import protocol  # noqa: E402  sets one thread, so before the package
import dataclasses  # noqa: E402

import numpy as np  # noqa: E402
import pictologics  # noqa: E402
from pictologics.pipeline import PipelineState, RadiomicsPipeline  # noqa: E402

TEXTURES = ["glcm", "glrlm", "glszm", "gldzm", "ngtdm", "ngldm"]
ORIGINAL = ["morphology", "intensity", "histogram", "ivh", *TEXTURES]
SPATIAL = ["spatial_intensity", "local_intensity"]


def loaded(case):
    image = pictologics.load_image(case["image"])
    mask = pictologics.load_image(case["mask"], reference_image=image)
    image = dataclasses.replace(image, array=np.ascontiguousarray(image.array, dtype=np.float64))
    mask = dataclasses.replace(mask, array=np.ascontiguousarray(mask.array != 0, dtype=np.uint8))
    return image, mask


def steps_of(case, image, mask):
    """Bins of fixed size start at the range's minimum, else at the region's (as in our own run)."""
    start = case["range"][0] if case["range"] else float(image.array[mask.array != 0].min())
    steps = []
    if case["resample"]:
        steps.append(
            (
                "resample",
                {
                    "new_spacing": (case["resample"],) * 3,
                    "interpolation": "linear",
                    "mask_interpolation": "linear",
                    "mask_threshold": 0.5,
                    "round_intensities": True,
                },
            )
        )
    if case["range"]:
        low, high = case["range"]
        steps.append(("resegment", {"range_min": low, "range_max": high}))
    steps.append(("discretise", {"method": "FBS", "bin_width": case["binWidth"], "min_val": start}))
    return steps


def start_state(image, mask):
    return PipelineState(
        image=image, raw_image=image, morph_mask=mask, intensity_mask=dataclasses.replace(mask)
    )


def prepared_state(steps, image, mask):
    pipeline = RadiomicsPipeline(load_standard=False)
    state = start_state(image, mask)
    for name, parameters in steps:
        pipeline._execute_preprocessing_step(state, name, parameters)
    return state


def extraction(state, families):
    def prepare():
        return RadiomicsPipeline(load_standard=False)

    def work(pipeline):
        # ivh_use_continuous keeps the volume histogram on the image's own intensities
        return pipeline._extract_features(
            state, {"families": families, "ivh_params": {"bin_width": 1.0}, "ivh_use_continuous": True}
        )

    return work, prepare


def main():
    rows = []
    for case in protocol.read_cases():
        image, mask = loaded(case)
        todo = steps_of(case, image, mask)
        state = prepared_state(todo, image, mask)
        voxels = int(np.count_nonzero(state.intensity_mask.array))

        def add(what, families, inside):
            work, prepare = extraction(state, families)
            times, values = protocol.measure(work, prepare)
            rows.append(
                {
                    "case": case["name"],
                    "what": what,
                    "inside": inside,
                    "voxels": voxels,
                    "features": len(values),
                    **times,
                }
            )

        times, _ = protocol.measure(lambda _: prepared_state(todo, image, mask))
        rows.append(
            {
                "case": case["name"],
                "what": "preparation",
                "inside": ", ".join(name for name, _ in todo),
                "voxels": voxels,
                "features": 0,
                "levels": int(state.n_bins or 0),
                **times,
            }
        )
        add("original", ORIGINAL, "every family but Moran's I, Geary's C, local peaks; 3D merged textures")
        add("original+spatial+local", [*ORIGINAL, *SPATIAL], "the row above, Moran's I, Geary's C and the local peaks")
        add("original+spatial", [*ORIGINAL, "spatial_intensity"], "`original`, Moran's I and Geary's C")
        add("morphology+spatial", ["morphology", "spatial_intensity"], "shape, Moran's I and Geary's C")
        add("texture", TEXTURES, "six texture families from one pass")
        for family in [*ORIGINAL, *SPATIAL]:
            add(family, [family], "this family alone")

        pipeline = RadiomicsPipeline(load_standard=False)
        steps = [{"step": name, "params": parameters} for name, parameters in todo]
        extract = {"families": ORIGINAL, "ivh_use_continuous": True, "ivh_params": {"bin_width": 1.0}}
        pipeline.add_config("all", [*steps, {"step": "extract_features", "params": extract}])
        times, values = protocol.measure(lambda _: pipeline.run(image, mask)["all"])
        rows.append(
            {
                "case": case["name"],
                "what": "pipeline",
                "inside": "RadiomicsPipeline.run on images in memory: preparation and the `original` families",
                "voxels": voxels,
                "features": len(values),
                **times,
            }
        )
    protocol.report("Pictologics", pictologics.__version__, rows)


if __name__ == "__main__":
    main()
