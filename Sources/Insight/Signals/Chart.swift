import Core
import Pack
import Site

/// A chart of a series as SVG: no script, no style attribute, no colour of its own.
///
/// Up to ``mostBars`` points lie as bars from zero, each with its number, in order of time; more become a line that is
/// cut where a figure is missing, hidden, or cannot be compared. It is drawn 300 wide so that its 15-unit text is more
/// than 12 pixels high on the narrowest screen.
struct Chart {
    static let mostBars = 12
    static let mostDots = 80
    private static let width = 300.0
    private static let font = 15.0

    private let series: PublishedSeries
    private let wording: Wording
    private let place: String
    /// Names that are unique within the page.
    private let prefix: String
    private let marks: [ChartMark]
    private let band: [Period: SignalsBand]
    /// What the axis must hold whatever is shown of the series.
    private let most: Int
    private var say: Speech { wording.say }

    /// - Parameters:
    ///   - events: what may have moved the figure, drawn as numbered lines.
    ///   - band: what was expected; drawn only where the figure is told.
    ///   - most: the highest number of the whole series, so that the axis is the same whatever part of it is shown.
    init(
        _ series: PublishedSeries, _ wording: Wording, place: String, number: Int, events: [CalendarEvent] = [],
        band: [Period: SignalsBand] = [:], most: Int = 0
    ) {
        self.series = series
        self.wording = wording
        self.place = place
        prefix = "g\(number)"
        marks = ChartMark.all(series, events: events)
        self.band = band
        self.most = max(most, series.points.compactMap(\.number).max() ?? 1)
    }

    /// Nil when there is nothing to draw.
    var svg: HTML? {
        guard series.points.contains(where: { $0.number != nil }) else { return nil }
        let (height, drawing) = series.points.count > Self.mostBars ? line : bars
        return """
            <svg role="img" aria-labelledby="\(prefix)t \(prefix)d" viewBox="0 0 \(c(Self.width)) \(c(height))" \
            font-size="15" fill="currentColor" stroke="none"><title id="\(prefix)t">\(title)</title>\
            <desc id="\(prefix)d">\(ChartText(series, wording, marks: marks, hasBand: hasBand).description)</desc>\(pattern)\(drawing)</svg>
            """
    }

    /// The same as a file of its own, with lines of text above and below it.
    func file(above: [String], below: [String]) -> HTML? {
        guard series.points.contains(where: { $0.number != nil }) else { return nil }
        let (height, drawing) = series.points.count > Self.mostBars ? line : bars
        let heads = above.flatMap(Self.lines)
        let feet = below.flatMap(Self.lines)
        func text(_ lines: [String], from y: Double) -> [HTML] {
            lines.enumerated().map { "<text x=\"0\" y=\"\(c(y + Double($0) * 19))\">\($1)</text>" }
        }
        let top = Double(heads.count) * 19 + 12
        let whole = top + height + 24 + Double(feet.count) * 19
        return """
            <svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="\(prefix)t \(prefix)d" viewBox="-12 -12 324 \(c(whole + 12))" \
            width="972" height="\(c((whole + 12) * 3))" font-family="system-ui, 'Noto Sans', 'DejaVu Sans', sans-serif" font-size="15" \
            color="#2b2622" fill="currentColor" stroke="none"><title id="\(prefix)t">\(title)</title>\
            <desc id="\(prefix)d">\(ChartText(series, wording, marks: marks, hasBand: hasBand).description)</desc>\
            <rect x="-12" y="-12" width="324" height="\(c(whole + 12))" fill="#fffdfa"/>\(pattern)\(text(heads, from: 15))\
            <g transform="translate(0 \(c(top)))">\(drawing)</g>\(text(feet, from: top + height + 24))</svg>
            """
    }

    /// A text cut into lines that fit.
    private static func lines(_ text: String) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, width(of: "\(last) \(word)") <= Self.width {
                lines[lines.count - 1] = "\(last) \(word)"
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }

    private var title: String {
        say(SignalsPhrase.chartTitle, ["name": series.indicator.name[wording.language], "place": place])
    }

    private var pattern: HTML? {
        guard series.points.contains(where: { $0.isProvisional && $0.number != nil }) else { return nil }
        return """
            <defs><pattern id="\(prefix)p" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">\
            <path d="M1 0V6" stroke="currentColor" stroke-width="2"/></pattern></defs>
            """
    }

