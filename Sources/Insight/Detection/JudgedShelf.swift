import Core
import Pack
import Synchronization

/// What was last said of each figure, kept for as long as nobody judged again and the figures stay what they are.
final class JudgedShelf: Sendable {
    struct State: Equatable {
        let run: String?
        let week: Week
        let figures: PictureShelf.State
    }

    private struct Entry {
        let state: State
        let judged: JudgedFigure?
    }

    static let most = 200
    private let entries = Mutex<[IndicatorID: Entry]>([:])

    /// - Parameter make: reads it from the store when it is not here.
    func judged(
        _ indicator: IndicatorID, _ state: State, _ make: () async throws -> JudgedFigure?
    ) async throws -> JudgedFigure? {
        if let entry = entries.withLock({ $0[indicator] }), entry.state == state { return entry.judged }
        let judged = try await make()
        entries.withLock { entries in
            if entries.count >= Self.most { entries.removeAll() }
            entries[indicator] = Entry(state: state, judged: judged)
        }
        return judged
    }
}

extension DetectionActions {
    /// The same as ``judged(_:)``, from memory while nothing changed.
    func kept(_ indicator: Indicator) async throws -> JudgedFigure? {
        let state = JudgedShelf.State(
            run: try await latestRun()?.id, week: lastWeek, figures: try await shelf.state(clock.now()))
        return try await shelved.judged(indicator.id, state) { try await judged(indicator) }
    }

    /// Makes what stands beside figures before anybody asks for it.
    public func warm() async {
        for indicator in detectable where indicator.isPublic && !Task.isCancelled {
            _ = try? await kept(indicator)
        }
    }
}
