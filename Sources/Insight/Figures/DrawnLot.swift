import Synchronization

/// The lot of this installation, once it was read.
final class DrawnLot: Sendable {
    private let kept = Mutex<String?>(nil)

    var secret: String? {
        get { kept.withLock { $0 } }
        set { kept.withLock { $0 = newValue } }
    }
}
