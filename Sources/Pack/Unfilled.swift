/// What shows that a text is not finished: a gap that somebody still has to fill in.
public enum Unfilled {
    /// The first gap in a text: `[…]`, `{…}`, `xxx`, `___`. Nil when there is none. At most 60 characters of it.
    public static func first(in text: String) -> String? {
        let gap: Substring? = text.firstMatch(of: /\[[^\[\]\n]{0,80}\]|\{[^{}\n]{0,80}\}|_{3,}/)?.output
        // A word of three or more, as in "my name is xxxxx".
        let words: [Substring] = text.split { !$0.isLetter && !$0.isNumber }
        let crosses: Substring? = words.first { word in
            word.count >= 3 && word.allSatisfy { $0 == "x" || $0 == "X" }
        }
        guard let gap, let crosses else { return (gap ?? crosses).map { String($0.prefix(60)) } }
        return String((gap.startIndex < crosses.startIndex ? gap : crosses).prefix(60))
    }
}
