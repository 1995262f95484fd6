import Statistics

/// `farringtonFlexible`: what R says.
struct FarringtonFlexibleCases: CaseAlgorithm {
    let name = "farringtonFlexible"
    let columns = [
        "case_id", "t", "observed", "upperbound", "expected", "score", "score_natural", "pvalue", "alarm", "trend",
        "trend_coef", "phi",
        "mu0", "lower", "p_lower", "midp_upper", "midp_lower",
    ]

    func answer(_ folder: CaseFolder) throws -> CaseAnswer? {
        CaseAnswer("farringtonFlexible", folder) { item, series in
            let control = FarringtonControl(item.control)
            var method = try FarringtonFlexible(oneSidedAlpha: control.number("alpha", 0.05))
            method.baseline = try control.baseline()
            method.enough = try control.enough()
            method.trend = control.trend
            if control.isOn("reweight", true) {
                method.reweighting = .high(threshold: control.number("weightsThreshold", 2.58))
            } else {
                method.reweighting = .none
            }
            method.threshold =
                switch item.control["thresholdMethod"].string ?? "delta" {
                case "nbPlugin": .negativeBinomial
                case "muan": .negativeBinomialAtUpperMean
                case "delta": .normal(try control.power())
                case let other: throw CaseError("There is no threshold method \(other); use delta, nbPlugin or muan.")
                }
            let counts = try series.counts(withPopulation: control.isOn("populationOffset", false))
            return try method.answers(counts, item.judged(counts)).map { row(item, $0) }
        }
    }

    private func row(_ item: Case, _ answer: FarringtonFlexible.Answer) -> [CaseValue] {
        let tails = answer.negativeBinomial
        return [
            CaseValue(item.id), CaseValue(answer.time), CaseValue(answer.observed.map(Double.init)),
            CaseValue(answer.upperBound),
            CaseValue(answer.expected), CaseValue(answer.score), CaseValue(answer.naturalScore),
            CaseValue(answer.pValue),
            CaseValue(flag: answer.alarm), CaseValue(flag: answer.keptTrend), CaseValue(answer.slope),
            CaseValue(answer.dispersion),
            CaseValue(answer.mean), CaseValue(tails?.lowerBound), CaseValue(tails?.pLower), CaseValue(tails?.midPUpper),
            CaseValue(tails?.midPLower),
        ]
    }
}

/// `farringtonFlexible.corrected`: the corrected mode and the production bound.
struct CorrectedFarringtonCases: CaseAlgorithm {
    let name = "farringtonFlexible_corrected"
    let columns = [
        "case_id", "t", "observed", "expected", "se_log", "phi", "trend", "trend_p", "trend_coef", "upper", "lower",
        "midp_upper",
        "midp_lower", "alarm", "phi_cal", "upper_cal", "lower_cal", "p_upper_cal", "p_lower_cal", "alarm_cal",
    ]

    func answer(_ folder: CaseFolder) throws -> CaseAnswer? {
        CaseAnswer("farringtonFlexible.corrected", folder) { item, series in
            let control = FarringtonControl(item.control)
            var method = try CorrectedFarrington(oneSidedAlpha: control.number("alpha", 0.05))
            method.baseline = try control.baseline()
            method.enough = try control.enough()
            method.trend = control.trend
            let threshold = control.number("weightsThreshold", 2.58)
            method.reweighting =
                !control.isOn("reweight", true)
                ? .none
                : control.isOn("twosidedWeights", true) ? .bothSides(threshold: threshold) : .high(threshold: threshold)
            let counts = try series.counts(withPopulation: control.isOn("populationOffset", false))
            return try method.judge(counts, item.judged(counts)).map { row(item, $0) }
        }
    }

    private func row(_ item: Case, _ judgement: CorrectedFarrington.Judgement) -> [CaseValue] {
        let start = [CaseValue(item.id), CaseValue(judgement.time), CaseValue(judgement.observed.map(Double.init))]
        guard let forecast = judgement.forecast else {
            return start + Array(repeating: .missing, count: columns.count - 3)
        }
        let (plain, production, observed) = (forecast.plain, forecast.production, judgement.observed)
        return start + [
            CaseValue(forecast.expected), CaseValue(forecast.samplingError), CaseValue(forecast.dispersion),
            CaseValue(forecast.slope != nil), CaseValue(forecast.slopePValue), CaseValue(forecast.slope),
            CaseValue(plain.upper), CaseValue(plain.lower), CaseValue(observed.map(plain.midPUpper)),
            CaseValue(observed.map(plain.midPLower)), CaseValue(judgement.plain.map { Double($0.rawValue) }),
            CaseValue(production.distribution.dispersion), CaseValue(production.upper), CaseValue(production.lower),
            CaseValue(observed.map(production.pUpper)), CaseValue(observed.map(production.pLower)),
            CaseValue(judgement.decision.map { Double($0.rawValue) }),
        ]
    }
}

/// `algo.farrington`: the classic method.
struct ClassicFarringtonCases: CaseAlgorithm {
    let name = "algo_farrington"
    let columns = ["case_id", "t", "observed", "upperbound", "alarm", "trend", "pd_quantile", "pd_median"]

    func answer(_ folder: CaseFolder) throws -> CaseAnswer? {
        CaseAnswer("algo.farrington", folder) { item, series in
            let control = FarringtonControl(item.control)
            var method = try ClassicFarrington(
                yearsBack: control.whole("b", 5), halfWindow: control.whole("w", 3),
                twoSidedAlpha: control.number("alpha", 0.05))
            method.reweights = control.isOn("reweight", true)
            method.trend = control.isOn("trend", true) ? .kept(below: 0.05) : .never
            method.enough = try control.enough()
            method.power = try control.power()
            let counts = try series.counts(withPopulation: false)
            return try method.answers(counts, item.judged(counts)).map { answer in
                [
                    CaseValue(item.id), CaseValue(answer.time), CaseValue(answer.observed.map(Double.init)),
                    CaseValue(answer.upperBound), CaseValue(flag: answer.alarm), CaseValue(flag: answer.keptTrend),
                    CaseValue(answer.quantile), CaseValue(answer.expected),
                ]
            }
        }
    }
}

/// The control parameters that the three methods share, under the names of `cases.json`.
private struct FarringtonControl {
    let control: JSONValue

    init(_ control: JSONValue) { self.control = control }

    func number(_ name: String, _ standard: Double) -> Double { control[name].number ?? standard }
    func whole(_ name: String, _ standard: Int) -> Int { control[name].whole ?? standard }
    func isOn(_ name: String, _ standard: Bool) -> Bool { control[name].boolean ?? standard }

    func baseline() throws(StatisticsError) -> BaselineRule {
        let window = whole("w", 3)
        return try BaselineRule(
            yearsBack: whole("b", 5), halfWindow: window, periods: whole("noPeriods", 1),
            excluded: whole("pastWeeksNotIncluded", window))
    }

    var trend: TrendRule { isOn("trend", true) ? .kept(below: number("pThresholdTrend", 0.05)) : .never }

    func enough() throws(StatisticsError) -> Enough {
        let limit = control["limit54"].elements.compactMap(\.whole)
        guard limit.count == 2 else { return .five }
        return try Enough(count: limit[0], span: limit[1])
    }

    func power() throws(CaseError) -> PowerTransformation {
        switch control["powertrans"].string ?? "2/3" {
        case "2/3": .twoThirds
        case "1/2": .squareRoot
        case "none": .none
        case let other: throw CaseError("There is no power transformation \(other); use 2/3, 1/2 or none.")
        }
    }
}
