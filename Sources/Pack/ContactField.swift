/// One question of the short contact record that a counsellor fills in after a talk.
public struct ContactField: Sendable, Hashable {
    /// The name in the record: `reason`.
    public let id: String
    public let label: Localized
    /// Why it is asked, shown beside it.
    public let purpose: Localized
    /// How many codes may be chosen; the first is the main one.
    public let most: Int
    /// Without the three unknowns.
    public let codes: [ContactCode]
    /// "Unknown", "not asked" and "did not want to say": three different answers, in every field.
    public let unknowns: [ContactCode]

    public init(
        id: String, label: Localized, purpose: Localized, most: Int, codes: [ContactCode], unknowns: [ContactCode]
    ) {
        self.id = id
        self.label = label
        self.purpose = purpose
        self.most = most
        self.codes = codes
        self.unknowns = unknowns
    }

    /// The codes and the three unknowns.
    public var allCodes: [ContactCode] { codes + unknowns }

    /// Nil when this field has no such code.
    public func code(_ id: String) -> ContactCode? {
        codes.first { $0.id == id } ?? unknowns.first { $0.id == id }
    }

    /// What an empty field is closed with.
    public static let unknown = "unknown"
    public static let notAsked = "not-asked"
    public static let refused = "refused"
}

/// One answer to a question of the contact record.
public struct ContactCode: Sendable, Hashable {
    /// Unique within its field.
    public let id: String
    public let label: Localized
    /// Codes of an official list that this one stands for: `hoedanigheid-v1:35`.
    public let official: [String]
    /// The heading it stands under in a long list; nil when there is none.
    public let group: Localized?

    public init(
        id: String, label: Localized, official: [String] = [], group: Localized? = nil
    ) {
        self.id = id
        self.label = label
        self.official = official
        self.group = group
    }
}
