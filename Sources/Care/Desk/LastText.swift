import Synchronization

/// The text a listener was told last.
final class LastText: Sendable {
    private let text = Mutex<String?>(nil)

    /// True when it is another one.
    func replace(_ new: String) -> Bool {
        text.withLock { text in
            guard text != new else { return false }
            text = new
            return true
        }
    }
}
