import Core
import Pack
import Site

/// What may be said of a figure and a place in a week, in the only sentences there are for it. A number stands in a sentence
/// only when the published series tells that number itself.
struct FindingSentence {
    let wording: Wording
    let pack: Pack
    private var say: Speech { wording.say }

    init(_ wording: Wording, _ pack: Pack) {
        (self.wording, self.pack) = (wording, pack)
    }

    func place(_ region: RegionID?) -> String {
        region.map { pack.region($0)?.name ?? $0.text } ?? say(DetectionPhrase.whole)
    }

    /// Where a finding is: a place, or the regions of a group.
    func place(_ finding: Finding) -> String {
        guard finding.kind == .cluster else { return place(finding.region) }
        return joined(finding.places.map { place($0.region) })
    }

    private func unit(_ indicator: Indicator, _ region: RegionID?) -> String {
        unit(indicator, in: region.map { place($0) })
    }

    private func unit(_ indicator: Indicator, in place: String?) -> String {
        let unit = indicator.unit[wording.language]
        return place.map { say(DetectionPhrase.unitIn, ["unit": unit, "region": $0]) } ?? unit
    }

    /// Of one finding: with the number as published, and at the desk with the exact one. What is not told says nothing else either,
    /// and a number that was corrected since never stands beside what was said of the one before.
    func sentence(_ seen: SeenFinding, isDesk: Bool = false) -> String {
        let finding = seen.finding
        guard let number = isDesk ? finding.observedNow : seen.shown else { return say(DetectionPhrase.tooFewToShow) }
        switch seen.standing {
        case .corrected: return say(DetectionPhrase.awaitsJudging, ["place": place(finding)])
        case .withdrawn: return withdrawn(seen)
        case .holds where !isDesk && finding.certaintyNow < .shown: return withdrawn(seen)
        case .holds: break
        }
        if finding.kind == .cluster, seen.whole == .quiet,
            let sentence = except([Exception(finding: finding, shown: number)], isRise: true)
        {
            return sentence
        }
        let isPlace = finding.region != nil || finding.kind == .cluster
        let unit = unit(seen.indicator, in: isPlace ? place(finding) : nil)
        let values = [
            "unit": unit, "n": wording.number(number), "low": wording.number(finding.lowNow),
            "high": wording.number(finding.highNow), "from": wording.period(.week(finding.since)),
            "to": wording.period(.week(finding.week)),
        ]
        guard finding.since < finding.week else {
            return say(finding.kind.isRise ? DetectionPhrase.rise : .fall, values)
        }
        return say(finding.kind.isRise ? DetectionPhrase.riseWeeks : .fallWeeks, values)
    }

    /// That it is none any more, and why; with both numbers where both may be told.
    private func withdrawn(_ seen: SeenFinding) -> String {
        guard let revision = seen.finding.revision else { return say(DetectionPhrase.tooFewToShow) }
        let day = wording.day(pack.day(at: revision.judgedAt))
        if revision.reason == .break { return say(DetectionPhrase.withdrawnBreak, ["day": day]) }
        guard let before = seen.before, let shown = seen.shown else {
            return say(DetectionPhrase.withdrawn, ["day": day])
        }
        return say(
            DetectionPhrase.withdrawnBoth,
            ["day": day, "before": wording.number(before), "n": wording.number(shown)])
    }

    /// What happened to it since it was found, in a few words; nil when nothing did.
    func standing(_ seen: SeenFinding, isDesk: Bool) -> String? {
        switch seen.standing {
        case .corrected: return say(DetectionPhrase.awaitsShort)
        case .withdrawn: break
        case .holds where !isDesk && seen.finding.certaintyNow < .shown: break
        case .holds:
            return seen.finding.revision.map {
                say(DetectionPhrase.correctedOn, ["day": wording.day(pack.day(at: $0.judgedAt))])
            }
        }
        return seen.finding.revision.map {
            say(DetectionPhrase.withdrawnOn, ["day": wording.day(pack.day(at: $0.judgedAt))])
        }
    }

    /// On a map: what it is, with its interval; of a group of regions that of the group.
    func mark(_ seen: SeenFinding) -> String {
        let finding = seen.finding
        let kind: DetectionPhrase =
            switch finding.kind {
            case .rise: .kindRise
            case .fall: .kindFall
            case .sustainedRise: .kindSustainedRise
            case .sustainedFall: .kindSustainedFall
            case .cluster: .kindCluster
            case .earlyRise: .kindEarlyRise
            case .earlyFall: .kindEarlyFall
            }
        return say(
            DetectionPhrase.markText,
            [
                "what": say(kind), "n": seen.shown.map(wording.number) ?? "", "low": wording.number(finding.lowNow),
                "high": wording.number(finding.highNow),
            ])
    }

    /// That a figure of this place was corrected and not judged again yet.
    func awaitsJudging(_ place: String) -> String { say(DetectionPhrase.awaitsJudging, ["place": place]) }

    /// That not everything has come in, with the places that are missing.
    func incomplete(_ regions: [RegionID?]) -> String {
        guard !regions.isEmpty, regions.count <= Self.mostNamed else {
            return say(DetectionPhrase.incomplete, ["region": place(nil)])
        }
        return say(DetectionPhrase.incomplete, ["region": joined(regions.map { place($0) })])
    }

    /// Places that one sentence names.
    static let mostNamed = 6

    func aboutWeek(_ week: Week) -> String { say(DetectionPhrase.aboutWeek, ["week": wording.period(.week(week))]) }
    func notJudged(_ week: Week) -> String { say(DetectionPhrase.notJudged, ["week": wording.period(.week(week))]) }

