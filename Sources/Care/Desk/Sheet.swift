import Core
import Foundation
import Pack
import Sealing

/// What staff keeps beside a talk. All of it is sealed like a message, and gone with the talk.
struct Sheets: Sendable {
    /// The person's own note; nil when there is none.
    var note: Words?
    /// Notes of others of the same organisation.
    var others: [(name: String, note: Words)] = []
    var answers = RiskAnswers()
    /// What was decided, oldest first.
    var log: [Decision] = []
    /// What the person was writing and did not send.
    var draft: Words?
    /// The record as far as it was filled in.
    var record = RecordDraft()

    /// Since when the talk is acute; nil when it is not.
    var acuteSince: Instant? {
        guard let last = log.last(where: { $0.kind != .decided }), last.kind == .began else { return nil }
        return last.at
    }

    /// Characters of a note.
    static let noteLimit = 4000
    /// Characters of a decision.
    static let decisionLimit = 300
}

enum SheetKind: String, Sendable {
    case note, risk, acute, draft, record

    /// One for each person, or one for the people of an organisation.
    var isOfPerson: Bool { self == .note || self == .draft }
}

/// A step in the log of an acute talk.
struct Decision: Sendable, Codable {
    enum Kind: String, Sendable, Codable { case began, ended, decided }

    let kind: Kind
    /// Milliseconds since 1970, within the seal.
    let milliseconds: Int64
    let name: String
    /// Empty for began and ended.
    let text: String

    var at: Instant { Instant(milliseconds: milliseconds) }

    init(_ kind: Kind, at: Instant, by name: String, text: String = "") {
        self.kind = kind
        milliseconds = at.milliseconds
        self.name = name
        self.text = text
    }

    var words: Words { Sealable.words(self) }
    init?(_ words: Words) {
        guard let decision = Sealable.value(Decision.self, words) else { return nil }
        self = decision
    }
}

/// The answers on the risk card of a talk.
struct RiskAnswers: Sendable, Hashable {
    /// Three ways of not knowing are not one: who was not asked did not answer.
    enum Answer: String, Sendable, CaseIterable, Codable {
        case yes, no, unknown
        case notAsked = "not-asked"
    }

    /// Question → answer. What is not in here was not filled in.
    private(set) var answers: [String: Answer] = [:]

    init() {}

    /// Throws `Refusal.malformed` naming the first question or answer that is not on the card.
    init(_ given: [String: String], card: RiskCard) throws {
        for (question, answer) in given.sorted(by: { $0.key < $1.key }) where !answer.isEmpty {
            guard card.questions.contains(where: { $0.id == question }), let answer = Answer(rawValue: answer) else {
                throw Refusal.malformed(field: question)
            }
            answers[question] = answer
        }
    }

    init?(_ words: Words) {
        guard let answers = Sealable.value([String: Answer].self, words) else { return nil }
        self.answers = answers
    }

    var words: Words { Sealable.words(answers) }

    subscript(question: RiskQuestion) -> Answer? { answers[question.id] }

    /// Questions that have no answer yet.
    func open(on card: RiskCard) -> [RiskQuestion] { card.questions.filter { answers[$0.id] == nil } }
}

/// Values on their way into and out of a seal.
enum Sealable {
    static func words(_ value: some Encodable) -> Words {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Words((try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "")
    }

    /// Nil when this is no such value.
    static func value<Value: Decodable>(_ type: Value.Type, _ words: Words) -> Value? {
        try? JSONDecoder().decode(type, from: Data(words.reveal().utf8))
    }
}
