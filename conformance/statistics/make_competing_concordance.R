# Concordance with competing events by pec, standard errors of AUC and Brier score by riskRegression: Rscript conformance/statistics/make_competing_concordance.R
# Writes fixtures/competing-concordance.json. Debian: r-cran-pec, r-cran-riskregression.
suppressMessages({library(survival); library(prodlim); library(pec); library(riskRegression)})
here <- sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1])
source(file.path(dirname(here), "common.R"))
seed <- 20261204; set.seed(seed)
cases <- lapply(1:4, function(k) {
  n <- c(40, 80, 150, 60)[k]; x <- round(rnorm(n), 4)
  first <- rexp(n, 0.1 * exp(0.7 * x)); second <- rexp(n, 0.07 * exp(-0.2 * x)); censored <- runif(n, 1, 20)
  times <- round(pmin(first, second, censored), 6); events <- ifelse(censored < pmin(first, second), 0, ifelse(first < second, 1, 2))
  # pec sorts the rows, and takes predictions in their new order.
  order <- order(times, -events); times <- times[order]; events <- events[order]; x <- x[order]
  if (k == 4) x <- round(x)
  data <- data.frame(times, events); horizons <- c(3, 6, 9); risk <- plogis(x)
  found <- suppressMessages(cindex(list(m = matrix(risk, n, 3)), formula = Hist(times, events) ~ 1, data = data, eval.times = horizons, cause = 1,
    cens.model = "marginal", verbose = FALSE))
  scored <- Score(list(m = matrix(risk, n, 3)), formula = Hist(times, events) ~ 1, data = data, times = horizons, cause = 1,
    metrics = c("auc", "brier"), se.fit = TRUE, null.model = FALSE, cens.model = "km")
  list(id = paste("set", k), times = times, events = events, risks = risk, horizons = horizons, concordance = unname(found$AppCindex$m),
    auc = scored$AUC$score$AUC, aucError = scored$AUC$score$se, brier = scored$Brier$score$Brier, brierError = scored$Brier$score$se) })
write_fixture("competing-concordance", c("pec", "riskRegression"), seed, cases)
