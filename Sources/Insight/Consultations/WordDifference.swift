/// What is other in a text than in an earlier one, word by word: what stayed, what was taken out, what was added.
///
/// The longest row of words that both have in that order stays. Time and memory go with the number of words of one times that
/// of the other, which `Consultation.messageLimit` bounds.
struct WordDifference: Sendable, Hashable {
    enum Kind: String, Sendable {
        case same, removed, added
    }

    /// Words in a row of one kind, with a blank between them and their line ends.
    struct Part: Sendable, Hashable {
        let kind: Kind
        let text: String
    }

    let parts: [Part]
    /// Words that were added and taken out, line ends not counted.
    let added: Int
    let removed: Int

    init(from earlier: String, to later: String) {
        let (old, new) = (Self.tokens(earlier), Self.tokens(later))
        let pieces = Self.compare(old, new)
        parts = pieces.map { Part(kind: $0.kind, text: Self.joined($0.tokens)) }
        func words(_ kind: Kind) -> Int {
            pieces.filter { $0.kind == kind }.reduce(0) { $0 + $1.tokens.count { !Self.isLineEnd($0) } }
        }
        (added, removed) = (words(.added), words(.removed))
    }

    private struct Piece {
        let kind: Kind
        var tokens: [Substring]
    }

    // MARK: words

    private static func isLineEnd(_ token: Substring) -> Bool { token.first == "\n" }

    /// Words and line ends; an empty line is one of them, however high it is.
    private static func tokens(_ text: String) -> [Substring] {
        var all: [Substring] = []
        var rest = text[...]
        while let first = rest.first {
            if first.isWhitespace {
                let blank = rest.prefix(while: \.isWhitespace)
                let ends = blank.count(where: \.isNewline)
                if ends > 0 { all.append(ends == 1 ? "\n" : "\n\n") }
                rest = rest.dropFirst(blank.count)
            } else {
                let word = rest.prefix { !$0.isWhitespace }
                all.append(word)
                rest = rest.dropFirst(word.count)
            }
        }
        return all
    }

    private static func joined(_ tokens: [Substring]) -> String {
        var text = ""
        for token in tokens {
            if !text.isEmpty, !isLineEnd(token), text.last != "\n" { text += " " }
            text += token
        }
        return text
    }

    // MARK: comparing

    private static func compare(_ old: [Substring], _ new: [Substring]) -> [Piece] {
        let head = zip(old, new).prefix { $0 == $1 }.count
        let tail = zip(old.dropFirst(head).reversed(), new.dropFirst(head).reversed()).prefix { $0 == $1 }.count
        let (left, right) = (old[head..<(old.count - tail)], new[head..<(new.count - tail)])
        var pieces: [Piece] = []
        var (removed, added): ([Substring], [Substring]) = ([], [])
        func add(_ kind: Kind, _ tokens: some Sequence<Substring>) {
            if pieces.last?.kind == kind {
                pieces[pieces.count - 1].tokens += tokens
            } else {
                let tokens = Array(tokens)
                if !tokens.isEmpty { pieces.append(Piece(kind: kind, tokens: tokens)) }
            }
        }
        // What was taken out is read before what came in its place.
        func settle() {
            add(.removed, removed)
            add(.added, added)
            (removed, added) = ([], [])
        }
        add(.same, old[..<head])
        for (kind, token) in steps(Array(left), Array(right)) {
            switch kind {
            case .removed: removed.append(token)
            case .added: added.append(token)
            case .same:
                settle()
                add(.same, [token])
            }
        }
        settle()
        add(.same, old[(old.count - tail)...])
        return pieces
    }

    private static func steps(_ old: [Substring], _ new: [Substring]) -> [(Kind, Substring)] {
        guard !old.isEmpty, !new.isEmpty else {
            return old.map { (.removed, $0) } + new.map { (.added, $0) }
        }
        // Numbers are compared quicker than words.
        var numbers: [Substring: Int32] = [:]
        func number(_ word: Substring) -> Int32 {
            if let known = numbers[word] { return known }
            let next = Int32(numbers.count)
            numbers[word] = next
            return next
        }
        let (a, b) = (old.map(number), new.map(number))
        let width = b.count + 1
        // How many words both have from here on, at most.
        var common = [UInt16](repeating: 0, count: (a.count + 1) * width)
        for i in a.indices.reversed() {
            for j in b.indices.reversed() {
                common[i * width + j] =
                    a[i] == b[j]
                    ? common[(i + 1) * width + j + 1] + 1
                    : max(common[(i + 1) * width + j], common[i * width + j + 1])
            }
        }
        var all: [(Kind, Substring)] = []
        var (i, j) = (0, 0)
        while i < a.count || j < b.count {
            if i < a.count, j < b.count, a[i] == b[j] {
                all.append((.same, old[i]))
                (i, j) = (i + 1, j + 1)
            } else if j == b.count || (i < a.count && common[(i + 1) * width + j] >= common[i * width + j + 1]) {
                all.append((.removed, old[i]))
                i += 1
            } else {
                all.append((.added, new[j]))
                j += 1
            }
        }
        return all
    }
}
