# The national table with R's `survey`: each group's gap from the population, with its standard error.
#
#     Rscript benchmarks/peers/survey.R FOLDER OUT.csv
#
# The gap is a contrast of the group's mean with the population's, whose scores `svyby` doesn't give together;
# so both are built by hand: the mean's influence in the group minus that in the population, and `svytotal` of
# it.
suppressMessages(library(survey))
options(survey.lonely.psu = "adjust")
arguments <- commandArgs(trailingOnly = TRUE)
people <- read.csv(file.path(arguments[1], "survey.csv"))
design <- svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, nest = TRUE,
                    data = people[c("psu", "stratum", "weight")])
groups <- sort(unique(people$group))

influence <- function(y, inside) {
  weight <- people$weight * inside
  total <- sum(weight)
  mean <- sum(weight * y) / total
  list(mean = mean, scores = inside * (y - mean) / total)
}

rows <- do.call(rbind, lapply(paste0("y", 0:29), function(variable) {
  y <- people[[variable]]
  answered <- !is.na(y)
  y[!answered] <- 0
  population <- influence(y, answered)
  of_groups <- lapply(groups, function(group) influence(y, answered & people$group == group))
  scores <- sapply(of_groups, function(it) it$scores - population$scores)
  means <- sapply(of_groups, function(it) it$mean)
  data.frame(variable = variable, group = groups, estimate = means, gap = means - population$mean,
             gap_se = SE(svytotal(scores, design)))
}))
write.csv(format(rows, digits = 15, trim = TRUE), arguments[2], row.names = FALSE, quote = FALSE)
