import Core
import Foundation
import Pack
import Sealing

/// An answer, or one of three ways of having none. They are never one: who was not asked did not refuse.
enum Answered<Value: Sendable & Hashable>: Sendable, Hashable {
    case known(Value)
    case unknown, notAsked, refused
}

/// What a talk, a call or a visit is closed with: codes of the organisation's record, nothing else. What is left out is
/// "unknown".
///
/// It can be a talk that was heard, advice, information or none: ``KindOfTalk`` has no report, so a record cannot be one.
struct ContactRecord: Sendable {
    /// Field → codes; every field of the record has at least one.
    let fields: [String: [String]]
    let kind: Answered<KindOfTalk>

    /// Throws `Refusal.malformed` with the name of the first field that is not in the record, has a code that is not, has too
    /// many, mixes an unknown with an answer, or says a kind of talk that is none.
    init(_ given: [String: [String]], fields known: [ContactField]) throws {
        let draft = try RecordDraft(given, fields: known)
        var fields: [String: [String]] = [:]
        for field in known {
            let codes = draft.fields[field.id] ?? []
            guard codes.count <= 1 || !codes.contains(where: field.isUnknown) else {
                throw Refusal.malformed(field: field.id)
            }
            fields[field.id] = codes.isEmpty ? [ContactField.unknown] : codes
        }
        self.fields = fields
        switch fields[ContactField.kind]?.first {
        case nil, ContactField.unknown: kind = .unknown
        case ContactField.notAsked: kind = .notAsked
        case ContactField.refused: kind = .refused
        case let code?:
            guard let known = KindOfTalk(rawValue: code) else { throw Refusal.malformed(field: ContactField.kind) }
            kind = .known(known)
        }
    }

    /// As it stands in the database, which takes no other.
    var kindCode: String {
        switch kind {
        case .known(let kind): kind.rawValue
        case .unknown: ContactField.unknown
        case .notAsked: ContactField.notAsked
        case .refused: ContactField.refused
        }
    }

    /// The region when the record says one.
    var region: RegionID? {
        guard let code = fields[ContactField.region]?.first,
            ![ContactField.unknown, ContactField.notAsked, ContactField.refused].contains(code)
        else { return nil }
        return RegionID(code.uppercased())
    }

    var json: String {
        let data = try? JSONSerialization.data(withJSONObject: fields, options: [.sortedKeys])
        return data.map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    static func fields(json: String) -> [String: [String]] {
        (try? JSONDecoder().decode([String: [String]].self, from: Data(json.utf8))) ?? [:]
    }
}

/// That a report was taken: by voice, at an organisation that takes reports. No chat can be handed to it, and no record can
/// become one. What was reported stands in the organisation's own file and never here.
struct ReportNote: Sendable {
    let channel: SpokenChannel
    let region: RegionID?

    /// Throws `notAllowed` when the organisation takes no reports, `malformed` for a region that is none.
    init(by channel: SpokenChannel, region: String?, form: RecordForm) throws {
        guard form.takesReports else { throw Refusal.notAllowed }
        self.channel = channel
        guard let region, !region.isEmpty else {
            self.region = nil
            return
        }
        guard let code = form.field(ContactField.region)?.codes.first(where: { $0.id == region }) else {
            throw Refusal.malformed(field: ContactField.region)
        }
        self.region = RegionID(code.id.uppercased())
    }
}

/// A record while it is filled in: what was chosen so far, a free line for who keeps the list, and passages of the talk
/// that belong to a code. Sealed wherever it is kept.
struct RecordDraft: Sendable, Codable, Hashable {
    /// A passage is a message, by its number. Its words are not copied.
    struct Passage: Sendable, Codable, Hashable {
        let number: Int64
        let code: String
    }

    private(set) var fields: [String: [String]] = [:]
    /// Why nothing in the list fits; empty when it does.
    private(set) var line = ""
    private(set) var passages: [Passage] = []

    /// Characters of the free line.
    static let lineLimit = 120
    /// So many passages belong to codes in one talk.
    static let mostPassages = 60

    init() {}

