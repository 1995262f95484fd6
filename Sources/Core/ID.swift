/// The name of one thing of a kind, opaque to everybody but the room that made it.
///
/// `ID<Line>` and `ID<Organisation>` cannot be mixed up. The text is 1 to 64 characters of `A–Z a–z 0–9 - _ .`, so it can
/// stand in a path, in SQL and in a log line without escaping.
public struct ID<Of>: Hashable, Sendable, Codable, CustomStringConvertible, Comparable {
    public let text: String

    /// Nil when the text has characters or a length that no id of ours has.
    public init?(_ text: some StringProtocol) {
        let bytes = text.utf8
        guard (1...64).contains(bytes.count), bytes.allSatisfy(Self.isAllowed) else { return nil }
        self.text = String(text)
    }

    /// For text that this program wrote itself (a database column, a checked pack).
    public init(trusted text: String) {
        self.text = text
    }

    /// 128 random bits as 26 characters of base 32 (no vowels that make words, no look-alikes).
    public static func random() -> Self {
        var generator = SystemRandomNumberGenerator()
        let alphabet = Array("0123456789bcdfghjkmnpqrstvwxyzaeu".utf8.prefix(32))
        let bytes = (0..<26).map { _ in alphabet[Int.random(in: 0..<32, using: &generator)] }
        return Self(trusted: String(decoding: bytes, as: UTF8.self))
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = Self(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an id")
        }
        self = id
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    public var description: String { text }
    public static func < (left: Self, right: Self) -> Bool { left.text < right.text }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}

/// A talk between a seeker and one or more counsellors.
public enum ConversationKind {}
/// A line of an organisation: one queue that seekers wait in.
public enum LineKind {}
/// An organisation that answers people.
public enum OrganisationKind {}
/// Somebody who works at an organisation.
public enum PersonKind {}
/// A Veilig Thuis region (`VT01` … `VT27`).
public enum RegionKind {}
/// What is counted (`veilig-thuis.advice`).
public enum IndicatorKind {}

public typealias ConversationID = ID<ConversationKind>
public typealias LineID = ID<LineKind>
public typealias OrganisationID = ID<OrganisationKind>
public typealias PersonID = ID<PersonKind>
public typealias RegionID = ID<RegionKind>
public typealias IndicatorID = ID<IndicatorKind>
