import Core
import Pack
import Site

/// A chart of a series as SVG: no script, no style attribute, no colour of its own.
///
/// Up to ``mostBars`` points lie as bars from zero, each with its number, in order of time; more become a line that is
/// cut where a figure is missing, hidden, or cannot be compared. It is drawn twice, and the room there is decides which one is seen: 300
/// wide so that its 15-unit text is more than 12 pixels high on the narrowest screen, and 600 wide as a column of text is.
struct Chart {
    static let mostBars = 12
    static let mostDots = 80
    static let narrow = 300.0
    static let wide = 600.0
    private static let font = 15.0

    var width = Chart.narrow

    let series: PublishedSeries
    let wording: Wording
    private let place: String
    /// Names that are unique within the page.
    var prefix: String
    let marks: [ChartMark]
    private let band: [Period: SignalsBand]
    private let estimates: [Period: SignalsEstimate]
    /// What the axis must hold whatever is shown of the series.
    private let most: Int
    private var say: Speech { wording.say }

    /// - Parameters:
    ///   - events: what may have moved the figure, drawn as numbered lines.
    ///   - band: what was expected; drawn only where the figure is told.
    ///   - estimates: what numbers are estimated to become of which reports are still coming in.
    ///   - most: the highest number of the whole series, so that the axis is the same whatever part of it is shown.
    init(
        _ series: PublishedSeries, _ wording: Wording, place: String, number: Int, events: [CalendarEvent] = [],
        band: [Period: SignalsBand] = [:], estimates: [Period: SignalsEstimate] = [:], most: Int = 0
    ) {
        self.series = series
        self.wording = wording
        self.place = place
        prefix = "g\(number)"
        marks = ChartMark.all(series, events: events)
        self.band = band
        let told = Set(series.points.filter { $0.number != nil }.map(\.period))
        self.estimates = estimates.filter { told.contains($0.key) }
        let numbers = series.points.compactMap(\.number) + self.estimates.values.map(\.high)
        self.most = max(most, numbers.max() ?? 1)
    }

    /// Both drawings; nil when there is nothing to draw.
    var svg: HTML? {
        guard hasDrawing else { return nil }
        return "\(drawn("smal"))\(sized(Self.wide, "r").drawn("ruim"))"
    }

    var hasDrawing: Bool { series.points.contains { $0.number != nil } }

    /// The same chart of another width, with names of its own.
    func sized(_ width: Double, _ mark: String) -> Chart {
        var chart = self
        (chart.width, chart.prefix) = (width, prefix + mark)
        return chart
    }

    private func drawn(_ kind: String) -> HTML {
        let (height, drawing) = series.points.count > Self.mostBars ? line : bars
        return """
            <svg class="\(kind)" role="img" aria-labelledby="\(prefix)t \(prefix)d" viewBox="0 0 \(c(width)) \(c(height))" \
            font-size="15" fill="currentColor" stroke="none"><title id="\(prefix)t">\(title)</title>\
            <desc id="\(prefix)d">\(ChartText(series, wording, marks: marks, hasBand: hasBand, estimates: estimates).description)</desc>\(pattern)\(drawing)</svg>
            """
    }

    var title: String {
        say(SignalsPhrase.chartTitle, ["name": series.indicator.name[wording.language], "place": place])
    }

    var pattern: HTML? {
        guard series.points.contains(where: { $0.isProvisional && $0.number != nil }) else { return nil }
        return """
            <defs><pattern id="\(prefix)p" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">\
            <path d="M1 0V6" stroke="currentColor" stroke-width="2"/></pattern></defs>
            """
    }

    // MARK: Bars

