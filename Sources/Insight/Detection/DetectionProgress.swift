import Core

/// How far a round of judging is, for who watches.
actor DetectionProgress {
    struct State: Sendable, Hashable {
        /// Figures done, and in all. Both 0 while nothing runs.
        var done = 0
        var total = 0
        /// Regions are looked at together; before that every place by itself.
        var isScanning = false
        var isRunning: Bool { total > 0 }
    }

    private(set) var state = State()

    /// False when another round runs already.
    func begin(_ total: Int) -> Bool {
        guard !state.isRunning else { return false }
        state = State(done: 0, total: max(1, total))
        return true
    }

    func step() { state.done += 1 }
    func scanning(_ total: Int) { state = State(done: 0, total: max(1, total), isScanning: true) }
    func end() { state = State() }
}
