# Logistic regression with shifts of an old model penalised, by optim: Rscript conformance/statistics/make_prior_refit.R; writes fixtures/prior-refit.json.
here <- sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1])
source(file.path(dirname(here), "common.R"))
seed <- 20261207; set.seed(seed)
n <- 80; x <- round(cbind(rnorm(n), 5 + 3 * rnorm(n), rnorm(n)), 4); lp <- round(0.4 + x[, 1] - 0.2 * x[, 2], 4)
y <- rbinom(n, 1, plogis(0.2 + 0.5 * x[, 1] - 0.1 * x[, 2] + 0.8 * x[, 3]))
found <- lapply(c(0.5, 5, 50), function(penalty) {
  z <- scale(x)
  loss <- function(b) { eta <- b[1] + b[2] * lp + z %*% b[3:5]; -sum(dbinom(y, 1, plogis(eta), log = TRUE)) + penalty * sum(b[3:5]^2) / 2 }
  slope <- function(b) { eta <- b[1] + b[2] * lp + z %*% b[3:5]; r <- as.numeric(plogis(eta) - y); c(sum(r), sum(r * lp), t(z) %*% r + penalty * b[3:5]) }
  b <- optim(c(0, 1, 0, 0, 0), loss, slope, method = "BFGS", control = list(reltol = 1e-15, maxit = 1000))$par
  shifts <- b[3:5] / attr(z, "scaled:scale")
  list(penalty = penalty, intercept = b[1] - sum(shifts * attr(z, "scaled:center")), slope = b[2], shifts = shifts) })
write_fixture("prior-refit", character(0), seed, list(list(id = "one", x = x, lp = lp, y = y, found = found)))
