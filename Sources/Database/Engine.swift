/// The database engine behind a store.
public enum Engine: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    case sqlite
    case postgres

    /// The engines of this build: PostgreSQL only with the package trait of that name.
    public static var available: [Engine] {
        #if PostgreSQL
            [.sqlite, .postgres]
        #else
            [.sqlite]
        #endif
    }

    public var description: String {
        switch self {
        case .sqlite: "SQLite"
        case .postgres: "PostgreSQL"
        }
    }
}

/// Where a store is.
public enum Location: Sendable, Hashable {
    /// A file. It and its folder are made when they are not there, readable by their owner only.
    case sqlite(path: String)
    /// A libpq connection URL. It may hold a password: never log it.
    case postgres(url: String)

    /// Reads `sqlite:PATH`, `postgres://…` and `postgresql://…`. Nil for anything else.
    public init?(_ text: String) {
        if text.hasPrefix("sqlite:") {
            let path = String(text.dropFirst("sqlite:".count))
            guard !path.isEmpty, path != ":memory:" else { return nil }
            self = .sqlite(path: path)
        } else if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") {
            self = .postgres(url: text)
        } else {
            return nil
        }
    }

    public var engine: Engine {
        switch self {
        case .sqlite: .sqlite
        case .postgres: .postgres
        }
    }
}
