import Core
import Pack

/// What is expected of one period when nothing changed: the middle, and the range of 95 in 100 ordinary ones.
public struct SignalsBand: Sendable, Hashable {
    public let expected: Double
    public let low: Int
    public let high: Int

    public init(expected: Double, low: Int, high: Int) {
        (self.expected, self.low, self.high) = (expected, low, high)
    }
}

/// What a number of which reports are still coming in is estimated to become, and the range that holds it in nine of ten weeks.
public struct SignalsEstimate: Sendable, Hashable {
    public let estimate: Int
    public let low: Int
    public let high: Int

    public init(estimate: Int, low: Int, high: Int) {
        (self.estimate, self.low, self.high) = (estimate, low, high)
    }
}

/// A numbered line in a chart, with its words in the list below it.
struct ChartMark: Sendable {
    enum Kind: Sendable {
        /// From here figures cannot be compared with earlier ones.
        case cut
        /// Something that may have moved the figure.
        case event
    }

    let number: Int
    /// The point before which it lies, or within which.
    let before: Int
    let from: Day
    let text: Localized
    let source: Localized?
    let kind: Kind

    /// Those of the figure itself and of the calendar, in order of time.
    static func all(_ series: PublishedSeries, events: [CalendarEvent] = []) -> [ChartMark] {
        var found = series.breaks.map {
            ChartMark(
                number: 0, before: $0.before, from: $0.mark.from, text: $0.mark.text, source: nil, kind: .cut)
        }
        for event in events where event.concerns(series.indicator.id, region: series.region) {
            // The calendar names what the figure itself has as a break: one line, with the source of the calendar.
            if let same = found.firstIndex(where: { $0.kind == .cut && $0.from == event.from && event.mayBreak }) {
                found[same] = found[same].with(source: event.source)
                continue
            }
            guard let index = series.points.firstIndex(where: { event.from < $0.period.end }),
                index > 0 || series.points[index].period.firstDay <= event.from
            else { continue }
            found.append(
                ChartMark(
                    number: 0, before: index, from: event.from, text: event.text, source: event.source, kind: .event))
        }
        return found.sorted { $0.from < $1.from }.enumerated().map { index, mark in
            ChartMark(
                number: index + 1, before: mark.before, from: mark.from, text: mark.text, source: mark.source,
                kind: mark.kind)
        }
    }

    private func with(source: Localized) -> ChartMark {
        ChartMark(number: number, before: before, from: from, text: text, source: source, kind: kind)
    }
}

extension CalendarEvent {
    /// A change in how something is counted or reached, of which a figure may have a break.
    fileprivate var mayBreak: Bool { [.channel, .definition, .registration].contains(kind) }
}
