import Core
import Pack

/// What a round of judging came to, before it is kept.
struct JudgedRound: Sendable {
    /// One figure in one place in one week.
    struct Place: Hashable {
        let indicator: IndicatorID
        let region: RegionID?
        let week: Week

        init(_ judgement: Judgement, weeksBefore: Int = 0) {
            (indicator, region, week) = (judgement.indicator, judgement.region, judgement.week - weeksBefore)
        }
    }

    /// One figure in one place, all weeks that the chart of stretches needs, and the stretches in it.
    struct Series: Sendable {
        let indicator: IndicatorID
        let region: RegionID?
        let judged: [Detector.Judged]
        let changes: [SustainedChange]

        /// These weeks, when all of them are among the judged ones.
        func weeks(_ since: Week, _ until: Week) -> ArraySlice<Detector.Judged>? {
            guard let first = judged.firstIndex(where: { $0.judgement.week == since }),
                let last = judged.firstIndex(where: { $0.judgement.week == until }), first <= last
            else { return nil }
            return judged[first...last]
        }
    }

    var series: [Series] = []
    /// Of the weeks that are kept, corrected for how many were judged together.
    var judgements: [Judgement] = []
}

/// Where the history of figures is cut by what people know of them: the breaks of the pack, and days of the calendar from which
/// something else is counted.
struct KnownBreaks: Sendable, Hashable {
    struct Cut: Sendable, Hashable {
        let indicator: IndicatorID
        /// Empty for everywhere.
        let region: String
        let week: Week

        /// Whether this week may be compared otherwise because of it. A change in one region is one of the whole, too.
        func concerns(_ judgement: Judgement) -> Bool {
            judgement.indicator == indicator && judgement.week >= week
                && (region.isEmpty || judgement.region == nil || judgement.region?.text == region)
        }

        fileprivate var text: String { "\(indicator) \(region) \(week)" }

        fileprivate init(_ indicator: IndicatorID, _ region: String, _ week: Week) {
            (self.indicator, self.region, self.week) = (indicator, region, week)
        }

        fileprivate init?(_ text: Substring) {
            let parts = text.split(separator: " ", omittingEmptySubsequences: false)
            guard parts.count == 3, case .week(let week) = Period(String(parts[2])) else { return nil }
            self.init(IndicatorID(trusted: String(parts[0])), String(parts[1]), week)
        }
    }

    private let cuts: Set<Cut>

    init(_ indicators: [Indicator], _ events: [CalendarEvent]) {
        var cuts: Set<Cut> = []
        for indicator in indicators {
            for mark in indicator.breaks { cuts.insert(Cut(indicator.id, "", Week(containing: mark.from))) }
            for event in events where event.cuts(indicator.id) {
                let week = Week(containing: event.from)
                if event.regions.isEmpty { cuts.insert(Cut(indicator.id, "", week)) }
                for region in event.regions { cuts.insert(Cut(indicator.id, region.text, week)) }
            }
        }
        self.cuts = cuts
    }

    /// The weeks from which one figure in one place can be compared with itself only.
    func weeks(_ indicator: IndicatorID, _ region: RegionID?) -> [Week] {
        cuts.filter {
            $0.indicator == indicator && ($0.region.isEmpty || region == nil || $0.region == region?.text)
        }.map(\.week)
    }

    /// As it is kept with a round.
    var text: String { cuts.map(\.text).sorted().joined(separator: ";") }

    /// Those that came or went since a round that kept this text; none when there was no round.
    func changed(since text: String?) -> Set<Cut> {
        guard let text else { return [] }
        return cuts.symmetricDifference(text.split(separator: ";").compactMap(Cut.init))
    }
}

extension CalendarEvent {
    /// From that day it counts something else, so earlier weeks of this figure say nothing of later ones.
    func cuts(_ indicator: IndicatorID) -> Bool {
        kind == .definition && (indicators.isEmpty || indicators.contains(indicator))
    }
}
