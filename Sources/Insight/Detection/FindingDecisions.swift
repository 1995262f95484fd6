import Core
import Database
import Pack

extension DetectionActions {
    // MARK: what people make of it

    /// The longest note or reason, in characters.
    static let longestNote = 1_000

    func answer(
        _ id: FindingID, _ explanation: OtherExplanation, _ answer: OtherExplanation.Answer, note: String,
        by analyst: Analyst
    ) async throws {
        let note = try checked(note, field: "note")
        let made = ExplanationAnswer(
            explanation: explanation, answer: answer, note: note, person: analyst.name,
            organisation: analyst.organisation.text, at: clock.now())
        try await store.write { db in
            guard try db.first(FindingByID(id: id)) ?? nil != nil else { throw Refusal.notFound }
            try db.run(InsertAnswer(finding: id, answer: made))
        }
    }

    func decide(
        _ id: FindingID, _ decision: FindingDecision.Decision, reason: String, by analyst: Analyst
    ) async throws {
        let reason = try checked(reason, field: "reason")
        guard !reason.isEmpty else { throw Refusal.empty(field: "reason") }
        let made = FindingDecision(
            decision: decision, reason: reason, person: analyst.name, organisation: analyst.organisation.text,
            at: clock.now())
        guard let finding = try await store.read({ db in try db.first(FindingByID(id: id)) ?? nil }),
            let seen = try await seen(finding)
        else { throw Refusal.notFound }
        let calendar = seen.answers.filter { $0.person.isEmpty }
        try await store.write { db in
            // From here on what the calendar said stays beside it, whatever is taken out of the calendar.
            if !made.isOpen, seen.decisions.last?.isOpen ?? true {
                for answer in calendar { try db.run(InsertAnswer(finding: id, answer: answer)) }
            }
            try db.run(InsertDecision(finding: id, decision: made))
        }
    }

    private func checked(_ text: String, field: String) throws -> String {
        let tidy = text.tidied
        guard tidy.count <= Self.longestNote else {
            throw Refusal.tooLong(field: field, limit: Self.longestNote, over: tidy.count - Self.longestNote)
        }
        guard !PersonalTraces.isFound(in: tidy) else { throw Refusal.aboutPerson(field: field) }
        try ViolenceClaims.refuse(in: tidy, field)
        return tidy
    }
}

extension CalendarEvent.Kind {
    /// What a finding near it could be because of it.
    var explanation: OtherExplanation? {
        switch self {
        case .campaign, .media: .campaign
        case .openingHours: .openingHours
        case .channel: .channel
        case .definition: .definition
        case .registration: .registration
        case .holiday: .holiday
        case .measure, .other: nil
        }
    }
}
