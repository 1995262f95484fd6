/// A value that has no printable form: a log line, an error, a debugger or `dump` shows `‹secret›`.
///
/// None of these types is `Codable`: bytes leave them by a name that can be searched for.
public protocol Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {}

extension Secret {
    public var description: String { "‹secret›" }
    public var debugDescription: String { "‹secret›" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
