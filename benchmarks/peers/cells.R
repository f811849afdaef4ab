# A cell of each kind with R's `survey`, from the cells that check.py names.
#
#     Rscript benchmarks/peers/cells.R FOLDER CELLS.csv OUT.csv
#
# A cell is a measure of a variable for a group, in an area or in the whole file; its gap is from everybody
# there. `survey` gives estimates, standard errors and degrees of freedom; a linearised gap is `svytotal` of its
# scores, with those of a quantile written out, and a replicated gap is `withReplicates`.
suppressMessages(library(survey))
options(survey.lonely.psu = "adjust")
arguments <- commandArgs(trailingOnly = TRUE)
file <- file.path(arguments[1], "survey.csv")
cells <- read.csv(arguments[2])
header <- strsplit(readLines(file, 1), ",")[[1]]
replicates <- grep("^r[0-9]+$", header, value = TRUE)
needed <- c("area", "stratum", "psu", "weight", "group", unique(cells$variable), replicates)
people <- read.csv(file, colClasses = ifelse(header %in% needed, "numeric", "NULL"))
replicated <- length(replicates) > 0
design <- if (replicated) {
  svrepdesign(weights = ~weight, repweights = people[replicates], data = people[setdiff(names(people), replicates)],
              type = "Fay", rho = 0.5, mse = FALSE, combined.weights = TRUE)
} else {
  svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, nest = TRUE, data = people)
}

mean_of <- function(y, inside) {
  domain <- subset(design, inside)
  found <- svymean(~y, domain)
  scores <- inside * people$weight * (y - coef(found)) / sum(people$weight[inside])
  list(estimate = coef(found), se = SE(found), df = degf(domain), scores = scores)
}

quantile_of <- function(y, inside, q) {
  domain <- subset(design, inside)
  found <- svyquantile(~y, domain, q, qrule = "math", interval.type = "mean", ci = TRUE, df = degf(domain))
  share <- svymean(~below, update(domain, below = as.numeric(y <= as.numeric(coef(found)))))
  density <- as.numeric(SE(share)) / as.numeric(SE(found))
  below <- people$weight * ((y <= as.numeric(coef(found))) - coef(share))
  scores <- -inside * below / (density * sum(people$weight[inside]))
  list(estimate = coef(found), se = SE(found), df = degf(domain), scores = scores)
}

rows <- do.call(rbind, lapply(seq_len(nrow(cells)), function(number) {
  cell <- cells[number, ]
  y <- people[[cell$variable]]
  everybody <- !is.na(y) & (is.na(cell$area) | people$area == cell$area)
  y[is.na(y)] <- 0
  inside <- everybody & people$group == cell$group
  design$variables$y <<- y
  estimated <- function(domain) if (is.na(cell$q)) mean_of(y, domain) else quantile_of(y, domain, cell$q)
  group <- estimated(inside)
  population <- estimated(everybody)
  if (replicated) {
    of <- function(w, domain) sum(w * y * domain) / sum(w * domain)
    gap_se <- SE(withReplicates(design, function(w, data) of(w, inside) - of(w, everybody)))
  } else {
    gap_se <- SE(svytotal(matrix(group$scores - population$scores), svydesign(
      ids = ~psu, strata = ~stratum, weights = ~1, nest = TRUE, data = people[c("psu", "stratum")])))
  }
  data.frame(indicator = cell$indicator, estimate = as.numeric(group$estimate), se = as.numeric(group$se),
             df = group$df, gap = as.numeric(group$estimate) - as.numeric(population$estimate),
             gap_se = as.numeric(gap_se), gap_df = population$df)
}))
write.csv(format(rows, digits = 15, trim = TRUE), arguments[3], row.names = FALSE, quote = FALSE)
