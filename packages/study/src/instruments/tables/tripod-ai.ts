/**
 * TRIPOD+AI. Collins GS et al. BMJ 2024;385:e078378; doi 10.1136/bmj-2023-078378. Written by scripts/instruments.mjs: facts of the instrument, in
 * words that are not its own. id | section | question | how options combine | option=points; ... | condition
 */
export const tripodAiTable = `
1 | Title | Title names development or evaluation of a multivariable prediction model, target population and outcome | one | yes=0; no=0; na=- |
2 | Abstract | Abstract follows TRIPOD+AI for Abstracts | one | yes=0; no=0; na=- |
3a | Introduction | Healthcare context (diagnostic/prognostic), rationale, existing models | one | yes=0; no=0; na=- |
3b | Introduction | Target population, purpose in the care pathway, intended users | one | yes=0; no=0; na=- |
3c | Introduction | Known health inequalities between sociodemographic groups | one | yes=0; no=0; na=- |
4 | Introduction | Objectives, and whether development, validation or both | one | yes=0; no=0; na=- |
5a | Methods | Data sources for development and evaluation separately, rationale, representativeness | one | yes=0; no=0; na=- |
5b | Methods | Dates of accrual and end of follow-up | one | yes=0; no=0; na=- |
6a | Methods | Setting, number and location of centres | one | yes=0; no=0; na=- |
6b | Methods | Eligibility criteria | one | yes=0; no=0; na=- |
6c | Methods | Treatments received and how they were handled | one | yes=0; no=0; na=- |
7 | Methods | Pre-processing and quality checks, same across groups or not | one | yes=0; no=0; na=- |
8a | Methods | Outcome and time horizon, how/when assessed, rationale, consistency across groups | one | yes=0; no=0; na=- |
8b | Methods | Qualifications and demographics of assessors if subjective | one | yes=0; no=0; na=- |
8c | Methods | Blinding of outcome assessment | one | yes=0; no=0; na=- |
9a | Methods | Choice of initial predictors and any pre-selection before modelling | one | yes=0; no=0; na=- | development only
9b | Methods | Definition of all predictors, how/when measured, blinding | one | yes=0; no=0; na=- |
9c | Methods | Qualifications and demographics of predictor assessors if subjective | one | yes=0; no=0; na=- |
10 | Methods | How the study size was reached (development and evaluation), justification, calculation | one | yes=0; no=0; na=- |
11 | Methods | Handling of missing data, reasons for omission | one | yes=0; no=0; na=- |
12a | Methods | How data were used/partitioned | one | yes=0; no=0; na=- | development only
12b | Methods | Handling of predictors (functional form, rescaling, transformation) | one | yes=0; no=0; na=- | development only
12c | Methods | Model type, rationale, all building steps incl. tuning, internal validation (assess for each modelling approach) | one | yes=0; no=0; na=- | development only
12d | Methods | Heterogeneity across clusters (hospitals, countries), handled and quantified | one | yes=0; no=0; na=- |
12e | Methods | Performance measures and plots with rationale; comparison of models | one | yes=0; no=0; na=- |
12f | Methods | Model updating (recalibration) from the evaluation | one | yes=0; no=0; na=- | evaluation only
12g | Methods | How predictions were calculated (formula, code, object, API) | one | yes=0; no=0; na=- | evaluation only
13 | Methods | Why/how imbalance methods were used and recalibration after them | one | yes=0; no=0; na=- |
14 | Methods | Approaches to model fairness and rationale | one | yes=0; no=0; na=- |
15 | Methods | Output (probability, class), rationale, how thresholds were found | one | yes=0; no=0; na=- | development only
16 | Methods | Differences between development and evaluation data (setting, eligibility, outcome, predictors) | one | yes=0; no=0; na=- |
17 | Methods | Ethics board, consent or waiver | one | yes=0; no=0; na=- |
18a | Open science | Funding and role of funders | one | yes=0; no=0; na=- |
18b | Open science | Conflicts and disclosures | one | yes=0; no=0; na=- |
18c | Open science | Where the protocol is, or none | one | yes=0; no=0; na=- |
18d | Open science | Registration, or none | one | yes=0; no=0; na=- |
18e | Open science | Availability of data | one | yes=0; no=0; na=- |
18f | Open science | Availability of analysis code | one | yes=0; no=0; na=- |
19 | Patient and public involvement | Patient and public involvement, or none | one | yes=0; no=0; na=- |
20a | Results | Flow, numbers with/without outcome, follow-up | one | yes=0; no=0; na=- |
20b | Results | Characteristics overall and per source: dates, predictors, treatments, n, events, follow-up, missing; differences across demographic groups | one | yes=0; no=0; na=- |
20c | Results | Comparison with development data of important predictors and outcome | one | yes=0; no=0; na=- | evaluation only
21 | Results | Participants and events in each analysis (development, tuning, evaluation) | one | yes=0; no=0; na=- |
22 | Results | Full model for predictions in new people, access/re-use limits | one | yes=0; no=0; na=- | development only
23a | Results | Performance with confidence intervals, incl. key subgroups | one | yes=0; no=0; na=- |
23b | Results | Heterogeneity of performance across clusters, if examined | one | yes=0; no=0; na=- |
24 | Results | Results of updating: updated model and its performance | one | yes=0; no=0; na=- | evaluation only
25 | Discussion | Overall interpretation incl. fairness, objectives, previous studies | one | yes=0; no=0; na=- |
26 | Discussion | Limitations and effects on bias, uncertainty, generalisability | one | yes=0; no=0; na=- |
27a | Discussion | How poor or missing inputs are assessed/handled at use | one | yes=0; no=0; na=- | development only
27b | Discussion | User interaction and expertise needed | one | yes=0; no=0; na=- | development only
27c | Discussion | Next steps, applicability and generalisability | one | yes=0; no=0; na=- |
`;
