import Core
import Pack
import Site

/// A finding as the page shows it, in one language.
struct FindingView {
    let words: Wording
    let pack: Pack
    let catalogue: Catalogue
    let sentences: FindingSentence
    let events: [CalendarEvent]
    private var say: Speech { words.say }

    init(_ words: Wording, _ pack: Pack, _ catalogue: Catalogue, _ events: [CalendarEvent]) {
        (self.words, self.pack, self.catalogue, self.events) = (words, pack, catalogue, events)
        sentences = FindingSentence(words, pack)
    }

    func title(_ seen: SeenFinding, isDesk: Bool = false) -> String {
        guard seen.shown != nil || isDesk else { return "\(seen.indicator.name[words.language])" }
        return "\(seen.indicator.name[words.language]): \(kind(seen.finding.kind))"
    }

    private func kind(_ kind: Finding.Kind) -> String {
        switch kind {
        case .rise: say(DetectionPhrase.kindRise)
        case .fall: say(DetectionPhrase.kindFall)
        case .sustainedRise: say(DetectionPhrase.kindSustainedRise)
        case .sustainedFall: say(DetectionPhrase.kindSustainedFall)
        case .cluster: say(DetectionPhrase.kindCluster)
        case .earlyRise: say(DetectionPhrase.kindEarlyRise)
        case .earlyFall: say(DetectionPhrase.kindEarlyFall)
        }
    }

    func decision(_ decision: FindingDecision.Decision) -> String {
        switch decision {
        case .looking: say(DetectionPhrase.looking)
        case .explained: say(DetectionPhrase.explained)
        case .confirmed: say(DetectionPhrase.confirmed)
        case .closed: say(DetectionPhrase.closed)
        }
    }

    /// A link to it, and who looked, as they stand beside the sentence of a figure.
    func note(_ seen: SeenFinding) -> String {
        say(
            DetectionPhrase.noteLink,
            ["place": sentences.place(seen.finding), "what": kind(seen.finding.kind)])
    }

    func looked(_ seen: SeenFinding) -> String {
        seen.decisions.last.map { decided($0) } ?? say(DetectionPhrase.nobodyLooked)
    }

    /// Who decided it: in public the organisation and that it was an analyst, and no name.
    func decided(_ decision: FindingDecision) -> String {
        let values = [
            "decision": Wording.capital(self.decision(decision.decision)), "day": words.day(catalogue.day(decision.at)),
        ]
        guard let organisation = organisation(decision.organisation) else {
            return say(DetectionPhrase.decidedOn, values)
        }
        return say(DetectionPhrase.decidedIn, values.merging(["organisation": organisation]) { first, _ in first })
    }

    private func organisation(_ id: String) -> String? {
        pack.organisations.first { $0.id.text == id }?.name[words.language] ?? (id.isEmpty ? nil : id)
    }

    /// How sure it is, and what became of it.
    func sure(_ seen: SeenFinding, isDesk: Bool) -> [String] {
        let finding = seen.finding
        let isTold = seen.shown != nil || isDesk
        var sure = [String]()
        if !isTold { sure = [say(DetectionPhrase.tooFewToShow)] }
        if isTold, seen.standing == .holds, isDesk || finding.certaintyNow >= .shown {
            sure = sentences.certainty(finding)
        }
        if let revision = finding.revision, revision.holds, revision.reason == .corrected {
            let day = words.day(catalogue.day(revision.judgedAt))
            sure.append(
                seen.before.flatMap { before in
                    seen.shown.map { shown in
                        say(
                            DetectionPhrase.correctedHolds,
                            ["day": day, "before": words.number(before), "n": words.number(shown)])
                    }
                } ?? say(DetectionPhrase.correctedHoldsPlain, ["day": day]))
        } else if finding.revision == nil, let corrected = finding.correctedAt {
            sure.append(say(DetectionPhrase.corrected, ["day": words.day(catalogue.day(corrected))]))
        }
        if isDesk, seen.shown == nil || !seen.indicator.isPublic { sure.append(say(DetectionPhrase.notPublic)) }
        return sure
    }

