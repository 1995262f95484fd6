import Core
import Pack
import Site

/// What a series says, in sentences made from its points.
///
/// The noun is always what was counted. The latest whole period is put beside the same part of the year before, so that
/// the season is no part of the difference. Whether a difference is out of the ordinary is not judged here.
struct Sentence {
    private let series: PublishedSeries
    private let wording: Wording
    private let comingIn: Set<Period>
    private var say: Speech { wording.say }

    /// A percentage of less than this would be noise: then only the direction is told.
    static let leastForPercent = 100

    /// - Parameter comingIn: periods of which so much is still to come that they are not put beside a complete year.
    init(_ series: PublishedSeries, _ wording: Wording, comingIn: Set<Period> = []) {
        self.series = series
        self.wording = wording
        self.comingIn = comingIn
    }

    /// What changed, and last what it does not say.
    var all: [String] {
        series.points.isEmpty ? happened : happened + [series.indicator.doesNotSay[wording.language]]
    }

    /// What changed; what it does not say stands beside it.
    var happened: [String] {
        guard !series.points.isEmpty else {
            return [say(series.indicator.origin == .counted ? SignalsPhrase.emptyOwn : .emptyImport)]
        }
        return [latest, running].compactMap(\.self)
    }

    private var unit: String { series.indicator.unit[wording.language] }

    /// To begin a sentence with.
    private func when(_ period: Period) -> String { Wording.capital(wording.when(period)) }

    private func note(_ point: PublishedPoint) -> String {
        point.isProvisional ? say(SignalsPhrase.noteProvisional) : ""
    }

    private var latest: String? {
        guard let point = series.latest else { return nil }
        switch point.figure {
        case .missing: return say(SignalsPhrase.latestMissing, ["period": wording.period(point.period)])
        case .suppressed: return say(SignalsPhrase.latestSuppressed, ["when": when(point.period)])
        case .number(let number): return compared(point, number)
        }
    }

    private func compared(_ point: PublishedPoint, _ number: Int) -> String {
        var values = [
            "when": when(point.period), "n": wording.number(number), "unit": unit, "note": note(point),
        ]
        guard !comingIn.contains(point.period), let yearBefore = point.period.yearBefore else {
            return say(SignalsPhrase.noYearBefore, values)
        }
        values["before"] = wording.period(yearBefore)
        values["whenBefore"] = wording.when(yearBefore)
        guard let before = series.point(yearBefore), let earlier = before.number else {
            return say(SignalsPhrase.noComparison, values)
        }
        values["m"] = wording.number(earlier)
        values["beforeNote"] = note(before)
        if let mark = series.indicator.breakBetween(yearBefore, point.period) {
            values["text"] = mark.text[wording.language]
            return say(SignalsPhrase.acrossBreak, values)
        }
        if min(number, earlier) < Self.leastForPercent {
            // Rounded counts that are one step apart may be the same.
            let step = series.indicator.origin == .counted ? PublishedSeries.rounding : 0
            if abs(number - earlier) <= step { return say(SignalsPhrase.same, values) }
            return say(number > earlier ? SignalsPhrase.moreSmall : .fewerSmall, values)
        }
        let percent = Int((Double(abs(number - earlier)) * 100 / Double(earlier)).rounded())
        values["percent"] = wording.number(percent)
        if percent == 0 { return say(SignalsPhrase.same, values) }
        return say(number > earlier ? SignalsPhrase.more : .fewer, values)
    }

    private var running: String? {
        guard let point = series.points.last, point.isRunning else { return nil }
        let when = when(point.period)
        switch point.figure {
        case .missing: return say(SignalsPhrase.runningMissing, ["period": wording.period(point.period)])
        case .suppressed: return say(SignalsPhrase.runningSuppressed, ["when": when])
        case .number(let number):
            return say(SignalsPhrase.runningNumber, ["when": when, "n": wording.number(number), "unit": unit])
        }
    }
}