    // MARK: Bars

    private var bars: (height: Double, drawing: HTML) {
        let points = series.points
        let labels = points.map { wording.short($0.period) }
        let left = (labels.map(Self.width(of:)).max() ?? 0) + 6
        let right = Self.width(of: wording.number(most)) + 6
        let room = max(40, Self.width - left - right)
        let top = Double(most)
        let cuts = Dictionary(grouping: marks, by: \.before)
        var y = legendHeight
        var parts: [HTML] = [legend]
        for (index, point) in points.enumerated() {
            for cut in cuts[index] ?? [] {
                parts.append(
                    mark(cut.number, from: (0, y + 12), to: (Self.width - 24, y + 12), at: (Self.width - 12, y + 12)))
                y += 24
            }
            parts.append("<text x=\"\(c(left - 6))\" y=\"\(c(y + 19))\" text-anchor=\"end\">\(labels[index])</text>")
            if let number = point.number {
                let length = top == 0 ? 0 : Double(number) / top * room
                parts.append(bar(x: left, y: y + 3, length: length, isProvisional: point.isProvisional))
                if let band = band[point.period], top > 0 {
                    let (low, high) = (Double(band.low) / top * room, Double(band.high) / top * room)
                    let (from, to) = (left + min(room, low), left + min(room + right - 2, high))
                    parts.append(
                        """
                        <path class="snor" d="M\(c(from)) \(c(y + 22))V\(c(y + 28))M\(c(from)) \(c(y + 25))H\(c(to))M\(c(to)) \(c(y + 22))V\(c(y + 28))" \
                        fill="none" stroke="currentColor"/>
                        """)
                }
                parts.append("<text x=\"\(c(left + length + 4))\" y=\"\(c(y + 19))\">\(wording.number(number))</text>")
            } else {
                parts.append("<text x=\"\(c(left + 4))\" y=\"\(c(y + 19))\">\(wording.figure(point))</text>")
            }
            y += 28
        }
        let base = "M\(c(left)) \(c(legendHeight))V\(c(y))"
        parts.append("<path d=\"\(base)\" stroke=\"currentColor\"/>")
        return (y + 2, parts.joined())
    }

    private func bar(x: Double, y: Double, length: Double, isProvisional: Bool) -> HTML {
        let box: HTML = "x=\"\(c(x))\" y=\"\(c(y))\" width=\"\(c(length))\" height=\"22\""
        guard isProvisional else { return "<rect class=\"staaf\" \(box)/>" }
        return "<rect \(box) fill=\"url(#\(prefix)p)\" stroke=\"currentColor\"/>"
    }

    // MARK: Line

    private var line: (height: Double, drawing: HTML) {
        let points = series.points
        let top = Self.scale(max(most, points.compactMap { hasBand(at: $0)?.high }.max() ?? 0))
        let ticks = [0, top / 2, top]
        let left = (ticks.map { Self.width(of: wording.number($0)) }.max() ?? 0) + 6
        let step = (Self.width - left - 10) / Double(points.count)
        let (upper, lower) = (legendHeight + 38, legendHeight + 208)
        func x(_ index: Int) -> Double { left + (Double(index) + 0.5) * step }
        func y(_ number: Int) -> Double { lower - Double(number) / Double(top) * (lower - upper) }
        var parts: [HTML] = [legend]
        for tick in ticks {
            let height = y(tick)
            parts.append(
                """
                <text x="\(c(left - 6))" y="\(c(height + 5))" text-anchor="end">\(wording.number(tick))</text>\
                <path d="M\(c(left)) \(c(height))H\(c(Self.width))" stroke="currentColor" stroke-opacity="\(tick == 0 ? "1" : ".3")"/>
                """)
        }
        parts += bandShape(x: x, y: y, step: step)
        let cuts = marks.filter { $0.kind == .cut }
        for cut in marks {
            let at = left + Double(cut.before) * step
            parts.append(mark(cut.number, from: (at, upper - 14), to: (at, lower), at: (at, upper - 26)))
        }
        var (solid, broken) = ("", "")
        // Dots of many points would run into each other.
        let hasDots = points.count <= Self.mostDots
        for index in points.indices {
            guard let number = points[index].number else {
                parts.append(gap(points[index], x: x(index), y: lower - 7))
                continue
            }
            let isProvisional = points[index].isProvisional
            if index > 0, let earlier = points[index - 1].number, !cuts.contains(where: { $0.before == index }) {
                let piece = "M\(c(x(index - 1))) \(c(y(earlier)))L\(c(x(index))) \(c(y(number)))"
                if isProvisional { broken += piece } else { solid += piece }
            }
            let hasNeighbour =
                (index > 0 && points[index - 1].number != nil)
                || (index + 1 < points.count && points[index + 1].number != nil)
            guard hasDots || !hasNeighbour || isProvisional else { continue }
            let dot: HTML = "cx=\"\(c(x(index)))\" cy=\"\(c(y(number)))\" r=\"3\""
            parts.append(
                isProvisional
                    ? "<circle \(dot) fill=\"none\" stroke=\"currentColor\"/>" : "<circle class=\"punt\" \(dot)/>")
        }
        if !solid.isEmpty { parts.append(path(solid, nil)) }
        if !broken.isEmpty { parts.append(path(broken, " stroke-dasharray=\"4 3\"")) }
        parts += directLabels(x: x, y: y)
        parts += periodLabels(x: x, y: lower + 18, step: step)
        return (lower + 44, parts.joined())
    }

