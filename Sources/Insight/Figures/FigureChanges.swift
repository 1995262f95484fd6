import Synchronization

/// How often this program changed the figures, so that what was made from them can be made again at once.
final class FigureChanges: Sendable {
    private let number = Atomic(0)
    var count: Int { number.load(ordering: .acquiring) }
    func happened() { number.add(1, ordering: .acquiringAndReleasing) }
}
