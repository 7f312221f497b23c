# Selections by models: glmnet, stats::step, MASS::stepAIC and survival. make_selection.py adds to learning-selection.json.
#
#   Rscript conformance/selection/make_selection.R
args <- commandArgs(FALSE)
here <- dirname(sub("^--file=", "", grep("^--file=", args, value = TRUE)[1]))
source(file.path(here, "..", "statistics", "common.R"))
suppressWarnings(suppressMessages({
  library(glmnet)
  library(MASS)
  library(survival)
}))
seed <- 20261126
set.seed(seed)
cases <- list()
add <- function(id, kind, input, expected) {
  cases[[length(cases) + 1]] <<- list(id = id, kind = kind, input = input, expected = expected)
}
rows_of <- function(m) unname(as.matrix(m))
# Which columns stay, as 0 and 1.
flags <- function(kept, columns) as.integer(seq_len(columns) %in% kept)

outcomes_of <- function(x, signal, spread) {
  n <- nrow(x)
  list(
    x = rows_of(x),
    y = rbinom(n, 1, plogis(signal)),
    class = apply(cbind(signal + rnorm(n), x[, 4] + rnorm(n), rnorm(n)), 1, which.max) - 1,
    value = round(signal + rnorm(n, 0, spread), 2),
    time = ceiling(30 * rexp(n) * exp(-signal / 2)),
    event = rbinom(n, 1, 0.7),
    fold = sample(rep(1:5, length.out = n))
  )
}
tall_x <- round(matrix(rnorm(120 * 12), 120) %*% chol(0.4 + 0.6 * diag(12)) %*% diag(c(1, 5, 0.2, 1, 10, 2, 1, 1, 1, 3, 1, 1)), 3)
wide_x <- round(matrix(rnorm(60 * 150), 60) + rnorm(60), 2)
sets <- list(
  tall = outcomes_of(tall_x, tall_x[, 1] - 0.2 * tall_x[, 2] + 2 * tall_x[, 3], 1),
  wide = outcomes_of(wide_x, wide_x[, 1] - wide_x[, 2] + wide_x[, 3], 1)
)
for (name in names(sets)) add(name, "data", sets[[name]], list())

families <- c(y = "binomial", class = "multinomial", value = "gaussian", time = "cox")
target_of <- function(set, outcome, rows = seq_len(nrow(set$x))) {
  if (outcome == "time") Surv(set$time[rows], set$event[rows]) else set[[outcome]][rows]
}
# Columns with a coefficient in any class, at one penalty.
used <- function(fit, s) {
  b <- coef(fit, s = s)
  if (!is.list(b)) b <- list(b)
  present <- Reduce(`|`, lapply(b, function(one) {
    one <- as.matrix(one)
    if (rownames(one)[1] == "(Intercept)" || rownames(one)[1] == "") one <- one[-1, , drop = FALSE]
    # At the largest penalty the first column to come in may have a trace of rounding.
    abs(one[, 1]) > 1e-12
  }))
  unname(which(present))
}
for (name in names(sets)) for (outcome in names(families)) for (mixing in c(1, 0.5)) {
  # glmnet fits numbers at unit variance, of each fold anew, which changes what a ridge part means.
  if (outcome == "value" && mixing < 1) next
  set <- sets[[name]]
  # Tight, so that a column is out because its coefficient is 0 and not because descent ended early.
  thresh <- if (name == "wide" && outcome == "time") 1e-9 else 1e-13
  follow <- function(...) glmnet(set$x, target_of(set, outcome), family = families[[outcome]], alpha = mixing, thresh = thresh, maxit = 1e7, ...)
  # Given its own penalties: without them each fold makes others, and cv.glmnet draws straight lines between them.
  found <- cv.glmnet(set$x, target_of(set, outcome), family = families[[outcome]], alpha = mixing, foldid = set$fold, lambda = follow()$lambda, thresh = thresh, maxit = 1e7)
  add(sprintf("%s-%s-%g", name, families[[outcome]], mixing), "elastic_net", list(data = name, outcome = outcome, mixing = mixing), list(glmnet = list(
    minimum = list(lambda = found$lambda.min, kept = flags(used(found$glmnet.fit, found$lambda.min), ncol(set$x))),
    one_standard_error = list(lambda = found$lambda.1se, kept = flags(used(found$glmnet.fit, found$lambda.1se), ncol(set$x)))
  )))
}

