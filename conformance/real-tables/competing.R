# Fine and Gray's regression on the real table with competing events, by cmprsk, on our outer splits:
#   Rscript conformance/real-tables/competing.R TABLES.json
# Writes fixtures/real-tables-competing.json: the mean over outer test folds of Harrell's concordance for event 1.
suppressMessages({library(jsonlite); library(cmprsk); library(survival)})
given <- commandArgs(trailingOnly = FALSE)
here <- dirname(sub("--file=", "", given[grep("--file=", given)]))
tables <- read_json(commandArgs(trailingOnly = TRUE)[1])
cases <- list()
number <- function(values) vapply(values, function(v) if (is.null(v)) NA_real_ else as.numeric(v), 0)
for (table in tables) {
  if (is.null(table$events) || !any(unlist(table$events) == 2)) next
  x <- vapply(table$columns, number, numeric(length(table$events)))
  times <- unlist(table$times); events <- unlist(table$events)
  found <- vapply(table$splits, function(split) {
    training <- unlist(split$training) + 1; test <- unlist(split$test) + 1
    middle <- apply(x[training, ], 2, median, na.rm = TRUE)
    filled <- x
    for (j in seq_len(ncol(x))) filled[is.na(x[, j]), j] <- middle[j]
    filled <- scale(filled, colMeans(filled[training, ]), apply(filled[training, ], 2, sd))
    fit <- crr(times[training], events[training], filled[training, ], failcode = 1, cencode = 0, maxiter = 100, gtol = 1e-10)
    said <- as.vector(filled[test, ] %*% fit$coef)
    concordance(Surv(times[test], events[test] == 1) ~ said, reverse = TRUE)$concordance
  }, 0)
  cases[[length(cases) + 1]] <- list(
    table = unbox(table$name), model = unbox("Fine-Gray"), measure = unbox(mean(found)), folds = unbox(length(found)),
    seeds = unbox(1), firstTest = unlist(table$splits[[1]]$test))
}
made <- list(R = unbox(as.character(getRversion())), cmprsk = unbox(as.character(packageVersion("cmprsk"))),
  survival = unbox(as.character(packageVersion("survival"))))
write(toJSON(list(made_with = made, cases = cases), digits = NA), file.path(here, "../fixtures/real-tables-competing.json"))
