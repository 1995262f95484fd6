import Core
import Pack

/// Which periods are counted before and after a date: as many on each side, and the same for the whole and each of its parts, so that
/// places and shares are of the same time.
public struct ThemeSpan: Sendable, Hashable {
    /// Oldest first; as many in each.
    public let before: [Period]
    public let after: [Period]
    /// Between the first and the last that is counted, those of which something did not come in.
    public let incomplete: [Period]
    /// The period that the date itself falls in, when it begins before it: it is of neither side.
    public let ofDate: Period?

    /// Own counts that nobody delivers have no gaps. Sums that grew week by week would tell each week by their difference, so those
    /// take steps of at least this many.
    static let steps = [PublishedThemes.periods, 8, 4]

    /// - Parameters:
    ///   - came: by figure, in which periods that are over something came in; those that are hidden included.
    ///   - inSteps: for own counts.
    init(_ came: [Set<Period>], date: Day, inSteps: Bool = false) {
        // A part of which nothing ever came in says nothing about when others did.
        let told = came.filter { !$0.isEmpty }
        let all = told.reduce(into: Set<Period>()) { $0.formUnion($1) }.sorted { $0.firstDay < $1.firstDay }
        let complete = told.dropFirst().reduce(into: told.first ?? []) { $0.formIntersection($1) }
        let (before, after) = (
            all.filter { complete.contains($0) && $0.end <= date },
            all.filter { complete.contains($0) && date <= $0.firstDay }
        )
        let room = min(before.count, after.count, PublishedThemes.periods)
        let count = inSteps ? Self.steps.first { $0 <= room } ?? 0 : room
        self.before = before.suffix(count)
        self.after = Array(after.prefix(count))
        let (first, last) = (self.before.first, self.after.last)
        incomplete = all.filter { period in
            guard let first, let last else { return false }
            return !complete.contains(period) && first.firstDay < period.firstDay && period.firstDay < last.firstDay
                && (period.end <= date || date <= period.firstDay)
        }
        ofDate = count == 0 ? nil : all.first { $0.firstDay < date && date < $0.end }
    }
}
