/**
 * Radiomics Quality Score. Lambin P et al. Nat Rev Clin Oncol 2017;14:749-762; doi 10.1038/nrclinonc.2017.141. Written by scripts/instruments.mjs: facts of the instrument, in
 * words that are not its own. id | section | question | how options combine | option=points; ... | condition
 */
export const rqs1Table = `
1 | Image protocol quality | Image protocols well documented and/or a public protocol used | sum | protocols well documented=1; public protocol used=1 |
2 | Multiple segmentations | Robustness to segmentation variability studied (other readers, algorithms, software, or perturbation/noise/phases) | one | no=0; yes=1 |
3 | Phantom study on all scanners | Inter-scanner/vendor-dependent features detected with a phantom | one | no=0; yes=1 |
4 | Imaging at multiple time points | Robustness to temporal variability studied (test-retest or repeated imaging) | one | no=0; yes=1 |
5 | Feature reduction or adjustment for multiple testing | Either feature reduction or multiplicity adjustment used | one | neither=-3; either=3 |
6 | Multivariable analysis with non-radiomics features | Radiomics combined with non-radiomic variables | one | no=0; yes=1 |
7 | Detect and discuss biological correlates | Phenotypic/biological correlates demonstrated or discussed | one | no=0; yes=1 |
8 | Cut-off analyses | Risk groups by median, a published cut-off, or continuous risk reported | one | no=0; yes=1 |
9 | Discrimination statistics | Discrimination statistic with significance; resampling also applied | sum | statistic with significance reported=1; resampling also applied=1 |
10 | Calibration statistics | Calibration statistic with significance; resampling also applied | sum | statistic with significance reported=1; resampling also applied=1 |
11 | Prospective study registered in a trial database | Prospective validation of the signature in a registered trial | one | no=0; yes=7 |
12 | Validation | Validation without retraining and without adapting the cut-off | one | missing=-5; dataset from the same institute=2; dataset from another institute=3; two datasets from two distinct institutes=4; validates a previously published signature=4; three or more datasets from distinct institutes=5 |
13 | Comparison to gold standard | Agreement with or superiority to the current standard shown | one | no=0; yes=2 |
14 | Potential clinical utility | Current/potential clinical application reported (e.g. decision curve) | one | no=0; yes=2 |
15 | Cost-effectiveness analysis | Cost-effectiveness reported (e.g. QALYs) | one | no=0; yes=1 |
16 | Open science and data | Scans / ROI segmentations / code / features on representative ROIs are open | sum | scans open=1; ROI segmentations open=1; code open=1; features calculated on representative ROIs, features and ROIs open=1 |
`;
