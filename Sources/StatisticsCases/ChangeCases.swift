import Statistics

/// `expected_its_quasipoisson`: before and after a date.
struct InterruptedSeriesCases: CaseAlgorithm {
    let name = "its_quasipoisson"
    let columns = [
        "case_id", "term", "estimate", "se_model", "se_hac", "ratio", "lo95_hac", "hi95_hac", "p_model_t", "p_hac_z",
    ]

    func answer(_ folder: CaseFolder) throws -> CaseAnswer? {
        CaseAnswer("its.quasipoisson", folder) { item, series in
            guard let change = item.control["t0"].whole else {
                throw CaseError("A case needs t0, the first time point after the date.")
            }
            let model = try InterruptedTimeSeries(
                harmonics: item.control["harmonics"].whole ?? 2, period: item.control["period"].number ?? 365.25 / 7,
                lag: item.control["lag"].whole ?? 4)
            let excluded = Set(item.control["excluded"].elements.compactMap(\.whole).map { $0 - 1 })
            return try model.fit(series.counts, change: change - 1, excluding: excluded).effects.map { effect in
                [
                    CaseValue(item.id), CaseValue(effect.term.caseName), CaseValue(effect.estimate),
                    CaseValue(effect.modelError),
                    CaseValue(effect.robustError), CaseValue(effect.ratio), CaseValue(effect.low),
                    CaseValue(effect.high),
                    CaseValue(effect.modelP), CaseValue(effect.robustP),
                ]
            }
        }
    }
}

extension InterruptedTimeSeries.Term {
    fileprivate var caseName: String {
        switch self {
        case .intercept: "intercept"
        case .time: "time"
        case .level: "level"
        case .slope: "slope"
        case .sine(let wave): "sin\(wave)"
        case .cosine(let wave): "cos\(wave)"
        }
    }
}

/// `rate_ratio.csv`.
struct RateRatioCases: CaseAlgorithm {
    let name = "rate_ratio"
    let columns = [
        "case_id", "y_before", "weeks_before", "y_after", "weeks_after", "phi", "ratio", "p_exact", "lo95_exact",
        "hi95_exact", "se_log",
        "lo95_wald", "hi95_wald", "p_wald",
    ]

    func answer(_ folder: CaseFolder) throws -> CaseAnswer? {
        guard let table = folder.table("rate_ratio") else { return nil }
        var answer = CaseAnswer()
        for row in table.rows.indices {
            let id = table.text(row, "case_id")
            let given = columns[1...5].map { table.number(row, $0) }
            do {
                let ratio = try RateRatio(
                    before: given[0] ?? .nan, weeksBefore: given[1] ?? .nan, after: given[2] ?? .nan,
                    weeksAfter: given[3] ?? .nan,
                    dispersion: given[4] ?? 1)
                answer.rows.append(
                    [CaseValue(id)] + given.map { CaseValue($0) }
                        + [
                            ratio.ratio, ratio.exactP, ratio.exact.low, ratio.exact.high, ratio.logError,
                            ratio.wald?.low,
                            ratio.wald?.high, ratio.waldP,
                        ].map { CaseValue($0) })
            } catch {
                answer.refused.append((id, "\(error)"))
            }
        }
        return answer
    }
}

/// `p_adjust.csv`: families of p-values, named by the column `group`.
struct PValueCases: CaseAlgorithm {
    let name = "p_adjust"
    let columns = ["group", "index", "p", "bh", "by", "holm", "bonferroni"]

    func answer(_ folder: CaseFolder) throws -> CaseAnswer? {
        guard let table = folder.table("p_adjust") else { return nil }
        var answer = CaseAnswer(rows: Array(repeating: [], count: table.rows.count))
        let groups = Dictionary(grouping: table.rows.indices) { table.text($0, "group") }
        for (group, rows) in groups.sorted(by: { $0.value[0] < $1.value[0] }) {
            do {
                let given = rows.map { table.number($0, "p") }
                let methods: [PValueAdjustment] = [.benjaminiHochberg, .benjaminiYekutieli, .holm, .bonferroni]
                let adjusted = try methods.map { try $0.adjusted(given) }
                for (place, row) in rows.enumerated() {
                    answer.rows[row] =
                        [CaseValue(group), CaseValue(table.text(row, "index")), CaseValue(given[place])]
                        + adjusted.map { CaseValue($0[place]) }
                }
            } catch {
                answer.refused.append(("group \(group)", "\(error)"))
            }
        }
        answer.rows.removeAll { $0.isEmpty }
        return answer
    }
}