    var bars: (height: Double, drawing: HTML) {
        let points = series.points
        let labels = points.map { wording.short($0.period) }
        let left = (labels.map(Self.width(of:)).max() ?? 0) + 6
        let right = Self.width(of: wording.number(most)) + 6
        let room = max(40, width - left - right)
        let top = Double(most)
        let cuts = Dictionary(grouping: marks, by: \.before)
        var y = legendHeight
        var parts: [HTML] = [legend]
        for (index, point) in points.enumerated() {
            for cut in cuts[index] ?? [] {
                parts.append(
                    mark(cut.number, from: (0, y + 12), to: (width - 24, y + 12), at: (width - 12, y + 12)))
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
                if let estimate = estimates[point.period], top > 0 {
                    func x(_ number: Int) -> Double { left + Double(number) / top * room }
                    parts.append(
                        ChartEstimate.lying(
                            y: y + 4, estimate: x(estimate.estimate), low: x(estimate.low), high: x(estimate.high), c))
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

    var line: (height: Double, drawing: HTML) {
        let points = series.points
        let axis = NumberAxis(upTo: max(most, points.compactMap { hasBand(at: $0)?.high }.max() ?? 0))
        let left = (axis.ticks.map { Self.width(of: wording.number($0)) }.max() ?? 0) + 6
        // The last number stands outside, at the right, where it covers nothing.
        let last = lastNumber
        let right = width - (last.map { Self.width(of: wording.number($0.number)) + 10 } ?? 10)
        let step = (right - left) / Double(points.count)
        let levels = markLevels(step)
        let upper = legendHeight + 38 + Double((levels.max() ?? 0)) * 24
        let lower = upper + (width > Self.narrow ? 220 : 170)
        func x(_ index: Int) -> Double { left + (Double(index) + 0.5) * step }
        func y(_ number: Int) -> Double { lower - Double(number) / Double(axis.top) * (lower - upper) }
        var place = LabelPlace(top: upper - 12, bottom: lower - 1, left: left, right: right)
        var parts: [HTML] = [legend]
        for tick in axis.ticks {
            let height = y(tick)
            parts.append(
                """
                <text x="\(c(left - 6))" y="\(c(height + 5))" text-anchor="end">\(wording.number(tick))</text>\
                <path d="M\(c(left)) \(c(height))H\(c(right))" stroke="currentColor" stroke-opacity="\(tick == 0 ? "1" : ".3")"/>
                """)
        }
        parts += bandShape(x: x, y: y, step: step)
        let cuts = marks.filter { $0.kind == .cut }
        for (cut, level) in zip(marks, levels) {
            let (at, up) = (left + Double(cut.before) * step, upper - Double(level) * 24)
            parts.append(
                mark(cut.number, from: (at, up - 14), to: (at, lower), at: (min(width - 12, max(12, at)), up - 26)))
            place.avoid((at, up - 14), (at, lower))
        }
        var (solid, broken) = ("", "")
        // Dots of many points would run into each other.
        let hasDots = points.count <= Self.mostDots
        for index in points.indices {
            guard let number = points[index].number else {
                parts.append(gap(points[index], x: x(index), y: lower - 7))
                place.avoid((x(index) - 4, lower - 11), (x(index) + 4, lower - 3))
                continue
            }
            let isProvisional = points[index].isProvisional
            if let estimate = estimates[points[index].period] {
                parts.append(
                    ChartEstimate.upright(
                        x: x(index), estimate: y(estimate.estimate), low: y(estimate.low), high: y(estimate.high), c))
            }
            if index > 0, let earlier = points[index - 1].number, !cuts.contains(where: { $0.before == index }) {
                let piece = "M\(c(x(index - 1))) \(c(y(earlier)))L\(c(x(index))) \(c(y(number)))"
                if isProvisional { broken += piece } else { solid += piece }
                place.avoid((x(index - 1), y(earlier)), (x(index), y(number)))
            } else {
                place.avoid((x(index) - 3, y(number)), (x(index) + 3, y(number)))
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
        parts += labels(last, right: right, x: x, y: y, place)
        let time = TimeAxis(points.map(\.period), left: left, step: step, width: width, measure: Self.width(of:))
        parts.append(time.markup(below: lower))
        return (lower + TimeAxis.height, parts.joined())
    }

    private func hasBand(at point: PublishedPoint) -> SignalsBand? { point.number == nil ? nil : band[point.period] }
    var hasBand: Bool { series.points.contains { hasBand(at: $0) != nil } }

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

    /// The last number that is told, when it is at the end of the line.
    private var lastNumber: (index: Int, number: Int)? {
        guard let index = series.points.lastIndex(where: { $0.number != nil }), index >= series.points.count - 2,
            let number = series.points[index].number
        else { return nil }
        return (index, number)
    }

    /// The last number, and the one a year before it where there is room for it.
    private func labels(
        _ last: (index: Int, number: Int)?, right: Double, x: (Int) -> Double, y: (Int) -> Double, _ place: LabelPlace
    ) -> [HTML] {
        var labels: [HTML] = []
        if let last {
            labels.append(
                """
                <text x="\(c(right + 6))" y="\(c(y(last.number) + 5))" font-weight="bold">\(wording.number(last.number))</text>
                """)
        }
        let newest = series.points.lastIndex { $0.number != nil }
        let before = newest.flatMap { series.points[$0].period.yearBefore }
        for index in [
            last == nil ? newest : nil, before.flatMap { period in series.points.firstIndex { $0.period == period } },
        ] {
            guard let index, let number = series.points[index].number else { continue }
            let text = wording.number(number)
            guard let at = place.near(x: x(index), y: y(number), width: Self.width(of: text)) else { continue }
            labels.append(
                "<text x=\"\(c(at.x))\" y=\"\(c(at.y))\" text-anchor=\"middle\" font-weight=\"bold\">\(text)</text>")
        }
        return labels
    }

    /// Numbered lines that lie close together have their numbers above each other.
    private func markLevels(_ step: Double) -> [Int] {
        var levels: [Int] = []
        for (index, mark) in marks.enumerated() {
            let taken = marks[..<index].indices.filter {
                Double(mark.before - marks[$0].before) * step < 24
            }.map { levels[$0] }
            levels.append((0...index).first { !taken.contains($0) } ?? 0)
        }
        return levels
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
        if !estimates.isEmpty {
            rows.append(
                (
                    say(PicturePhrase.estimate),
                    { y in ChartEstimate.lying(y: y + 11, estimate: 10, low: 1, high: 19, c) }
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
    static func width(of text: String) -> Double {
        text.reduce(0) { $0 + (".,'’ iljt".contains($1) ? 0.42 : 0.65) } * font
    }

    /// Where the numbers of a chart end: a round number just above the highest.
    static func scale(_ number: Int) -> Int { NumberAxis(upTo: number).top }

    /// With one decimal, and a point whatever the language.
    func c(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0
            ? String(tenths / 10) : "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }
}