    private func hasBand(at point: PublishedPoint) -> SignalsBand? { point.number == nil ? nil : band[point.period] }
    private var hasBand: Bool { series.points.contains { hasBand(at: $0) != nil } }

    /// What was expected, as a surface behind the line; open where the figure is not told.
    private func bandShape(x: (Int) -> Double, y: (Int) -> Double, step: Double) -> [HTML] {
        var shapes: [HTML] = []
        var run: [(index: Int, band: SignalsBand)] = []
        func close() {
            guard !run.isEmpty else { return }
            let upper = run.map { "\(c(x($0.index) - step / 2)) \(c(y($0.band.high)))H\(c(x($0.index) + step / 2))" }
            let lower = run.reversed().map {
                "\(c(x($0.index) + step / 2)) \(c(y($0.band.low)))H\(c(x($0.index) - step / 2))"
            }
            let data = "M" + (upper + lower).joined(separator: "L") + "Z"
            shapes.append(
                "<path class=\"band\" d=\"\(data)\" fill=\"currentColor\" fill-opacity=\".18\" stroke=\"currentColor\"/>"
            )
            run = []
        }
        for (index, point) in series.points.enumerated() {
            if let band = hasBand(at: point) { run.append((index, band)) } else { close() }
        }
        close()
        return shapes
    }

    private func path(_ data: String, _ more: HTML?) -> HTML {
        "<path class=\"s1\" d=\"\(data)\" fill=\"none\" stroke=\"currentColor\"\(more)/>"
    }

    /// The last number, and the one a year before it when there is room.
    private func directLabels(x: (Int) -> Double, y: (Int) -> Double) -> [HTML] {
        guard let last = series.points.lastIndex(where: { $0.number != nil }) else { return [] }
        let before = series.points[last].period.yearBefore.flatMap { period in
            series.points.firstIndex { $0.period == period && $0.number != nil }
        }
        var taken: [Double] = []
        return [last, before].compactMap(\.self).compactMap { index in
            guard let number = series.points[index].number else { return nil }
            let text = wording.number(number)
            let half = Self.width(of: text) / 2
            let middle = min(Self.width - half, max(half, x(index)))
            guard taken.allSatisfy({ abs($0 - middle) > half * 2 + 4 }) else { return nil }
            taken.append(middle)
            return
                "<text x=\"\(c(middle))\" y=\"\(c(y(number) - 7))\" text-anchor=\"middle\" font-weight=\"bold\">\(text)</text>"
        }
    }

    /// Week, month or half in the first row as far as there is room, counted from the last; the years below.
    private func periodLabels(x: (Int) -> Double, y: Double, step: Double) -> [HTML] {
        let points = series.points
        let every = max(1, Int((28 / step).rounded(.up)))
        var parts: [HTML] = []
        var yearEnd = -Double.infinity
        for (index, point) in points.enumerated() {
            if (points.count - 1 - index) % every == 0 {
                let text = Self.tiny(point.period)
                parts.append("<text x=\"\(c(x(index)))\" y=\"\(c(y))\" text-anchor=\"middle\">\(text)</text>")
            }
            guard index == 0 || points[index - 1].period.year != point.period.year else { continue }
            let year = String(point.period.year)
            let start = min(x(index) - step / 2, Self.width - Self.width(of: year))
            guard start > yearEnd + 6 else { continue }
            parts.append("<text x=\"\(c(start))\" y=\"\(c(y + 20))\">\(year)</text>")
            yearEnd = start + Self.width(of: year)
        }
        return parts
    }

