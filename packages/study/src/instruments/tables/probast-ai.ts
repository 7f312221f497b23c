/**
 * Prediction model Risk Of Bias ASsessment Tool + AI. Moons KGM et al. BMJ 2025;388:e082505; doi 10.1136/bmj-2024-082505. Written by scripts/instruments.mjs: facts of the instrument, in
 * words that are not its own. id | section | question | how options combine | option=points; ... | condition
 */
export const probastAiTable = `
dev.1.1 | Development: Participants and data sources | Appropriate data sources | one | Y=0; PY=0; PN=0; N=0; NI=0; NA=- |
dev.1.2 | Development: Participants and data sources | Appropriate study design | one | Y=0; PY=0; PN=0; N=0; NI=0; NA=- |
dev.1.3 | Development: Participants and data sources | Inclusions/exclusions give a representative data set | one | Y=0; PY=0; PN=0; N=0; NI=0; NA=- |
dev.2.1 | Development: Predictors | Predictors defined and assessed alike for all | one | Y=0; PY=0; PN=0; N=0; NI=0; NA=- |
dev.2.2 | Development: Predictors | Pre-processing of predictors alike for all | one | Y=0; PY=0; PN=0; N=0; NI=0; NA=- |
dev.2.3 | Development: Predictors | Predictors assessed without knowledge of the outcome | one | Y=0; PY=0; PN=0; N=0; NI=0; NA=- |
dev.2.4 | Development: Predictors | Predictors available at the intended moment of use | one | Y=0; PY=0; PN=0; N=0; NI=0; NA=- |
dev.3.1 | Development: Outcome | Outcomes defined and assessed appropriately | one | Y=0; PY=0; PN=0; N=0; NI=0; NA=- |
dev.3.2 | Development: Outcome | Outcomes defined and assessed alike for all | one | Y=0; PY=0; PN=0; N=0; NI=0; NA=- |
dev.3.3 | Development: Outcome | Outcome assessed without use or knowledge of predictors | one | Y=0; PY=0; PN=0; N=0; NI=0; NA=- |
dev.3.4 | Development: Outcome | Suitable interval between predictor and outcome assessment | one | Y=0; PY=0; PN=0; N=0; NI=0; NA=- |
dev.4.1 | Development: Analysis | Evidence of reasonable sample size | one | Y=0; PY=0; PN=0; N=0; NI=0; NA=- |
dev.4.2 | Development: Analysis | Continuous and categorical predictors handled appropriately | one | Y=0; PY=0; PN=0; N=0; NI=0; NA=- |
dev.4.3 | Development: Analysis | Missing/censored data handled appropriately | one | Y=0; PY=0; PN=0; N=0; NI=0; NA=- |
dev.4.4 | Development: Analysis | If imbalance methods were used: model or predictions recalibrated | one | Y=0; PY=0; PN=0; N=0; NI=0; NA=- | only if class-imbalance methods were used
dev.4.5 | Development: Analysis | Methods against overfitting used | one | Y=0; PY=0; PN=0; N=0; NI=0; NA=- |
eval.1.1 | Evaluation: Participants and data sources | Appropriate data sources | one | Y=0; PY=0; PN=0; N=0; NI=0; NA=- |
eval.1.2 | Evaluation: Participants and data sources | Appropriate study design | one | Y=0; PY=0; PN=0; N=0; NI=0; NA=- |
eval.1.3 | Evaluation: Participants and data sources | Inclusions/exclusions give a representative data set | one | Y=0; PY=0; PN=0; N=0; NI=0; NA=- |
eval.2.1 | Evaluation: Predictors | Predictors defined and assessed alike for all | one | Y=0; PY=0; PN=0; N=0; NI=0; NA=- |
eval.2.2 | Evaluation: Predictors | Pre-processing of predictors alike for all | one | Y=0; PY=0; PN=0; N=0; NI=0; NA=- |
eval.2.3 | Evaluation: Predictors | Predictors assessed without knowledge of the outcome | one | Y=0; PY=0; PN=0; N=0; NI=0; NA=- |
eval.2.4 | Evaluation: Predictors | Predictors available at the intended moment of use | one | Y=0; PY=0; PN=0; N=0; NI=0; NA=- |
eval.3.1 | Evaluation: Outcome | Outcomes defined and assessed appropriately | one | Y=0; PY=0; PN=0; N=0; NI=0; NA=- |
eval.3.2 | Evaluation: Outcome | Outcomes defined and assessed alike for all | one | Y=0; PY=0; PN=0; N=0; NI=0; NA=- |
eval.3.3 | Evaluation: Outcome | Outcome assessed without use or knowledge of predictors | one | Y=0; PY=0; PN=0; N=0; NI=0; NA=- |
eval.3.4 | Evaluation: Outcome | Suitable interval between predictor and outcome assessment | one | Y=0; PY=0; PN=0; N=0; NI=0; NA=- |
eval.4.1 | Evaluation: Analysis | Evaluation not based on apparent performance only | one | Y=0; PY=0; PN=0; N=0; NI=0; NA=- |
eval.4.2 | Evaluation: Analysis | Evidence of reasonable sample size | one | Y=0; PY=0; PN=0; N=0; NI=0; NA=- |
eval.4.3 | Evaluation: Analysis | Missing/censored data handled appropriately | one | Y=0; PY=0; PN=0; N=0; NI=0; NA=- |
eval.4.4 | Evaluation: Analysis | If imbalance methods were used: evaluated on data without that correction | one | Y=0; PY=0; PN=0; N=0; NI=0; NA=- | only if class-imbalance methods were used
eval.4.5 | Evaluation: Analysis | If split into training/test: evidence that leakage was avoided | one | Y=0; PY=0; PN=0; N=0; NI=0; NA=- | only if data were split
eval.4.6 | Evaluation: Analysis | If resampling: all development steps replicated inside it | one | Y=0; PY=0; PN=0; N=0; NI=0; NA=- | only if resampling was used
eval.4.7 | Evaluation: Analysis | Performance evaluated appropriately (calibration, discrimination, net benefit) | one | Y=0; PY=0; PN=0; N=0; NI=0; NA=- |
`;
