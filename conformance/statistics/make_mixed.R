# Random intercepts by lme4, estimating equations by geepack: Rscript conformance/statistics/make_mixed.R; writes fixtures/mixed.json.
# Debian: r-cran-lme4, r-cran-geepack.
suppressMessages({library(lme4); library(geepack)})
here <- sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1])
source(file.path(dirname(here), "common.R"))
seed <- 20261205; set.seed(seed)
tight <- glmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-10, maxfun = 1e5), tolPwrss = 1e-13)
cases <- lapply(1:3, function(k) {
  patients <- c(30, 60, 45)[k]; size <- sample(1:5, patients, TRUE); id <- rep(seq_len(patients), size); n <- length(id)
  x <- round(rnorm(n), 4); z <- round(rnorm(patients), 4)[id]; u <- rnorm(patients, 0, c(1, 0.8, 0)[k])[id]
  y <- round(0.5 + 0.8 * x - 0.4 * z + u + rnorm(n, 0, 0.7), 4); event <- rbinom(n, 1, plogis(-0.3 + 0.9 * x + 0.5 * z + 1.2 * u))
  of <- function(f) list(coefficients = unname(fixef(f)), errors = unname(sqrt(diag(as.matrix(vcov(f))))), between = unname(unlist(VarCorr(f))[1]), logLikelihood = as.numeric(logLik(f)))
  reml <- suppressMessages(lmer(y ~ x + z + (1 | id))); ml <- suppressMessages(lmer(y ~ x + z + (1 | id), REML = FALSE))
  laplace <- suppressMessages(glmer(event ~ x + z + (1 | id), family = binomial, control = tight))
  quadrature <- suppressMessages(glmer(event ~ x + z + (1 | id), family = binomial, nAGQ = 15, control = tight))
  gee <- function(formula, family, corstr) { f <- geeglm(formula, family = family, id = id, corstr = corstr, control = geese.control(epsilon = 1e-12, maxit = 200))
    list(coefficients = unname(coef(f)), errors = unname(summary(f)$coefficients[, 2]),
      correlation = if (corstr == "independence") 0 else unname(summary(f)$corr[1, 1]), scale = unname(summary(f)$dispersion[1, 1])) }
  list(id = paste("set", k), cluster = id, x = x, z = z, y = y, event = event, reml = c(of(reml), within = sigma(reml)^2), ml = c(of(ml), within = sigma(ml)^2),
    laplace = of(laplace), quadrature = of(quadrature), gaussian = gee(y ~ x + z, gaussian, "exchangeable"), binomial = gee(event ~ x + z, binomial, "exchangeable"),
    independence = gee(event ~ x + z, binomial, "independence")) })
write_fixture("mixed", c("lme4", "geepack"), seed, cases)