    /// - Parameter exact: for analysts, the weeks of it as they were judged.
    func view(
        _ seen: SeenFinding, back: (path: String, text: String), desk: String?, exact: [Judgement] = []
    ) -> DetectionPages.View {
        let finding = seen.finding
        let isDesk = desk != nil
        let isTold = seen.shown != nil || isDesk
        let place = sentences.place(finding)
        let (from, to) = (words.period(.week(finding.since)), words.period(.week(finding.week)))
        let what =
            finding.since < finding.week
            ? say(DetectionPhrase.weeks, ["place": place, "from": from, "to": to]) : "\(place), \(to)"
        let terms = pack.detection
        let facts: [(DetectionPhrase, [String])] = [
            (.what, [what]),
            (.earlyLabel, isTold ? early(seen) : []),
            (.placesTogether, isTold ? places(seen) : []),
            (.sinceWhen, isTold && finding.isOfWeeks ? [say(DetectionPhrase.since, ["week": from])] : []),
            (.exactWeeks, exact.map(week)),
            (.howSure, sure(seen, isDesk: isDesk)), (.meaning, [seen.indicator.doesNotSay[words.language]]),
            (
                .terms,
                [
                    finding.terms == terms.version
                        ? say(
                            DetectionPhrase.termsText,
                            [
                                "version": terms.version, "day": words.day(terms.since), "owner": terms.owner,
                                "reason": terms.reason[words.language],
                            ]) : finding.terms,
                    say(
                        DetectionPhrase.basedOn,
                        ["day": words.day(catalogue.day(finding.revision?.knownSince ?? finding.knownSince))]),
                ]
            ),
        ]
        return DetectionPages.View(
            title: title(seen, isDesk: isDesk), sentence: sentences.sentence(seen, isDesk: isDesk),
            facts: facts.filter { !$0.1.isEmpty }.map { (say($0.0), $0.1) },
            explanations: OtherExplanation.allCases.map { explanation in
                DetectionPages.Explanation(
                    id: explanation.rawValue, name: name(explanation),
                    answers: seen.answers.filter { $0.explanation == explanation }.map {
                        sentence($0, isDesk: desk != nil)
                    })
            },
            decisions: seen.decisions.map { decision in
                let day = words.day(catalogue.day(decision.at))
                return desk == nil
                    ? decided(decision)
                    : say(
                        DetectionPhrase.decidedBy,
                        [
                            "decision": Wording.capital(self.decision(decision.decision)), "reason": decision.reason,
                            "person": decision.person, "day": day,
                        ])
            }, back: back, desk: desk)
    }

    /// That not everything was in, what was estimated, and what was said in the end.
    private func early(_ seen: SeenFinding) -> [String] {
        guard seen.finding.kind.isEarly, seen.standing == .holds else { return [] }
        var lines = [say(DetectionPhrase.earlyReports)]
        lines += seen.early?.early.map { sentences.estimate($0) } ?? []
        guard let outcome = seen.outcome, seen.isOutcomeTold else { return lines + [say(DetectionPhrase.earlyAgain)] }
        let said = sentences.sentence(outcome, seen.indicator, shown: outcome.observed).first ?? ""
        return lines + [say(DetectionPhrase.earlyOutcome, ["sentence": said])]
    }

    /// The regions of a group, each by itself. Their numbers are those it was found with, so of a corrected one they are not told.
    private func places(_ seen: SeenFinding) -> [String] {
        guard seen.standing == .holds, seen.finding.revision == nil else { return [] }
        return seen.finding.places.map { sentences.place($0) }
    }

    /// One week as it was judged, with exact numbers.
    private func week(_ judgement: Judgement) -> String {
        let week = words.period(.week(judgement.week))
        guard let observed = judgement.observed else { return say(DetectionPhrase.exactNothing, ["week": week]) }
        // On reports that are still coming in, like stands beside like.
        guard let expected = judgement.early?.expected ?? judgement.expected,
            let low = judgement.early?.expectedLow ?? judgement.low,
            let high = judgement.early?.expectedHigh ?? judgement.high
        else {
            return say(DetectionPhrase.exactUnjudged, ["week": week, "n": words.number(observed)])
        }
        return say(
            DetectionPhrase.exactWeek,
            [
                "week": week, "n": words.number(observed), "expected": words.number(Int(expected.rounded())),
                "low": words.number(low), "high": words.number(high),
            ])
    }

    /// In public the answer only: what somebody wrote beside it and who it was stays at the desk.
    private func sentence(_ answer: ExplanationAnswer, isDesk: Bool) -> String {
        let word =
            switch answer.answer {
            case .yes: say(DetectionPhrase.answerYes)
            case .no: say(DetectionPhrase.answerNo)
            case .unknown: say(DetectionPhrase.answerUnknown)
            }
        if answer.person.isEmpty {
            guard let event = events.first(where: { $0.id == answer.note }) else { return word }
            let text = "\(event.text[words.language]) (\(words.day(event.from)))"
            return Wording.capital(say(DetectionPhrase.foundItself, ["text": text]))
        }
        let day = words.day(catalogue.day(answer.at))
        guard isDesk else { return "\(Wording.capital(word)), \(day)" }
        return say(
            DetectionPhrase.answeredBy,
            ["answer": Wording.capital(word), "note": answer.note, "person": answer.person, "day": day])
    }

    private func name(_ explanation: OtherExplanation) -> String {
        switch explanation {
        case .campaign: say(DetectionPhrase.campaign)
        case .openingHours: say(DetectionPhrase.openingHours)
        case .channel: say(DetectionPhrase.channel)
        case .definition: say(DetectionPhrase.definition)
        case .registration: say(DetectionPhrase.registration)
        case .oneCaller: say(DetectionPhrase.oneCaller)
        case .holiday: say(DetectionPhrase.holiday)
        case .delivery: say(DetectionPhrase.delivery)
        case .regionChange: say(DetectionPhrase.regionChange)
        }
    }
}