    private static func tiny(_ period: Period) -> String {
        switch period {
        case .day(let day): "\(day.civil.day)/\(day.civil.month)"
        case .week(let week): String(week.number)
        case .month(_, let month): String(month)
        case .half(_, let half): String(half)
        }
    }

    /// What stands where a figure does not: a cross when there is none, an open diamond when it is too small.
    private func gap(_ point: PublishedPoint, x: Double, y: Double) -> HTML {
        let data =
            point.figure == .missing
            ? "M\(c(x - 3)) \(c(y - 3))l6 6m0 -6l-6 6" : "M\(c(x)) \(c(y - 4))l4 4l-4 4l-4 -4z"
        return "<path d=\"\(data)\" fill=\"none\" stroke=\"currentColor\"/>"
    }

    // MARK: Shared parts

    /// A numbered line where the series breaks; the list under the chart says why.
    private func mark(
        _ number: Int, from: (Double, Double), to: (Double, Double), at: (Double, Double)
    ) -> HTML {
        """
        <path class="breuk" d="M\(c(from.0)) \(c(from.1))L\(c(to.0)) \(c(to.1))" stroke="currentColor" stroke-dasharray="2 3"/>\
        <circle cx="\(c(at.0))" cy="\(c(at.1))" r="11" fill="none" stroke="currentColor"/>\
        <text x="\(c(at.0))" y="\(c(at.1 + 5))" text-anchor="middle">\(number)</text>
        """
    }

    private var legendHeight: Double { Double(legendRows.count) * 24 }

    private var legend: HTML {
        legendRows.enumerated().map { index, row -> HTML in
            let y = Double(index) * 24
            return "\(row.sample(y))<text x=\"26\" y=\"\(c(y + 16))\">\(row.text)</text>"
        }.joined()
    }

    /// What the drawing uses that needs a word.
    private var legendRows: [(text: String, sample: (Double) -> HTML)] {
        let isLine = series.points.count > Self.mostBars
        var rows: [(text: String, sample: (Double) -> HTML)] = []
        if series.points.contains(where: { $0.isProvisional && $0.number != nil }) {
            rows.append(
                (
                    say(FiguresPhrase.provisional),
                    { y in
                        isLine
                            ? path("M0 \(c(y + 11))H20", " stroke-dasharray=\"4 3\"")
                            : """
                            <rect x="1" y="\(c(y + 4))" width="18" height="14" fill="url(#\(prefix)p)" stroke="currentColor"/>
                            """
                    }
                ))
        }
        if hasBand {
            rows.append(
                (
                    say(PicturePhrase.band),
                    { y in
                        isLine
                            ? """
                            <rect class="band" x="1" y="\(c(y + 4))" width="18" height="14" fill="currentColor" fill-opacity=".18" stroke="currentColor"/>
                            """
                            : """
                            <path class="snor" d="M1 \(c(y + 8))V\(c(y + 14))M1 \(c(y + 11))H19M19 \(c(y + 8))V\(c(y + 14))" fill="none" stroke="currentColor"/>
                            """
                    }
                ))
        }
        if isLine {
            for figure in [PublishedPoint.Figure.missing, .suppressed] {
                guard let point = series.points.first(where: { $0.figure == figure }) else { continue }
                rows.append((wording.figure(point), { y in gap(point, x: 10, y: y + 11) }))
            }
        }
        return rows
    }

    /// A little more than letters take, so that nothing overlaps in any font.
    private static func width(of text: String) -> Double {
        text.reduce(0) { $0 + (".,'’ iljt".contains($1) ? 0.42 : 0.65) } * font
    }

    /// The first round number from `number` up that halves into a whole.
    static func scale(_ number: Int) -> Int {
        var power = 1
        while true {
            for step in [2, 4, 6, 8, 10] where step * power >= number { return step * power }
            power *= 10
        }
    }

    /// With one decimal, and a point whatever the language.
    private func c(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0
            ? String(tenths / 10) : "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }
}
