import Core
import Database

/// A line's event, or a sum of them, before it is added to a week.
struct LineEvent: Sendable {
    enum Kind: String, Sendable {
        case answered, left, talked
    }

    let line: LineID
    let at: LocalHour
    /// Empty when it is not known.
    let door: String
    let kind: Kind
    let promise: Promise
    let seconds: Int64
}

struct InsertArrival: Command {
    let conversation: ConversationID
    let line: LineID
    let at: LocalHour
    let door: [UInt8]
    let promisedSeconds: Int64?
    static let sql = """
        INSERT INTO arrival(conversation, line, week, hour, door, promised_seconds) VALUES ($1, $2, $3, $4, $5, $6)
        """
    var arguments: [SQLValue] {
        [
            .id(conversation), .id(line), .integer(at.week), .integer(at.hour), .bytes(door),
            promisedSeconds.map { .integer($0) } ?? .null,
        ]
    }
}

/// Takes the row away and gives it: whoever gets it counts it.
struct TakeArrival: Query {
    let conversation: ConversationID
    static let sql = "DELETE FROM arrival WHERE conversation = $1 RETURNING line, week, hour, door, promised_seconds"
    var arguments: [SQLValue] { [.id(conversation)] }

    struct Row: Sendable {
        let line: LineID
        let at: LocalHour
        let door: [UInt8]
        let promisedSeconds: Int64?
    }

    static func row(_ row: ResultRow) throws -> Row {
        Row(
            line: try row.id(0), at: LocalHour(week: try row.integer(1), hour: try row.integer(2)),
            door: try row.bytes(3), promisedSeconds: try row.optionalInteger(4))
    }
}

/// When a talk came, and when its seeker was last seen.
struct LastSeen: Query {
    let conversation: ConversationID
    static let sql = "SELECT arrived_at, coalesce(away_since, touched_at) FROM conversation WHERE id = $1"
    var arguments: [SQLValue] { [.id(conversation)] }
    static func row(_ row: ResultRow) throws -> (arrivedAt: Instant, seenAt: Instant) {
        (try row.instant(0), try row.instant(1))
    }
}

/// The times of a talk that was answered and is not closed yet, locked so that it is counted once.
struct TalkTimes: Query {
    let conversation: ConversationID
    static let sql = """
        SELECT line, arrived_at, answered_at, touched_at FROM conversation
        WHERE id = $1 AND answered_at IS NOT NULL AND closed_at IS NULL {for update}
        """
    var arguments: [SQLValue] { [.id(conversation)] }

    struct Row: Sendable {
        let line: LineID
        let arrivedAt: Instant
        let answeredAt: Instant
        let touchedAt: Instant
    }

    static func row(_ row: ResultRow) throws -> Row {
        Row(
            line: try row.id(0), arrivedAt: try row.instant(1), answeredAt: try row.instant(2),
            touchedAt: try row.instant(3))
    }
}

struct InsertLineEvent: Command {
    let event: LineEvent
    static let sql = """
        INSERT INTO line_event(line, week, hour, door, kind, promise, seconds) VALUES ($1, $2, $3, $4, $5, $6, $7)
        """
    var arguments: [SQLValue] {
        [
            .id(event.line), .integer(event.at.week), .integer(event.at.hour), .text(event.door),
            .text(event.kind.rawValue), .text(event.promise.rawValue), .integer(max(0, event.seconds)),
        ]
    }
}

/// Takes all events away and gives them, each to one node only.
struct TakeLineEvents: Query {
    static let sql = "DELETE FROM line_event RETURNING line, week, hour, door, kind, promise, seconds"
    static func row(_ row: ResultRow) throws -> LineEvent {
        LineEvent(
            line: try row.id(0), at: LocalHour(week: try row.integer(1), hour: try row.integer(2)),
            door: try row.text(3), kind: .init(rawValue: try row.text(4)) ?? .talked,
            promise: Promise(rawValue: try row.text(5)) ?? .none, seconds: try row.integer(6))
    }
}

struct AddToLineWeek: Command {
    let line: LineID
    let at: LocalHour
    let sums: LineHistory.Hour
    static let sql = """
        INSERT INTO line_week(line, week, hour, answered, abandoned, wait_seconds, talks, talk_seconds, talk_squares)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (line, week, hour) DO UPDATE SET answered = line_week.answered + excluded.answered,
            abandoned = line_week.abandoned + excluded.abandoned,
            wait_seconds = line_week.wait_seconds + excluded.wait_seconds, talks = line_week.talks + excluded.talks,
            talk_seconds = line_week.talk_seconds + excluded.talk_seconds,
            talk_squares = line_week.talk_squares + excluded.talk_squares
        """
    var arguments: [SQLValue] {
        [
            .id(line), .integer(at.week), .integer(at.hour), .integer(sums.answered), .integer(sums.abandoned),
            .integer(sums.waitSeconds), .integer(sums.talks), .integer(sums.talkSeconds), .integer(sums.talkSquares),
        ]
    }
}

struct AddToLeftWeek: Command {
    let line: LineID
    let week: Int64
    let door: String
    let bucket: Int
    let promise: Promise
    let number: Int64
    static let sql = """
        INSERT INTO line_week_left(line, week, door, bucket, promise, number) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (line, week, door, bucket, promise) DO UPDATE SET number = line_week_left.number + excluded.number
        """
    var arguments: [SQLValue] {
        [
            .id(line), .integer(week), .text(door), .integer(Int64(bucket)), .text(promise.rawValue), .integer(number),
        ]
    }
}

