/// 2,048 everyday words, any two of which are hard to take for one another.
struct WordList: Sendable {
    /// In alphabetical order.
    let words: [String]
    private let known: Set<String>
    private let letters: [[UInt8]]

    init(_ text: String) {
        words = text.split { $0 == " " || $0 == "\n" }.map { String($0) }
        known = Set(words)
        letters = words.map { Array($0.utf8) }
    }

    static let dutch = WordList(dutchText)

    /// The word itself; or else the only word of the list that is one typing error away (a letter wrong, missing, too
    /// many, or two letters swapped); or else nil.
    func nearest(to typed: String) -> String? {
        if known.contains(typed) { return typed }
        let typed = Array(typed.utf8)
        guard (3...9).contains(typed.count) else { return nil }
        var found: Int?
        for index in letters.indices where Self.oneErrorApart(typed, letters[index]) {
            guard found == nil else { return nil }
            found = index
        }
        return found.map { words[$0] }
    }

    static func oneErrorApart(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard abs(left.count - right.count) <= 1 else { return false }
        var start = 0
        while start < left.count, start < right.count, left[start] == right[start] { start += 1 }
        let (l, r) = (left[start...], right[start...])
        if l.count > r.count { return l.dropFirst() == r }
        if l.count < r.count { return l == r.dropFirst() }
        if l.isEmpty { return false }
        if l.dropFirst() == r.dropFirst() { return true }
        return l.count > 1 && l[start] == r[start + 1] && l[start + 1] == r[start] && l.dropFirst(2) == r.dropFirst(2)
    }
}
