/// What somebody's work lets them do.
public enum Role: String, Sendable, Codable, CaseIterable {
    /// Talks with people.
    case counsellor
    /// Watches over counsellors and queues.
    case supervisor
    /// Keeps the public texts.
    case editor
    /// Reads and enters figures.
    case analyst
    /// Keeps measures and actions.
    case coordinator
    /// Keeps people and roles of the organisation.
    case administrator
}

/// Somebody who works at an organisation, signed in or not.
public struct StaffMember: Sendable, Hashable {
    public let id: PersonID
    /// The account name, unique in the installation.
    public let name: String
    /// What a seeker sees.
    public let displayName: String
    public let organisation: OrganisationID
    public let role: Role

    public init(id: PersonID, name: String, displayName: String, organisation: OrganisationID, role: Role) {
        self.id = id
        self.name = name
        self.displayName = displayName
        self.organisation = organisation
        self.role = role
    }
}
