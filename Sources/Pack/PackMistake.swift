/// Something wrong in a country pack: where it is, what it is, and what to write instead.
public struct PackMistake: Error, Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The file, seen from the folder of the pack: `services/kindertelefoon.yaml`.
    public let file: String
    /// The line, from 1.
    public let line: Int
    /// One or two sentences for the person who edits the pack.
    public let message: String

    public init(file: String, line: Int, message: String) {
        self.file = file
        self.line = max(1, line)
        self.message = message
    }

    /// `services/kindertelefoon.yaml:12: …`
    public var description: String { "\(file):\(line): \(message)" }

    public static func < (left: Self, right: Self) -> Bool {
        (left.file, left.line, left.message) < (right.file, right.line, right.message)
    }
}

/// Why a pack was not loaded: every mistake in it, in order of file and line. Never empty.
public struct PackMistakes: Error, Sendable, CustomStringConvertible {
    public let mistakes: [PackMistake]

    public init(mistakes: [PackMistake]) {
        self.mistakes = mistakes
    }

    public var description: String { mistakes.map(\.description).joined(separator: "\n") }
}
