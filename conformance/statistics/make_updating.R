# Updates of a logistic model at a new place by glm: Rscript conformance/statistics/make_updating.R; writes fixtures/updating.json.
here <- sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1])
source(file.path(dirname(here), "common.R"))
seed <- 20261202; set.seed(seed)
truth <- list(none = c(-0.3, 1, 0.6, -0.5), intercept = c(0.9, 1, 0.6, -0.5), recalibration = c(0.2, 0.4, 0.24, -0.2), revision = c(-0.3, -0.4, 1.2, 0.3))
cases <- lapply(names(truth), function(name) { n <- 300; x <- round(matrix(rnorm(3 * n), n), 4); b <- truth[[name]]
  lp <- as.numeric(cbind(1, x) %*% c(-0.3, 1, 0.6, -0.5)); y <- rbinom(n, 1, plogis(as.numeric(cbind(1, x) %*% b)))
  none <- sum(dbinom(y, 1, plogis(lp), log = TRUE)); shift <- glm(y ~ offset(lp), binomial); slope <- glm(y ~ lp, binomial); all <- glm(y ~ x, binomial)
  ll <- c(none, logLik(shift), logLik(slope)); top <- as.numeric(logLik(all)); chi <- 2 * (top - ll); p <- pchisq(chi, 4 - 0:2, lower.tail = FALSE)
  # Without revision the tests are against recalibration.
  chi2 <- 2 * (ll[3] - ll[1:2]); p2 <- pchisq(chi2, 2:1, lower.tail = FALSE)
  list(id = name, x = x, y = y, lp = lp, intercept = unname(coef(shift)), recalibration = unname(coef(slope)), revision = unname(coef(all)),
    chi = chi, p = p, chi_without = chi2, p_without = p2) })
write_fixture("updating", character(0), seed, cases)
