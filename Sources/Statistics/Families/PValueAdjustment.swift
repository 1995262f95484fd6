/// Correction of p-values for how many questions were asked at once.
public enum PValueAdjustment: Sendable, Equatable, CaseIterable {
    /// Controls the expected share of false signals among those shown, when the tests are independent or positively dependent.
    /// Y. Benjamini, Y. Hochberg, Journal of the Royal Statistical Society B 57 (1995) 289–300.
    case benjaminiHochberg
    /// The same whatever the dependence; for a headline. Y. Benjamini, D. Yekutieli, Annals of Statistics 29 (2001) 1165–1188.
    case benjaminiYekutieli
    /// Controls the chance of even one false signal. S. Holm, Scandinavian Journal of Statistics 6 (1979) 65–70.
    case holm
    /// Controls the chance of even one false signal, simpler and never sharper than Holm.
    case bonferroni

    /// The adjusted p-values in the order of the given ones. A missing one stays missing and does not count in the size of the family.
    ///
    /// With m known p-values p₍₁₎ ≤ … ≤ p₍ₘ₎: BH min over j ≥ i of m p₍ⱼ₎/j; BY the same times Σ 1/i; Holm max over j ≤ i of
    /// (m − j + 1) p₍ⱼ₎; Bonferroni m p. All are capped at 1.
    ///
    /// - Throws: `StatisticsError.invalid` when a p-value is not between 0 and 1.
    public func adjusted(_ pValues: [Double?]) throws(StatisticsError) -> [Double?] {
        for case let p? in pValues { try StatisticsError.check("p-value", p, "between 0 and 1") { $0 >= 0 && $0 <= 1 } }
        var known: [(place: Int, p: Double)] = []
        for (place, p) in pValues.enumerated() { if let p { known.append((place, p)) } }
        // By place where equal, so that the answer does not hang on how the sort treats ties.
        known.sort { $0.p == $1.p ? $0.place < $1.place : $0.p < $1.p }
        let size = Double(known.count)
        var answer: [Double?] = Array(repeating: nil, count: pValues.count)
        switch self {
        case .bonferroni:
            for item in known { answer[item.place] = min(1, size * item.p) }
        case .holm:
            var largest = 0.0
            for (rank, item) in known.enumerated() {
                largest = max(largest, (size - Double(rank)) * item.p)
                answer[item.place] = min(1, largest)
            }
        case .benjaminiHochberg, .benjaminiYekutieli:
            let penalty = self == .benjaminiHochberg ? 1 : (0..<known.count).reduce(0.0) { $0 + 1 / Double($1 + 1) }
            var smallest = 1.0
            for (rank, item) in known.enumerated().reversed() {
                smallest = min(smallest, penalty * size / Double(rank + 1) * item.p)
                answer[item.place] = smallest
            }
        }
        return answer
    }

    /// The places whose adjusted p-value is at most `level`, in rising order of p-value.
    ///
    /// - Throws: `StatisticsError.invalid` when a p-value or the level is not between 0 and 1.
    public func discoveries(_ pValues: [Double?], level: Double) throws(StatisticsError) -> [Int] {
        try StatisticsError.check("level", level, "between 0 and 1") { $0 >= 0 && $0 <= 1 }
        let adjusted = try adjusted(pValues)
        return adjusted.indices.filter { adjusted[$0].map { $0 <= level } ?? false }
            .sorted { (pValues[$0] ?? 1, $0) < (pValues[$1] ?? 1, $1) }
    }
}
