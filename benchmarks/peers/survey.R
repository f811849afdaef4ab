# The national table with R's `survey`: each group's gap from the population, with its standard error.
#
#     Rscript benchmarks/peers/survey.R FOLDER OUT.csv [VARIABLE ...]
#
# The gap is a contrast of the group's mean with the population's, whose scores `svyby` doesn't give together;
# so both are built by hand: the mean's influence in the group minus that in the population, and `svytotal` of it.
suppressMessages(library(survey))
options(survey.lonely.psu = "adjust")
arguments <- commandArgs(trailingOnly = TRUE)
people <- read.csv(file.path(arguments[1], "survey.csv"))
variables <- if (length(arguments) > 2) arguments[-(1:2)] else paste0("y", 0:29)
groups <- sort(unique(people$group))

influence <- function(y, inside) {
  weight <- people$weight * inside
  mean <- sum(weight * y, na.rm = TRUE) / sum(weight)
  list(mean = mean, scores = ifelse(inside, (y - mean) / sum(weight), 0))
}

rows <- do.call(rbind, lapply(variables, function(variable) {
  y <- people[[variable]]
  answered <- !is.na(y)
  y[!answered] <- 0
  population <- influence(y, answered)
  scores <- sapply(groups, function(group) influence(y, answered & people$group == group)$scores - population$scores)
  means <- sapply(groups, function(group) influence(y, answered & people$group == group)$mean)
  design <- svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, nest = TRUE,
                      data = cbind(people[c("psu", "stratum", "weight")], scores))
  total <- svytotal(as.matrix(scores), design)
  data.frame(variable = variable, group = groups, estimate = means, gap = means - population$mean, gap_se = SE(total))
}))
write.csv(format(rows, digits = 15), arguments[2], row.names = FALSE, quote = FALSE)
