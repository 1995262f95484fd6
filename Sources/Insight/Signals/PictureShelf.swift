import Core
import Pack
import Synchronization

/// Keeps pictures in memory for as long as the figures stay what they are, so that a page does not read ten years of weeks anew.
///
/// What this program changes itself is seen at once; what another node changed within about a second. It holds at most
/// ``most`` pictures, and only few of earlier moments, which anybody can ask for.
public final class PictureShelf: Sendable {
    private struct Key: Hashable {
        let indicator: IndicatorID
        let known: Instant?
    }

    private struct Entry {
        let state: State
        let picture: PublishedPicture
        var used: Int
    }

    /// What a picture depends on beside its key.
    struct State: Equatable {
        let newest: Instant?
        let changes: Int
        let today: Day
    }

    private struct Making {
        let state: State
        let task: Task<[PublishedPicture], any Error>
    }

    private struct Shelf {
        var entries: [Key: Entry] = [:]
        var making: [Key: Making] = [:]
        var uses = 0
        var newest: Instant?
        var changes = -1
        var checked = Instant(milliseconds: 0)
        var isChecking = false
    }

    static let most = 96
    static let mostEarlier = 16
    /// What another node did may stay unseen this long.
    static let checkEvery = Duration.seconds(1)

    private let actions: FiguresActions
    private let shelf = Mutex(Shelf())

    public init(_ actions: FiguresActions) { self.actions = actions }

    /// Makes what is not there, so that nobody who asks for a page waits for it. What cannot be made now is made when it is asked for.
    public func warm(_ indicators: [Indicator], now: @Sendable () -> Instant) async {
        for indicator in indicators where !Task.isCancelled {
            _ = try? await picture(of: indicator, at: now())
        }
    }

    func picture(of indicator: Indicator, at now: Instant, known: Instant? = nil) async throws -> PublishedPicture {
        let key = Key(indicator: indicator.id, known: known)
        let state = try await state(now)
        if let picture = shelf.withLock({ shelf -> PublishedPicture? in
            // An earlier moment does not change any more.
            guard let entry = shelf.entries[key], known != nil || entry.state == state else { return nil }
            shelf.uses += 1
            shelf.entries[key]?.used = shelf.uses
            return entry.picture
        }) {
            return picture
        }
        // Figures that are tied are audited together, so all of them are kept.
        let made = try await made(indicator, key, state, now)
        guard let picture = made.first(where: { $0.indicator.id == indicator.id }) else {
            return try await actions.picture(of: indicator, at: now, known: known)
        }
        // A moment that is not over may still get figures.
        if known.map({ $0 >= now - Self.checkEvery }) ?? false { return picture }
        shelf.withLock { shelf in
            for picture in made {
                shelf.uses += 1
                shelf.entries[Key(indicator: picture.indicator.id, known: known)] = Entry(
                    state: state, picture: picture, used: shelf.uses)
            }
            Self.clear(&shelf)
        }
        return picture
    }

    /// Of those who ask for the same at the same time one makes it.
    private func made(
        _ indicator: Indicator, _ key: Key, _ state: State, _ now: Instant
    ) async throws -> [PublishedPicture] {
        let actions = actions
        guard key.known == nil else { return try await Self.pictures(indicator, now, key.known, actions) }
        let task = shelf.withLock { shelf -> Task<[PublishedPicture], any Error> in
            if let making = shelf.making[key], making.state == state { return making.task }
            let task = Task { try await Self.pictures(indicator, now, nil, actions) }
            shelf.making[key] = Making(state: state, task: task)
            return task
        }
        defer {
            shelf.withLock { shelf in if shelf.making[key]?.task == task { shelf.making[key] = nil } }
        }
        return try await task.value
    }

    /// The picture, and those of the figures that are tied to it.
    private static func pictures(
        _ indicator: Indicator, _ now: Instant, _ known: Instant?, _ actions: FiguresActions
    ) async throws -> [PublishedPicture] {
        indicator.origin == .imported
            ? try await actions.pictures(with: indicator, at: now, known: known)
            : [try await actions.picture(of: indicator, at: now, known: known)]
    }

    private static func clear(_ shelf: inout Shelf) {
        for (isEarlier, most) in [(true, mostEarlier), (false, most)] {
            let keys = shelf.entries.filter { ($0.key.known != nil) == isEarlier }.sorted {
                $0.value.used < $1.value.used
            }
            for (key, _) in keys.prefix(max(0, keys.count - most)) { shelf.entries[key] = nil }
        }
    }

    /// Other for other figures: what was made from them is to be made again.
    func state(_ now: Instant) async throws -> State {
        let changes = actions.changes.count
        let today = actions.catalogue.day(now)
        let (isKnown, isOld, newest) = shelf.withLock { shelf in
            let isKnown = shelf.changes == changes
            let isOld = isKnown && !shelf.isChecking && abs(now.milliseconds - shelf.checked.milliseconds) > 1_000
            if isOld { shelf.isChecking = true }
            return (isKnown, isOld, shelf.newest)
        }
        guard isKnown else {
            let newest = try await actions.newest()
            shelf.withLock { shelf in (shelf.newest, shelf.changes, shelf.checked) = (newest, changes, now) }
            return State(newest: newest, changes: changes, today: today)
        }
        // Nobody waits for the look at what other nodes did.
        if isOld { Task { await check(now) } }
        return State(newest: newest, changes: changes, today: today)
    }

    private func check(_ now: Instant) async {
        let newest = try? await actions.newest()
        shelf.withLock { shelf in
            if let newest { shelf.newest = newest }
            (shelf.checked, shelf.isChecking) = (now, false)
        }
    }
}
