# Penalised and plain regressions: glmnet, stats, survival, MASS and cmprsk.
#
#   Rscript conformance/learning/make_models.R
args <- commandArgs(FALSE)
here <- dirname(sub("^--file=", "", grep("^--file=", args, value = TRUE)[1]))
source(file.path(here, "..", "statistics", "common.R"))
suppressWarnings(suppressMessages({
  library(glmnet)
  library(survival)
  library(MASS)
  library(cmprsk)
}))
seed <- 20261125
set.seed(seed)
# Tighter than the default, so that the digits are the model's.
glmnet.control(fdev = 0, devmax = 1, epsnr = 1e-12, mnlam = 1)

n <- 90
p <- 8
x <- round(matrix(rnorm(n * p), n) %*% chol(0.4 + 0.6 * diag(p)) %*% diag(c(1, 5, 0.2, 1, 1, 2, 1, 1)), 3)
wide <- round(matrix(rnorm(50 * 120), 50), 2)
signal <- x[, 1] - 0.3 * x[, 2] + 2 * x[, 3]
y <- rbinom(n, 1, plogis(signal))
wide_y <- rbinom(50, 1, plogis(wide[, 1] - wide[, 2]))
value <- round(signal + rnorm(n), 3)
class <- apply(cbind(signal + rnorm(n), x[, 4] + rnorm(n), rnorm(n)), 1, which.max) - 1
grade <- as.integer(cut(signal + rlogis(n), c(-Inf, -1, 0.5, 2, Inf))) - 1
time <- ceiling(12 * rexp(n) * exp(-signal / 3))
event <- rbinom(n, 1, 0.7)
cause <- ifelse(event == 0, 0, ifelse(runif(n) < 0.7, 1, 2))
weights <- round(runif(n, 0.5, 2), 2)
fold <- rep(1:5, length.out = n)
lambdas <- c(0.3, 0.1, 0.05, 0.02, 0.005)
rows_of <- function(m) unname(as.matrix(m))
cases <- list()
add <- function(id, kind, input, expected) {
  cases[[length(cases) + 1]] <<- list(id = id, kind = kind, input = input, expected = expected)
}
add("tall", "data", list(x = rows_of(x)), list())
add("wide", "data", list(x = rows_of(wide)), list())
scaled <- function(x, w) {
  w <- w / sum(w)
  m <- colSums(w * x)
  sqrt(colSums(w * sweep(x, 2, m)^2))
}
penalty <- function(b, x, w, alpha) {
  s <- b * scaled(x, w)
  (1 - alpha) / 2 * sum(s^2) + alpha * sum(abs(s))
}

for (shape in c("tall", "weighted", "wide")) {
  m <- if (shape == "wide") wide else x
  w <- if (shape == "weighted") weights else rep(1, nrow(m))
  yb <- if (shape == "wide") wide_y else y
  yv <- if (shape == "wide") round(wide[, 1] - wide[, 2] + sin(1:50), 3) else value
  for (alpha in c(1, 0.5, 0)) {
    if (shape == "wide" && alpha == 0) next
    fit <- glmnet(m, yb, family = "binomial", weights = w, alpha = alpha, lambda = lambdas, thresh = 1e-15, maxit = 1e7)
    objective <- sapply(seq_along(lambdas), function(k) {
      eta <- fit$a0[k] + m %*% fit$beta[, k]
      -sum(w / sum(w) * (yb * eta - log1p(exp(eta)))) + lambdas[k] * penalty(fit$beta[, k], m, w, alpha)
    })
    add(paste("binomial", shape, alpha), "binomial",
      list(data = if (shape == "wide") "wide" else "tall", y = yb, weights = w, alpha = alpha, lambdas = lambdas),
      list(glmnet = list(intercepts = as.numeric(fit$a0), coefficients = t(rows_of(fit$beta)), objective = objective)))
    # glmnet fits the outcome at unit variance, which changes what a ridge part means: given one of unit variance it
    # minimises what its manual says.
    yv <- yv / sqrt(sum(w * (yv - sum(w * yv) / sum(w))^2) / sum(w))
    fit <- glmnet(m, yv, weights = w, alpha = alpha, lambda = lambdas, thresh = 1e-18, maxit = 1e7)
    objective <- sapply(seq_along(lambdas), function(k) {
      eta <- fit$a0[k] + m %*% fit$beta[, k]
      sum(w / sum(w) * (yv - eta)^2) / 2 + lambdas[k] * penalty(fit$beta[, k], m, w, alpha)
    })
    add(paste("gaussian", shape, alpha), "gaussian",
      list(data = if (shape == "wide") "wide" else "tall", y = yv, weights = w, alpha = alpha, lambdas = lambdas),
      list(glmnet = list(intercepts = as.numeric(fit$a0), coefficients = t(rows_of(fit$beta)), objective = objective)))
  }
}
for (alpha in c(1, 0.5, 0)) {
  for (weighted in c(FALSE, TRUE)) {
    w <- if (weighted) weights else rep(1, n)
    label <- paste(alpha, if (weighted) "weighted" else "plain")
    fit <- glmnet(x, Surv(time, event), family = "cox", weights = w, alpha = alpha, lambda = lambdas, thresh = 1e-15, maxit = 1e7)
    add(paste("cox", label), "cox_path",
      list(data = "tall", time = time, event = event, weights = w, alpha = alpha, lambdas = lambdas),
      list(glmnet = list(coefficients = t(rows_of(fit$beta)))))
    fit <- glmnet(x, class, family = "multinomial", weights = w, alpha = alpha, lambda = lambdas, thresh = 1e-15, maxit = 1e7)
    chance <- predict(fit, x[1:10, ], type = "response")
    objective <- sapply(seq_along(lambdas), function(k) {
      eta <- sapply(1:3, function(c) fit$a0[c, k] + x %*% fit$beta[[c]][, k])
      likelihood <- eta[cbind(1:n, class + 1)] - log(rowSums(exp(eta)))
      -sum(w / sum(w) * likelihood) + lambdas[k] * sum(sapply(1:3, function(c) penalty(fit$beta[[c]][, k], x, w, alpha)))
    })
    add(paste("multinomial", label), "multinomial",
      list(data = "tall", y = class, weights = w, alpha = alpha, lambdas = lambdas),
      list(glmnet = list(objective = objective, probabilities = lapply(seq_along(lambdas), function(k) rows_of(chance[, , k])))))
  }
}
for (alpha in c(1, 0.3)) {
  parts <- list(
    binomial = cv.glmnet(x, y, family = "binomial", alpha = alpha, lambda = lambdas, foldid = fold, thresh = 1e-14, weights = weights),
    gaussian = cv.glmnet(x, value, alpha = alpha, lambda = lambdas, foldid = fold, thresh = 1e-16, weights = weights),
    multinomial = cv.glmnet(x, class, family = "multinomial", alpha = alpha, lambda = lambdas, foldid = fold, thresh = 1e-14),
    cox = cv.glmnet(x, Surv(time, event), family = "cox", alpha = alpha, lambda = lambdas, foldid = fold, thresh = 1e-14)
  )
  # The folds' outcomes have variances of their own: see above.
  if (alpha != 1) parts$gaussian <- NULL
  add(paste("cross-validated", alpha), "cross_validated",
    list(data = "tall", y = y, value = value, class = class, time = time, event = event, weights = weights,
      fold = fold - 1, alpha = alpha, lambdas = lambdas),
    list(glmnet = lapply(parts, function(c) list(deviance = c$cvm, error = c$cvsd, minimum = c$lambda.min, one = c$lambda.1se))))
}

