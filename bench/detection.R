# The same series through R's package surveillance, timed; called by detection.py: Rscript detection.R FOLDER SERIES OUT
suppressPackageStartupMessages(library(surveillance))
arguments <- commandArgs(trailingOnly = TRUE)
table <- read.csv(file.path(arguments[1], "series.csv"), stringsAsFactors = FALSE)
names <- unique(table$series_id)[seq_len(as.integer(arguments[2]))]
control <- list(
  range = 469:520, b = 5, w = 3, noPeriods = 10, reweight = TRUE, weightsThreshold = 2.58, verbose = FALSE, glmWarnings = TRUE,
  alpha = 0.05, trend = TRUE, pThresholdTrend = 0.05, limit54 = c(5, 4), powertrans = "2/3",
  fitFun = "algo.farrington.fitGLM.flexible", populationOffset = FALSE, pastWeeksNotIncluded = 26, thresholdMethod = "nbPlugin")
series <- lapply(names, function(name) {
  rows <- table[table$series_id == name, ]
  new("sts", epoch = as.numeric(as.Date(rows$date)), epochAsDate = TRUE, freq = 52, observed = matrix(rows$count, ncol = 1))
})
before <- proc.time()
answers <- lapply(series, farringtonFlexible, control = control)
spent <- proc.time() - before
rows <- do.call(rbind, lapply(seq_along(names), function(i) {
  answer <- answers[[i]]
  kept <- answer@control
  data.frame(
    case_id = names[i], t = control$range, upperbound = as.vector(upperbound(answer)), expected = as.vector(kept$expected),
    pvalue = as.vector(kept$pvalue), alarm = as.integer(alarms(answer)), phi = as.vector(kept$phiVector),
    mu0 = as.vector(kept$mu0Vector), trend = as.integer(as.vector(kept$trend)))
}))
options(digits = 17)
write.csv(rows, arguments[3], row.names = FALSE, na = "")
cat(sum(spent[c("user.self", "sys.self")]), spent["elapsed"], as.character(packageVersion("surveillance")), as.character(getRversion()), "\n")
