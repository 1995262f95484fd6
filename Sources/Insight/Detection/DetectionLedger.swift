import Core
import Database
import Pack

/// How a figure has been judged over time, for the whole area.
struct LedgerRow: Sendable {
    let indicator: Indicator
    /// Weeks judged when they were new, all places together, and how many of them lay in the range of 95 in 100.
    let tested: Int
    let inRange: Int
    /// Weeks of the whole area that were tested, and the findings among them.
    let national: Int
    let found: Int
    /// Estimates of late reports of which the end is known, and how many of them held it; all places together.
    let estimates: Int
    let held: Int
    /// Of the whole area: findings on late reports that are judged again by now, and how many stayed.
    let early: Int
    let stayed: Int
    /// Weeks in which regions were looked at together, and the groups found and told.
    let scanned: Int
    let groups: Int
    /// Weeks between two false groups that are told.
    let recurrence: Int
}

extension DetectionActions {
    /// Before all figures.
    static let firstWeek = Week(containing: Day(daysSince1970: 0))

    func ledger() async throws -> [LedgerRow] {
        var rows: [LedgerRow] = []
        let lastWeek = lastWeek
        let found = try await store.read { db in
            try db.all(FindingsBetween(from: Self.firstWeek, until: lastWeek)).compactMap(\.self)
        }
        for indicator in detectable where indicator.isPublic {
            let all = try await store.read { db in try db.first(Calibration(indicator: indicator.id)) }
            let (national, estimates, scanned) = try await store.read { db in
                (
                    try db.first(NationalTests(indicator: indicator.id)),
                    try db.first(EstimatesHeld(indicator: indicator.id)),
                    try db.first(ScannedWeeks(indicator: indicator.id))
                )
            }
            let (early, stayed, groups) = try await special(found.filter { $0.indicator == indicator.id })
            rows.append(
                LedgerRow(
                    indicator: indicator, tested: all?.tested ?? 0, inRange: all?.inRange ?? 0, national: national ?? 0,
                    found: found.count { finding in
                        finding.indicator == indicator.id && finding.region == nil
                            && (finding.kind == .rise || finding.kind == .fall)
                    }, estimates: estimates?.checked ?? 0, held: estimates?.held ?? 0, early: early, stayed: stayed,
                    scanned: scanned ?? 0, groups: groups, recurrence: recurrence(indicator)))
        }
        return rows
    }

    /// Early findings of the whole area that are judged again and how many stayed, and the groups that are told. Of a number that is not
    /// told nothing is counted either.
    private func special(_ findings: [Finding]) async throws -> (early: Int, stayed: Int, groups: Int) {
        var (early, stayed, groups) = (0, 0, 0)
        for finding in findings where finding.kind == .cluster || (finding.kind.isEarly && finding.region == nil) {
            guard let seen = try await seen(finding), seen.shown != nil else { continue }
            if finding.kind == .cluster { groups += 1 }
            guard let outcome = seen.outcome else { continue }
            early += 1
            if outcome.state == (finding.kind.isRise ? .rise : .fall) { stayed += 1 }
        }
        return (early, stayed, groups)
    }
}
