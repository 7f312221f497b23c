# Tests, correlations and survival as R has them: Rscript conformance/statistics/make_tests.R
source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1])), "common.R"))
suppressWarnings(suppressMessages({ library(survival); library(cmprsk) }))
options(warn = -1)
seed <- 20261126
set.seed(seed)
cases <- list()
add <- function(id, kind, input, ...) cases[[length(cases) + 1]] <<- list(id = id, kind = kind, input = input, expected = list(...))
ci <- function(test) list(lower = test$conf.int[1], upper = test$conf.int[2])

for (i in 1:8) {
  m <- c(5, 8, 20, 40, 60, 12, 30, 49)[i]
  n <- c(7, 8, 15, 45, 30, 50, 9, 49)[i]
  digits <- if (i %% 2) 4 else 0
  x <- round(rnorm(m, 10, 3), digits)
  y <- round(rnorm(n, 11, 2 + i / 4), digits)
  k <- min(m, n)
  mw <- wilcox.test(x, y)
  mwn <- wilcox.test(x, y, exact = FALSE, correct = FALSE)
  sr <- wilcox.test(x[1:k], y[1:k], paired = TRUE)
  welch <- t.test(x, y)
  student <- t.test(x, y, var.equal = TRUE, conf.level = 0.9)
  paired <- t.test(x[1:k], y[1:k], paired = TRUE)
  ks <- ks.test(x, y, exact = TRUE)
  add(sprintf("two-%d", i), "two", list(x = x, y = y), R = list(
    mann_whitney = list(statistic = unname(mw$statistic), p = mw$p.value),
    mann_whitney_plain = list(p = mwn$p.value),
    signed_rank = list(statistic = unname(sr$statistic), p = sr$p.value),
    welch = c(list(statistic = unname(welch$statistic), degrees = unname(welch$parameter), p = welch$p.value), ci(welch)),
    student = c(list(statistic = unname(student$statistic), p = student$p.value), ci(student)),
    paired = c(list(statistic = unname(paired$statistic), p = paired$p.value), ci(paired)),
    ks = list(statistic = unname(ks$statistic), p = ks$p.value)))
}
for (i in 1:5) {
  n <- c(12, 30, 45, 60, 90)[i]
  k <- c(2, 3, 4, 3, 5)[i]
  g <- c(rep(1:k, 2), sample(1:k, n - 2 * k, TRUE))
  v <- round(rnorm(n, g / 2, 1 + g / 5), if (i %% 2) 3 else 0)
  kw <- kruskal.test(v, factor(g))
  a <- oneway.test(v ~ factor(g), var.equal = TRUE)
  w <- oneway.test(v ~ factor(g))
  add(sprintf("groups-%d", i), "groups", list(v = v, g = g), R = list(
    kruskal = list(statistic = unname(kw$statistic), p = kw$p.value),
    anova = list(statistic = unname(a$statistic), p = a$p.value),
    welch = list(statistic = unname(w$statistic), degrees2 = unname(w$parameter[2]), p = w$p.value)))
}
tables <- list(rbind(c(3, 1), c(1, 3)), rbind(c(12, 5), c(3, 9)), rbind(c(0, 6), c(5, 4)), rbind(c(40, 21), c(33, 60)),
  rbind(c(1, 9), c(8, 2)), rbind(c(3, 5, 2), c(6, 1, 4)), rbind(c(4, 2, 7), c(1, 8, 3), c(6, 5, 2)),
  rbind(c(10, 3, 0, 5), c(2, 9, 4, 1), c(5, 5, 6, 3)), rbind(c(2, 1), c(7, 3), c(1, 6), c(4, 4)))
for (i in seq_along(tables)) {
  t <- tables[[i]]
  f <- fisher.test(t)
  c2 <- chisq.test(t)
  plain <- chisq.test(t, correct = FALSE)
  e <- list(chi = list(statistic = unname(c2$statistic), p = c2$p.value), plain = list(p = plain$p.value), fisher = list(p = f$p.value))
  if (all(dim(t) == 2)) {
    # The odds ratio is SciPy's (make_tests.py): R stops its search for it after four digits.
    mc <- mcnemar.test(t)
    e$mcnemar <- list(statistic = unname(mc$statistic), p = mc$p.value)
  }
  add(sprintf("table-%d", i), "table", list(table = t), R = e)
}
for (i in 1:6) {
  n <- c(8, 9, 25, 40, 60, 120)[i]
  digits <- if (i %% 2) 4 else 0
  x <- round(rnorm(n, 0, 3), digits)
  y <- round(x / i + rnorm(n, 0, 3), digits)
  p <- cor.test(x, y)
  s <- cor.test(x, y, method = "spearman", exact = i == 1)
  k <- cor.test(x, y, method = "kendall")
  add(sprintf("correlation-%d", i), "correlation", list(x = x, y = y), R = list(
    pearson = c(list(value = unname(p$estimate), p = p$p.value), ci(p)),
    spearman = list(value = unname(s$estimate), p = s$p.value),
    kendall = list(value = unname(k$estimate), p = k$p.value)))
}
p <- round(runif(40)^2, 5)
add("p-values", "p-values", list(p = p), R = list(bonferroni = p.adjust(p, "bonferroni"), holm = p.adjust(p, "holm"),
  bh = p.adjust(p, "BH"), by = p.adjust(p, "BY")))
