"""Every family of Pictologics for one image and mask, to a CSV file: IMAGE MASK OUTPUT. It has no command line."""

import sys

# This folder comes first on the path and has a file named as the package: it goes last.
sys.path.append(sys.path.pop(0))

from pictologics import RadiomicsPipeline, format_results, save_results  # noqa: E402

image, mask, output = sys.argv[1:4]
families = ["morphology", "intensity", "spatial_intensity", "local_intensity", "histogram", "ivh", "texture"]
pipeline = RadiomicsPipeline(load_standard=False)
pipeline.add_config(
    "all",
    [
        {"step": "discretise", "params": {"method": "FBS", "bin_width": 25, "min_val": -450}},
        {
            "step": "extract_features",
            "params": {"families": families, "ivh_use_continuous": True, "ivh_params": {"bin_width": 1.0}},
        },
    ],
)
results = pipeline.run(image, mask)
save_results([format_results(results)], output)
