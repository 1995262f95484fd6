import Site

/// Who left a line without an answer: by how long they waited, by entrance and by hour.
enum LeftPages {
    /// What stands below the heading of the part.
    static func left(_ left: LeftBehind, _ say: Speech) -> HTML {
        guard !left.isEmpty else { return "<p>\(say(StaffingPhrase.leftNone))</p>" }
        let words = StaffingWording(say: say)
        func table(_ caption: StaffingPhrase, _ column: StaffingPhrase, _ rows: [(name: String, number: Int64?)])
            -> HTML
        {
            let rows: [HTML] = rows.map { row in
                let number = row.number.map { words.number(Double($0)) } ?? say(StaffingPhrase.tooFew)
                return "<tr><th scope=\"row\">\(row.name)</th><td class=\"n\">\(number)</td></tr>"
            }
            return """
                <table><caption>\(say(caption))</caption><thead><tr><th scope="col">\(say(column))</th>\
                <th scope="col">\(say(StaffingPhrase.columnNumber))</th></tr></thead><tbody>\(rows)</tbody></table>
                """
        }
        let before =
            left.before.map { say(StaffingPhrase.leftBefore, ["number": words.number(Double($0))]) }
            ?? say(StaffingPhrase.leftBeforeFew)
        let hours: HTML =
            left.byHour.isEmpty
            ? "<p>\(say(StaffingPhrase.leftByHourNone))</p>"
            : table(.leftByHour, .columnHour, left.byHour.map { (words.hour($0.hour), $0.number) })
        let waits = left.byWait.enumerated().map { (words.range($0), $1) }
        let doors = left.byDoor.map { ($0.name ?? say(StaffingPhrase.doorUnknown), $0.number) }
        return """
            <p>\(say(StaffingPhrase.leftExplained, ["weeks": String(left.weeks)]))</p><p class="zin">\(before)</p>
            <div class="weggegaan">\(table(.leftByWait, .columnWait, waits))\(table(.leftByDoor, .columnDoor, doors))\(hours)</div>
            """
    }
}
