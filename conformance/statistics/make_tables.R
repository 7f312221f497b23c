# Clustering and descriptions as R has them: Rscript conformance/statistics/make_tables.R, then make_tables.py.
source(file.path(dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1])), "common.R"))
suppressWarnings(suppressMessages({ library(cluster) }))
seed <- 20261128
set.seed(seed)
cases <- list()
add <- function(id, kind, input, ...) cases[[length(cases) + 1]] <<- list(id = id, kind = kind, input = input, expected = list(...))
for (i in 1:4) {
  n <- c(12, 25, 40, 30)[i]
  x <- round(matrix(rnorm(n * 3), n) + sample(c(0, 3, 6), n, TRUE), 3)
  d <- dist(x)
  one <- function(method) { h <- hclust(d, method); list(heights = h$height, merge = as.integer(t(h$merge)), labels = cutree(h, 3) - 1) }
  ward <- hclust(d, "ward.D2")
  s <- silhouette(cutree(ward, 3), d)
  k <- kmeans(x, 3, nstart = 50, iter.max = 100, algorithm = "Lloyd")
  add(sprintf("cluster-%d", i), "cluster", list(x = x),
    R = list(single = one("single"), complete = one("complete"), average = one("average"), ward = one("ward.D2"),
      silhouette = mean(s[, 3]), inertia = k$tot.withinss))
}
for (i in 1:2) {
  n <- c(40, 90)[i]
  g <- sample(c("a", "b", "c")[1:(i + 1)], n, TRUE)
  age <- round(rnorm(n, 60, 9) + 4 * (g == "b"), 1)
  age[sample(n, 3)] <- NA
  size <- round(rexp(n, 0.1), 2)
  stage <- sample(c("I", "II", "III"), n, TRUE)
  sex <- sample(c("f", "m"), n, TRUE, prob = c(0.3, 0.7))
  q <- function(v) unname(quantile(v, c(0, 0.25, 0.5, 0.75, 1), na.rm = TRUE))
  add(sprintf("table-one-%d", i), "table-one", list(g = g, age = age, size = size, stage = stage, sex = sex),
    R = list(age = list(mean = mean(age, na.rm = TRUE), sd = sd(age, na.rm = TRUE), quantiles = q(age), missing = sum(is.na(age))),
      size = list(mean = mean(size), sd = sd(size), quantiles = q(size), missing = 0)))
}
write_fixture("statistics-tables", c("cluster"), seed, cases)
