import Core

public enum AudienceKind {}
/// Who asks (`child`, `victim`).
public typealias AudienceID = ID<AudienceKind>
public enum SituationKind {}
/// What it is about (`violence`, `talk`).
public typealias SituationID = ID<SituationKind>
public enum EntranceKind {}
/// One of the entrances of the door (`worried`).
public typealias EntranceID = ID<EntranceKind>

/// Somebody the door knows a way for.
public struct Audience: Sendable, Hashable {
    public let id: AudienceID
    public let name: Localized
}

/// What somebody needs help with.
public struct Situation: Sendable, Hashable {
    public let id: SituationID
    public let name: Localized
    /// It cannot wait: the emergency number comes before everything.
    public let urgent: Bool
}

/// One of the entrances on the door.
public struct Entrance: Sendable, Hashable {
    /// A situation in the words of this entrance.
    public struct Choice: Sendable, Hashable {
        public let situation: SituationID
        public let label: Localized
    }

    /// Another audience that is reached through this entrance.
    public struct Turn: Sendable, Hashable {
        public let audience: AudienceID
        public let label: Localized
        /// As those of the entrance.
        public let tips: [SituationID: SituationID]
    }

    public let id: EntranceID
    public let audience: AudienceID
    public let label: Localized
    /// One short explanation.
    public let explanation: Localized
    public let choices: [Choice]
    public let turns: [Turn]
    /// Situations for which the tips of another one fit this audience better.
    public let tips: [SituationID: SituationID]
    /// What is said before a talk, on a page of its own; nil when the section on the door is enough.
    public let before: Explanation?
}

/// Where a route leads.
public enum Answer: Sendable, Hashable {
    /// Every line of this group that takes people from the seeker's region.
    case lines(LineGroupID)
    case service(ServiceID)
    case guide(GuideID)
    /// The reporting code assistant of this product.
    case reportingCode
}

/// Who can help one audience with one situation, in the order in which to show it.
public struct Route: Sendable, Hashable {
    /// Nil in the route for whoever fits nowhere.
    public let audience: AudienceID?
    public let situation: SituationID?
    public let answers: [Answer]
    /// What to do first, in one sentence.
    public let sentence: Localized
}

/// The who-goes-where table: one route for every audience and situation.
public struct Routes: Sendable {
    public let audiences: [Audience]
    public let situations: [Situation]
    /// For an audience or a situation that the table does not know. Nobody is turned away.
    public let otherwise: Route
    let cells: [Cell: Route]

    struct Cell: Hashable, Sendable {
        let audience: AudienceID
        let situation: SituationID
    }

    /// Every route, by audience and then situation in the order of the table.
    public var all: [Route] {
        audiences.flatMap { audience in
            situations.compactMap { cells[Cell(audience: audience.id, situation: $0.id)] }
        }
    }

    /// The route for this audience and situation; nil when the table does not know one of them.
    public func route(who audience: AudienceID, what situation: SituationID) -> Route? {
        cells[Cell(audience: audience, situation: situation)]
    }
}
