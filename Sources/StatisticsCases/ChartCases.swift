import Statistics

/// `expected_earsC`: EARS C1 to C3.
struct EARSCases: CaseAlgorithm {
    let name = "earsC"
    let columns = ["case_id", "t", "observed", "upperbound", "alarm"]

    func answer(_ folder: CaseFolder) throws -> CaseAnswer? {
        CaseAnswer("earsC", folder) { item, series in
            let method: EARS.Method =
                switch item.control["method"].string ?? "C1" {
                case "C1": .c1
                case "C2": .c2
                case "C3": .c3
                case let other: throw CaseError("The method \(other) is not C1, C2 or C3.")
                }
            let chart = try EARS(
                method, baseline: item.control["baseline"].whole ?? 7,
                minimumDeviation: item.control["minSigma"].number ?? 0,
                oneSidedAlpha: item.control["alpha"].number)
            return try chart.judge(series.counts, weeks: item.judgedWeeks(of: series)).map { decision in
                var row = decision.row(item.id)
                // Nothing is missing, yet there is no bound: a standard deviation of zero, which the cases write as not a number.
                let used = series.counts[max(0, decision.index - chart.baseline - 4)...decision.index]
                if decision.upperBound == nil, used.allSatisfy({ $0 != nil }) { row[3] = .text("NaN") }
                return row
            }
        }
    }
}

/// `expected_algo_bayes`.
struct BayesCases: CaseAlgorithm {
    let name = "algo_bayes"
    let columns = ["case_id", "t", "observed", "upperbound", "alarm"]

    func answer(_ folder: CaseFolder) throws -> CaseAnswer? {
        CaseAnswer("algo.bayes", folder) { item, series in
            let reference = try BayesChart.Reference(
                halfWidth: item.control["w"].whole ?? 6, yearsBack: item.control["b"].whole ?? 0,
                recentWeeks: item.control["actY"].boolean ?? true ? .included : .left)
            let chart = try BayesChart(
                reference: reference, oneSidedAlpha: item.control["alpha"].number ?? 0.05, frequency: series.frequency)
            return try chart.judge(series.counts, weeks: item.judgedWeeks(of: series)).map { $0.row(item.id) }
        }
    }
}

/// `expected_algo_cusum`.
struct CUSUMCases: CaseAlgorithm {
    let name = "algo_cusum"
    let columns = ["case_id", "t", "observed", "m", "cusum", "upperbound", "alarm"]

    func answer(_ folder: CaseFolder) throws -> CaseAnswer? {
        CaseAnswer("algo.cusum", folder) { item, series in
            let chart = try CUSUM(
                reference: item.control["k"].number ?? 1.04, limit: item.control["h"].number ?? 2.26,
                standardisation: standardisation(item),
                afterAlarm: item.control["reset"].boolean ?? false ? .startAgain : .goOn)
            let weeks = try item.judgedWeeks(of: series)
            return try chart.judge(series.counts, weeks: weeks, inControl: inControl(item, series)).map { decision in
                [
                    CaseValue(item.id), CaseValue(decision.index + 1), CaseValue(decision.observed),
                    CaseValue(decision.mean),
                    CaseValue(decision.sum), CaseValue(decision.upperBound),
                    decision.alarm.map(CaseValue.init) ?? .missing,
                ]
            }
        }
    }

    private func standardisation(_ item: Case) throws -> CUSUM.Standardisation {
        switch item.control["trans"].string ?? "standard" {
        case "standard": .standard
        case "rossi": .rossi
        case "anscombe": .anscombe
        case "anscombe2nd": .anscombeSecondOrder
        case "pearsonNegBin": .pearsonNegativeBinomial(inverseSize: item.control["alpha"].number ?? 0.1)
        case "none": .none
        case let other: throw CaseError("The transformation \(other) is not known here.")
        }
    }

