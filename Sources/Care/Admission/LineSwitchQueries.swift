import Core
import Database

struct AllLineSwitches: Query {
    static let sql = """
        SELECT line, forced, forced_until, notice, is_calm, calm_until, changed_by, changed_at FROM line_switch
        """
    static func row(_ row: ResultRow) throws -> LineSwitch { try LineSwitch(row) }
}

/// Lines on which anybody works.
struct LinesWithPeople: Query {
    static let sql = """
        SELECT DISTINCT m.line FROM line_member m JOIN person p ON p.id = m.person WHERE p.disabled_at IS NULL
        """
    static func row(_ row: ResultRow) throws -> LineID { try row.id(0) }
}

/// One line's switch, locked until the transaction ends.
struct LineSwitchOf: Query {
    let line: LineID
    static let sql = AllLineSwitches.sql + " WHERE line = $1 {for update}"
    var arguments: [SQLValue] { [.id(line)] }
    static func row(_ row: ResultRow) throws -> LineSwitch { try LineSwitch(row) }
}

struct SetLineSwitch: Command {
    let value: LineSwitch
    let by: String
    let at: Instant
    static let sql = """
        INSERT INTO line_switch(line, forced, forced_until, notice, is_calm, calm_until, changed_by, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (line) DO UPDATE SET forced = excluded.forced, forced_until = excluded.forced_until,
            notice = excluded.notice, is_calm = excluded.is_calm, calm_until = excluded.calm_until,
            changed_by = excluded.changed_by, changed_at = excluded.changed_at
        """
    var arguments: [SQLValue] {
        let (forced, until): (SQLValue, Instant?) =
            switch value.opening {
            case .hours: (.null, nil)
            case .closed(let until): (.text("closed"), until)
            case .open(let until): (.text("open"), until)
            }
        return [
            .id(value.line), forced, .time(until), .text(value.noticeText), .integer(value.isCalm ? 1 : 0),
            .time(value.calmUntil), .text(by), .time(at),
        ]
    }
}

extension LineSwitch {
    fileprivate init(_ row: ResultRow) throws {
        self.init(line: try row.id(0))
        let until = try row.optionalInstant(2)
        switch (try row.optionalText(1), until) {
        case ("closed", _): opening = .closed(until: until)
        case ("open", let until?): opening = .open(until: until)
        default: opening = .hours
        }
        notice = Self.notice(try row.text(3))
        isCalm = try row.integer(4) == 1
        calmUntil = try row.optionalInstant(5)
        changedBy = try row.text(6)
        changedAt = try row.instant(7)
    }
}
