import Core

/// A value that goes into a statement. Times are integer milliseconds, yes and no are 1 and 0.
public enum SQLValue: Sendable, Hashable {
    case null
    /// May not hold U+0000: PostgreSQL cannot store it, so both engines refuse it.
    case text(String)
    case integer(Int64)
    case real(Double)
    case bytes([UInt8])

    public init(_ text: String?) {
        self = text.map(Self.text) ?? .null
    }

    public init(_ number: Int64?) {
        self = number.map(Self.integer) ?? .null
    }

    public init(_ number: Int?) {
        self = number.map { .integer(Int64($0)) } ?? .null
    }

    public init(_ number: Double?) {
        self = number.map(Self.real) ?? .null
    }

    public init(_ bytes: [UInt8]?) {
        self = bytes.map(Self.bytes) ?? .null
    }

    public init(_ flag: Bool) {
        self = .integer(flag ? 1 : 0)
    }

    public init<Of>(_ id: ID<Of>?) {
        self = id.map { .text($0.text) } ?? .null
    }

    public init(_ instant: Instant?) {
        self = instant.map { .integer($0.milliseconds) } ?? .null
    }
}
