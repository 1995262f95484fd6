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

    /// Of one finding. `shown` is the number as published; nil when it may not be told, and then nothing else is either.
    ///
    /// - Parameter whole: of a group of regions, how the whole area was judged in that week.
    func sentence(_ finding: Finding, _ indicator: Indicator, shown: Int?, whole: JudgementState? = nil) -> String {
        guard let shown else { return say(DetectionPhrase.tooFewToShow) }
        let isSustained = finding.kind == .sustainedRise || finding.kind == .sustainedFall || finding.kind == .cluster
        if finding.kind == .cluster, whole == .quiet,
            let sentence = except([Exception(finding: finding, shown: shown)], isRise: true)
        {
            return sentence
        }
        let isPlace = finding.region != nil || finding.kind == .cluster
        let unit = unit(indicator, in: isPlace ? place(finding) : nil)
        guard finding.kind.isRise else { return say(DetectionPhrase.fall, ["unit": unit]) }
        return say(
            DetectionPhrase.rise,
            [
                "unit": unit, "n": wording.number(isSustained ? finding.observed : shown),
                "low": wording.number(finding.low), "high": wording.number(finding.high),
            ])
    }

    /// Of one place in one week.
    func sentence(_ judgement: Judgement, _ indicator: Indicator, shown: Int?) -> [String] {
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
        return [say(DetectionPhrase.quiet, ["unit": unit]), say(DetectionPhrase.power, ["x": String(power)])]
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
                    "region": place(exception.finding),
                    "n": wording.number(
                        exception.finding.kind == .cluster ? exception.finding.observed : exception.shown),
                    "expected": wording.number(Int(exception.finding.expected.rounded())),
                    "low": wording.number(exception.finding.low), "high": wording.number(exception.finding.high),
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
        let isSustained = finding.kind == .sustainedRise || finding.kind == .sustainedFall
        if finding.kind == .cluster {
            let weeks = wording.number(Int((1 / max(finding.p, 1e-6)).rounded()))
            let once = say(DetectionPhrase.recurrence, ["weeks": weeks])
            return finding.certainty == .listed ? [once, say(DetectionPhrase.listed)] : [once]
        }
        // A stretch was looked for among many, so the chance of this one stretch by itself would say too much.
        var sentences = [
            isSustained
                ? say(DetectionPhrase.runLength, ["years": String(pack.detection.sustainedRunLength / 52)])
                : chance(finding.p)
        ]
        if let q = finding.q { sentences.append(say(DetectionPhrase.falseShare, ["x": percent(q)])) }
        switch finding.certainty {
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

    /// `Bij 3 van de 1.000 …`: of a hundred, or of the first power of ten that gives a whole number.
    private func chance(_ p: Double) -> String {
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