for (i in 1:6) {
  n <- c(0, 3, 10, 29, 50, 7)[i]
  N <- c(12, 12, 10, 60, 61, 400)[i]
  b <- binom.test(n, N)$conf.int
  w <- prop.test(n, N, correct = FALSE)$conf.int
  add(sprintf("proportion-%d", i), "proportion", list(n = n, N = N), R = list(exact = as.numeric(b), wilson = as.numeric(w)))
}

for (i in 1:6) {
  n <- c(20, 40, 60, 80, 100, 150)[i]
  group <- sample(c("a", "b", "c")[1:(2 + (i > 3))], n, TRUE)
  risk <- round(rnorm(n), if (i %% 2) 3 else 1)
  event_time <- rexp(n, exp(0.6 * risk + 0.4 * (group == "b")) / 20)
  censor <- runif(n, 5, c(60, 40, 90, 50, 70, 200)[i])
  time <- pmin(event_time, censor)
  time <- if (i %% 2) round(time, 3) else ceiling(time)
  status <- as.integer(event_time <= censor)
  cause <- ifelse(status == 1, sample(1:2, n, TRUE, prob = c(0.6, 0.4)), 0)
  ask <- as.numeric(quantile(time, c(0.2, 0.5, 0.7)))
  curve <- function(type) {
    f <- survfit(Surv(time, status) ~ 1, conf.type = type)
    s <- summary(f, times = ask)
    m <- quantile(f, 0.5)
    list(lower = s$lower, upper = s$upper, median_lower = unname(m$lower), median_upper = unname(m$upper))
  }
  f <- survfit(Surv(time, status) ~ 1)
  s <- summary(f, times = ask)
  m <- summary(f, times = ask)
  lr <- survdiff(Surv(time, status) ~ group)
  cr <- survfit(Surv(time, factor(cause, 0:2)) ~ 1)
  cs <- summary(cr, times = ask)
  g <- cuminc(time, cause, group)
  h <- concordance(Surv(time, status) ~ risk, reverse = TRUE)
  last <- as.numeric(quantile(time[status == 1], 0.8))
  u <- concordance(Surv(time, status) ~ risk, reverse = TRUE, timewt = "n/G2", ymax = last)
  add(sprintf("survival-%d", i), "survival",
    list(time = time, status = status, cause = cause, group = group, risk = risk, ask = ask, limit = last),
    survival = list(survival = s$surv, error = s$std.err, median = unname(quantile(f, 0.5)$quantile), log_log = curve("log-log"),
      log = curve("log"), plain = curve("plain"), hazard = s$cumhaz, hazard_error = s$std.chaz,
      log_rank = list(statistic = lr$chisq, p = 1 - pchisq(lr$chisq, length(lr$n) - 1), observed = as.numeric(lr$obs), expected = as.numeric(lr$exp)),
      incidence = cs$pstate[, 2], incidence_error = cs$std.err[, 2],
      harrell = list(value = unname(h$concordance), error = sqrt(h$var)),
      uno = list(value = unname(u$concordance), error = sqrt(u$var))),
    cmprsk = list(gray1 = list(statistic = g$Tests[1, "stat"], p = g$Tests[1, "pv"]), gray2 = list(statistic = g$Tests[2, "stat"], p = g$Tests[2, "pv"])))
}
for (i in 1:4) {
  n <- c(30, 80, 150, 60)[i]
  # No time of the training set is one of the others: at equal times scikit-survival weights by G(t), we by G(t-).
  train <- data.frame(time = round(rexp(n, 1 / 20), 2) + 0.0103, status = rbinom(n, 1, 0.6))
  risk <- round(rnorm(n), 2)
  time <- round(rexp(n, exp(0.7 * risk) / 25), if (i == 4) 0 else 2) + 0.5
  add(sprintf("dynamic-%d", i), "dynamic", list(train_time = train$time, train_status = train$status, time = time,
    status = rbinom(n, 1, 0.65), risk = risk))
}
suppressWarnings(suppressMessages(library(riskRegression)))
for (i in 1:4) {
  n <- c(60, 90, 140, 200)[i]
  risk <- round(rnorm(n), 3)
  # Without ties: riskRegression takes the standard errors of tied times otherwise.
  event_time <- rexp(n, exp(0.7 * risk) / 20)
  censor <- rexp(n, 1 / 40)
  d <- data.frame(time = round(pmin(event_time, censor), 5), status = as.integer(event_time <= censor))
  ask <- round(as.numeric(quantile(d$time, c(0.25, 0.5, 0.75))), 4)
  p <- round(1 - exp(-outer(exp(0.6 * risk), ask) / 22), 6)
  s <- Score(list(m = p), Surv(time, status) ~ 1, data = d, times = ask, metrics = c("AUC", "Brier"), null.model = FALSE, se.fit = TRUE)
  add(sprintf("score-%d", i), "score", list(time = d$time, status = d$status, ask = ask, p = p),
    riskRegression = list(auc = s$AUC$score$AUC, auc_error = s$AUC$score$se, brier = s$Brier$score$Brier, brier_error = s$Brier$score$se))
}
write_fixture("statistics-tests", c("survival", "cmprsk", "riskRegression"), seed, cases)