ends <- c(1, 5, 12, 30)
for (ties in c("efron", "breslow")) {
  for (weighted in c(FALSE, TRUE)) {
    w <- if (weighted) weights else rep(1, n)
    fit <- coxph(Surv(time, event) ~ x, ties = ties, weights = w, control = coxph.control(eps = 1e-14, iter.max = 60))
    curves <- t(summary(survfit(coxph(Surv(time, event) ~ ., data = data.frame(x), ties = ties, weights = w,
      control = coxph.control(eps = 1e-14, iter.max = 60)), newdata = data.frame(x)[1:5, ]), times = ends, extend = TRUE)$surv)
    add(paste("coxph", ties, if (weighted) "weighted" else "plain"), "cox",
      list(data = "tall", time = time, event = event, weights = w, ties = ties, ends = ends),
      list(survival = list(coefficients = as.numeric(coef(fit)), survival = unname(curves))))
  }
}
for (weighted in c(FALSE, TRUE)) {
  w <- if (weighted) weights else rep(1, n)
  label <- if (weighted) "weighted" else "plain"
  fit <- suppressWarnings(glm(y ~ x, family = binomial, weights = w, control = glm.control(epsilon = 1e-15, maxit = 100)))
  add(paste("glm", label), "glm", list(data = "tall", y = y, weights = w), list(stats = list(coefficients = as.numeric(coef(fit)))))
  fit <- lm(value ~ x, weights = w)
  add(paste("lm", label), "lm", list(data = "tall", y = value, weights = w), list(stats = list(coefficients = as.numeric(coef(fit)))))
  fit <- polr(factor(grade) ~ x, weights = w, control = list(reltol = 1e-16, maxit = 10000))
  start <- c(coef(fit), fit$zeta)
  fit <- polr(factor(grade) ~ x, weights = w, start = start, control = list(reltol = 1e-18, maxit = 10000))
  add(paste("polr", label), "ordinal", list(data = "tall", y = grade, weights = w),
    list(MASS = list(coefficients = as.numeric(coef(fit)), thresholds = as.numeric(fit$zeta), loss = fit$deviance / 2)))
}
fit <- crr(time, cause, x, failcode = 1, cencode = 0, gtol = 1e-12, maxiter = 50)
incidence <- predict(fit, x[1:5, ])
at <- sapply(ends, function(e) {
  k <- sum(incidence[, 1] <= e)
  if (k == 0) rep(0, 5) else incidence[k, -1]
})
add("crr", "fine_gray", list(data = "tall", time = time, event = cause, ends = ends),
  list(cmprsk = list(coefficients = as.numeric(fit$coef), likelihood = fit$loglik, incidence = unname(at))))
write_fixture("learning-models", c("glmnet", "survival", "MASS", "cmprsk"), seed, cases)
