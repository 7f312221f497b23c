# Agreement as psych and epiR have it: Rscript conformance/statistics/make_agreement.R, then make_agreement.py.
source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1])), "common.R"))
suppressWarnings(suppressMessages({ library(psych); library(epiR) }))
seed <- 20261125
set.seed(seed)

table_of <- function(n, k, between, bias, noise, mean = 50) {
  truth <- rnorm(n, mean, between)
  shift <- rnorm(k, 0, bias)
  round(outer(truth, shift, "+") + rnorm(n * k, 0, noise), 3)
}
shapes <- list(
  c(6, 4, 3, 2, 1), c(10, 2, 5, 0, 1), c(12, 3, 1, 0, 3), c(15, 3, 4, 3, 2), c(20, 2, 8, 0.5, 0.5),
  c(20, 5, 2, 1, 2), c(25, 2, 1, 0, 1), c(25, 4, 6, 2, 0.4), c(30, 2, 3, 5, 1), c(30, 3, 10, 0, 10),
  c(33, 6, 2, 0.2, 1), c(40, 2, 2, 0, 4), c(40, 10, 1, 1, 1), c(50, 2, 9, 1, 2), c(50, 3, 4, 0, 0.05),
  c(60, 2, 1, 3, 1), c(60, 4, 5, 0.1, 2), c(5, 3, 2, 1, 1), c(8, 2, 1, 0, 6), c(18, 7, 3, 6, 2),
  c(100, 2, 4, 1, 3), c(35, 3, 0.001, 0, 1))
cases <- list()
for (i in seq_along(shapes)) {
  s <- shapes[[i]]
  m <- table_of(s[1], s[2], s[3], s[4], s[5], if (i %% 4 == 0) 5000 else 50)
  out <- suppressMessages(suppressWarnings(ICC(m, lmer = FALSE)$results))
  ccc <- epi.ccc(m[, 1], m[, 2])
  expected <- list(
    psych = list(icc = out$ICC, lower = out$"lower bound", upper = out$"upper bound", f = out$F,
      df1 = out$df1, df2 = out$df2, p = out$p),
    epir = list(ccc = ccc$rho.c$est, lower = ccc$rho.c$lower, upper = ccc$rho.c$upper, scale_shift = ccc$s.shift,
      location_shift = ccc$l.shift, accuracy = ccc$C.b, mean_difference = ccc$sblalt$est,
      sd_difference = ccc$sblalt$delta.sd))
  if (s[2] > 2) {
    o <- epi.occc(m)
    expected$epir_overall <- list(value = o$occc, precision = o$oprec, accuracy = o$oaccu)
  }
  level <- c(0.9, 0.99, 0.8)[i %% 3 + 1]
  other <- suppressMessages(suppressWarnings(ICC(m, lmer = FALSE, alpha = 1 - level)$results))
  expected$psych_level <- list(lower = other$"lower bound", upper = other$"upper bound")
  cases[[length(cases) + 1]] <- list(id = sprintf("ratings-%02d", i), kind = "ratings",
    input = list(ratings = m, level = level), expected = expected)
}
for (i in 1:8) {
  n <- c(20, 35, 50, 60, 80, 100, 25, 40)[i]
  q <- c(2, 3, 4, 5, 3, 6, 4, 3)[i]
  truth <- sample(1:q, n, TRUE, prob = (q:1)^(i %% 3))
  reader <- function() ifelse(runif(n) < 0.7, truth, sample(1:q, n, TRUE))
  a <- reader()
  b <- reader()
  linear <- 1 - abs(outer(1:q, 1:q, "-")) / (q - 1)
  both <- suppressWarnings(cohen.kappa(cbind(a, b), levels = 1:q))
  lin <- suppressWarnings(cohen.kappa(cbind(a, b), w = linear, levels = 1:q))
  row <- function(x, j) list(value = x$confid[j, 2], lower = x$confid[j, 1], upper = x$confid[j, 3])
  # psych 2.2.9 sums the weights of the weighted kappa's variance along the wrong margin (rowSums(w * rs) where
  # Fleiss, Cohen and Everitt 1969 have the mean weight of a column); statsmodels has the interval right.
  cases[[length(cases) + 1]] <- list(id = sprintf("kappa-%d", i), kind = "kappa",
    input = list(a = a, b = b, c = reader(), categories = 1:q),
    expected = list(psych = list(unweighted = row(both, 1), quadratic = row(both, 2)["value"], linear = row(lin, 2)["value"])))
}
for (i in 1:3) {
  sizes <- list(rep(4, 10), sample(2:6, 12, TRUE), c(1, sample(2:5, 14, TRUE)))[[i]]
  subject <- rep(seq_along(sizes), sizes)
  x <- round(rnorm(length(sizes), 100, 20)[subject] + rnorm(length(subject), 0, 5), 2)
  y <- round(x + 2 + rnorm(length(sizes), 0, 4)[subject] + rnorm(length(subject), 0, 5), 2)
  r <- epi.ccc(x, y, rep.measure = TRUE, subjectid = subject)$sblalt
  cases[[length(cases) + 1]] <- list(id = sprintf("repeated-%d", i), kind = "repeated",
    input = list(x = x, y = y, subject = subject),
    expected = list(epir = list(bias = r$est, deviation = r$delta.sd)))
}
write_fixture("statistics-agreement", c("psych", "epiR"), seed, cases)
