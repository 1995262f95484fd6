/// Why something could not be sealed or opened. It never says which byte, so it is no help to who tries.
public enum SealingError: Error, Equatable, Sendable {
    /// The wrong key, password or code; or the sealed bytes were changed or moved to another place.
    case cannotOpen
    /// Bytes or text that no version of this program could have written, or a place that does not belong to the key.
    case malformed
    /// Sealed by a newer version, with algorithms that this one does not know.
    case unknownSuite
    /// More than fits in the largest bucket, or a password longer than `PasswordLock.longestPassword`.
    case tooLong
    /// Too many people wait for `ScryptGate`. Nothing was tried; ask again later.
    case busy
}
