import Core
import Database

/// Talks whose secret was destroyed. A backup brings their rows back, and nobody can read them: they go at the next purge,
/// and before the first visitor when the program starts.
extension ConversationsActions {
    /// Talks that one transaction erases at most.
    private static let mostAtOnce = 500

    /// Erases the talks without a secret, and says which.
    ///
    /// A secret is durable before its talk is written, and comes back for no talk: a talk that stands in the database and has
    /// none was erased. With a vault in which there never was anything, nothing is erased: see ``isVaultMissing()``.
    func eraseUnreadable() async throws -> [ConversationID] {
        guard try await vault.isUsed() else { return [] }
        let unreadable = try await unreadable()
        var gone: [ConversationID] = []
        for start in stride(from: 0, to: unreadable.count, by: Self.mostAtOnce) {
            let part = unreadable[start..<min(unreadable.count, start + Self.mostAtOnce)]
            gone += try await store.write { db in
                try part.filter { id in
                    guard try db.first(LockedConversation(id: id)) != nil else { return false }
                    // What was counted of it after the copy was made went with the rest of the database.
                    try counts.gone(id, at: nil, db)
                    try Self.delete(id, db)
                    return true
                }
            }
        }
        if !gone.isEmpty { try await forget(gone) }
        return gone
    }

    /// Before the first visitor: what a backup brought back is nobody's to find or to take.
    public func sweepBeforeServing() async throws {
        _ = try await eraseUnreadable()
    }

    /// Whether the vault is a new one while there are talks: then its copy is to be put back, before any talk is erased for
    /// want of its secret.
    public func isVaultMissing() async throws -> Bool {
        if try await vault.isUsed() { return false }
        return try await store.read { try $0.first(AnyConversation()) } != nil
    }

    /// Erases every talk that nobody can read, with whatever vault there is. For an operator who has no copy of the old one.
    public func eraseWithoutVault() async throws -> Int {
        try await vault.take()
        return try await eraseUnreadable().count
    }

    /// The talks first: a secret that is not there afterwards was destroyed.
    private func unreadable() async throws -> [ConversationID] {
        let conversations = try await store.read { try $0.all(AllConversations()) }
        guard !conversations.isEmpty else { return [] }
        let secrets = Set(try await vault.made(before: clock.now() + .days(1)))
        return conversations.filter { !secrets.contains($0) }
    }
}
