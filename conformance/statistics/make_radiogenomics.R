# Features against a mutation, a subtype and an expression by R's tests, with Benjamini and Hochberg over all pairs.
# Rscript conformance/statistics/make_radiogenomics.R > conformance/fixtures/radiogenomics.json
library(jsonlite)
set.seed(11)
n <- 60
egfr <- as.integer(runif(n) < 0.35)
subtype <- sample(c("luminal", "basal", "other"), n, replace = TRUE)
tp53 <- rnorm(n)
features <- data.frame(
  contrast = rnorm(n) + 0.9 * egfr,
  entropy = round(rnorm(n) + 0.6 * tp53, 1),
  volume = exp(rnorm(n) + 0.5 * (subtype == "basal")),
  noise = rnorm(n)
)
egfr[c(3, 17)] <- NA
subtype[9] <- NA
tp53[c(5, 30)] <- NA
features$entropy[12] <- NA
features$volume[40] <- NA
rows <- list()
for (name in names(features)) {
  x <- features[[name]]
  w <- wilcox.test(x[which(egfr == 1)], x[which(egfr == 0)])
  a <- sum(!is.na(x[which(egfr == 1)]))
  b <- sum(!is.na(x[which(egfr == 0)]))
  rows[[length(rows) + 1]] <- list(feature = name, gene = "EGFR", p = w$p.value, effect = 2 * unname(w$statistic) / (a * b) - 1)
  known <- !is.na(x) & !is.na(subtype)
  k <- kruskal.test(x[known], factor(subtype[known]))
  rows[[length(rows) + 1]] <- list(feature = name, gene = "subtype", p = k$p.value, effect = unname(k$statistic) / (sum(known) - 1))
  s <- suppressWarnings(cor.test(x, tp53, method = "spearman", exact = FALSE))
  rows[[length(rows) + 1]] <- list(feature = name, gene = "TP53", p = s$p.value, effect = unname(s$estimate))
}
adjusted <- p.adjust(sapply(rows, function(row) row$p), "BH")
for (i in seq_along(rows)) rows[[i]]$adjusted <- adjusted[i]
cat(toJSON(list(
  made = paste("R", getRversion()),
  features = as.list(features), EGFR = egfr, subtype = subtype, TP53 = tp53, expected = rows
), auto_unbox = TRUE, digits = NA, na = "null"), "\n")