    /// Of one place in one week.
    ///
    /// - Parameter isNow: whether it is the week that everybody thinks of; otherwise the sentence names it.
    func sentence(_ judgement: Judgement, _ indicator: Indicator, shown: Int?, isNow: Bool = true) -> [String] {
        switch judgement.state {
        case .incomplete: return [say(DetectionPhrase.incomplete, ["region": place(judgement.region)])]
        case .afterBreak: return [say(DetectionPhrase.afterBreak, ["weeks": String(pack.detection.weeksAfterBreak)])]
        case .shortHistory: return [say(DetectionPhrase.shortHistory)]
        case .quiet, .rise, .fall: break
        }
        guard let shown else { return [say(DetectionPhrase.tooFewToShow)] }
        let unit = unit(indicator, judgement.region)
        // On reports that are still coming in, like is compared with like.
        let (expectedLow, expectedHigh) = (judgement.early?.expectedLow, judgement.early?.expectedHigh)
        if judgement.state == .rise, let low = expectedLow ?? judgement.low, let high = expectedHigh ?? judgement.high {
            return [
                say(
                    DetectionPhrase.rise,
                    [
                        "unit": unit, "n": wording.number(shown), "low": wording.number(low),
                        "high": wording.number(high),
                    ])
            ]
        }
        if judgement.state == .fall { return [say(DetectionPhrase.fall, ["unit": unit])] }
        let power = judgement.power ?? 0
        if power < Self.leastPower { return [say(DetectionPhrase.tooFewToSee, ["x": String(power)])] }
        let quiet = isNow ? DetectionPhrase.quiet : .quietIn
        return [
            say(quiet, ["unit": unit, "week": wording.period(.week(judgement.week))]),
            say(DetectionPhrase.power, ["x": String(power)]),
        ]
    }

    /// Below this, "nothing notable" would be read as "nothing happened".
    static let leastPower = 50

    /// A place with a finding, as it stands in the sentence of the whole.
    struct Exception {
        let finding: Finding
        /// As published.
        let shown: Int
    }

    /// Of the whole area when it is quiet itself, with the places that are not.
    func except(_ exceptions: [Exception], isRise: Bool) -> String? {
        guard !exceptions.isEmpty else { return nil }
        let places = exceptions.map { exception in
            say(
                DetectionPhrase.exceptPlace,
                [
                    "region": place(exception.finding), "n": wording.number(exception.shown),
                    "expected": wording.number(Int(exception.finding.expectedNow.rounded())),
                    "low": wording.number(exception.finding.lowNow),
                    "high": wording.number(exception.finding.highNow),
                ])
        }
        return say(isRise ? DetectionPhrase.exceptRise : .exceptFall, ["places": joined(places)])
    }

    private func joined(_ parts: [String]) -> String {
        guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
        return say(DetectionPhrase.and, ["first": parts.dropLast().joined(separator: ", "), "last": last])
    }

    /// How sure it is, in frequencies.
    func certainty(_ finding: Finding) -> [String] {
        if finding.kind == .cluster {
            let p = finding.revision?.p ?? finding.p
            let weeks = wording.number(Int((1 / max(p, 1e-6)).rounded()))
            let once = say(DetectionPhrase.recurrence, ["weeks": weeks])
            return finding.certaintyNow == .listed ? [once, say(DetectionPhrase.listed)] : [once]
        }
        // A stretch was looked for among many, so the chance of this one stretch by itself would say too much.
        var sentences = [
            finding.isOfWeeks
                ? say(DetectionPhrase.runLength, ["years": String(pack.detection.sustainedRunLength / 52)])
                : chance(finding.revision?.p ?? finding.p)
        ]
        let q = finding.revision.map(\.q) ?? finding.q
        if let q { sentences.append(say(DetectionPhrase.falseShare, ["x": percent(q)])) }
        switch finding.certaintyNow {
        case .clear: sentences.append(say(DetectionPhrase.clear))
        case .listed: sentences.append(say(DetectionPhrase.listed))
        case .shown: break
        }
        return sentences
    }

    /// What a judgement on reports that are still coming in rests on, and what the number will be.
    func estimate(_ early: EarlyJudgement) -> [String] {
        [
            // To five per cent: an exact share would tell of the weeks that it was learned from.
            say(
                DetectionPhrase.earlyShare,
                ["x": String(max(5, Int((early.share * 20).rounded()) * 5))]),
            say(
                DetectionPhrase.earlyEstimate,
                [
                    "n": wording.number(early.estimate), "low": wording.number(early.low),
                    "high": wording.number(early.high),
                ]),
        ]
    }

    /// One region of a group, with its weeks added up.
    func place(_ one: FindingPlace) -> String {
        say(
            DetectionPhrase.exceptPlace,
            [
                "region": place(one.region), "n": wording.number(one.observed),
                "expected": wording.number(Int(one.expected.rounded())), "low": wording.number(one.low),
                "high": wording.number(one.high),
            ])
    }

    /// `Bij 3 van de 1.000 …`: of a hundred, or of the first power of ten that gives a whole number, up to a million.
    private func chance(_ p: Double) -> String {
        // A one in front of it would be an exact number that nobody can know.
        guard p >= 1e-6 else { return say(DetectionPhrase.chanceLess, ["of": wording.number(1_000_000)]) }
        var of = 100
        while of < 1_000_000, p * Double(of) < 0.95 { of *= 10 }
        return say(
            DetectionPhrase.chance,
            ["n": wording.number(max(1, Int((p * Double(of)).rounded()))), "of": wording.number(of)])
    }

    private func percent(_ share: Double) -> String {
        share < 0.01 ? "<1" : String(Int((share * 100).rounded()))
    }
}
