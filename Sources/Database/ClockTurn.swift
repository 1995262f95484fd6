import Core

/// Lets one node of several do what happens on the clock.
///
/// A turn is a lease in the database: it ends by itself when its node dies. Leases go by the clocks of the nodes and
/// only save work; what must never happen twice at once holds the turn's row inside its own transaction (``hold(in:)``).
public struct ClockTurn: Sendable {
    /// The work of every minute.
    public static let minute = "minute"
    /// The judging of figures.
    public static let judging = "judging"

    private let name: String
    private let node: String
    private let length: Duration

    /// - Parameters:
    ///   - name: one for which a migration made a row.
    ///   - node: unlike that of any other process.
    ///   - length: longer than the time from one piece of work to the next, so that a node that is well keeps its turn.
    public init(_ name: String, node: String, length: Duration) {
        (self.name, self.node, self.length) = (name, node, length)
    }

    /// Takes the turn, or keeps it. False when it is another node's.
    public func take(in db: any Writing, now: Instant) throws -> Bool {
        try db.run(TakeTurn(name: name, node: node, now: now, until: now + length)) == 1
    }

    /// Gives the turn up, so that another node need not wait for it to end.
    public func giveUp(in db: any Writing) throws {
        try db.run(GiveUpTurn(name: name, node: node))
    }

    /// Waits until no other transaction holds this work, and keeps it until the end of this one.
    public static func hold(_ name: String = minute, in db: any Writing) throws {
        _ = try db.first(HoldTurn(name: name))
    }
}

private struct TakeTurn: Command {
    let name: String
    let node: String
    let now: Instant
    let until: Instant
    static let sql = "UPDATE clock_turn SET node = $2, until = $4 WHERE name = $1 AND (node = $2 OR until <= $3)"
    var arguments: [SQLValue] {
        [.text(name), .text(node), .integer(now.milliseconds), .integer(until.milliseconds)]
    }
}

private struct GiveUpTurn: Command {
    let name: String
    let node: String
    static let sql = "UPDATE clock_turn SET node = '', until = 0 WHERE name = $1 AND node = $2"
    var arguments: [SQLValue] { [.text(name), .text(node)] }
}

private struct HoldTurn: Query {
    let name: String
    static let sql = "SELECT 1 FROM clock_turn WHERE name = $1 {for update}"
    var arguments: [SQLValue] { [.text(name)] }
    static func row(_ row: ResultRow) throws -> Bool { true }
}
