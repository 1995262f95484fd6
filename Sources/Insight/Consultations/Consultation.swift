import Core

public enum ConsultationKind {}
/// A consultation between organisations.
public typealias ConsultationID = ID<ConsultationKind>

/// What two or more organisations meet for, as often as they agreed: about their work, never about a person. An organisation
/// speaks in it; who of its coordinators wrote something is not kept.
struct Consultation: Sendable, Hashable {
    let id: ConsultationID
    let plan: Plan
    let parties: [Party]
    /// Who ended it, and when; nil while it goes on.
    let end: End?

    /// How often they meet. A yes is to one `number`, so that nobody agrees to words that were changed a moment ago.
    struct Plan: Sendable, Hashable {
        let number: Int64
        /// In words: "elke maandag".
        let frequency: String
        let by: OrganisationID
        let on: Day
        let next: Day
    }

    struct Party: Sendable, Hashable {
        let organisation: OrganisationID
        /// The latest plan that it said yes to; 0 for none.
        let agreedPlan: Int64
    }

    struct End: Sendable, Hashable {
        let by: OrganisationID
        let on: Day
    }

    enum State: String, Sendable {
        /// Somebody has not said yes to how often they meet.
        case proposed
        case agreed
        case ended
    }

    var state: State {
        if end != nil { return .ended }
        return parties.allSatisfy(hasAgreed) ? .agreed : .proposed
    }

    var organisations: [OrganisationID] { parties.map(\.organisation) }

    func hasAgreed(_ party: Party) -> Bool { party.agreedPlan == plan.number }

    /// Those who have not said yes to the plan.
    var missing: [OrganisationID] { parties.filter { !hasAgreed($0) }.map(\.organisation) }

    // MARK: limits

    /// Organisations that one consultation can have.
    static let mostParties = 8
    /// Consultations that go on, for one organisation.
    static let mostOfOne = 50
    /// Agenda points that were not talked about yet.
    static let mostPoints = 100
    /// Actions that are not done.
    static let mostOpenActions = 100
    /// Actions that are done, as far as they are shown.
    static let mostDoneShown = 50
    /// Times that the minutes of one meeting can be added to.
    static let mostMinutes = 10
    /// Meetings whose minutes are shown together.
    static let meetingsShown = 10
    static let mostMessages = 50
    static let mostVersions = 50
    /// Characters.
    static let frequencyLimit = 120
    static let pointLimit = 300
    static let minutesLimit = 4_000
    static let actionLimit = 300
    static let titleLimit = 120
    static let messageLimit = 3_000

    // MARK: what is written

    /// The text with line ends as `\n` and no blanks around it. Throws `empty`, `tooLong`, `malformed`.
    static func text(_ text: String?, _ field: String, limit: Int) throws -> String {
        let text = (text ?? "").tidied
        guard !text.isEmpty else { throw Refusal.empty(field: field) }
        // No store keeps it, and nobody types it.
        guard !text.contains("\0") else { throw Refusal.malformed(field: field) }
        let over = text.count - limit
        guard over <= 0 else { throw Refusal.tooLong(field: field, limit: limit, over: over) }
        return text
    }

    /// A day that is not over. Throws `empty`, `malformed`.
    static func comingDay(_ text: String?, _ field: String, today: Day) throws -> Day {
        let day = try day(text, field)
        guard day >= today else { throw Refusal.malformed(field: field) }
        return day
    }

    /// A day that has come. Throws `empty`, `malformed`.
    static func pastDay(_ text: String?, _ field: String, today: Day) throws -> Day {
        let day = try day(text, field)
        guard day <= today else { throw Refusal.malformed(field: field) }
        return day
    }

    private static func day(_ text: String?, _ field: String) throws -> Day {
        guard let text, !text.isEmpty else { throw Refusal.empty(field: field) }
        guard let day = Day(text) else { throw Refusal.malformed(field: field) }
        return day
    }

    /// Refuses one more when there are as many as can be kept in sight.
    static func allowOneMore(than count: Int64, limit: Int) throws {
        guard count < limit else { throw Refusal.listFull(limit: limit) }
    }
}

enum AgendaPointKind {}
typealias AgendaPointID = ID<AgendaPointKind>

/// Something to talk about in the next meeting. Anybody of the organisations adds it.
struct AgendaPoint: Sendable, Hashable {
    let id: AgendaPointID
    let text: String
    let organisation: OrganisationID
    let addedOn: Day
    /// The meeting in which it was talked about; nil when that is still to come.
    let discussedOn: Day?
}

enum MinutesKind {}
typealias MinutesID = ID<MinutesKind>

/// What one organisation wrote down of a meeting. It is added to and never rewritten, so that nobody changes another's words.
struct Minutes: Sendable, Hashable {
    let id: MinutesID
    let heldOn: Day
    let text: String
    let organisation: OrganisationID
    let writtenOn: Day
}

enum ActionKind {}
typealias ActionID = ID<ActionKind>

/// Something that one of the organisations does before a day.
struct AgreedAction: Sendable, Hashable {
    let id: ActionID
    let text: String
    /// Who does it, and so who says that it is done.
    let organisation: OrganisationID
    let due: Day
    let setBy: OrganisationID
    let setOn: Day
    let doneOn: Day?

    func isLate(on today: Day) -> Bool { doneOn == nil && due < today }
}
