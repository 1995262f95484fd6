import Core
import Pack

/// Who left a line without an answer, as it may be shown; nil for too few.
struct LeftBehind: Sendable {
    let weeks: Int64
    /// Before the time they were told at the start was over.
    let before: Int64?
    let byWait: [Int64?]
    let byDoor: [(name: String?, number: Int64?)]
    /// Hours in which ten people or more left.
    let byHour: [(hour: Int, number: Int64)]

    init(
        weeks: Int64, before: Int64?, byWait: [Int64?], byDoor: [(name: String?, number: Int64?)],
        byHour: [(hour: Int, number: Int64)]
    ) {
        (self.weeks, self.before, self.byWait) = (weeks, before, byWait)
        (self.byDoor, self.byHour) = (byDoor, byHour)
    }

    /// With everything below ten left out, and the entrances as they are called in a language.
    init(_ history: LineHistory, _ pack: Pack, _ language: Language) {
        func sum(_ isIn: (LineHistory.Left) -> Bool) -> Int64 {
            history.left.filter(isIn).reduce(0) { $0 + $1.number }
        }
        let doors = pack.routes.audiences.map(\.id).filter { door in history.left.contains { $0.door == door } }
        let known: [AudienceID?] = doors + (history.left.contains { $0.door == nil } ? [nil] : [])
        let byDoor = LineHistory.shown(known.map { door in sum { $0.door == door } })
        let before = sum { $0.promise == .before }
        self.init(
            weeks: history.weeks, before: before >= LineHistory.least ? before : nil,
            byWait: LineHistory.shown((0...LineHistory.waits.count).map { bucket in sum { $0.bucket == bucket } }),
            byDoor: zip(known, byDoor).map { door, number in
                (door.flatMap { pack.audience($0)?.name[language] }, number)
            },
            byHour: history.hours.indices.compactMap { hour in
                let number = history.hours[hour].abandoned
                return number >= LineHistory.least ? (hour, number) : nil
            })
    }

    /// Too few people left to show anything.
    var isEmpty: Bool { byWait.allSatisfy { $0 == nil } }
}
