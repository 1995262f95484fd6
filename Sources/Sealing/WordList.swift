/// 2,048 everyday words, any two of which are hard to take for one another.
struct WordList: Sendable {
    /// In alphabetical order.
    let words: [String]
    private let known: Set<String>

    init(_ text: String) {
        words = text.split { $0 == " " || $0 == "\n" }.map { String($0) }
        known = Set(words)
    }

    static let dutch = WordList(dutchText)

    /// The word itself; or else the only word of the list that is one typing error away (a letter wrong, missing, too
    /// many, or two letters swapped); or else nil.
    func nearest(to typed: String) -> String? {
        if known.contains(typed) { return typed }
        let letters = Array(typed.utf8)
        guard (2...10).contains(letters.count) else { return nil }
        var found: String?
        for word in words where Self.oneErrorApart(letters, Array(word.utf8)) {
            guard found == nil else { return nil }
            found = word
        }
        return found
    }

    static func oneErrorApart(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard abs(left.count - right.count) <= 1 else { return false }
        let start = zip(left, right).prefix { $0 == $1 }.count
        let (l, r) = (left.dropFirst(start), right.dropFirst(start))
        if l.count != r.count {
            return l.count > r.count ? l.dropFirst().elementsEqual(r) : r.dropFirst().elementsEqual(l)
        }
        if l.dropFirst().elementsEqual(r.dropFirst()) { return !l.isEmpty }
        return l.prefix(2).reversed().elementsEqual(r.prefix(2)) && l.dropFirst(2).elementsEqual(r.dropFirst(2))
    }
}
