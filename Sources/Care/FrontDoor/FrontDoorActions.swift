import Core
import Pack
import Site
import Synchronization

/// Who can help now. The door is made once for each language and region and kept for some seconds; it stays up when the
/// store is down, only without the number of people waiting.
struct FrontDoorActions: Sendable {
    let pack: Pack
    let conversations: ConversationsActions
    let clock: Clock

    /// The door for somebody who typed this place, or nothing.
    func door(_ language: Language, typed: String? = nil, region: RegionID? = nil) async -> Door {
        let now = clock.now()
        var found = region.flatMap { pack.region($0) }
        var doubt: Door.Doubt?
        if let typed, !typed.isEmpty {
            switch pack.place(typed) {
            case .region(let region): found = region
            case .ask(let regions): doubt = .oneOf(regions)
            case .unknown: doubt = .unknown
            }
        }
        var sections: [Door.Section] = []
        for section in pack.sections(language, region: found?.id, now: now) {
            guard let talk = section.talk else {
                sections.append(section)
                continue
            }
            sections.append(section.with(await waited(talk)))
        }
        return Door(language: language, region: found, doubt: doubt, sections: sections)
    }

    private func waited(_ talk: Door.Talk) async -> Door.Talk {
        guard let waiting = try? await conversations.waiting(on: talk.line.id) else { return talk }
        let wait = try? await conversations.wait(line: talk.line.id, position: waiting + 1)
        return Door.Talk(
            line: talk.line, name: talk.name, organisation: talk.organisation, opening: talk.opening, waiting: waiting,
            wait: wait ?? nil, isKnown: true)
    }
}

extension Door.Section {
    fileprivate func with(_ talk: Door.Talk) -> Door.Section {
        Door.Section(
            anchor: anchor, entrance: entrance, audience: audience, label: label, title: title,
            explanation: explanation,
            talk: talk, situations: situations, turns: turns)
    }
}

/// Pages that are the same for everybody for some seconds, ready to send.
final class PageCache: Sendable {
    struct Key: Hashable {
        let language: Language
        let region: RegionID?
    }

    private struct Entry {
        let page: ReadyPage
        let madeAt: Instant
    }

    private let entries = Mutex<[Key: Entry]>([:])
    private let seconds: Int64

    init(seconds: Int64 = 5) {
        self.seconds = seconds
    }

    func page(_ key: Key, now: Instant, make: () async -> ReadyPage) async -> ReadyPage {
        let known = entries.withLock { $0[key] }
        if let known, now.since(known.madeAt) < .seconds(seconds), now >= known.madeAt { return known.page }
        let page = await make()
        entries.withLock { entries in
            if entries.count > 200 { entries.removeAll() }
            entries[key] = Entry(page: page, madeAt: now)
        }
        return page
    }
}
