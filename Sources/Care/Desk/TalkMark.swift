import Core

/// By what a talk is told from one's others at a glance: a name and a colour that say nothing of the person in it.
struct TalkMark: Sendable, Hashable {
    /// From 0.
    let name: Int
    /// From 0, below `colours`.
    let colour: Int

    static let colours = 6

    /// Marks for the talks of one person, in the order in which they were taken: no two are alike while there is a choice.
    static func marks(_ talks: [ConversationID], names: Int) -> [ConversationID: TalkMark] {
        var marks: [ConversationID: TalkMark] = [:]
        for id in talks {
            // A sum that is the same in every process.
            let sum = id.text.utf8.reduce(7) { ($0 &* 31 &+ Int($1)) & 0xff_ffff }
            let taken = marks.values
            marks[id] = TalkMark(
                name: free(sum, names) { name in taken.contains { $0.name == name } },
                colour: free(sum / 97, colours) { colour in taken.contains { $0.colour == colour } })
        }
        return marks
    }

    private static func free(_ start: Int, _ count: Int, _ isTaken: (Int) -> Bool) -> Int {
        guard count > 0 else { return 0 }
        return (0..<count).map { (start + $0) % count }.first { !isTaken($0) } ?? start % count
    }
}
