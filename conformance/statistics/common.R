# What the R scripts here share: rounded random data, and one way of writing fixtures.
suppressWarnings(suppressMessages(library(jsonlite)))

folder <- dirname(sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE)[1]))
fixtures <- file.path(folder, "..", "fixtures")

versions <- function(packages) {
  c(list(R = R.version.string), sapply(packages, function(p) as.character(packageVersion(p)), simplify = FALSE))
}

write_fixture <- function(name, packages, seed, cases) {
  text <- toJSON(list(made_with = versions(packages), seed = seed, cases = cases),
    auto_unbox = TRUE, digits = 15, na = "null", null = "null")
  text <- gsub('\\},\\{"id"', '},\n{"id"', text)
  writeLines(text, file.path(fixtures, paste0(name, ".json")))
}
