import Synchronization

/// A statement's SQL as one engine wants it.
struct StatementText: Sendable {
    /// The name of the Swift type, for errors.
    let name: String
    let sql: String
    /// For each parameter in order of its first appearance, which argument it is (0 is `$1`): SQLite numbers `$2, $1` so.
    let order: [Int]
    /// How many arguments it takes: the highest `$n`.
    let arguments: Int
    /// False for statements that count no rows, such as `PRAGMA` and `CREATE`.
    let countsRows: Bool

    init(name: String, sql: String, engine: Engine) {
        let (text, order) = Self.translate(sql, for: engine)
        self.name = name
        self.sql = text
        self.order = order
        arguments = (order.max() ?? -1) + 1
        let first = text.drop { $0.isWhitespace }.prefix { $0.isLetter }.uppercased()
        countsRows = ["INSERT", "UPDATE", "DELETE", "WITH"].contains(first)
    }

    private static func tokens(_ engine: Engine) -> [(token: String, text: String)] {
        switch engine {
        case .sqlite: [("{for update}", ""), ("{skip locked}", ""), ("{bytes}", "BLOB")]
        case .postgres:
            [("{for update}", "FOR UPDATE"), ("{skip locked}", "FOR UPDATE SKIP LOCKED"), ("{bytes}", "BYTEA")]
        }
    }

    /// Replaces the tokens and collects the parameters, outside of quotes and comments.
    static func translate(_ sql: String, for engine: Engine) -> (sql: String, order: [Int]) {
        let tokens = tokens(engine)
        var result = ""
        var order: [Int] = []
        var rest = sql[...]
        while let character = rest.first {
            var taken = rest.prefix(1)
            if character == "'" || character == "\"" {
                let end = rest.dropFirst().firstIndex(of: character)
                taken = rest[..<(end.map(rest.index(after:)) ?? rest.endIndex)]
            } else if rest.hasPrefix("--") {
                taken = rest.prefix { !$0.isNewline }
            } else if rest.hasPrefix("/*") {
                let end = rest.firstRange(of: "*/")?.upperBound
                taken = rest[..<(end ?? rest.endIndex)]
            } else if character == "$" {
                let digits = rest.dropFirst().prefix { ("0"..."9").contains($0) }
                taken = rest[..<digits.endIndex]
                if let number = Int(digits), number > 0, !order.contains(number - 1) { order.append(number - 1) }
            } else if let (token, text) = tokens.first(where: { rest.hasPrefix($0.token) }) {
                result += text
                rest = rest.dropFirst(token.count)
                continue
            }
            result += taken
            rest = rest[taken.endIndex...]
        }
        return (result, order)
    }
}

/// Every statement that was used, translated once.
final class StatementTexts: Sendable {
    private let engine: Engine
    private let known = Mutex<[ObjectIdentifier: StatementText]>([:])

    init(engine: Engine) {
        self.engine = engine
    }

    func text<Q: Query>(_ type: Q.Type) -> StatementText {
        text(ObjectIdentifier(type), { String(reflecting: type) }, { type.sql })
    }

    func text<C: Command>(_ type: C.Type) -> StatementText {
        text(ObjectIdentifier(type), { String(reflecting: type) }, { type.sql })
    }

    private func text(_ key: ObjectIdentifier, _ name: () -> String, _ sql: () -> String) -> StatementText {
        if let text = known.withLock({ $0[key] }) { return text }
        let text = StatementText(name: name(), sql: sql(), engine: engine)
        known.withLock { $0[key] = text }
        return text
    }
}
