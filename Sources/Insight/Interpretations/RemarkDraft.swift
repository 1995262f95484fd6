import Core
import Pack

/// What was filled in, as it was typed: read by ``content(_:today:before:)``, which says what is wrong.
struct RemarkDraft: Sendable, Hashable {
    var text: String?
    var indicator: String?
    var region: String?
    var period: String?
    var source: String?
    var weight: String?
    var lookAgain: String?
    var outcome: String?
    var to: String?
    var subject: String?
    var on: String?
    var answer: String?
    var remindOn: String?
    var isPublic = false

    /// - Parameter before: the newest version when this is a change of it; its days may stay as they are.
    ///
    /// Throws `empty`, `tooLong`, `malformed`, `aboutPerson`, `claimsViolence`, with the name of the field.
    func content(
        _ kind: Remark.Kind, in catalogue: Catalogue, today: Day, before: Remark.Content? = nil
    ) throws -> Remark.Content {
        let text = try PersonalTraces.refuse(in: text, "text", limit: Remark.textLimit)
        switch kind {
        case .interpretation:
            guard let indicator = try figure(catalogue) else { throw Refusal.empty(field: "indicator") }
            try ViolenceClaims.refuse(in: text, "text")
            guard let typed = period?.tidied, !typed.isEmpty else { throw Refusal.empty(field: "period") }
            guard let period = Period(typed), period.kind == indicator.period else {
                throw Refusal.malformed(field: "period")
            }
            return .interpretation(
                .init(
                    text: text, indicator: indicator.id, period: period, region: try place(catalogue, of: indicator),
                    isPublic: try mayShow(indicator)))
        case .observation:
            guard let weight = weight?.tidied, !weight.isEmpty else { throw Refusal.empty(field: "weight") }
            guard let weight = Remark.FieldObservation.Weight(rawValue: weight) else {
                throw Refusal.malformed(field: "weight")
            }
            let indicator = try figure(catalogue)
            return .observation(
                .init(
                    text: text, source: try line(source, "source"), weight: weight,
                    region: try place(catalogue, of: indicator), indicator: indicator?.id))
        case .concern:
            return .concern(.init(text: text, source: try line(source, "source"), region: try place(catalogue)))
        case .expectation:
            let indicator = try figure(catalogue)
            if isPublic {
                try ViolenceClaims.refuse(in: text, "text")
                try ViolenceClaims.refuse(in: outcome ?? "", "outcome")
            }
            var was: Day?
            if case .expectation(let earlier)? = before { was = earlier.lookAgain }
            return .expectation(
                .init(
                    text: text, indicator: indicator?.id, region: try place(catalogue, of: indicator),
                    lookAgain: try coming(lookAgain, "lookAgain", today, was: was),
                    outcome: try optional(outcome, "outcome"), isPublic: try mayShow(indicator)))
        case .escalation:
            return try escalation(text, today, before)
        }
    }

    private func escalation(_ text: String, _ today: Day, _ before: Remark.Content?) throws -> Remark.Content {
        let day = try Consultation.pastDay(on?.tidied, "on", today: today)
        let state: Remark.Escalation.State
        if let answer = try optional(answer, "answer") {
            state = .answered(answer)
        } else {
            var was: Day?
            if case .escalation(let earlier)? = before, case .waiting(let remindOn) = earlier.state { was = remindOn }
            state = .waiting(remindOn: try coming(remindOn, "remindOn", today, was: was))
        }
        return .escalation(
            .init(to: try line(to, "to"), subject: try line(subject, "subject"), on: day, text: text, state: state))
    }

    private func line(_ text: String?, _ field: String) throws -> String {
        try PersonalTraces.refuse(in: text, field, limit: Remark.lineLimit)
    }

    private func optional(_ text: String?, _ field: String) throws -> String? {
        guard let text, !text.tidied.isEmpty else { return nil }
        return try PersonalTraces.refuse(in: text, field, limit: Remark.textLimit)
    }

    /// Today or later, or the day that it was.
    private func coming(_ text: String?, _ field: String, _ today: Day, was: Day?) throws -> Day {
        if let was, text?.tidied == was.description { return was }
        return try Consultation.comingDay(text?.tidied, field, today: today)
    }

    private func figure(_ catalogue: Catalogue) throws -> Indicator? {
        guard let text = indicator?.tidied, !text.isEmpty else { return nil }
        guard let indicator = IndicatorID(text).flatMap(catalogue.indicator) else {
            throw Refusal.malformed(field: "indicator")
        }
        return indicator
    }

    /// Of a figure: a place that it is kept for.
    private func place(_ catalogue: Catalogue, of indicator: Indicator? = nil) throws -> RegionID? {
        guard let text = region?.tidied, !text.isEmpty else { return nil }
        guard let region = RegionID(text), catalogue.knows(region),
            indicator.map({ catalogue.allows(region, for: $0) }) ?? true
        else { throw Refusal.malformed(field: "region") }
        return region
    }

    /// Of a figure that is not public nothing can be said in public.
    private func mayShow(_ indicator: Indicator?) throws -> Bool {
        guard !isPublic || indicator?.isPublic ?? true else { throw Refusal.malformed(field: "public") }
        return isPublic
    }
}
