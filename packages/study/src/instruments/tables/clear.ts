/**
 * CheckList for EvaluAtion of Radiomics research. Kocak B et al. Insights Imaging 2023;14:75; doi 10.1186/s13244-023-01415-8. Written by scripts/instruments.mjs: facts of the instrument, in
 * words that are not its own. id | section | question | how options combine | option=points; ... | condition
 */
export const clearTable = `
1 | Title | Title names the radiomic method (technique, modality, ML, external validation, multi-centre as apt) | one | yes=0; no=0; na=- |
2 | Abstract | Structured summary with the essential data (cohort, source, nature, segmentation, extraction, reduction, model, validation, testing, metrics with uncertainty, final features, open science) | one | yes=0; no=0; na=- |
3 | Keywords | Keywords relevant to radiomics | one | yes=0; no=0; na=- |
4 | Introduction | Scientific or clinical background and gap | one | yes=0; no=0; na=- |
5 | Introduction | Rationale for a radiomic approach | one | yes=0; no=0; na=- |
6 | Introduction | Study objective(s) | one | yes=0; no=0; na=- |
7 | Method: Study design | Adherence to guidelines or checklists (CLEAR and others) | one | yes=0; no=0; na=- |
8 | Method: Study design | Ethics: approval, consent, data protection/de-identification | one | yes=0; no=0; na=- |
9 | Method: Study design | Sample size: calculation or justification | one | yes=0; no=0; na=- |
10 | Method: Study design | Study nature (prospective/retrospective, design, registration) | one | yes=0; no=0; na=- |
11 | Method: Study design | Eligibility criteria (inclusion then exclusion, selection process) | one | yes=0; no=0; na=- |
12 | Method: Study design | Flowchart of the technical pipeline | one | yes=0; no=0; na=- |
13 | Method: Data | Data source per partition (private/public, links, identifiers) | one | yes=0; no=0; na=- |
14 | Method: Data | Overlap with earlier publications | one | yes=0; no=0; na=- |
15 | Method: Data | Split method: sets, assignment, ratio, level (patient), leakage measures, single use of test data | one | yes=0; no=0; na=- |
16 | Method: Data | Imaging protocol: acquisition, processing, voxel sizes, scanners, contrast timing, preparation | one | yes=0; no=0; na=- |
17 | Method: Data | Definition of non-radiomic predictors and their transformation | one | yes=0; no=0; na=- |
18 | Method: Data | Definition and rationale of reference standard/outcome | one | yes=0; no=0; na=- |
19 | Method: Segmentation | Segmentation strategy: tool, version, parameters, rules, figures, propagation/registration, several lesions | one | yes=0; no=0; na=- |
20 | Method: Segmentation | Operators: number, experience, consensus | one | yes=0; no=0; na=- |
21 | Method: Pre-processing | Image pre-processing: software, version, every step with parameters, harmonisation | one | yes=0; no=0; na=- |
22 | Method: Pre-processing | Resampling method and resulting voxel size | one | yes=0; no=0; na=- |
23 | Method: Pre-processing | Discretisation method, rationale, bin number/width and origin | one | yes=0; no=0; na=- |
24 | Method: Pre-processing | Image types (original, filtered) and filter parameters | one | yes=0; no=0; na=- |
25 | Method: Feature extraction | Extraction method: software, version, IBSI status, feature type, 2D/3D, formulas or code for new features | one | yes=0; no=0; na=- |
26 | Method: Feature extraction | Feature classes in IBSI terms, numbers per class, exclusions | one | yes=0; no=0; na=- |
27 | Method: Feature extraction | Total number of features per instance (per modality/sequence) | one | yes=0; no=0; na=- |
28 | Method: Feature extraction | Default-configuration statement for the remaining parameters | one | yes=0; no=0; na=- |
29 | Method: Data preparation | Missing data: amount and handling | one | yes=0; no=0; na=- |
30 | Method: Data preparation | Class balance and its handling, in the training set only | one | yes=0; no=0; na=- |
31 | Method: Data preparation | Segmentation reliability analysis (ICC type etc.), independence, training set only | one | yes=0; no=0; na=- |
32 | Method: Data preparation | Feature scaling/normalisation/ComBat on the training set, applied to the others | one | yes=0; no=0; na=- |
33 | Method: Data preparation | Dimension reduction: each step with cut-offs, on the training set, final number | one | yes=0; no=0; na=- |
34 | Method: Modeling | Algorithm details: software, version, full architecture/ensemble | one | yes=0; no=0; na=- |
35 | Method: Modeling | Training and tuning: augmentation, stopping, search strategy and ranges, regularisation, initialisation | one | yes=0; no=0; na=- |
36 | Method: Modeling | Confounders: detection and handling | one | yes=0; no=0; na=- |
37 | Method: Modeling | Model selection strategy and metric, on training/validation only, complexity (one-SE rule) | one | yes=0; no=0; na=- |
38 | Method: Evaluation | Testing technique: internal/external, sites, differences between sets, used once | one | yes=0; no=0; na=- |
39 | Method: Evaluation | Performance metrics and why | one | yes=0; no=0; na=- |
40 | Method: Evaluation | Uncertainty evaluation and measures (robustness, CI, calibration) | one | yes=0; no=0; na=- |
41 | Method: Evaluation | Statistical comparison of performance: software, test, threshold, multiplicity | one | yes=0; no=0; na=- |
42 | Method: Evaluation | Comparison with non-radiomic and combined methods; clinical utility | one | yes=0; no=0; na=- |
43 | Method: Evaluation | Interpretability/explainability methods | one | yes=0; no=0; na=- |
44 | Results | Baseline characteristics per partition and reference standard, with tests | one | yes=0; no=0; na=- |
45 | Results | Flowchart of eligibility with counts per source | one | yes=0; no=0; na=- |
46 | Results | Feature statistics: selected features, reproducibility, names/classes/image types | one | yes=0; no=0; na=- |
47 | Results | Model performance for training, validation and test separately, incl. no-information rate, calibration, example cases | one | yes=0; no=0; na=- |
48 | Results | Comparison with non-radiomic and combined approaches: CI, p, confusion matrices, decision curves | one | yes=0; no=0; na=- |
49 | Discussion | Overview of important findings | one | yes=0; no=0; na=- |
50 | Discussion | Previous works and differences | one | yes=0; no=0; na=- |
51 | Discussion | Practical implications | one | yes=0; no=0; na=- |
52 | Discussion | Strengths and limitations (bias, generalisability) | one | yes=0; no=0; na=- |
53 | Open science: Data availability | Images with segmentations shared | one | yes=0; no=0; na=- | recommended, not essential
54 | Open science: Data availability | Radiomic feature data shared (with clinical variables/labels) or reason | one | yes=0; no=0; na=- |
55 | Open science: Code availability | Pre-processing and extraction settings shared | one | yes=0; no=0; na=- |
56 | Open science: Code availability | Source code for modelling shared, with dependencies/example | one | yes=0; no=0; na=- |
57 | Open science: Model availability | Final model files shared with input preparation | one | yes=0; no=0; na=- |
58 | Open science: Model availability | Ready-to-use system shared | one | yes=0; no=0; na=- | recommended, not essential
`;