# Stability selection over given halves: the first columns to come into a path with many penalties, or those at one.
first_entries <- function(x, target, family, q) {
  # So near to one another that columns come in one by one; it may end soon after the last that is wanted. A column that
  # comes in and leaves again between two penalties is not seen: ours is asked for the same penalties.
  enough <- if (family == "multinomial") 3 * q + 3 else q + 3
  fit <- suppressWarnings(glmnet(x, target, family = family, nlambda = 1500, thresh = 1e-12, maxit = 1e7, pmax = min(enough, ncol(x))))
  b <- if (is.list(fit$beta)) fit$beta else list(fit$beta)
  entry <- do.call(pmin, lapply(b, function(one) apply(as.matrix(one) != 0, 1, function(own) if (any(own)) which(own)[1] else Inf)))
  order <- order(entry)
  # The last wanted must come in alone: otherwise the penalties do not say which it is.
  if (!is.finite(entry[order[q]]) || entry[order[q]] == entry[order[q + 1]]) return(NULL)
  unname(order[seq_len(q)])
}
for (name in names(sets)) for (outcome in names(families)) {
  set <- sets[[name]]
  n <- nrow(set$x)
  p <- ncol(set$x)
  # A path that is asked for is followed to its end, however little it gains.
  glmnet.control(fdev = 0)
  q <- if (name == "tall") 4 else 8
  halves <- list()
  entered <- c()
  while (length(halves) < 20) {
    rows <- sort(sample(n, n %/% 2))
    first <- first_entries(set$x[rows, ], target_of(set, outcome, rows), families[[outcome]], q)
    if (is.null(first)) next
    halves <- c(halves, list(rows))
    entered <- cbind(entered, flags(first, p))
  }
  penalty <- if (outcome == "value") 0.3 else 0.12
  add(sprintf("%s-%s", name, families[[outcome]]), "stability", list(data = name, outcome = outcome, halves = lapply(halves, function(rows) rows - 1), entries = q, penalty = penalty), list(glmnet = list(
    entries = rowMeans(entered),
    penalty = rowMeans(sapply(halves, function(rows) {
      fit <- glmnet(set$x[rows, ], target_of(set, outcome, rows), family = families[[outcome]], lambda = penalty * 1.3^(12:0), thresh = 1e-12, maxit = 1e7)
      flags(used(fit, penalty), p)
    }))
  )))
  glmnet.control(factory = TRUE)
}

