import Core
import Site
import Synchronization

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
