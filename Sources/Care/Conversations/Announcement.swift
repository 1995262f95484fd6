import Core

/// What the system says in a talk, for everybody who is in it.
enum Announcement: Sendable, Hashable {
    /// Names as they are shown: "Sam, Veilig Thuis".
    case joined(String, reads: Share)
    case tookOver(String, from: String)
    /// Somebody left and the talk goes on with the others.
    case left(String, with: String)
    /// The third is gone, by their own choice or not.
    case partnerLeft(String, with: String)
    /// The seeker goes on without the third.
    case alone(with: String)
    /// Nobody of the organisation came.
    case unjoined(String, with: String)
    /// The third begins a report, by the seeker's wish.
    case reportBegins(String)
    case areYouThere
    case placeKept
}

/// A question to the seeker, as it is shown.
struct Question: Sendable, Hashable {
    let text: String
    let share: String
}

/// Puts into words what actions have to say in a talk, in the language of the seeker. Handed in: actions know no phrases.
public struct Announcer: Sendable {
    let text: @Sendable (Announcement, Language) -> String
    let question: @Sendable (QueueKind, Share, String, Language) -> Question

    init(
        text: @escaping @Sendable (Announcement, Language) -> String,
        question: @escaping @Sendable (QueueKind, Share, String, Language) -> Question
    ) {
        (self.text, self.question) = (text, question)
    }
}
