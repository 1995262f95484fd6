import Core
import Pack
import Site

/// Who reads along, in a sentence for one of the two ends: to a counsellor by name, to a seeker by organisation.
enum WatchSentence {
    static func text(_ lookIns: [LookIn], _ party: Party, _ pack: Pack, _ say: Speech) -> String {
        guard !lookIns.isEmpty else { return "" }
        switch party {
        case .staff:
            return say(SupervisionPhrase.watchedBy, ["names": lookIns.map(\.name).joined(separator: ", ")])
        case .seeker:
            return Set(lookIns.map(\.organisation)).sorted().map { organisation in
                let name = pack.organisation(organisation)?.name[say.language] ?? organisation.text
                return say(SupervisionPhrase.seekerWatched, ["organisation": name])
            }.joined(separator: " ")
        }
    }

    /// After another sentence.
    static func text(
        after sentence: String, _ lookIns: [LookIn], _ party: Party, _ pack: Pack, _ say: Speech
    ) -> String {
        lookIns.isEmpty ? sentence : "\(sentence) \(text(lookIns, party, pack, say))"
    }
}

/// As the API and the event streams write it.
struct WatchingBody: Encodable, Sendable {
    struct One: Encodable, Sendable {
        /// To the staff only.
        let name: String?
        let organisation: String
    }

    let watching: [One]
    /// For the streams of pages.
    let text: String?

    init(_ lookIns: [LookIn], _ party: Party, _ pack: Pack, _ speech: Speech?) {
        let isStaff = if case .staff = party { true } else { false }
        watching = lookIns.map { One(name: isStaff ? $0.name : nil, organisation: $0.organisation.text) }
        text = speech.map { WatchSentence.text(lookIns, party, pack, $0) }
    }

    var ifAny: [One]? { watching.isEmpty ? nil : watching }
}
