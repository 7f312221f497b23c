# Sample sizes of pmsampsize and pmvalsampsize (CRAN; Debian has neither): Rscript conformance/statistics/make_sample_size.R FOLDER
# FOLDER has the R files of both packages, pmsampsize*.R and pmvalsampsize*.R, of their CRAN sources. Writes fixtures/sample-size.json.
here <- sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1])
source(file.path(dirname(here), "common.R"))
suppressMessages(library(pROC))
for (file in list.files(commandArgs(TRUE)[1], "\\.R$", full.names = TRUE)) source(file)
quiet <- function(call) { found <- NULL; capture.output(suppressMessages(suppressWarnings(found <- call))); found }
column <- function(found, name) unname(found$results_table[, name])

binary <- lapply(list(
    list(csrsquared = 0.288, parameters = 24, prevalence = 0.174), list(csrsquared = 0.05, parameters = 10, prevalence = 0.3),
    list(csrsquared = 0.12, parameters = 40, prevalence = 0.5)),
  function(x) { f <- quiet(do.call(pmsampsize, c(list(type = "b"), x)))
    c(x, list(criteria = column(f, 1)[1:3], subjects = f$sample_size, epp = f$EPP)) })
survival <- lapply(list(
    list(csrsquared = 0.051, parameters = 30, rate = 0.065, timepoint = 2, meanfup = 2.07),
    list(csrsquared = 0.1, parameters = 12, rate = 0.2, timepoint = 3, meanfup = 2.5)),
  function(x) { f <- quiet(do.call(pmsampsize, c(list(type = "s"), x)))
    c(x, list(criteria = column(f, 1)[1:3], subjects = f$sample_size)) })
continuous <- lapply(list(
    list(rsquared = 0.2, parameters = 25, intercept = 1.9, sd = 0.6), list(rsquared = 0.5, parameters = 8, intercept = 20, sd = 7)),
  function(x) { f <- quiet(do.call(pmsampsize, c(list(type = "c"), x)))
    c(x, list(criteria = column(f, 1)[1:4], subjects = f$sample_size)) })

# The calibration slope by numerical integration of its information, beside what the package simulates.
slope <- function(mean, sd, width) {
  part <- function(k) integrate(function(x) x^k * plogis(x) * (1 - plogis(x)) * dnorm(x, mean, sd), -Inf, Inf, rel.tol = 1e-10)$value
  ceiling(part(0) / ((width / 3.92)^2 * (part(0) * part(2) - part(1)^2)))
}
validation <- lapply(list(
    list(prevalence = 0.018, cstatistic = 0.8, lpnormal = c(-5, 2.5), oeciwidth = 1),
    list(prevalence = 0.22, cstatistic = 0.82, lpnormal = c(-1.75, 1.47), oeciwidth = 0.4, csciwidth = 0.3, threshold = 0.1,
      sensitivity = 0.9, specificity = 0.5),
    list(prevalence = 0.4, cstatistic = 0.7, lpnormal = c(-0.5, 0.8), threshold = 0.3, sensitivity = 0.75, specificity = 0.6)),
  function(x) { f <- quiet(do.call(pmvalsampsize, c(list(type = "b", simobs = 1000000, seed = 1), x)))
    c(x, list(criteria = column(f, 1), slope = slope(x$lpnormal[1], x$lpnormal[2], if (is.null(x$csciwidth)) 0.2 else x$csciwidth))) })
implied <- lapply(list(c(0.8, 0.2), c(0.7, 0.4)), function(x) {
  f <- quiet(pmvalsampsize(type = "b", prevalence = x[2], cstatistic = x[1], lpcstat = log(x[2] / (1 - x[2])) - qnorm(x[1])^2,
    tolerance = 0.002, threshold = 0.25, simobs = 1000000, seed = 2))
  list(concordance = x[1], prevalence = x[2], criteria = column(f, 1)) })
write_fixture("sample-size", c("pROC"), 1, list(list(id = "binary", binary = binary), list(id = "survival", survival = survival),
  list(id = "continuous", continuous = continuous), list(id = "validation", validation = validation), list(id = "implied", implied = implied)))