/// From this hour on a line is counted.
struct BeginHistory: Command {
    let line: LineID
    let index: Int64
    static let sql = "INSERT INTO line_history(line, counted_to) VALUES ($1, $2) ON CONFLICT DO NOTHING"
    var arguments: [SQLValue] { [.id(line), .integer(index)] }
}

/// Lines with a week that is over and not in the sums, or with late counts for one that is.
struct LinesToFold: Query {
    let week: Int64
    static let sql = """
        SELECT line FROM line_history WHERE counted_to < $1 * 168
        UNION SELECT line FROM line_week WHERE week < $1 UNION SELECT line FROM line_week_left WHERE week < $1
        """
    var arguments: [SQLValue] { [.integer(week)] }
    static func row(_ row: ResultRow) throws -> LineID { try row.id(0) }
}

struct CountedTo: Query {
    let line: LineID
    static let sql = "SELECT counted_to FROM line_history WHERE line = $1 {for update}"
    var arguments: [SQLValue] { [.id(line)] }
    static func row(_ row: ResultRow) throws -> Int64 { try row.integer(0) }
}

struct SetCountedTo: Command {
    let line: LineID
    let index: Int64
    static let sql = "UPDATE line_history SET counted_to = $2 WHERE line = $1"
    var arguments: [SQLValue] { [.id(line), .integer(index)] }
}

/// Takes the weeks of a line that are over and gives their sums by hour.
struct TakeLineWeeks: Query {
    let line: LineID
    let before: Int64
    static let sql = """
        DELETE FROM line_week WHERE line = $1 AND week < $2
        RETURNING hour, answered, abandoned, wait_seconds, talks, talk_seconds, talk_squares
        """
    var arguments: [SQLValue] { [.id(line), .integer(before)] }
    static func row(_ row: ResultRow) throws -> (hour: Int64, sums: LineHistory.Hour) {
        let (answered, abandoned) = (try row.integer(1), try row.integer(2))
        let sums = LineHistory.Hour(
            arrivals: answered + abandoned, answered: answered, abandoned: abandoned, waitSeconds: try row.integer(3),
            talks: try row.integer(4), talkSeconds: try row.integer(5), talkSquares: try row.integer(6))
        return (try row.integer(0), sums)
    }
}

struct AddToLineHour: Command {
    let line: LineID
    let hour: Int64
    let sums: LineHistory.Hour
    static let sql = """
        INSERT INTO line_hour(line, hour, weeks, arrivals, answered, abandoned, wait_seconds, talks, talk_seconds,
            talk_squares)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT (line, hour) DO UPDATE SET weeks = line_hour.weeks + excluded.weeks,
            arrivals = line_hour.arrivals + excluded.arrivals, answered = line_hour.answered + excluded.answered,
            abandoned = line_hour.abandoned + excluded.abandoned,
            wait_seconds = line_hour.wait_seconds + excluded.wait_seconds, talks = line_hour.talks + excluded.talks,
            talk_seconds = line_hour.talk_seconds + excluded.talk_seconds,
            talk_squares = line_hour.talk_squares + excluded.talk_squares
        """
    var arguments: [SQLValue] {
        [
            .id(line), .integer(hour), .integer(sums.weeks), .integer(sums.arrivals), .integer(sums.answered),
            .integer(sums.abandoned), .integer(sums.waitSeconds), .integer(sums.talks), .integer(sums.talkSeconds),
            .integer(sums.talkSquares),
        ]
    }
}

struct AddToLeft: Command {
    let line: LineID
    let before: Int64
    static let sql = """
        INSERT INTO line_left(line, door, bucket, promise, number)
        SELECT line, door, bucket, promise, CAST(sum(number) AS BIGINT) FROM line_week_left
        WHERE line = $1 AND week < $2 GROUP BY line, door, bucket, promise
        ON CONFLICT (line, door, bucket, promise) DO UPDATE SET number = line_left.number + excluded.number
        """
    var arguments: [SQLValue] { [.id(line), .integer(before)] }
}

struct DeleteLeftWeeks: Command {
    let line: LineID
    let before: Int64
    static let sql = "DELETE FROM line_week_left WHERE line = $1 AND week < $2"
    var arguments: [SQLValue] { [.id(line), .integer(before)] }
}

struct HoursOfLine: Query {
    let line: LineID
    static let sql = """
        SELECT hour, weeks, arrivals, answered, abandoned, wait_seconds, talks, talk_seconds, talk_squares
        FROM line_hour WHERE line = $1
        """
    var arguments: [SQLValue] { [.id(line)] }
    static func row(_ row: ResultRow) throws -> (hour: Int64, sums: LineHistory.Hour) {
        let sums = LineHistory.Hour(
            weeks: try row.integer(1), arrivals: try row.integer(2), answered: try row.integer(3),
            abandoned: try row.integer(4), waitSeconds: try row.integer(5), talks: try row.integer(6),
            talkSeconds: try row.integer(7), talkSquares: try row.integer(8))
        return (try row.integer(0), sums)
    }
}

struct LeftOfLine: Query {
    let line: LineID
    static let sql =
        "SELECT door, bucket, promise, number FROM line_left WHERE line = $1 ORDER BY door, bucket, promise"
    var arguments: [SQLValue] { [.id(line)] }
    static func row(_ row: ResultRow) throws -> LineHistory.Left {
        let door = try row.text(0)
        return LineHistory.Left(
            door: door.isEmpty ? nil : ID(trusted: door), bucket: Int(try row.integer(1)),
            promise: Promise(rawValue: try row.text(2)) ?? .none, number: try row.integer(3))
    }
}
