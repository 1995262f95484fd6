import Core

/// Somebody who sends figures: Veilig Thuis, the police, a survey.
enum DeliverySourceKind {}
/// One time that figures were brought in, or taken back.
enum DeliveryKind {}
typealias DeliverySourceID = ID<DeliverySourceKind>
typealias DeliveryID = ID<DeliveryKind>

struct DeliverySource: Sendable, Hashable {
    let id: DeliverySourceID
    let name: String
    /// Of its mapping; 0 when it has none yet.
    let version: Int
    let changedAt: Instant

    /// Of a name, in characters.
    static let nameLimit = 80
}

struct Delivery: Sendable, Hashable {
    enum State: String, Sendable {
        /// Its bytes are here; how they are to be read is not known, or not good.
        case sent
        /// It was read, and waits for a yes.
        case read
        case done
        /// It was brought in, and taken back.
        case undone
        /// It took another one back.
        case undoing
    }

    let id: DeliveryID
    let source: DeliverySourceID
    let sourceName: String
    /// Nil for the command line.
    let person: PersonID?
    var mappingVersion: Int
    var state: State
    let begunAt: Instant
    var doneAt: Instant?
    /// Of its bytes, so that the same file is known again (SHA-256).
    let filePrint: [UInt8]
    /// Of its name, under the pepper: a name may say something of somebody.
    let namePrint: [UInt8]
    var values = 0
    var new = 0
    var changed = 0
    var mistakes = 0
    var undoes: DeliveryID?
    /// What the columns said about numbers that can be read in two ways; nil when there were none, or somebody chose it.
    var decided: NumberHabit?
    /// When it was last held against what is known.
    var readAt: Instant?

    var same: Int { values - new - changed }

    /// After this long a draft is gone.
    static let draftLength = Duration.hours(1)
}

/// A value that is known otherwise now.
struct DeliveredChange: Sendable, Hashable {
    let row: DeliveredRow
    let old: Int?
    let oldStatus: ObservationStatus
}

/// What a delivery needs of the house: how drafts are sealed and how files are known again. Insight has no keys of its own.
public struct DeliveryKeeping: Sendable {
    /// Seals a piece of a draft for one place.
    let seal: @Sendable (_ bytes: [UInt8], _ place: String) throws -> [UInt8]
    let open: @Sendable (_ sealed: [UInt8], _ place: String) throws -> [UInt8]
    /// A print of a name that nobody can guess their way to.
    let namePrint: @Sendable (_ name: String) -> [UInt8]
    /// SHA-256 of pieces one after the other: given each piece until there is none.
    let filePrint: @Sendable (_ next: () throws -> [UInt8]?) throws -> [UInt8]

    public init(
        seal: @escaping @Sendable ([UInt8], String) throws -> [UInt8],
        open: @escaping @Sendable ([UInt8], String) throws -> [UInt8],
        namePrint: @escaping @Sendable (String) -> [UInt8],
        filePrint: @escaping @Sendable (() throws -> [UInt8]?) throws -> [UInt8]
    ) {
        (self.seal, self.open, self.namePrint, self.filePrint) = (seal, open, namePrint, filePrint)
    }
}
