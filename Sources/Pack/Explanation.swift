import Core

/// What somebody is told before a talk begins: what happens, who reads it, what is kept, when it goes further and to whom.
/// Each part is needed; an explanation that leaves one out is not honest.
public struct Explanation: Sendable, Hashable {
    public enum Topic: String, Sendable, CaseIterable {
        /// What happens when I write?
        case happens
        /// Who reads it?
        case reads
        /// What is kept? How long stands in the terms of the organisation.
        case kept
        /// When must something be reported, and by whom?
        case reported
    }

    public struct Part: Sendable, Hashable {
        public let topic: Topic
        public let heading: Localized
        public let text: Localized

        public init(topic: Topic, heading: Localized, text: Localized) {
            (self.topic, self.heading, self.text) = (topic, heading, text)
        }
    }

    public let owner: String
    /// The day by which the owner looks at it again.
    public let reviewBy: Day
    /// Of the page, as a browser's history shows it.
    public let title: Localized
    public let heading: Localized
    public let parts: [Part]

    public init(owner: String, reviewBy: Day, title: Localized, heading: Localized, parts: [Part]) {
        (self.owner, self.reviewBy, self.title, self.heading, self.parts) = (owner, reviewBy, title, heading, parts)
    }
}

extension PackReader {
    /// `before:` of an entrance. That for parents must have one.
    func readExplanation(_ record: Record, _ audience: AudienceID?) -> Explanation? {
        guard let value = record.optional("before") else {
            if audience?.text == "parent" {
                record.value.wrong(
                    "“before” is missing in the entrance for parents. Say what happens with what they write.")
            }
            return nil
        }
        guard let record = value.record("an explanation") else { return nil }
        defer { record.finish() }
        let use = TextUse.short(audience.map { [$0] } ?? [])
        let owner = record.needed("owner")?.text(120)
        let reviewBy = record.needed("reviewBy")?.day()
        let title = record.needed("title").flatMap { localized($0, use) }
        let heading = record.needed("heading").flatMap { localized($0, use) }
        let parts = Explanation.Topic.allCases.compactMap { topic -> Explanation.Part? in
            guard let part = record.needed(topic.rawValue)?.record("a part of an explanation") else { return nil }
            defer { part.finish() }
            let heading = part.needed("heading").flatMap { localized($0, use) }
            let text = part.needed("text").flatMap { localized($0, use) }
            guard let heading, let text else { return nil }
            return Explanation.Part(topic: topic, heading: heading, text: text)
        }
        guard let owner, let reviewBy, let title, let heading else { return nil }
        return Explanation(owner: owner, reviewBy: reviewBy, title: title, heading: heading, parts: parts)
    }
}
