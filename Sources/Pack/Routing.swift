import Core

/// An agreement between two organisations: who waits long on one line may also be answered on the other.
public struct Overflow: Sendable, Hashable {
    /// The line that answers too.
    public let to: LineID
    /// Minutes somebody waits before the other line is asked.
    public let afterMinutes: Int
    /// The first day it holds.
    public let since: Day
    /// The day by which both look at it again. After it the agreement does not hold until they did.
    public let reviewBy: Day

    public init(to: LineID, afterMinutes: Int, since: Day, reviewBy: Day) {
        (self.to, self.afterMinutes, self.since, self.reviewBy) = (to, afterMinutes, since, reviewBy)
    }

    public func holds(on day: Day) -> Bool { since <= day && day <= reviewBy }
}

extension Pack {
    /// Whether somebody from this region might be answered by a neighbour: the region is routed away from home, and the line
    /// is staffed there.
    public func isNearHome(_ line: Line, _ region: RegionID?) -> Bool {
        guard let region, self.region(region)?.away != nil else { return false }
        return line.staffedIn?.contains(region) ?? false
    }

    /// The lines for somebody from this region instead of one that is staffed there: for one of the same audiences, in the same
    /// language. Open or not: who asks knows the switches.
    public func linesAway(from region: RegionID, insteadOf line: Line, language: Language) -> [Line] {
        lines.filter { other in
            other.id != line.id && other.takes(from: region) && !isNearHome(other, region)
                && other.languages.contains(language) && other.audiences.contains { line.audiences.contains($0) }
        }
    }

    /// The lines for who would have had this one, from this region when it is known: those for one of the same audiences, in
    /// the same language, that take people from there and are not staffed there.
    public func lines(insteadOf id: LineID, region: RegionID?, language: Language) -> [Line] {
        guard let line = line(id) else { return lines }
        return lines.filter { other in
            other.id != id && other.takes(from: region) && !isNearHome(other, region)
                && other.languages.contains(language)
                // Somebody of whom nobody knows that they are on an island is not for a line of islands only.
                && (region != nil || other.regions.isEmpty || !other.regions.allSatisfy { isIsland($0) })
                && other.audiences.contains { line.audiences.contains($0) }
        }
    }

    /// The lines that may answer too at this moment, with the agreement: it holds today, the line is open, it speaks the
    /// language, and it is not staffed where the seeker must be kept away from.
    public func overflow(
        of line: Line, region: RegionID?, language: Language, at now: Instant
    ) -> [(line: Line, agreement: Overflow)] {
        if line.overflow.isEmpty { return [] }
        let today = LocalTime.day(at: now, in: timeZone)
        return line.overflow.compactMap { agreement in
            guard agreement.holds(on: today), let other = self.line(agreement.to),
                other.hours.state(at: now).isOpen, other.languages.contains(language), !isNearHome(other, region)
            else { return nil }
            return (other, agreement)
        }
    }

    /// A line and those that may answer in its place, at some time.
    public func lines(thatMayAnswer id: LineID) -> [LineID] { [id] + (line(id)?.overflow.map(\.to) ?? []) }

    /// Agreements that do not hold any more because nobody looked at them again, for `pack check` and `doctor`.
    public func overdueAgreements(at now: Instant) -> [(line: LineID, agreement: Overflow)] {
        let today = LocalTime.day(at: now, in: timeZone)
        return lines.flatMap { line in
            line.overflow.filter { $0.reviewBy < today }.map { (line.id, $0) }
        }
    }
}

extension OpeningHours {
    /// Since when it has been open without a break, looking back to `earliest` at most; nil when it is not open.
    public func openSince(_ earliest: Instant, at now: Instant) -> Instant? {
        guard state(at: now).isOpen else { return nil }
        var moment = min(earliest, now)
        // Two steps a day at the least; hours that are stranger than this count from now.
        for _ in 0..<400 {
            switch state(at: moment) {
            case .unknown, .closed(opensAt: nil): return now
            case .closed(let opensAt?): moment = opensAt
            case .open(let until):
                guard let until, until <= now else { return min(moment, now) }
                moment = until
            }
        }
        return now
    }
}
