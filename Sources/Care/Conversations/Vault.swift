import Core
import Database
import Sealing

/// The shred secrets, in a store of their own that long backups never contain. Without its secret a talk cannot be opened
/// by anybody, whatever else they hold.
public struct Vault: Sendable {
    let store: Store
    let ring: KeyRing
    let clock: Clock

    init(store: Store, ring: KeyRing, clock: Clock) {
        self.store = store
        self.ring = ring
        self.clock = clock
    }

    /// Makes and keeps a secret, durably, before the talk itself is written.
    func make(for conversation: ConversationID) async throws -> ShredSecret {
        let secret = ShredSecret.random()
        let now = clock.now()
        try await store.write { db in
            try db.run(InsertShred(conversation: conversation, secret: secret.bytes, madeAt: now))
        }
        ring.keep(secret, of: conversation)
        return secret
    }

    /// Nil when it was destroyed.
    func secret(of conversation: ConversationID) async throws -> ShredSecret? {
        if let known = ring.shred(conversation) { return known }
        guard let bytes = try await store.read({ try $0.first(ShredOf(conversation: conversation)) }) else {
            return nil
        }
        let secret = try ShredSecret(bytes: bytes)
        ring.keep(secret, of: conversation)
        return secret
    }

    /// Whether the secret is in the store itself, whatever memory says.
    func isKept(_ conversation: ConversationID) async throws -> Bool {
        try await store.read { try $0.first(ShredOf(conversation: conversation)) } != nil
    }

    /// Destroys secrets, and what the file still holds of them.
    func destroy(_ conversations: [ConversationID]) async throws {
        guard !conversations.isEmpty else { return }
        try await store.write { db in
            for id in conversations { try db.run(DeleteShred(conversation: id)) }
        }
        ring.forget(Set(conversations))
        try await store.compact()
    }

    /// False also when the vault does not answer: then it is not known.
    func isDestroyed(_ conversation: ConversationID) async -> Bool {
        do { return try await secret(of: conversation) == nil } catch { return false }
    }

    /// Whether there ever was something in this vault: a secret of a talk, or a key of a year of the audit.
    func isUsed() async throws -> Bool {
        try await store.read { try $0.first(AnythingInVault()) } != nil
    }

    /// From here on it counts as used.
    func take() async throws {
        if try await isUsed() { return }
        let now = clock.now()
        try await store.write { db in
            try db.run(InsertAuditKey(year: AuditTerm.year(now), key: AuditKey.random().bytes))
        }
    }

    /// Secrets made before `moment`, for the sweep of those whose talk was never written.
    func made(before moment: Instant) async throws -> [ConversationID] {
        try await store.read { try $0.all(ShredsMadeBefore(moment: moment)) }
    }
}
