import Core
import Pack
import Statistics

/// How complete the weeks of one figure were when they were younger, by place: with it a week can be judged before everything is in.
///
/// A snapshot of every week is taken at the same moment of the week as now, so that like is compared with like.
struct LateReports: Sendable {
    /// By place; nil is the whole area.
    private let triangles: [RegionID?: ReportingTriangle]
    private let least: Int

    /// Fully aged weeks that are looked at; earlier ones may have come in at another pace.
    static let window = 52
    /// Nothing is learned: every week is waited for.
    static let none = LateReports(triangles: [:], least: .max)

    private init(triangles: [RegionID?: ReportingTriangle], least: Int) {
        (self.triangles, self.least) = (triangles, least)
    }

    /// - Parameters:
    ///   - revisions: what became known of each week, oldest first.
    ///   - lateness: weeks after which a week counts as complete.
    ///   - age: how many whole weeks ago a week ended.
    ///   - now: the moment of judging.
    ///   - least: weeks that must be fully aged before anything is learned from them.
    init(_ revisions: [KnownRevision], lateness: Int, now: Instant, least: Int, age: (Week) -> Int) {
        self.least = max(4, least)
        guard lateness > 0 else {
            triangles = [:]
            return
        }
        var places: [RegionID?: [Week: [KnownRevision]]] = [:]
        for revision in revisions {
            guard case .week(let week) = revision.value.period, age(week) >= lateness else { continue }
            places[revision.region, default: [:]][week, default: []].append(revision)
        }
        triangles = places.compactMapValues { weeks in
            let known = weeks.sorted { $0.key < $1.key }.map { week, revisions -> [Int?] in
                (0...lateness).map { weeks in
                    let moment = now - .days(Int64(7 * (age(week) - weeks)))
                    return revisions.last { $0.value.knownSince <= moment }?.value.value
                }
            }
            return try? ReportingTriangle(known: known)
        }
    }

    /// Nil where too little is known to tell.
    func completeness(of region: RegionID?, age: Int) -> Completeness? {
        guard let triangle = triangles[region], let ages = triangle.known.first?.count, (0..<ages).contains(age) else {
            return nil
        }
        return try? triangle.completeness(at: age, window: Self.window, least: least)
    }
}

/// A week of which more may come in, with how complete such a week is.
struct YoungWeek: Sendable {
    let count: Int
    /// Whole weeks since it ended.
    let age: Int
    let completeness: Completeness
}

/// What was said of a week on reports that were still coming in.
struct EarlyJudgement: Sendable, Hashable {
    /// Whole weeks since the week ended.
    let age: Int
    /// What part is usually in at that age.
    let share: Double
    /// What it will be when everything is in, and the range that holds it in nine of ten weeks.
    let estimate: Int
    let low: Int
    let high: Int
    /// What is expected at that age when nothing changed, and the range of 95 in 100 ordinary weeks.
    let expected: Double
    let expectedLow: Int
    let expectedHigh: Int
}
