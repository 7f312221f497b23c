# Distributions as R has them, to all its digits: Rscript conformance/statistics/make_distributions.R
source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1])), "common.R"))
seed <- 20261130
set.seed(seed)
cases <- list()
add <- function(kind, input, ...) cases[[length(cases) + 1]] <<- list(id = sprintf("%s-%d", kind, length(cases) + 1), kind = kind, input = input, expected = list(R = list(...)))
p <- c(1e-12, 1e-5, 0.001, 0.025, 0.3, 0.5, 0.8, 0.975, 0.9999)
add("normal", list(x = c(-38, -20, -8.5, -3, -1.1, -0.2, 0, 0.7, 2.4, 2.6, 6), p = p), cdf = pnorm(c(-38, -20, -8.5, -3, -1.1, -0.2, 0, 0.7, 2.4, 2.6, 6)),
  upper = pnorm(c(-38, -20, -8.5, -3, -1.1, -0.2, 0, 0.7, 2.4, 2.6, 6), lower.tail = FALSE), quantile = qnorm(p))
for (df in c(0.7, 1, 2.5, 9, 40, 1000, 1e6)) {
  x <- c(-30, -4, -1, -0.01, 0, 0.5, 2, 12)
  # R's own quantiles of t are good to about ten digits only; their tails are checked instead.
  add("t", list(x = x, df = df, p = p), lower = pt(x, df), upper = pt(x, df, lower.tail = FALSE))
}
for (d in list(c(1, 1), c(5, 18), c(2.2, 0.9), c(19, 38), c(300, 4), c(1000, 5000), c(3, 1e6))) {
  x <- c(1e-4, 0.1, 0.6, 1, 1.7, 8, 60)
  add("f", list(x = x, d1 = d[1], d2 = d[2], p = p), lower = pf(x, d[1], d[2]), upper = pf(x, d[1], d[2], lower.tail = FALSE))
}
for (df in c(0.4, 1, 7, 60, 5000, 1e5)) {
  x <- df * c(0.01, 0.5, 0.97, 1, 1.05, 1.6, 5)
  add("chi", list(x = x, df = df, p = p), lower = pchisq(x, df), upper = pchisq(x, df, lower.tail = FALSE), quantile = qchisq(p, df))
}
for (d in list(c(0.3, 0.8), c(2, 5), c(30, 4), c(400, 900), c(1e4, 2e4))) {
  x <- c(0.001, 0.1, 0.33, 0.34, 0.6, 0.95)
  add("beta", list(x = x, a = d[1], b = d[2]), lower = pbeta(x, d[1], d[2]), upper = pbeta(x, d[1], d[2], lower.tail = FALSE), log_gamma = lgamma(d))
}
write_fixture("statistics-distributions", c(), seed, cases)
