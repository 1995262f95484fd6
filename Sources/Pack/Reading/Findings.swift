/// The mistakes found so far while one pack is read. Used by one reader, on one thread, and then gone.
final class Findings {
    private var mistakes: [PackMistake] = []
    /// Beyond this the editor has enough to do, and memory stays bounded.
    private static let most = 500

    var isEmpty: Bool { mistakes.isEmpty }
    var sorted: [PackMistake] { Array(Set(mistakes)).sorted() }

    func add(_ spot: Spot, _ message: String) {
        guard mistakes.count < Self.most else { return }
        mistakes.append(PackMistake(file: spot.file, line: spot.line, message: message))
    }
}

/// A line of a file of the pack.
struct Spot: Sendable, Hashable {
    let file: String
    let line: Int
}

/// What an editor wrote, short enough for a message and without control characters.
func shown(_ text: String) -> String {
    let plain = String(String.UnicodeScalarView(text.unicodeScalars.prefix(60).map { $0.value < 32 ? " " : $0 }))
    return "“\(plain)\(text.unicodeScalars.count > 60 ? "…" : "")”"
}
