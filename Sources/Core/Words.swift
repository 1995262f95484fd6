/// What a person wrote or said. It has no printable form: a log line, an error or a debugger shows `‹words›`.
public struct Words: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let text: String

    public init(_ text: String) {
        self.text = text
    }

    /// The text itself, for sealing it or showing it to somebody who may read it. Search for this name to see who reads.
    public func reveal() -> String { text }

    public var isEmpty: Bool { text.isEmpty }
    public var description: String { "‹words›" }
    public var debugDescription: String { "‹words›" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
