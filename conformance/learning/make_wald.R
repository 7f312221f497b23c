# Wald intervals of probabilities by glm on a large sample, which percentile intervals of bootstrap refits near.
# Rscript conformance/learning/make_wald.R > conformance/fixtures/signature-wald.json
set.seed(7)
n <- 1500
age <- round(rnorm(n, 60, 10), 1)
texture <- round(rnorm(n), 3)
sex <- ifelse(runif(n) < 0.4, "f", "m")
p <- plogis(-0.4 + 0.04 * (age - 60) + 0.9 * texture - 0.5 * (sex == "m"))
y <- as.integer(runif(n) < p)
fit <- glm(y ~ age + texture + sex, family = binomial)
new <- data.frame(age = c(60, 45, 75, 60), texture = c(0, 1, -1.5, 2), sex = c("f", "m", "m", "f"))
said <- predict(fit, new, se.fit = TRUE)
z <- qnorm(0.975)
numbers <- function(x) paste0("[", paste(format(x, digits = 15, trim = TRUE), collapse = ","), "]")
texts <- function(x) paste0("[", paste0('"', x, '"', collapse = ","), "]")
cat("{\n",
  ' "made": "glm of R ', as.character(getRversion()), '",\n',
  ' "age": ', numbers(age), ",\n",
  ' "texture": ', numbers(texture), ",\n",
  ' "sex": ', texts(sex), ",\n",
  ' "y": ', numbers(y), ",\n",
  ' "patients": {"age": ', numbers(new$age), ', "texture": ', numbers(new$texture), ', "sex": ', texts(new$sex), "},\n",
  ' "link": ', numbers(said$fit), ",\n",
  ' "standardError": ', numbers(said$se.fit), ",\n",
  ' "lower": ', numbers(plogis(said$fit - z * said$se.fit)), ",\n",
  ' "upper": ', numbers(plogis(said$fit + z * said$se.fit)), "\n}\n", sep = "")
