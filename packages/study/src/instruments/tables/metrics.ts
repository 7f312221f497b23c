/**
 * METhodological RadiomICs Score. Kocak B, Akinci D'Antonoli T, et al. Insights Imaging 2024;15:8; doi 10.1186/s13244-023-01572-w. Written by scripts/instruments.mjs: facts of the instrument, in
 * words that are not its own. id | section | question | how options combine | option=points; ... | condition
 */
export const metricsTable = `
condition_1 | Segmentation | Does the study include segmentation (fine contour, bounding box or crop around a region)? | one | yes=0; no=0 | condition
condition_2 | Segmentation | Does the study include fully automated segmentation (no human intervention)? | one | yes=0; no=0 | condition
condition_3 | Image processing and feature extraction | Does the study include hand-crafted feature extraction? | one | yes=0; no=0 | condition
condition_4 | Feature processing | Does the study include tabular data (features in rows and columns)? | one | yes=0; no=0 | condition
condition_5 | Feature processing | Does the study include end-to-end deep learning? | one | yes=0; no=0 | condition
1 | Study design | A radiomics/ML-specific reporting guideline or checklist (e.g. CLEAR) was followed | one | yes=0.0368; no=0 |
2 | Study design | Inclusion and exclusion criteria are stated and give a representative sample | one | yes=0.0735; no=0 |
3 | Study design | The reference standard or outcome is clinically current, robust and clearly defined (not the same images, not a purely qualitative reading, not an outdated score) | one | yes=0.0919; no=0 |
4 | Imaging data | Images come from more than one institution | one | yes=0.0438; no=0 |
5 | Imaging data | The imaging source follows an established acquisition standard (protocol guideline, e.g. PI-RADS-like) | one | yes=0.0292; no=0 |
6 | Imaging data | Acquisition protocol and parameters are reported in enough detail to repeat | one | yes=0.0438; no=0 |
7 | Imaging data | The interval between the analysed image and the reference standard is stated and suitable | one | yes=0.0292; no=0 |
8 | Segmentation | Segmentation rules/method are described (margins, sampling, tool, manual/semi/auto; for DL also box or crop) | one | yes=0.0337; no=0; na=- | condition_1
9 | Segmentation | Fully automatic masks were formally checked against experts (Dice/Jaccard ... with examples) | one | yes=0.0225; no=0; na=- | condition_1 and condition_2
10 | Segmentation | Final test-set masks come from one reader or a fully automatic tool (as in practice) | one | yes=0.0112; no=0; na=- | condition_1
11 | Image processing and feature extraction | Pre-processing suits the modality and 2D/3D choice and is transparent (normalisation, registration, resampling, discretisation, filters with parameters, fixed window) | one | yes=0.0622; no=0 |
12 | Image processing and feature extraction | Standardised (IBSI-compliant), versioned extraction software was used | one | yes=0.0311; no=0; na=- | condition_3
13 | Image processing and feature extraction | Feature types/classes and all extraction parameters are reported, or the rest stated to be default | one | yes=0.0415; no=0 |
14 | Feature processing | Unstable features were removed (test-retest, readers, or perturbation), with per-step results | one | yes=0.02; no=0; na=- | condition_4
15 | Feature processing | Redundant/uninformative features were removed (correlation, variance, selection), with per-step results | one | yes=0.02; no=0; na=- | condition_4
16 | Feature processing | Number of features is appropriate for the sample (shown statistically, empirically or from literature) | one | yes=0.03; no=0; na=- | condition_4
17 | Feature processing | Robustness of the end-to-end deep-learning pipeline was assessed (rescan, readers, perturbation) | one | yes=0.02; no=0; na=- | condition_5
18 | Preparation for modeling | Partitioning done first, at patient level, reproducible and preferably stratified; every fitted step is blind to test data | one | yes=0.0599; no=0 |
19 | Preparation for modeling | Confounders were looked for and handled (e.g. patient mix across sites/scanners) | one | yes=0.03; no=0 |
20 | Metrics and comparison | Metrics suit the task (AUC/PR + confusion matrix for classes; MSE/RMSE/MAE for regression; loss curves for DL) | one | yes=0.0352; no=0 |
21 | Metrics and comparison | Uncertainty (95% CI, SD or SE) is given with its method | one | yes=0.0234; no=0 |
22 | Metrics and comparison | Calibration of the final model was assessed | one | yes=0.0176; no=0 |
23 | Metrics and comparison | A single imaging set was used, or multi-parametric input was formally shown to be better | one | yes=0.0117; no=0 |
24 | Metrics and comparison | Compared with a non-radiomic approach that represents practice, or added clinical value shown, with a suitable test and multiplicity control | one | yes=0.0293; no=0 |
25 | Metrics and comparison | Compared with a simple/classical baseline (e.g. no-information rate, logistic regression), with a suitable test | one | yes=0.0176; no=0 |
26 | Testing | Tested on independent data from the same source as training (internal test) | one | yes=0.0375; no=0 |
27 | Testing | Tested on data from another institution (external test; also validation of a published model) | one | yes=0.0749; no=0 |
28 | Open science | Imaging, segmentation, clinical or radiomics data are public | one | yes=0.0075; no=0 |
29 | Open science | Code for segmentation/modelling is public with instructions | one | yes=0.0075; no=0 |
30 | Open science | The final model (and segmentation model if used) is public with instructions | one | yes=0.0075; no=0 |
`;
