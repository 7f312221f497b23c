/**
 * Radiomics Quality Score 2.0 with Radiomics Readiness Levels. Lambin P et al. Nat Rev Clin Oncol 2025;22:831-846; doi 10.1038/s41571-025-01067-1. Written by scripts/instruments.mjs: facts of the instrument, in
 * words that are not its own. id | section | question | how options combine | option=points; ... | condition
 */
export const rqs2Table = `
1 | RRL 1 Foundational exploration | Unmet clinical need defined, ideally by several centres or a consensus method | one | no=0; more than one centre=1; Delphi or consensus method=2 |
2 | RRL 1 Foundational exploration | Imaging hardware described (manufacturer, model, technical data) | one | no=0; yes=1 |
3 | RRL 1 Foundational exploration | Image protocol quality on the TRIAC maturity scale | one | no=0; TRIAC level 1 or 2=1; TRIAC level 3 or 4=2 |
4 | RRL 1 Foundational exploration | Inclusion and exclusion criteria with rationale | one | no=0; yes=1 |
5 | RRL 1 Foundational exploration | Diversity and distribution: likely biases identified up front (demographic, geographic, socio-economic, clinical) | one | no=0; yes=1 |
6 | RRL 2 Data preparation | Feature robustness evaluated (test-retest, multiple segmentations or phantom) | one | no=0; yes=1 | applies to handcrafted radiomics or both, not to deep learning alone
7 | RRL 2 Data preparation | Image pre-processing applied and justified | one | no=0; yes=1 |
8 | RRL 2 Data preparation | Harmonisation at image or feature level | one | no=0; yes=1 |
9 | RRL 2 Data preparation | Compliance with international standards (e.g. IBSI) | one | no=0; yes=1 | applies to handcrafted radiomics or both, not to deep learning alone
10 | RRL 2 Data preparation | Automatic segmentation of the region | one | no=0; yes=1 |
11 | RRL 3 Prototype model development | Feature reduction against overfitting | one | no=0; yes=1 | applies to handcrafted radiomics or both, not to deep learning alone
12 | RRL 3 Prototype model development | Robustness evidence used in feature selection | one | no=0; yes=1 | applies to handcrafted radiomics or both, not to deep learning alone
13 | RRL 3 Prototype model development | Combination of handcrafted and deep learning explored and compared | one | no=0; yes=1 |
14 | RRL 3 Prototype model development | Multivariable analysis with non-radiomic variables | one | no=0; yes=2 |
15 | RRL 4 Internal validation | Single-centre validation without retraining or threshold change | one | no=0; yes=1 |
16 | RRL 4 Internal validation | Cut-off analyses used or justified | one | no=0; yes=1 |
17 | RRL 4 Internal validation | Discrimination statistics with significance | one | no=0; statistic only=1; with resampling=2 |
18 | RRL 4 Internal validation | Calibration statistics (slope, plot) | one | no=0; yes=1 |
19 | RRL 4 Internal validation | Failure-mode analysis: limits, edge cases, known failures | one | no=0; yes=1 |
20 | RRL 4 Internal validation | Open science and data (scans, segmentations, code) | one | none=0; one aspect=1; two aspects=2; all aspects=3 |
21 | RRL 5 Capability testing | Multi-centre validation | one | no=0; one external institute=1; two or more external institutes=2; third-party platform with unseen data=3 |
22 | RRL 5 Capability testing | Comparison with the current clinical standard | one | no=0; yes=2 |
23 | RRL 5 Capability testing | Comparison with previously published signatures or algorithms | one | no=0; yes=1 |
24 | RRL 5 Capability testing | Potential clinical utility reported | one | no=0; yes=2 |
25 | RRL 6 Trustworthiness assessment | Explainability method used (e.g. SHAP, Grad-CAM) | one | no=0; yes=1 |
26 | RRL 6 Trustworthiness assessment | Explanations evaluated qualitatively and quantitatively | one | no=0; yes=1 |
27 | RRL 6 Trustworthiness assessment | Biological correlates detected and discussed | one | no=0; yes=1 |
28 | RRL 6 Trustworthiness assessment | Fairness evaluated; bias mitigated | one | no=0; fairness evaluated=1; bias correction applied=2 |
29 | RRL 7 Prospective validity | Usability for clinicians assessed | one | no=0; yes=1 |
30 | RRL 7 Prospective validity | Sample size calculated in advance for prospective validation | one | no=0; yes=1 |
31 | RRL 7 Prospective validity | Trial and analysis plan pre-registered | one | no=0; yes=1 |
32 | RRL 7 Prospective validity | Prospective (or in-silico prospective) validation | one | no=0; yes=3 |
33 | RRL 7 Prospective validity | Real-world clinical assessment (human in the loop) | one | no=0; yes=1 |
34 | RRL 8 Applicability and sustainability | Software traceability (history, version control) | one | no=0; yes=1 |
35 | RRL 8 Applicability and sustainability | Software safeguards against out-of-scope or unreliable input | one | no=0; yes=1 |
36 | RRL 8 Applicability and sustainability | Cost-effectiveness analysis | one | no=0; yes=2 |
37 | RRL 8 Applicability and sustainability | Performance drift: plan for re-evaluation over time | one | no=0; yes=1 |
38 | RRL 8 Applicability and sustainability | Continuous learning: plan for improving/updating | one | no=0; yes=1 |
39 | RRL 9 Clinical deployment | Level of automation in practice defined | one | no=0; yes=1 |
40 | RRL 9 Clinical deployment | Quality management system (e.g. ISO) | one | no=0; yes=1 |
41 | RRL 9 Clinical deployment | Regulatory requirements evaluated | one | no=0; yes=1 |
42 | RRL 9 Clinical deployment | Product on the market with approval and adoption | one | no=0; yes=1 |
`;