    /// Throws `malformed` naming the first field that is not in the record, has a code that is not, or too many; `tooLong`.
    init(_ given: [String: [String]], line: String = "", fields known: [ContactField]) throws {
        for name in given.keys.sorted() where !known.contains(where: { $0.id == name }) {
            throw Refusal.malformed(field: name)
        }
        for field in known {
            var codes: [String] = []
            for code in given[field.id] ?? [] where !code.isEmpty && !codes.contains(code) { codes.append(code) }
            guard codes.allSatisfy({ field.code($0) != nil }), codes.count <= field.most else {
                throw Refusal.malformed(field: field.id)
            }
            if !codes.isEmpty { fields[field.id] = codes }
        }
        let line = line.trimmingCharacters(in: .whitespacesAndNewlines)
        guard line.count <= Self.lineLimit, line.utf8.count <= Self.lineLimit * 7 else {
            throw Refusal.tooLong(field: "elsewhere", limit: Self.lineLimit)
        }
        self.line = line.split(whereSeparator: \.isNewline).joined(separator: " ")
    }

    init?(_ words: Words) {
        guard let draft = Sealable.value(RecordDraft.self, words) else { return nil }
        self = draft
    }

    var words: Words { Sealable.words(self) }

    /// The same with the passages of another: a form of the codes has none.
    func with(passagesOf other: RecordDraft) -> RecordDraft {
        var draft = self
        draft.passages = other.passages
        return draft
    }

    /// A passage belongs to a code of the reasons, or no longer. Throws `malformed`, and `conflict` for too many.
    mutating func mark(_ number: Int64, as code: String, _ isOn: Bool, form: RecordForm) throws {
        guard let field = form.field(ContactField.reason), field.codes.contains(where: { $0.id == code }) else {
            throw Refusal.malformed(field: ContactField.reason)
        }
        guard number > 0 else { throw Refusal.malformed(field: "number") }
        passages.removeAll { $0 == Passage(number: number, code: code) }
        guard isOn else { return }
        guard passages.count < Self.mostPassages else { throw Refusal.conflict("passages") }
        passages.append(Passage(number: number, code: code))
        passages.sort { ($0.number, $0.code) < ($1.number, $1.code) }
    }

    /// The codes with "none of these fits" among them when there is a free line, as far as there is room.
    func codes(with form: RecordForm) throws -> [String: [String]] {
        guard !line.isEmpty, let field = form.field(ContactField.reason), let elsewhere = field.elsewhere else {
            return fields
        }
        var codes = (fields[field.id] ?? []).filter { !field.isUnknown($0) }
        if !codes.contains(elsewhere.id) { codes.append(elsewhere.id) }
        guard codes.count <= field.most else { throw Refusal.malformed(field: "elsewhere") }
        return fields.merging([field.id: codes]) { $1 }
    }
}

public enum SpokenRecordKind {}
/// A record of a phone call or a visit to the counter.
public typealias SpokenRecordID = ID<SpokenRecordKind>

/// A record of a call or visit while it is filled in, as its maker keeps it.
struct OwnRecord: Sendable, Codable {
    let channel: SpokenChannel
    var draft: RecordDraft

    static func purpose(_ id: SpokenRecordID) -> String { "own record \(id)" }
    /// How long it is kept when nobody touches it.
    static let kept = Duration.hours(72)
    /// So many a person has under way at once.
    static let most = 20
}

/// How long what is counted waits for others, and what is sealed for who keeps the list.
enum RecordTerms {
    /// Counted together with others, so that nobody sees which one made a figure rise.
    static let batch = 10
    /// A free line is for who keeps the list, for so long.
    static let line = Duration.days(28)
    /// After the moment by which they were to be counted, codes go after this: seven days from the record at most.
    static let uncounted = Duration.days(5)

    /// The end of the day: no finer moment is kept.
    static func endOfDay(_ now: Instant) -> Instant {
        let day: Int64 = 86_400_000
        return Instant(milliseconds: (now.milliseconds / day + 1) * day)
    }

    static func endOfHour(_ now: Instant) -> Instant {
        let hour: Int64 = 3_600_000
        return Instant(milliseconds: (now.milliseconds / hour + 1) * hour)
    }

    static func purpose(ofLine id: String) -> String { "list line \(id)" }
}

/// What did not fit in a list, as who keeps it reads it.
struct ListLine: Sendable {
    let id: String
    let words: Words
}
