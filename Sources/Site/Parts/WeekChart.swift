import Core

/// A week as SVG, a row for each day: on top a line of how many come, below it bars of how many are needed and a line of
/// how many there will be. No script, no style attribute, no colour of its own; 300 wide, as every chart here.
public struct WeekChart: Sendable {
    /// 24 values of each kind.
    public struct Day: Sendable {
        let name: String
        let coming: [Double]
        let needed: [Int]
        let planned: [Int]?

        public init(name: String, coming: [Double], needed: [Int], planned: [Int]?) {
            (self.name, self.coming, self.needed, self.planned) = (name, coming, needed, planned)
        }
    }

    /// What the drawing says in words.
    public struct Words: Sendable {
        let title: String
        let description: String
        let coming: String
        let needed: String
        let short: String
        let planned: String
        /// The most that come in an hour of a day, to stand beside its name.
        let most: @Sendable (Double) -> String

        public init(
            title: String, description: String, coming: String, needed: String, short: String, planned: String,
            most: @escaping @Sendable (Double) -> String
        ) {
            (self.title, self.description, self.coming) = (title, description, coming)
            (self.needed, self.short, self.planned, self.most) = (needed, short, planned, most)
        }
    }

    private let days: [Day]
    private let words: Words
    /// Unique within the page.
    private let prefix: String

    private static let width = 300.0
    private static let column = 12.5
    /// Name, the strip of those who come, the bars, the hours.
    private static let (head, strip, bars, foot) = (20.0, 26.0, 48.0, 24.0)
    private static var row: Double { head + strip + bars + foot }

    public init(_ days: [Day], _ words: Words, id prefix: String) {
        (self.days, self.words, self.prefix) = (days, words, prefix)
    }

    private var hasPlan: Bool { days.contains { $0.planned != nil } }

    public var svg: HTML {
        let height = legendHeight + Double(days.count) * Self.row
        let rows = days.enumerated().map { row($1, at: legendHeight + Double($0) * Self.row) }
        return """
            <svg role="img" aria-labelledby="\(prefix)t \(prefix)d" viewBox="0 0 300 \(c(height))" font-size="15" \
            fill="currentColor" stroke="none"><title id="\(prefix)t">\(words.title)</title>\
            <desc id="\(prefix)d">\(words.description)</desc>\
            <defs><pattern id="\(prefix)p" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">\
            <path d="M1 0V5" stroke="currentColor" stroke-width="1.5"/></pattern></defs>\(legend)\(rows)</svg>
            """
    }

    private var mostNeeded: Double {
        Double(days.flatMap { $0.needed + ($0.planned ?? []) }.max() ?? 1)
    }
    private var mostComing: Double { days.flatMap(\.coming).max() ?? 1 }

    private func row(_ day: Day, at top: Double) -> HTML {
        let most = words.most(day.coming.max() ?? 0)
        let base = top + Self.head + Self.strip + Self.bars
        let scale = Self.bars / max(1, mostNeeded)
        var parts: [HTML] = [
            "<text y=\"\(c(top + 14))\" font-weight=\"bold\">\(day.name)</text>",
            "<text x=\"300\" y=\"\(c(top + 14))\" text-anchor=\"end\">\(most)</text>",
        ]
        let foot = top + Self.head + Self.strip - 2
        var line = ""
        for (hour, coming) in day.coming.enumerated() {
            let y = foot - coming / max(mostComing, .leastNonzeroMagnitude) * (Self.strip - 4)
            line += "\(hour == 0 ? "M" : "L")\(c((Double(hour) + 0.5) * Self.column)) \(c(y))"
        }
        parts.append("<path d=\"\(line)\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\"/>")
        for (hour, needed) in day.needed.enumerated() where needed > 0 {
            let height = Double(needed) * scale
            let isShort = day.planned.map { $0[hour] < needed } ?? false
            let place: HTML =
                "x=\"\(c(Double(hour) * Self.column + 1))\" y=\"\(c(base - height))\" width=\"\(c(Self.column - 2))\" height=\"\(c(height))\""
            parts.append(isShort ? "<rect class=\"staaf\" \(place)/>" : "<rect \(place) fill=\"url(#\(prefix)p)\"/>")
        }
        if let planned = day.planned { parts.append(steps(planned, base: base, scale: scale)) }
        parts.append("<path d=\"M0 \(c(base))H300\" stroke=\"currentColor\"/>")
        for hour in [0, 6, 12, 18] {
            parts.append("<text x=\"\(c(Double(hour) * Self.column))\" y=\"\(c(base + 16))\">\(hour)</text>")
        }
        return parts.joined()
    }

    private func steps(_ planned: [Int], base: Double, scale: Double) -> HTML {
        var path = ""
        for (hour, count) in planned.enumerated() {
            let y = base - Double(count) * scale
            path += "\(hour == 0 ? "M0 " : "V")\(c(y))H\(c(Double(hour + 1) * Self.column))"
        }
        return "<path d=\"\(path)\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2.5\"/>"
    }

    private var legendHeight: Double { hasPlan ? 100 : 52 }

    private var legend: HTML {
        var parts: [HTML] = [
            "<path d=\"M0 10H20\" stroke=\"currentColor\" stroke-width=\"1.5\"/><text x=\"26\" y=\"15\">\(words.coming)</text>",
            "<rect y=\"27\" width=\"20\" height=\"14\" fill=\"url(#\(prefix)p)\"/><text x=\"26\" y=\"39\">\(words.needed)</text>",
        ]
        if hasPlan {
            parts += [
                "<rect class=\"staaf\" y=\"51\" width=\"20\" height=\"14\"/><text x=\"26\" y=\"63\">\(words.short)</text>",
                "<path d=\"M0 82H20\" stroke=\"currentColor\" stroke-width=\"2.5\"/><text x=\"26\" y=\"87\">\(words.planned)</text>",
            ]
        }
        return parts.joined()
    }

    /// With one decimal, and a point whatever the language.
    private func c(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0
            ? String(tenths / 10) : "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }
}
