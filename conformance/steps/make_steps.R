# Preparation and filters: base R, survival, caret and sva. The data of learning-steps.json, to which make_steps.py adds.
#
#   Rscript conformance/steps/make_steps.R
args <- commandArgs(FALSE)
here <- dirname(sub("^--file=", "", grep("^--file=", args, value = TRUE)[1]))
source(file.path(here, "..", "statistics", "common.R"))
suppressWarnings(suppressMessages({
  library(survival)
  library(caret)
  library(sva)
}))
seed <- 20261125
set.seed(seed)

n <- 48
p <- 12
hidden <- matrix(rnorm(n * 4), n)
x <- hidden[, rep(1:4, 3)] * rep(c(1, -2, 0.7, 1.5), each = n) + matrix(rnorm(n * p), n) * rep(c(0.2, 0.5, 1), each = 4 * n)
x <- x %*% diag(c(1, 5, 0.2, 1, 100, 2, 1, 1, 1, 3, 1, 1)) + 2
x <- round(x, 3)
# Ties, few values, and a column that says what another says.
x[, 8] <- round(x[, 8])
x[, 11] <- as.integer(x[, 11] > 2)
x[, 12] <- x[, 1] * 3 - 1
signal <- hidden[, 1] - hidden[, 2]
y <- rbinom(n, 1, plogis(signal))
class <- apply(cbind(signal + rnorm(n), hidden[, 3] + rnorm(n), rnorm(n)), 1, which.max) - 1
value <- round(signal + rnorm(n), 2)
time <- ceiling(12 * rexp(n) * exp(-signal / 2))
event <- rbinom(n, 1, 0.7)
site <- rep(1:3, c(20, 16, 12))
age <- round(rnorm(n, 60, 9))
new <- round(x[sample(n, 10), ] + matrix(rnorm(10 * p, 0, 0.5), 10), 3)
# Holes for imputation; rarer and rarer values for the near-zero filter.
holes <- x
holes[cbind(sample(n, 30, TRUE), sample(c(1:4, 8, 11), 30, TRUE))] <- NA
new_holes <- new
new_holes[cbind(c(1, 2, 3, 3, 7), c(1, 1, 2, 8, 5))] <- NA
rare <- cbind(x[, 1], c(1, rep(0, n - 1)), c(1:3, rep(0, n - 3)), rep(1:2, c(n - 2, 2)), rep(1:6, 8), 5)

cases <- list()
add <- function(id, kind, input, expected) {
  cases[[length(cases) + 1]] <<- list(id = id, kind = kind, input = input, expected = expected)
}
rows_of <- function(m) unname(as.matrix(m))
# Which columns stay, as 0 and 1.
flags <- function(kept, columns = p) as.integer(seq_len(columns) %in% kept)
add("table", "data", list(
  x = rows_of(x), new = rows_of(new), holes = rows_of(holes), newHoles = rows_of(new_holes), rare = rows_of(rare),
  y = y, class = class, value = value, time = time, event = event, site = site, age = age
), list())

for (ratio in c(19, 10)) for (percent in c(10, 15)) {
  gone <- nearZeroVar(rare, freqCut = ratio, uniqueCut = percent)
  add(sprintf("near-zero-%g-%g", ratio, percent), "near_zero",
    list(ratio = ratio, percent = percent), list(caret = list(kept = flags(setdiff(seq_len(ncol(rare)), gone), ncol(rare)))))
}

# p-values of each column by itself, and what false discovery rates keep.
pearson <- apply(x, 2, function(v) cor.test(v, value)$p.value)
tests <- list(
  "mann-whitney" = list(outcome = "y", parametric = FALSE, p = apply(x, 2, function(v) wilcox.test(v[y == 1], v[y == 0], exact = FALSE)$p.value)),
  "analysis-of-variance-2" = list(outcome = "y", parametric = TRUE, p = apply(x, 2, function(v) t.test(v ~ y, var.equal = TRUE)$p.value)),
  "kruskal-wallis" = list(outcome = "class", parametric = FALSE, p = apply(x, 2, function(v) kruskal.test(v, class)$p.value)),
  "analysis-of-variance-3" = list(outcome = "class", parametric = TRUE, p = apply(x, 2, function(v) oneway.test(v ~ class, var.equal = TRUE)$p.value)),
  "spearman" = list(outcome = "value", parametric = FALSE, p = apply(x, 2, function(v) suppressWarnings(cor.test(v, value, method = "spearman", exact = FALSE)$p.value))),
  "pearson" = list(outcome = "value", parametric = TRUE, p = pearson),
  # The score test of the exact partial likelihood has the hypergeometric variance at ties.
  "cox-score" = list(outcome = "time", parametric = FALSE, p = apply(x, 2, function(v) summary(coxph(Surv(time, event) ~ scale(v), ties = "exact"))$sctest["pvalue"]))
)
for (name in names(tests)) {
  one <- tests[[name]]
  raw <- unname(one$p)
  for (level in c(0.05, 0.2)) {
    kept <- function(v) flags(which(v <= level))
    add(sprintf("%s-%g", name, level), "univariate", list(outcome = one$outcome, parametric = one$parametric, level = level),
      list(R = list(p = raw, kept_p = kept(raw), kept_bh = kept(p.adjust(raw, "BH")), kept_by = kept(p.adjust(raw, "BY")))))
  }
}
# A column of 0 and 1: the log-rank test.
add("log-rank", "univariate_p", list(outcome = "time", column = 10), list(R = list(p = pchisq(survdiff(Surv(time, event) ~ x[, 11])$chisq, 1, lower.tail = FALSE))))

# Hierarchical clusters of columns, cut at a height or into so many, with the medoid of each.
for (method in c("spearman", "pearson")) for (linkage in c("average", "complete", "single")) {
  distance <- 1 - abs(cor(x, method = method))
  tree <- hclust(as.dist(distance), linkage)
  medoids <- function(labels) {
    kept <- sapply(unique(labels), function(k) {
      own <- which(labels == k)
      own[which.min(round(rowSums(distance[own, own, drop = FALSE]), 10))]
    })
    flags(kept)
  }
  expected <- list()
  for (threshold in c(0.9, 0.7, 0.5)) expected[[sprintf("above_%g", threshold)]] <- medoids(cutree(tree, h = 1 - threshold))
  for (k in c(3, 6)) expected[[sprintf("into_%d", k)]] <- medoids(cutree(tree, k))
  add(sprintf("%s-%s", method, linkage), "clusters", list(correlation = method, linkage = linkage), list(hclust = expected))
}

# ComBat of the training rows, by site.
measured <- t(x[, c(1:7, 9, 10)])
run <- function(...) t(suppressMessages(ComBat(measured, site, ...)))
mod <- model.matrix(~age)
add("sites", "combat", list(columns = c(0:6, 8, 9)), list(sva = list(
  plain = rows_of(run()), covariates = rows_of(run(mod = mod)), non_parametric = rows_of(run(par.prior = FALSE)),
  mean_only = rows_of(run(mean.only = TRUE)), reference = rows_of(run(ref.batch = 2))
)))
write_fixture("learning-steps", c("survival", "caret", "sva"), seed, cases)
