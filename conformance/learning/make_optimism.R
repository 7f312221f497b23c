# Optimism-corrected bootstrap by glm on given resamples: Rscript conformance/learning/make_optimism.R; writes fixtures/learning-optimism.json.
here <- sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1])
source(file.path(dirname(here), "../statistics/common.R"))
fixtures <- file.path(dirname(here), "..", "fixtures")
suppressMessages(library(pROC))
seed <- 20261201; set.seed(seed)
n <- 70; x <- round(matrix(rnorm(n * 4), n), 4); y <- rbinom(n, 1, plogis(-0.4 + x[, 1] + 0.5 * x[, 2]))
data <- data.frame(y, x)
measures <- function(fit, rows) { p <- predict(fit, data[rows, ], type = "response"); own <- y[rows]
  lp <- qlogis(p)
  c(auc = as.numeric(auc(roc(own, p, levels = c(0, 1), direction = "<", quiet = TRUE))), brier = mean((own - p)^2),
    slope = unname(coef(glm(own ~ lp, family = binomial))[2])) }
resamples <- lapply(1:25, function(b) sample(n, n, TRUE))
whole <- glm(y ~ ., binomial, data)
fits <- lapply(resamples, function(rows) glm(y ~ ., binomial, data[rows, ]))
own <- sapply(1:25, function(b) measures(fits[[b]], resamples[[b]])); original <- sapply(fits, measures, rows = 1:n)
out <- sapply(1:25, function(b) measures(fits[[b]], setdiff(1:n, resamples[[b]])))
apparent <- measures(whole, 1:n); optimism <- rowMeans(own - original)
# .632+ of 1 - AUC, without information 0.5 (Efron and Tibshirani 1997).
err <- 1 - apparent[["auc"]]; left <- min(1 - mean(out["auc", ]), 0.5); r <- (left - err) / (0.5 - err); w <- 0.632 / (1 - 0.368 * r)
write_fixture("learning-optimism", "pROC", seed, list(list(id = "logistic", x = x, y = y, resamples = resamples,
  apparent = as.list(apparent), optimism = as.list(optimism), corrected = as.list(apparent - optimism), leftOut = as.list(rowMeans(out)),
  auc632Plus = 1 - ((1 - w) * err + w * left))))
