# Imputation by chained equations over many draws, and Rubin's rules, by mice: Rscript conformance/statistics/make_imputation.R; writes fixtures/imputation.json.
# Debian: r-cran-mice. What draws come to is a distribution: its mean and standard deviation over 400 imputations are kept.
suppressMessages(library(mice))
here <- sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1])
source(file.path(dirname(here), "common.R"))
seed <- 20261206; set.seed(seed)
n <- 120; a <- rnorm(n); b <- 0.7 * a + rnorm(n, 0, 0.7); c <- 10 + 2 * b - a + rnorm(n); d <- rbinom(n, 1, plogis(b))
data <- data.frame(a = round(a, 4), b = round(b, 4), c = round(c, 4), d = d)
# Missing at random: the larger a, the more often b and c are missing; d by chance.
data$b[runif(n) < plogis(-1 + data$a)] <- NA; data$c[runif(n) < plogis(-1.3 + data$a)] <- NA; data$d[runif(n) < 0.2] <- NA
given <- data; given$d <- factor(given$d)
draws <- mice(given, m = 400, maxit = 10, method = c("", "norm", "norm", "logreg"), printFlag = FALSE, seed = seed)
statistics <- sapply(1:400, function(k) { f <- complete(draws, k); d <- as.numeric(as.character(f$d))
  c(mean_b = mean(f$b), mean_c = mean(f$c), sd_c = sd(f$c), share_d = mean(d), slope = unname(coef(lm(c ~ b + a, f))[2]), within = unname(diag(vcov(lm(c ~ b + a, f)))[2])) })
pooled <- lapply(list(5, 20, 400), function(m) { f <- pool.scalar(statistics["slope", 1:m], statistics["within", 1:m], n = n, k = 3)
  list(m = m, estimates = statistics["slope", 1:m], variances = statistics["within", 1:m], n = n, k = 3, qbar = f$qbar, ubar = f$ubar, b = f$b, t = f$t, df = f$df, fmi = f$fmi) })
write_fixture("imputation", "mice", seed, list(list(id = "draws", data = as.list(data), mean = as.list(rowMeans(statistics)), sd = as.list(apply(statistics, 1, sd))),
  list(id = "pooled", pooled = pooled)))
