import Core
import Pack

extension RetentionTerms {
    var afterExit: Duration { .minutes(Int64(afterExitMinutes)) }
    var neverAnswered: Duration { .minutes(Int64(neverAnsweredMinutes)) }
    var afterClosing: Duration { .hours(Int64(afterClosingHours)) }
    var withCode: Duration { .days(Int64(withCodeDays)) }
}

/// How long one talk is kept: as its organisation has it, or shorter when its seeker asked for that. Never longer.
struct KeepTerms: Sendable {
    let terms: RetentionTerms
    /// Nil when the seeker did not ask.
    let hours: Int64?

    /// What a seeker may ask for: a week, a day, or until the talk ends.
    static let choices: [Int64] = [168, 24, 0]

    private func shortened(_ duration: Duration) -> Duration { hours.map { min(duration, .hours($0)) } ?? duration }

    var afterClosing: Duration { shortened(terms.afterClosing) }
    var withCode: Duration { shortened(terms.withCode) }
    /// A code is good for a day after a visit at least: a talk that goes on can be found again.
    var codeIsGood: Duration { max(withCode, .days(1)) }
    var codeDays: Int { Int(codeIsGood.wholeSeconds / 86_400) }

    /// The choices that are shorter than what holds now.
    func shorter(hasCode: Bool) -> [Int64] {
        let now = hasCode ? withCode : afterClosing
        return Self.choices.filter { .hours($0) < now }
    }

    /// From when on a talk may go, after something happened at `now`.
    func until(
        _ state: ConversationState, isAway: Bool, hasCode: Bool, closedAt: Instant? = nil, now: Instant
    ) -> Instant? {
        if hasCode, state == .closed { return now + withCode }
        // Who used the exit in a talk that goes on has the time that anybody has to come back.
        if hasCode, isAway { return now + max(withCode, terms.afterExit) }
        if state == .closed { return (closedAt ?? now) + afterClosing }
        if isAway { return now + terms.afterExit }
        return nil
    }
}

extension Pack {
    /// How long this talk is kept.
    func keeping(_ conversation: Conversation) -> KeepTerms {
        KeepTerms(terms: retention(of: conversation.organisation), hours: conversation.keepHours)
    }
}
