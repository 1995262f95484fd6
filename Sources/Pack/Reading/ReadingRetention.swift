import Core

extension PackReader {
    /// `retention: {afterClosingHours: 72, …}` of an organisation; what is left out is standard.
    func readRetention(_ record: Record) -> RetentionTerms {
        let standard = RetentionTerms.standard
        guard let terms = record.optional("retention")?.record("how long talks are kept") else { return standard }
        defer { terms.finish() }
        func number(_ key: String, _ range: ClosedRange<Int>, _ fallback: Int) -> Int {
            terms.optional(key).flatMap { $0.int(in: range) } ?? fallback
        }
        return RetentionTerms(
            afterClosingHours: number(
                "afterClosingHours", RetentionTerms.afterClosingRange, standard.afterClosingHours),
            withCodeDays: number("withCodeDays", RetentionTerms.withCodeRange, standard.withCodeDays),
            afterExitMinutes: number("afterExitMinutes", RetentionTerms.afterExitRange, standard.afterExitMinutes),
            neverAnsweredMinutes: number(
                "neverAnsweredMinutes", RetentionTerms.neverAnsweredRange, standard.neverAnsweredMinutes))
    }
}
