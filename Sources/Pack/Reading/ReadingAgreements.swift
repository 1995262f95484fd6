import Core

/// An agreement as it stands in the pack, to be compared with the other lines when all were read.
struct ReadAgreement {
    let from: LineID
    let overflow: Overflow
    let value: Value
}

extension PackReader {
    /// `overflow:` of a line: which lines of others may answer too, after how long, and until when that was agreed.
    func readOverflow(_ record: Record) -> [(overflow: Overflow, value: Value)] {
        record.optional("overflow")?.list()?.compactMap { value in
            guard let record = value.record("an agreement") else { return nil }
            defer { record.finish() }
            let to = record.needed("to").flatMap { use("line", $0, LineKind.self) }
            let minutes = record.needed("afterMinutes")?.int(in: 0...1440)
            let since = record.needed("since")?.day()
            let reviewValue = record.needed("reviewBy")
            let reviewBy = reviewValue?.day()
            guard let to, let minutes, let since, let reviewBy else { return nil }
            guard since < reviewBy else {
                reviewValue?.wrong(
                    "This agreement is to be looked at again before it begins. Write a day after \(since).")
                return nil
            }
            return (Overflow(to: to, afterMinutes: minutes, since: since, reviewBy: reviewBy), value)
        } ?? []
    }

    /// The other line is somebody else's, and takes everybody that this one takes.
    func checkAgreements(_ agreements: [ReadAgreement], _ lines: [Line]) {
        var seen: Set<[LineID]> = []
        for agreement in agreements {
            let to = agreement.overflow.to
            if to == agreement.from {
                agreement.value.wrong("A line cannot overflow to itself. Write another line.")
                continue
            }
            if !seen.insert([agreement.from, to]).inserted {
                agreement.value.wrong("There is already an agreement with \(shown(to.text)) here. Keep one of the two.")
            }
            guard let one = lines.first(where: { $0.id == agreement.from }),
                let other = lines.first(where: { $0.id == to })
            else { continue }
            let audiences = one.audiences.filter { !other.audiences.contains($0) }.map(\.text)
            let languages = one.languages.filter { !other.languages.contains($0) }.map(\.tag)
            if !audiences.isEmpty {
                agreement.value.wrong(
                    "\(shown(to.text)) does not take \(audiences.joined(separator: ", ")). Choose a line that takes whoever this one takes."
                )
            }
            if !languages.isEmpty {
                agreement.value.wrong(
                    "\(shown(to.text)) does not answer in \(languages.joined(separator: ", ")). Choose a line that speaks what this one speaks."
                )
            }
        }
    }

    /// `staffedIn:` of a line; nil when it is left out, which means that nobody has said.
    func readStaffedIn(_ value: Value) -> [RegionID]? {
        guard let values = value.list() else { return nil }
        if values.isEmpty { value.wrong("Here is nobody. Write where the people work, or remove the line.") }
        let regions = values.compactMap { useRegion($0) }
        return regions.isEmpty ? nil : regions
    }

    /// `away: true` of a region, which needs a reason and where it comes from.
    func readAway(_ record: Record) -> Region.Away? {
        let value = record.optional("away")
        let isAway = value?.bool() ?? false
        let reasonValue = record.optional("awayReason")
        let reason = reasonValue.flatMap { localized($0) }
        let source = record.optional("awaySource")?.text(200)
        guard isAway else {
            if reasonValue != nil {
                reasonValue?.wrong("There is a reason, but not “away: true”. Add it, or remove this.")
            }
            return nil
        }
        guard let reason, let source else {
            value?.wrong("Routing away from home needs a reason and a source. Add “awayReason” and “awaySource”.")
            return nil
        }
        return Region.Away(reason: reason, source: source)
    }
}
