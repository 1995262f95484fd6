import Statistics

/// `dist_discrete.csv`: quantile at p, and cdf, tail and probability at that quantile.
struct DiscreteDistributionCases: CaseAlgorithm {
    let name = "dist_discrete"
    let columns = ["mu", "phi", "p", "quantile", "cdf", "sf", "pmf"]

    func answer(_ folder: CaseFolder) throws -> CaseAnswer? {
        guard let table = folder.table("dist_discrete") else { return nil }
        return CaseAnswer(
            rows: table.rows.indices.map { row in
                let mean = table.number(row, "mu") ?? .nan
                let dispersion = table.number(row, "phi") ?? .nan
                let p = table.number(row, "p") ?? .nan
                let given = [CaseValue(mean), CaseValue(dispersion), CaseValue(p)]
                guard let counts = try? NegativeBinomial(mean: mean, dispersion: dispersion) else {
                    return given + [.missing, .missing, .missing, .missing]
                }
                let quantile = counts.quantile(p)
                return given + [
                    CaseValue(quantile),
                    CaseValue(counts.cumulative(quantile)), CaseValue(counts.upperTail(quantile)),
                    CaseValue(counts.probability(of: quantile)),
                ]
            })
    }
}

/// `dist_continuous.csv`: named functions at a point.
struct ContinuousDistributionCases: CaseAlgorithm {
    let name = "dist_continuous"
    let columns = ["fn", "x", "df", "value"]

    func answer(_ folder: CaseFolder) throws -> CaseAnswer? {
        guard let table = folder.table("dist_continuous") else { return nil }
        return CaseAnswer(
            rows: table.rows.indices.map { row in
                let x = table.number(row, "x") ?? .nan
                let degrees = table.number(row, "df") ?? .nan
                let value: Double? =
                    switch table.text(row, "fn") {
                    case "qnorm": Normal.quantile(x)
                    case "pnorm": Normal.cumulative(x)
                    case "dnorm": Normal.density(x)
                    case "pt": StudentT.cumulative(x, degreesOfFreedom: degrees)
                    case "lgamma": SpecialFunctions.logGamma(x)
                    default: nil
                    }
                return [CaseValue(table.text(row, "fn")), CaseValue(x), CaseValue(degrees), CaseValue(value)]
            })
    }
}
