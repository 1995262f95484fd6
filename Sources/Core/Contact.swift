/// How somebody reached an organisation. Counted apart: a way that is new makes figures rise, and is not more violence.
public enum ContactChannel: String, Sendable, Codable, CaseIterable {
    case chat, phone
    case walkIn = "walk-in"
}

/// A way in which people speak with their voice: every channel but the chat. What can only come by voice takes this type,
/// so that a chat cannot be handed to it.
public enum SpokenChannel: String, Sendable, Codable, CaseIterable {
    case phone
    case walkIn = "walk-in"

    public var channel: ContactChannel {
        switch self {
        case .phone: .phone
        case .walkIn: .walkIn
        }
    }
}

/// What kind of talk it was. These are all: there is no report among them, and a report is another type.
public enum KindOfTalk: String, Sendable, Codable, CaseIterable {
    case listening, advice
    case adviceAndSupport = "advice-and-support"
    case information
    /// Silence, a joke, a wrong number.
    case noConversation = "no-conversation"
}
