# Performance measures as pROC, rms, survival and base R have them: Rscript conformance/statistics/make_measures.R
source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1])), "common.R"))
suppressWarnings(suppressMessages({ library(pROC); library(rms); library(Hmisc); library(survival) }))
options(warn = -1)
seed <- 20261127
set.seed(seed)
cases <- list()
add <- function(id, kind, input, ...) cases[[length(cases) + 1]] <<- list(id = id, kind = kind, input = input, expected = list(...))
shape <- data.frame(n = c(40, 60, 100, 150, 250, 33), rate = c(0.5, 0.3, 0.2, 0.4, 0.1, 0.5), digits = c(4, 2, 4, 1, 3, 4))
for (i in seq_len(nrow(shape))) {
  n <- shape$n[i]
  x1 <- rnorm(n)
  x2 <- 0.6 * x1 + rnorm(n)
  y <- rbinom(n, 1, plogis(qlogis(shape$rate[i]) + 0.9 * x1))
  if (sum(y) < 5) y[order(-x1)[1:5]] <- 1
  s1 <- round(x1 + rnorm(n, 0, 0.5), shape$digits[i])
  s2 <- round(x2, shape$digits[i])
  p <- round(plogis(-0.5 + 1.3 * s1), 5)
  r1 <- roc(y, s1, quiet = TRUE, direction = "<")
  r2 <- roc(y, s2, quiet = TRUE, direction = "<")
  test <- roc.test(r1, r2, paired = TRUE, method = "delong")
  ci1 <- ci.auc(r1)
  lp <- qlogis(p)
  large <- glm(y ~ offset(lp), family = binomial, control = glm.control(epsilon = 1e-14, maxit = 100))
  line <- glm(y ~ lp, family = binomial, control = glm.control(epsilon = 1e-14, maxit = 100))
  wald <- function(f, j) { s <- sqrt(diag(vcov(f)))[j]; b <- unname(coef(f)[j]); list(value = b, lower = unname(b - qnorm(0.975) * s), upper = unname(b + qnorm(0.975) * s)) }
  smooth <- loess(y ~ p)
  direct <- loess(y ~ p, control = loess.control(surface = "direct"))
  grid <- as.numeric(quantile(p, c(0.05, 0.3, 0.55, 0.8, 0.97)))
  e <- abs(predict(smooth) - p)
  v <- val.prob(p, y, pl = FALSE)
  add(sprintf("binary-%d", i), "binary", list(y = y, s1 = s1, s2 = s2, p = p, grid = grid),
    pROC = list(auc = as.numeric(auc(r1)), variance = var(r1), lower = ci1[1], upper = ci1[3], covariance = cov(r1, r2),
      z = unname(test$statistic), p = test$p.value, difference_lower = test$conf.int[1], difference_upper = test$conf.int[2],
      youden = max(r1$sensitivities + r1$specificities)),
    R = list(in_the_large = wald(large, 1), intercept = wald(line, 1), slope = wald(line, 2), log_likelihood = as.numeric(logLik(line)),
      ici = mean(e), e50 = median(e), e90 = unname(quantile(e, 0.9)), smooth = unname(predict(smooth, data.frame(p = grid))),
      direct = unname(predict(direct, data.frame(p = grid)))),
    rms = list(brier = unname(v["Brier"]), dxy = unname(v["Dxy"])))
}
for (i in 1:3) {
  n <- c(60, 90, 150)[i]
  k <- c(3, 4, 3)[i]
  y <- sample(1:k, n, TRUE)
  s <- round(y * 0.7 + rnorm(n), 2)
  o <- concordance(y ~ s)
  m <- matrix(rexp(n * k), n) + diag(k)[y, ] * 1.2
  m <- round(m / rowSums(m), 4)
  # A row of probabilities sums to 1 after rounding too.
  m[, k] <- round(1 - rowSums(m[, -k, drop = FALSE]), 4)
  add(sprintf("classes-%d", i), "classes", list(y = y - 1, s = s, m = m),
    survival = list(ordinal = unname(o$concordance), error = sqrt(o$var)))
}
for (i in 1:2) {
  n <- c(40, 120)[i]
  x <- round(rnorm(n, 5, 2), 3)
  y <- round(0.8 * x + rnorm(n), 3)
  f <- lm(y ~ x)
  add(sprintf("numbers-%d", i), "numbers", list(y = y, x = x),
    R = list(rmse = sqrt(mean((y - x)^2)), mae = mean(abs(y - x)), r2 = 1 - sum((y - x)^2) / sum((y - mean(y))^2),
      intercept = unname(coef(f)[1]), slope = unname(coef(f)[2])))
}
for (i in 1:3) {
  n <- 120
  time <- round(rexp(n, 1 / 12), 2) + 0.01
  status <- rbinom(n, 1, 0.6)
  add(sprintf("decision-%d", i), "decision", list(time = time, status = status, p = round(plogis(rnorm(n) - 0.2 * time / 12), 4),
    y = rbinom(n, 1, 0.4), ask = c(5, 10, 15)[i], thresholds = c(0.1, 0.2, 0.35, 0.5)))
}
write_fixture("statistics-measures", c("pROC", "rms", "survival"), seed, cases)