    private func inControl(_ item: Case, _ series: CaseSeries) -> CUSUM.InControl {
        switch item.control["m"] {
        case .number(let mean): return .constant(mean)
        case .string("glm"): return .seasonal(frequency: series.frequency)
        case .string(let text): return Double(text).map { .constant($0) } ?? .meanBefore
        case .array(let means):
            let numbers = means.compactMap(\.number)
            return numbers.count == 1 ? .constant(numbers[0]) : .perWeek(numbers)
        default: return .meanBefore
        }
    }
}

/// `expected_algo_glrnb`: likelihood-ratio charts.
struct LikelihoodRatioCases: CaseAlgorithm {
    let name = "algo_glrnb"
    let columns = ["case_id", "t", "observed", "mu0", "statistic", "cases_needed", "alarm"]

    func answer(_ folder: CaseFolder) throws -> CaseAnswer? {
        CaseAnswer("algo.glrnb", folder) { item, series in
            let chart = try chart(item)
            let weeks = try item.judgedWeeks(of: series)
            let means = try means(item, series, weeks)
            let counts = Array(series.counts[weeks])
            let decisions = try chart.judge(counts, means: means)
            let wantsCases = item.control["ret"].string == "cases"
            let needed = wantsCases ? try chart.countsNeeded(counts, means: means) : []
            return decisions.map { decision in
                [
                    CaseValue(item.id), CaseValue(weeks.lowerBound + decision.index + 1),
                    CaseValue(counts[decision.index]),
                    CaseValue(means[decision.index]), wantsCases ? .missing : CaseValue(decision.statistic),
                    wantsCases ? CaseValue(needed[decision.index]) : .missing, CaseValue(decision.alarm),
                ]
            }
        }
    }

    private func chart(_ item: Case) throws -> LikelihoodRatioChart {
        let control = item.control
        let change = control["change"].string ?? "intercept"
        guard change == "intercept" else {
            throw CaseError("A change of \(change) is not known here; only one of the intercept is.")
        }
        let direction: LikelihoodRatioChart.Direction =
            control["dir"].elements.first?.string == "dec" ? .decrease : .increase
        let reach = control["M"].whole ?? -1
        return try LikelihoodRatioChart(
            change: control["theta"].number.map { .known(logRatio: $0) } ?? .unknown(direction),
            limit: control["c.ARL"].number ?? 5, inverseSize: control["alpha"].number ?? 0,
            shortestSegment: control["Mtilde"].whole ?? 1, reach: reach < 0 ? .unlimited : .weeks(reach),
            zeroSegments: .passedOver)
    }

    /// Given as numbers, or from a yearly wave (and a trend) on the weeks before, which is what the cases leave unsaid.
    private func means(_ item: Case, _ series: CaseSeries, _ weeks: Range<Int>) throws -> [Double] {
        let given = item.control["mu0"]
        let numbers = given.elements.compactMap(\.number)
        if numbers.count == weeks.count { return numbers }
        if numbers.count == 1 { return Array(repeating: numbers[0], count: weeks.count) }
        return try SeasonalMean(
            harmonics: given["S"].whole ?? 1, trend: given["trend"].boolean ?? true ? .linear : .none,
            frequency: series.frequency
        ).forecast(series.counts, weeks: weeks)
    }
}

extension Case {
    /// The weeks to judge, counted from 0; the whole series when the case names none.
    func judgedWeeks(of series: CaseSeries) throws(CaseError) -> Range<Int> {
        guard let range else { return 0..<series.counts.count }
        guard range.lowerBound >= 1, range.upperBound <= series.counts.count else {
            throw CaseError(
                "The range \(range) does not lie within the \(series.counts.count) time points of \(series.id).")
        }
        return (range.lowerBound - 1)..<range.upperBound
    }
}

extension ChartDecision {
    fileprivate func row(_ id: String) -> [CaseValue] {
        [
            CaseValue(id), CaseValue(index + 1), CaseValue(observed), CaseValue(upperBound),
            alarm.map(CaseValue.init) ?? .missing,
        ]
    }
}
