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

    func title(_ seen: SeenFinding) -> String {
        guard seen.shown != nil else { return "\(seen.indicator.name[words.language])" }
        return "\(seen.indicator.name[words.language]): \(kind(seen.finding.kind))"
    }

    private func kind(_ kind: Finding.Kind) -> String {
        switch kind {
        case .rise: say(DetectionPhrase.kindRise)
        case .fall: say(DetectionPhrase.kindFall)
        case .sustainedRise: say(DetectionPhrase.kindSustainedRise)
        case .sustainedFall: say(DetectionPhrase.kindSustainedFall)
        case .cluster: say(DetectionPhrase.kindCluster)
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

    /// How sure it is, and that it was corrected.
    func sure(_ seen: SeenFinding) -> [String] {
        var sure = seen.shown != nil ? sentences.certainty(seen.finding) : [say(DetectionPhrase.tooFewToShow)]
        if let corrected = seen.finding.correctedAt {
            sure.append(say(DetectionPhrase.corrected, ["day": words.day(catalogue.day(corrected))]))
        }
        return sure
    }

    func view(
        _ seen: SeenFinding, back: (path: String, text: String), desk: String?
    ) -> DetectionPages.View {
        let finding = seen.finding
        let isTold = seen.shown != nil
        let what = "\(sentences.place(finding.region)), \(words.period(.week(finding.week)))"
        let terms = pack.detection
        let facts: [(DetectionPhrase, [String])] = [
            (.what, [what]),
            (.sinceWhen, isTold ? [say(DetectionPhrase.since, ["week": words.period(.week(finding.since))])] : []),
            (.howSure, sure(seen)), (.meaning, [seen.indicator.doesNotSay[words.language]]),
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
                    say(DetectionPhrase.basedOn, ["day": words.day(catalogue.day(finding.knownSince))]),
                ]
            ),
        ]
        return DetectionPages.View(
            title: title(seen), sentence: sentences.sentence(finding, seen.indicator, shown: seen.shown),
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
                    ? "\(Wording.capital(self.decision(decision.decision))), \(day)"
                    : say(
                        DetectionPhrase.decidedBy,
                        [
                            "decision": Wording.capital(self.decision(decision.decision)), "reason": decision.reason,
                            "person": decision.person, "day": day,
                        ])
            }, back: back, desk: desk)
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
