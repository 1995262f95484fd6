import Core

/// What staff of one organisation say to each other beside a talk.
///
/// It is not a `Message` and cannot become one: nothing that makes what a seeker reads takes a whisper, it lies in a table of
/// its own, and its keys are sealed to people of the staff only (`Sealing.WhisperShare`).
struct Whisper: Sendable {
    let number: Int64
    let name: String
    let isFromSupervisor: Bool
    let words: Words
    let sentAt: Instant
    let isOwn: Bool
}

/// A whisper on its way in, checked. What sends messages of a talk does not take it.
struct WhisperDraft: Sendable {
    let clientId: String
    let words: Words

    /// Characters of one whisper.
    static let longest = 1000

    init(clientId: String, text: String) throws {
        self.clientId = try Draft(clientId: clientId, text: "-").clientId
        words = try Draft.words(text, field: "text", limit: Self.longest)
    }
}
