/**
 * What the methods refer to: journal articles and books, by the key that a text cites them by. Each was compared with the
 * reference lists of other public work; those without a DOI have none, or one that Markdown cannot hold (Youden).
 */
export const references = {
  'aalen-johansen':
    'Aalen OO, Johansen S. An empirical transition matrix for non-homogeneous Markov chains based on censored observations. Scand J Stat 1978; 5(3): 141-150.',
  adaboost:
    'Freund Y, Schapire RE. A decision-theoretic generalization of on-line learning and an application to boosting. J Comput Syst Sci 1997; 55(1): 119-139. doi:10.1006/jcss.1997.1504',
  adasyn:
    'He H, Bai Y, Garcia EA, Li S. ADASYN: adaptive synthetic sampling approach for imbalanced learning. IEEE International Joint Conference on Neural Networks 2008: 1322-1328. doi:10.1109/IJCNN.2008.4633969',
  benjamini:
    'Benjamini Y, Hochberg Y. Controlling the false discovery rate: a practical and powerful approach to multiple testing. J R Stat Soc B 1995; 57(1): 289-300. doi:10.1111/j.2517-6161.1995.tb02031.x',
  boosting:
    'Friedman JH. Greedy function approximation: a gradient boosting machine. Ann Stat 2001; 29(5): 1189-1232. doi:10.1214/aos/1013203451',
  bootstrap: 'Efron B, Tibshirani RJ. An introduction to the bootstrap. Chapman and Hall, 1993.',
  'borderline-smote':
    'Han H, Wang WY, Mao BH. Borderline-SMOTE: a new over-sampling method in imbalanced data sets learning. Advances in Intelligent Computing, ICIC 2005: 878-887. doi:10.1007/11538059_91',
  boruta:
    'Kursa MB, Rudnicki WR. Feature selection with the Boruta package. J Stat Softw 2010; 36(11): 1-13. doi:10.18637/jss.v036.i11',
  combat:
    'Johnson WE, Li C, Rabinovic A. Adjusting batch effects in microarray expression data using empirical Bayes methods. Biostatistics 2007; 8(1): 118-127. doi:10.1093/biostatistics/kxj037',
  'combat-imaging':
    'Fortin JP, Cullen N, Sheline YI, et al. Harmonization of cortical thickness measurements across scanners and sites. NeuroImage 2018; 167: 104-120. doi:10.1016/j.neuroimage.2017.11.024',
  cox: 'Cox DR. Regression models and life-tables. J R Stat Soc B 1972; 34(2): 187-220. doi:10.1111/j.2517-6161.1972.tb00899.x',
  'decision-curve':
    'Vickers AJ, Elkin EB. Decision curve analysis: a novel method for evaluating prediction models. Med Decis Making 2006; 26(6): 565-574. doi:10.1177/0272989X06295361',
  'elastic-net':
    'Zou H, Hastie T. Regularization and variable selection via the elastic net. J R Stat Soc B 2005; 67(2): 301-320. doi:10.1111/j.1467-9868.2005.00503.x',
  'extra-trees':
    'Geurts P, Ernst D, Wehenkel L. Extremely randomized trees. Mach Learn 2006; 63(1): 3-42. doi:10.1007/s10994-006-6226-1',
  'fine-gray':
    'Fine JP, Gray RJ. A proportional hazards model for the subdistribution of a competing risk. J Am Stat Assoc 1999; 94(446): 496-509. doi:10.1080/01621459.1999.10474144',
  forest: 'Breiman L. Random forests. Mach Learn 2001; 45(1): 5-32. doi:10.1023/A:1010933404324',
  glmnet:
    'Friedman J, Hastie T, Tibshirani R. Regularization paths for generalized linear models via coordinate descent. J Stat Softw 2010; 33(1): 1-22. doi:10.18637/jss.v033.i01',
  'glmnet-cox':
    "Simon N, Friedman J, Hastie T, Tibshirani R. Regularization paths for Cox's proportional hazards model via coordinate descent. J Stat Softw 2011; 39(5): 1-13. doi:10.18637/jss.v039.i05",
  gray: 'Gray RJ. A class of K-sample tests for comparing the cumulative incidence of a competing risk. Ann Stat 1988; 16(3): 1141-1154. doi:10.1214/aos/1176350951',
  harrell:
    'Harrell FE, Califf RM, Pryor DB, Lee KL, Rosati RA. Evaluating the yield of medical tests. JAMA 1982; 247(18): 2543-2546. doi:10.1001/jama.1982.03320430047030',
  holm: 'Holm S. A simple sequentially rejective multiple test procedure. Scand J Stat 1979; 6(2): 65-70.',
  ibsi1:
    'Zwanenburg A, Vallières M, Abdalah MA, et al. The Image Biomarker Standardization Initiative: standardized quantitative radiomics for high-throughput image-based phenotyping. Radiology 2020; 295(2): 328-338. doi:10.1148/radiol.2020191145',
  ibsi2:
    'Whybra P, Zwanenburg A, Andrearczyk V, et al. The Image Biomarker Standardization Initiative: standardized convolutional filters for reproducible radiomics and enhanced clinical insights. Radiology 2024; 310(2): e231319. doi:10.1148/radiol.231319',
  jackknife:
    'Efron B, Stein C. The jackknife estimate of variance. Ann Stat 1981; 9(3): 586-596. doi:10.1214/aos/1176345462',
  'kaplan-meier':
    'Kaplan EL, Meier P. Nonparametric estimation from incomplete observations. J Am Stat Assoc 1958; 53(282): 457-481. doi:10.1080/01621459.1958.10501452',
  koo: 'Koo TK, Li MY. A guideline of selecting and reporting intraclass correlation coefficients for reliability research. J Chiropr Med 2016; 15(2): 155-163. doi:10.1016/j.jcm.2016.02.012',
  lasso:
    'Tibshirani R. Regression shrinkage and selection via the lasso. J R Stat Soc B 1996; 58(1): 267-288. doi:10.1111/j.2517-6161.1996.tb02080.x',
  mice: 'van Buuren S, Groothuis-Oudshoorn K. mice: multivariate imputation by chained equations in R. J Stat Softw 2011; 45(3): 1-67. doi:10.18637/jss.v045.i03',
  mrmr: 'Peng H, Long F, Ding C. Feature selection based on mutual information: criteria of max-dependency, max-relevance, and min-redundancy. IEEE Trans Pattern Anal Mach Intell 2005; 27(8): 1226-1238. doi:10.1109/TPAMI.2005.159',
  nadeau:
    'Nadeau C, Bengio Y. Inference for the generalization error. Mach Learn 2003; 52(3): 239-281. doi:10.1023/A:1024068626366',
  ordinal:
    'McCullagh P. Regression models for ordinal data. J R Stat Soc B 1980; 42(2): 109-142. doi:10.1111/j.2517-6161.1980.tb01109.x',
  'recursive-elimination':
    'Guyon I, Weston J, Barnhill S, Vapnik V. Gene selection for cancer classification using support vector machines. Mach Learn 2002; 46: 389-422. doi:10.1023/A:1012487302797',
  riley:
    'Riley RD, Ensor J, Snell KIE, et al. Calculating the sample size required for developing a clinical prediction model. BMJ 2020; 368: m441. doi:10.1136/bmj.m441',
  rubin: 'Rubin DB. Multiple imputation for nonresponse in surveys. Wiley, 1987.',
  shap: 'Lundberg SM, Lee SI. A unified approach to interpreting model predictions. Advances in Neural Information Processing Systems 2017; 30.',
  smote:
    'Chawla NV, Bowyer KW, Hall LO, Kegelmeyer WP. SMOTE: synthetic minority over-sampling technique. J Artif Intell Res 2002; 16: 321-357. doi:10.1613/jair.953',
  'stability-selection':
    'Meinshausen N, Bühlmann P. Stability selection. J R Stat Soc B 2010; 72(4): 417-473. doi:10.1111/j.1467-9868.2010.00740.x',
  'support-vectors':
    'Cortes C, Vapnik V. Support-vector networks. Mach Learn 1995; 20(3): 273-297. doi:10.1007/BF00994018',
  'survival-forest':
    'Ishwaran H, Kogalur UB, Blackstone EH, Lauer MS. Random survival forests. Ann Appl Stat 2008; 2(3): 841-860. doi:10.1214/08-AOAS169',
  varma:
    'Varma S, Simon R. Bias in error estimation when using cross-validation for model selection. BMC Bioinformatics 2006; 7: 91. doi:10.1186/1471-2105-7-91',
  youden: 'Youden WJ. Index for rating diagnostic tests. Cancer 1950; 3(1): 32-35.',
} as const;

export type ReferenceKey = keyof typeof references;

/** Marks a citation in a sentence; it becomes a number once the order of all sentences is known. */
export const cite = (...keys: readonly ReferenceKey[]): string => ` {{${keys.join(' ')}}}`;

/** Sentences with numbers in place of citations, and the references in the order of their first mention. */
export function numbered(paragraphs: readonly string[]): {
  readonly paragraphs: readonly string[];
  readonly list: readonly string[];
} {
  const order: ReferenceKey[] = [];
  const done = paragraphs.map((text) =>
    text.replace(/\{\{([^}]*)\}\}/g, (_, keys: string) => {
      const numbers = (keys.split(' ') as ReferenceKey[]).map((key) => {
        if (!order.includes(key)) order.push(key);
        return order.indexOf(key) + 1;
      });
      return `[${numbers.sort((a, b) => a - b).join(', ')}]`;
    }),
  );
  return { paragraphs: done, list: order.map((key) => references[key]) };
}
