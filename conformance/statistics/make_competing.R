# AUC and Brier score at times with competing events, by riskRegression: Rscript conformance/statistics/make_competing.R
# Writes fixtures/competing-measures.json. Debian: r-cran-riskregression.
suppressMessages({library(survival); library(prodlim); library(riskRegression); library(jsonlite)})
given <- commandArgs(trailingOnly = FALSE)
here <- dirname(sub("--file=", "", given[grep("--file=", given)]))
seed <- 20261126
set.seed(seed)
cases <- lapply(1:6, function(k) {
  n <- c(60, 90, 150, 200, 80, 120)[k]
  x <- rnorm(n)
  first <- rexp(n, 0.12 * exp(0.8 * x)); second <- rexp(n, 0.08 * exp(-0.3 * x)); censored <- runif(n, 1, 18)
  # Two of the sets have ties.
  times <- pmin(first, second, censored); if (k > 4) times <- ceiling(times)
  events <- ifelse(censored < pmin(first, second), 0, ifelse(first < second, 1, 2))
  horizons <- c(3, 6, 9)
  risk <- sapply(horizons, function(t) plogis(-2 + 0.25 * t + 0.7 * x + 0.2 * rnorm(n)))
  data <- data.frame(times, events)
  # A matrix of predictions, a column for each time.
  found <- Score(list(model = risk), formula = Hist(times, events) ~ 1, data = data, times = horizons, cause = 1,
    metrics = c("auc", "brier"), se.fit = FALSE, null.model = FALSE, cens.model = "km")
  list(times = times, events = events, horizons = horizons, risks = t(risk),
    auc = found$AUC$score$AUC, brier = found$Brier$score$Brier)
})
made <- list(seed = unbox(seed), R = unbox(as.character(getRversion())),
  riskRegression = unbox(as.character(packageVersion("riskRegression"))))
write(toJSON(list(made_with = made, cases = cases), digits = NA), file.path(here, "../fixtures/competing-measures.json"))