# Stepwise regression, on data that come with R as well.
complete <- function(data) data[complete.cases(data), ]
births <- birthwt[, c("age", "lwt", "race", "smoke", "ptl", "ht", "ui", "ftv")]
lungs <- complete(lung[, c("time", "status", "age", "sex", "ph.ecog", "ph.karno", "pat.karno", "meal.cal", "wt.loss")])
livers <- complete(pbc[, c("time", "status", "age", "edema", "bili", "chol", "albumin", "copper", "alk.phos", "ast", "trig", "platelet", "protime", "stage")])
veterans <- veteran[, c("trt", "karno", "diagtime", "age", "prior")]
tables <- list(
  births = list(x = births, y = birthwt$low),
  crabs = list(x = crabs[, 4:8], y = as.integer(crabs$sex == "M")),
  tall_y = list(x = tall_x, y = sets$tall$y),
  boston = list(x = Boston[, -14], value = Boston$medv),
  swiss = list(x = swiss[, -1], value = swiss$Fertility),
  cars = list(x = mtcars[, -1], value = mtcars$mpg),
  tall_value = list(x = tall_x, value = sets$tall$value),
  lungs = list(x = lungs[, -(1:2)], time = lungs$time, event = as.integer(lungs$status == 2)),
  livers = list(x = livers[, -(1:2)], time = livers$time, event = as.integer(livers$status == 2)),
  veterans = list(x = veterans, time = veteran$time, event = veteran$status),
  tall_time = list(x = tall_x, time = sets$tall$time, event = sets$tall$event)
)
search <- function(table, direction, start, criterion, rows = seq_len(nrow(table$x)), by = step) {
  data <- setNames(as.data.frame(rows_of(table$x))[rows, ], paste0("x", seq_len(ncol(table$x))))
  everything <- reformulate(names(data))
  left <- if (is.null(table$time)) "target" else "Surv(time, event)"
  data$target <- c(if (is.null(table$y)) table$value else table$y)[rows]
  if (!is.null(table$time)) {
    data$time <- table$time[rows]
    data$event <- table$event[rows]
  }
  model <- function(right) {
    formula <- as.formula(paste(left, "~", right))
    # As tight as ours, so that differences of AIC are not those of stopping.
    call <- if (!is.null(table$y)) bquote(glm(.(formula), family = binomial, data = data, epsilon = 1e-14, maxit = 50))
    else if (!is.null(table$value)) bquote(lm(.(formula), data = data))
    else bquote(coxph(.(formula), data = data, control = coxph.control(eps = 1e-13, toler.chol = 1e-14, iter.max = 50)))
    eval(call, list(data = data), globalenv())
  }
  assign("data", data, globalenv())
  size <- if (is.null(table$time)) nrow(data) else sum(data$event)
  null <- model("1")
  begin <- if (start == "all") model(as.character(everything)[2]) else null
  found <- suppressWarnings(by(begin, scope = list(lower = ~1, upper = everything), direction = direction, trace = 0, steps = 5000, k = if (criterion == "aic") 2 else log(size)))
  gain <- extractAIC(null, k = 0)[2] - extractAIC(found, k = 0)[2]
  list(kept = flags(match(attr(terms(found), "term.labels"), names(data)), ncol(table$x)), gain = gain)
}
ways <- list(c("forward", "none"), c("backward", "all"), c("both", "none"), c("both", "all"))
for (name in names(tables)) {
  table <- tables[[name]]
  table$x <- rows_of(table$x)
  add(name, "data", table, list())
  for (way in ways) for (criterion in c("aic", "bic")) {
    one <- search(table, way[1], way[2], criterion)
    other <- search(table, way[1], way[2], criterion, by = stepAIC)
    stopifnot(identical(one$kept, other$kept))
    add(sprintf("%s-%s-%s-%s", name, way[1], way[2], criterion), "stepwise",
      list(data = name, direction = way[1], start = way[2], criterion = criterion), list(step = one))
  }
}
# The same on given bootstrap resamples.
for (name in c("births", "tall_y", "boston", "cars", "veterans", "livers")) {
  table <- tables[[name]]
  samples <- lapply(1:12, function(i) sample(nrow(table$x), replace = TRUE))
  for (way in ways[c(1, 2)]) {
    shares <- rowMeans(sapply(samples, function(rows) search(table, way[1], way[2], "aic", rows)$kept))
    add(sprintf("%s-%s", name, way[1]), "stepwise_bootstrap", list(data = name, direction = way[1], start = way[2], criterion = "aic", samples = lapply(samples, function(rows) rows - 1)), list(step = list(shares = shares)))
  }
}

# Recursive elimination by Cox regression, written down from its definition.
for (name in c("livers", "lungs", "veterans", "tall_time")) {
  table <- tables[[name]]
  x <- rows_of(table$x)
  p <- ncol(x)
  spread <- apply(x, 2, sd)
  left <- seq_len(p)
  ranks <- rep(1, p)
  while (length(left) > 1) {
    size <- abs(coef(coxph(Surv(table$time, table$event) ~ x[, left]))) * spread[left]
    left <- left[-which.min(size)]
    ranks[-left] <- ranks[-left] + 1
  }
  add(sprintf("%s-cox", name), "elimination", list(data = name, outcome = "time", estimator = "cox-regression", settings = list(lambda = 0), standardised = TRUE, step = 1, keep = 1), list(survival = list(ranks = ranks)))
}
write_fixture("learning-selection", c("glmnet", "MASS", "survival"), seed, cases)
