import Core
import Crypto
import Foundation

/// A person's keys as the database keeps them: under their password, and once more under their recovery code.
///
/// The bytes describe themselves: suite (1), cost (1), salt (16), verifier (32), keys under the password (93), keys under
/// the recovery code (93), a check under the keys themselves (32) by which a change anywhere is noticed.
public struct LockedKeys: Secret, Hashable {
    /// 268 bytes.
    public let blob: [UInt8]

    /// Takes any bytes; `PasswordLock` refuses those that are not locked keys.
    public init(blob: [UInt8]) {
        self.blob = blob
    }
}

/// Locks and opens the keys of people who work at an organisation.
public struct PasswordLock: Sendable {
    /// In bytes of UTF-8.
    public static let longestPassword = 1024

    private let pepper: Pepper
    private let gate: ScryptGate

    public init(pepper: Pepper, gate: ScryptGate) {
        self.pepper = pepper
        self.gate = gate
    }

    /// Locks the keys under a password and under a new recovery code, to be shown once and printed.
    ///
    /// Throws `malformed` for an empty password, `tooLong`, `busy`, or `CancellationError` before its turn.
    public func lock(
        _ keys: PersonKeys, password: Words, cost: PasswordCost
    ) async throws -> (LockedKeys, recoveryCode: Words) {
        guard !password.isEmpty else { throw SealingError.malformed }
        guard Self.fits(password) else { throw SealingError.tooLong }
        let header = Header(cost: cost, salt: Chance.bytes(16))
        let stretch = try await stretch(password, header)
        let code = RecoveryCode.random()
        var blob = header.bytes + Self.verifier(stretch)
        blob += try Box.seal(keys.bytes, under: stretch.derived("staff-kek"), bound: header.binding)
        blob += try Box.seal(keys.bytes, under: Self.key(of: code, header), bound: header.binding)
        blob += Self.check(blob, keys)
        return (LockedKeys(blob: blob), recoveryCode: Words(code.text))
    }

    /// Throws `cannotOpen` for a wrong password (also an empty or overlong one) and for bytes that were changed,
    /// `malformed` or `unknownSuite` for bytes that are no locked keys, `busy`, or `CancellationError`.
    public func open(_ locked: LockedKeys, password: Words) async throws -> PersonKeys {
        let parts = try Parts(locked.blob)
        // Nobody has an empty password. An overlong one costs the same time as any wrong one.
        let stretch = try await stretch(Self.fits(password) ? password : Words(""), parts.header)
        guard constantTimeEquals(Self.verifier(stretch), parts.verifier) else { throw SealingError.cannotOpen }
        let key = stretch.derived("staff-kek")
        return try Self.checked(parts, Box.open(parts.underPassword, under: key, bound: parts.header.binding))
    }

    /// Throws `cannotOpen` for a wrong code, `malformed` for text that no code has (a typing error).
    public func open(_ locked: LockedKeys, recoveryCode: Words) throws(SealingError) -> PersonKeys {
        let parts = try Parts(locked.blob)
        guard let code = RecoveryCode(typed: recoveryCode.reveal()) else { throw .malformed }
        let key = Self.key(of: code, parts.header)
        return try Self.checked(parts, Box.open(parts.underCode, under: key, bound: parts.header.binding))
    }

    /// A new password for who has the recovery code. Earlier password and code do not open the new bytes.
    public func relock(
        _ locked: LockedKeys, recoveryCode: Words, newPassword: Words, cost: PasswordCost
    ) async throws -> (LockedKeys, newRecoveryCode: Words) {
        let keys = try open(locked, recoveryCode: recoveryCode)
        let (relocked, code) = try await lock(keys, password: newPassword, cost: cost)
        return (relocked, newRecoveryCode: code)
    }

    /// A new password for who has the present one. Earlier password and code do not open the new bytes.
    public func relock(
        _ locked: LockedKeys, password: Words, newPassword: Words, cost: PasswordCost
    ) async throws -> (LockedKeys, newRecoveryCode: Words) {
        let keys = try await open(locked, password: password)
        let (relocked, code) = try await lock(keys, password: newPassword, cost: cost)
        return (relocked, newRecoveryCode: code)
    }

    /// The cost of the password, so that it can be raised at the next signing in. Throws as `open` does.
    public static func cost(of locked: LockedKeys) throws(SealingError) -> PasswordCost {
        try Parts(locked.blob).header.cost
    }

    /// The same work as `open`, for a name that nobody has: whether an account exists cannot be heard from the time.
    public func burn(cost: PasswordCost) async throws {
        _ = try await stretch(Words(""), Header(cost: cost, salt: Chance.bytes(16)))
    }

    /// The password as one spelling of it, mixed with the pepper, through scrypt.
    private func stretch(_ password: Words, _ header: Header) async throws -> SymmetricKey {
        // One spelling, however the keyboard composes é.
        let spelled = password.reveal().precomposedStringWithCompatibilityMapping
        return try await gate.stretch(pepper.mixed("staff-password", spelled), salt: header.salt, cost: header.cost)
    }

    private static func fits(_ password: Words) -> Bool { password.reveal().utf8.count <= longestPassword }

    private static func verifier(_ stretch: SymmetricKey) -> [UInt8] { stretch.derived("staff-auth").bytes }

    private static func key(of code: RecoveryCode, _ header: Header) -> SymmetricKey {
        var purpose = Binding("staff-recovery")
        purpose.add(header.salt)
        return SymmetricKey(data: code.bytes).derived(purpose)
    }

    private static func check(_ blob: [UInt8], _ keys: PersonKeys) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: blob, using: SymmetricKey(data: keys.bytes).derived("staff-blob")))
    }

    private static func checked(_ parts: Parts, _ bytes: [UInt8]) throws(SealingError) -> PersonKeys {
        let keys = try PersonKeys(bytes: bytes)
        guard constantTimeEquals(check(parts.checked, keys), parts.check) else { throw .cannotOpen }
        return keys
    }
}

/// What has to be known before scrypt can start.
private struct Header {
    let cost: PasswordCost
    let salt: [UInt8]

    var bytes: [UInt8] { [Suite.first, UInt8(cost.log2)] + salt }

    var binding: Binding {
        var binding = Binding("staff-keys")
        binding.add(bytes)
        return binding
    }
}

private struct Parts {
    static let wrapped = Box.overhead + 64
    static let count = 1 + 1 + 16 + 32 + 2 * wrapped + 32

    let header: Header
    let verifier: [UInt8]
    let underPassword: [UInt8]
    let underCode: [UInt8]
    /// Everything before the check.
    let checked: [UInt8]
    let check: [UInt8]

    init(_ blob: [UInt8]) throws(SealingError) {
        _ = try Suite.body(of: blob)
        guard blob.count == Self.count, let cost = PasswordCost(log2: Int(blob[1])) else { throw .malformed }
        header = Header(cost: cost, salt: Array(blob[2..<18]))
        verifier = Array(blob[18..<50])
        underPassword = Array(blob[50..<(50 + Self.wrapped)])
        underCode = Array(blob[(50 + Self.wrapped)..<(50 + 2 * Self.wrapped)])
        checked = Array(blob.dropLast(32))
        check = Array(blob.suffix(32))
    }
}
