/// What shows that a text is not finished: a gap that somebody still has to fill in.
public enum Unfilled {
    /// The first gap in a text: `[…]`, `{…}`, `<naam>`, `xxx`, `___`,
    /// `NAAM`, dots after a greeting. Nil when there is none. At most 60 characters of it.
    public static func first(in text: String) -> String? {
        let brackets: Substring? = text.firstMatch(of: /\[[^\[\]\n]{0,80}\]|\{[^{}\n]{0,80}\}/)?.output
        let marks: Substring? = text.firstMatch(of: /<\p{L}{2}[^<>\n]{0,80}>|_{3,}/)?.output
        // "Hoi ..." and "mijn naam is …": the name is not there yet. Elsewhere dots are somebody who thinks.
        let dots: Substring? = text.firstMatch(
            of: /(?i)\b(?:hoi|hallo|hey|dag|beste|lieve|hi|hello|dear|naam is|name is|ik heet) *(\.{3,}|…)/)?.output.1
        // A word of three or more, as in "my name is xxxxx", and the word that stands for a name.
        let words: [Substring] = text.split { !$0.isLetter && !$0.isNumber }
        let crosses: Substring? = words.first { word in
            word == "NAAM" || word == "NAME" || word.count >= 3 && word.allSatisfy { $0 == "x" || $0 == "X" }
        }
        let first = [brackets, marks, dots, crosses].compactMap(\.self).min { $0.startIndex < $1.startIndex }
        return first.map { String($0.prefix(60)) }
    }
}
