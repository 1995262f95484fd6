import Core

/// One question of the short record of a talk, a call or a visit.
public struct ContactField: Sendable, Hashable {
    /// The name in the record: `reason`.
    public let id: String
    public let label: Localized
    /// Why it is asked, shown beside it together with the figures that it counts in.
    public let purpose: Localized
    /// How many codes may be chosen; the first is the main one.
    public let most: Int
    /// Without the three unknowns.
    public let codes: [ContactCode]
    /// "Unknown", "not asked" and "did not want to say": three different answers, in every field.
    public let unknowns: [ContactCode]
    /// "None of these fits", with which a free line goes to who keeps the list; nil when the field has no such answer.
    public let elsewhere: ContactCode?

    public init(
        id: String, label: Localized, purpose: Localized, most: Int, codes: [ContactCode], unknowns: [ContactCode],
        elsewhere: ContactCode? = nil
    ) {
        self.id = id
        self.label = label
        self.purpose = purpose
        self.most = most
        self.codes = codes
        self.unknowns = unknowns
        self.elsewhere = elsewhere
    }

    /// The codes, "none of these fits" and the three unknowns.
    public var allCodes: [ContactCode] { codes + (elsewhere.map { [$0] } ?? []) + unknowns }

    /// Nil when this field has no such code.
    public func code(_ id: String) -> ContactCode? { allCodes.first { $0.id == id } }

    public func isUnknown(_ id: String) -> Bool { unknowns.contains { $0.id == id } }

    /// What an empty field is closed with.
    public static let unknown = "unknown"
    public static let notAsked = "not-asked"
    public static let refused = "refused"

    /// The field that says what kind of talk it was: its codes are those of `KindOfTalk`.
    public static let kind = "advice"
    /// The field whose codes are regions.
    public static let region = "region"
    /// The field that says what it was about.
    public static let reason = "reason"
}

/// One answer to a question of the record.
public struct ContactCode: Sendable, Hashable {
    /// Unique within its field.
    public let id: String
    public let label: Localized
    /// Codes of an official list that this one stands for: `hoedanigheid:35`.
    public let official: [String]
    /// The heading it stands under in a long list; nil when there is none.
    public let group: Localized?
    /// The name of that heading, for figures: `mental-health`.
    public let theme: String?

    public init(
        id: String, label: Localized, official: [String] = [], group: Localized? = nil, theme: String? = nil
    ) {
        self.id = id
        self.label = label
        self.official = official
        self.group = group
        self.theme = theme
    }
}

public enum RecordFormKind {}
/// A record as one kind of organisation fills it in: `child`, `veilig-thuis`, `family`.
public typealias RecordFormID = ID<RecordFormKind>

/// What an organisation asks of itself after a talk: eight fields at most, its own codes.
public struct RecordForm: Sendable, Hashable {
    public let id: RecordFormID
    public let fields: [ContactField]
    /// Whether reports are made at this organisation, by phone or at the counter. Never in a chat.
    public let takesReports: Bool

    public init(id: RecordFormID, fields: [ContactField], takesReports: Bool) {
        self.id = id
        self.fields = fields
        self.takesReports = takesReports
    }

    public func field(_ id: String) -> ContactField? { fields.first { $0.id == id } }
}

extension Pack {
    /// The record of this organisation; for one that is not in the pack any more, the first there is.
    public func recordForm(of organisation: OrganisationID) -> RecordForm {
        let wanted = self.organisation(organisation)?.recordForm
        return recordForms.first { $0.id == wanted } ?? recordForms.first
            ?? RecordForm(id: RecordFormID(trusted: "none"), fields: [], takesReports: false)
    }

    /// The counted figures that this field of a record counts in, besides those of the three unknowns.
    public func figures(with field: ContactField) -> [Indicator] {
        indicators.filter { indicator in
            guard indicator.origin == .counted, !indicator.isOfUnanswered else { return false }
            return indicator.counts.contains { selection in
                selection.field == field.id && selection.codes.contains { field.code($0) != nil }
            }
        }
    }
}
