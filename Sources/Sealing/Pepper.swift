import Crypto
import Foundation

/// What every password and return code is mixed with. It lies outside the database and its backups, so that a stolen
/// database cannot be guessed at. When it is lost, no password and no return code opens anything any more (the printed
/// recovery codes of staff still do).
public struct Pepper: Secret {
    private let key: SymmetricKey

    /// Throws `malformed` unless there are 32 bytes.
    public init(bytes: [UInt8]) throws(SealingError) {
        guard bytes.count == 32 else { throw .malformed }
        key = SymmetricKey(data: bytes)
    }

    private init(key: SymmetricKey) {
        self.key = key
    }

    public static func random() -> Self { Self(key: SymmetricKey(size: .bits256)) }

    /// Bytes for one purpose, the same each time and of no use for any other (HKDF-SHA256 under the pepper).
    ///
    /// - Parameter count: 1 to 8,160 bytes.
    public func derive(_ label: String, from context: [UInt8], count: Int) -> [UInt8] {
        precondition((1...8160).contains(count), "HKDF-SHA256 gives 1 to 8,160 bytes")
        var purpose = Binding("derive")
        purpose.add(label)
        purpose.add(context)
        return key.derived(purpose, count: count).bytes
    }

    /// HMAC-SHA256: what scrypt stretches instead of the words themselves.
    func mixed(_ label: String, _ words: String) -> [UInt8] {
        var binding = Binding(label)
        binding.add(words)
        return Array(HMAC<SHA256>.authenticationCode(for: binding.bytes, using: key))
    }
}

/// Why the file with the pepper is not used.
public enum PepperFileError: Error, Equatable, CustomStringConvertible {
    /// Somebody else than the owner may read or write it.
    case openToOthers(path: String)
    /// It does not hold one line of 43 characters of base64url.
    case malformed(path: String)
    /// It cannot be read or made, with the reason of the operating system.
    case unavailable(path: String, reason: String)

    public var description: String {
        switch self {
        case .openToOthers(let path): "\(path) must be closed to others: chmod 600 \(path)"
        case .malformed(let path): "\(path) is not a pepper file; bring it back from the copy that you kept apart"
        case .unavailable(let path, let reason): "\(path): \(reason)"
        }
    }
}

extension Pepper {
    /// Reads the file: one line of 43 characters (32 bytes in base64url), so that it can be copied on paper.
    ///
    /// Throws `PepperFileError`.
    public static func load(at file: URL) throws -> Pepper {
        let path = file.path
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unavailable(path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw unavailable(path) }
        guard status.st_mode & 0o077 == 0 else { throw PepperFileError.openToOthers(path: path) }
        var buffer = [UInt8](repeating: 0, count: 64)
        let count = read(descriptor, &buffer, buffer.count)
        guard count >= 0 else { throw unavailable(path) }
        var text = buffer.prefix(count)
        if text.last == UInt8(ascii: "\n") { text.removeLast() }
        guard text.count == 43, let bytes = Base64URL.decode(String(decoding: text, as: UTF8.self)),
            let pepper = try? Pepper(bytes: bytes)
        else { throw PepperFileError.malformed(path: path) }
        return pepper
    }

    /// Reads the file, or makes it (mode 0600, whole or not at all, on the disk before this returns) when there is none.
    ///
    /// For a new installation. Where there are people's accounts already, a missing file is an accident: use `load(at:)`.
    /// When several processes start at once, all get the pepper of the first. Throws `PepperFileError`.
    public static func load(orCreateAt file: URL) throws -> Pepper {
        if access(file.path, F_OK) == 0 { return try load(at: file) }
        let draft = file.path + "." + Hex.encode(Chance.bytes(8))
        try random().write(to: draft)
        defer { unlink(draft) }
        // Unlike a rename, a link never replaces a pepper that another process made in the meantime.
        guard link(draft, file.path) == 0 || errno == EEXIST else { throw unavailable(file.path) }
        try syncFolder(of: file)
        return try load(at: file)
    }

    private func write(to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.unavailable(path) }
        defer { close(descriptor) }
        let line = Array((Base64URL.encode(key.bytes) + "\n").utf8)
        guard Foundation.write(descriptor, line, line.count) == line.count, fsync(descriptor) == 0 else {
            let failure = Self.unavailable(path)
            unlink(path)
            throw failure
        }
    }

    private static func syncFolder(of file: URL) throws {
        let folder = file.deletingLastPathComponent().path
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unavailable(folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw unavailable(folder) }
    }

    private static func unavailable(_ path: String) -> PepperFileError {
        .unavailable(path: path, reason: String(cString: strerror(errno)))
    }
}
