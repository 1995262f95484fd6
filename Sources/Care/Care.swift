import Core
import Database
import Pack
import Sealing
import Site

/// The hall of people's words: what the executable joins to the rest.
public struct Care: Sendable {
    public let staff: StaffActions
    public let conversations: ConversationsActions
    public let staffing: StaffingActions
    private let site: Website
    private let pack: Pack
    private let admission: Admission

    public init(
        staff: StaffActions, conversations: ConversationsActions, staffing: StaffingActions, site: Website, pack: Pack,
        admission: Admission
    ) {
        (self.staff, self.conversations, self.site, self.pack) = (staff, conversations, site, pack)
        self.staffing = staffing
        self.admission = admission
    }

    /// Hangs the routes of all rooms.
    public func hang(_ routes: RouteTable) {
        let door = FrontDoorActions(pack: pack, conversations: conversations, clock: site.clock)
        FrontDoorRoutes(actions: door, site: site).hang(routes)
        EntranceRoutes(actions: door, site: site).hang(routes)
        let entry = AdmissionActions(conversations: conversations, admission: admission)
        let waiting = AdmissionRoutes(actions: entry, site: site)
        waiting.hang(routes)
        ConversationsRoutes(actions: conversations, site: site, admission: waiting).hang(routes)
        ConversationsAPI(actions: conversations, site: site, admission: entry).hang(routes)
        LineSwitchRoutes(actions: conversations.switches, staff: staff, clock: site.clock).hang(routes)
        QueueRoutes(actions: conversations).hang(routes)
        DeskRoutes(actions: conversations, site: site).hang(routes)
        SupervisorRoutes(actions: conversations, site: site, staffing: staffing).hang(routes)
        SupervisorBesideRoutes(actions: conversations, site: site).hang(routes)
        SupervisorAPI(actions: conversations).hang(routes)
        AuditRoutes(actions: conversations.audit, staff: staff, pack: pack, site: site).hang(routes)
        RecordsAPIRoutes(actions: RecordsActions(talks: conversations)).hang(routes)
        StaffingRoutes(actions: staffing, staff: staff, site: site).hang(routes)
        ThreeWayRoutes(actions: conversations, site: site).hang(routes)
        SafeReturnRoutes(actions: conversations, site: site).hang(routes)
        StaffRoutes(actions: staff, conversations: conversations).hang(routes)
    }

    /// Somebody used the exit. Returns at once; what is left to do is done behind it.
    public func leaving(_ token: String) {
        guard let token = Token(text: token) else { return }
        Task { try? await conversations.exit(token) }
    }

    /// Every page of Care, in its states.
    public static let examples =
        FrontDoorExamples.all + EntranceExamples.all + AdmissionExamples.all + ConversationsExamples.all
        + DeskExamples.all
        + BesideExamples.all + RecordsExamples.all + ShiftExamples.all + StaffingExamples.all
        + SupervisorExamples.all + AuditExamples.all
        + ThreeWayExamples.all + SafeReturnExamples.all

    /// What is missing in the language files of the rooms of Care.
    public static func missingPhrases(_ languages: Languages) -> [String] {
        languages.mistakes(DoorPhrase.self) + languages.mistakes(EntrancePhrase.self)
            + languages.mistakes(TalkPhrase.self) + languages.mistakes(DeskPhrase.self)
            + languages.mistakes(QueuePhrase.self)
            + languages.mistakes(AdmissionPhrase.self)
            + languages.mistakes(SheetPhrase.self) + languages.mistakes(CannedPhrase.self)
            + languages.mistakes(ShiftPhrase.self) + languages.mistakes(PlacePhrase.self)
            + languages.mistakes(StaffingPhrase.self) + languages.mistakes(RecordsPhrase.self)
            + languages.mistakes(SupervisionPhrase.self) + languages.mistakes(AuditPhrase.self)
            + languages.mistakes(ThreeWayPhrase.self) + languages.mistakes(SafeReturnPhrase.self)
    }
}

extension StoreError: RefusalConvertible {
    public var refusal: Refusal { .storeUnavailable }
    public var logLine: String? { "store: \(description)" }
}

extension SealingError: RefusalConvertible {
    /// What cannot be opened is not there for this person.
    public var refusal: Refusal { self == .busy ? .tooMany(retryAfterSeconds: 3) : .notFound }
    public var logLine: String? { self == .busy ? nil : "sealing: something did not open" }
}
