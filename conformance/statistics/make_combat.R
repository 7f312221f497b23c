# ComBat as sva has it, on unequal batches with two covariates: Rscript conformance/statistics/make_combat.R
source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1])), "common.R"))
suppressWarnings(suppressMessages(library(sva)))
seed <- 20261129
set.seed(seed)
cases <- list()
for (i in 1:3) {
  sizes <- list(c(9, 14, 6), c(20, 5), c(7, 7, 8, 12))[[i]]
  batch <- rep(seq_along(sizes), sizes)
  n <- length(batch)
  genes <- c(15, 25, 10)[i]
  age <- round(rnorm(n, 60, 10), 1)
  sex <- rbinom(n, 1, 0.4)
  data <- outer(rnorm(genes, 0, 3), rep(1, n)) + outer(rnorm(genes, 0, 0.05), age) +
    matrix(rnorm(genes * max(batch), 0, 1.5), genes)[, batch] + matrix(rnorm(genes * n), genes) * rep(runif(max(batch), 0.5, 2)[batch], each = genes)
  data <- round(data, 4)
  mod <- model.matrix(~ age + sex)
  run <- function(...) { m <- suppressMessages(ComBat(data, batch, ...)); lapply(seq_len(3), function(g) as.numeric(m[g * 3, ])) }
  cases[[i]] <- list(id = sprintf("combat-%d", i), kind = "combat", input = list(data = data, batch = batch, age = age, sex = sex),
    expected = list(sva = list(plain = run(), covariates = run(mod = mod), non_parametric = run(mod = mod, par.prior = FALSE),
      mean_only = run(mod = mod, mean.only = TRUE), non_parametric_mean = run(mod = mod, par.prior = FALSE, mean.only = TRUE),
      reference = run(mod = mod, ref.batch = 2))))
}
write_fixture("statistics-combat", c("sva"), seed, cases)
