import Core

enum AgreedMessageKind {}
typealias AgreedMessageID = ID<AgreedMessageKind>

/// What organisations say alike. A text has versions that are never rewritten; one is agreed when every party said yes to
/// that version, and to no other.
struct AgreedMessage: Sendable, Hashable {
    let id: AgreedMessageID
    let title: String
    /// From the first to the newest; there is always one.
    let versions: [Version]

    struct Version: Sendable, Hashable {
        let number: Int64
        let organisation: OrganisationID
        let writtenOn: Day
        /// Who said yes to it. Who wrote it did so by writing it.
        let yes: [Yes]

        func hasYes(of organisation: OrganisationID) -> Bool { yes.contains { $0.organisation == organisation } }
    }

    struct Yes: Sendable, Hashable {
        let organisation: OrganisationID
        let on: Day
    }

    var newest: Version? { versions.last }

    /// The version that holds: the newest one that every party said yes to. Nil when there is none yet.
    func agreed(by parties: [OrganisationID]) -> Version? {
        versions.last { version in parties.allSatisfy(version.hasYes) }
    }

    /// Who has not said yes to the newest version.
    func missing(of parties: [OrganisationID]) -> [OrganisationID] {
        guard let newest else { return [] }
        return parties.filter { !newest.hasYes(of: $0) }
    }

    func version(_ number: Int64) -> Version? { versions.first { $0.number == number } }

    /// What a version is best compared with: the one that holds when it is older, or the one before it.
    func before(_ version: Version, parties: [OrganisationID]) -> Version? {
        let older = versions.filter { $0.number < version.number }
        if let agreed = agreed(by: parties), agreed.number < version.number { return agreed }
        return older.last
    }
}
