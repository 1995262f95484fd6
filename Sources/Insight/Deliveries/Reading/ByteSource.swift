import Foundation

/// The bytes of a delivery, by place: in memory, or in a file that is read piece by piece.
protocol ByteSource: Sendable {
    var count: Int { get }
    /// At most so many bytes from there; none at the end.
    func read(at offset: Int, _ count: Int) throws -> [UInt8]
}

struct MemoryBytes: ByteSource {
    let bytes: [UInt8]
    var count: Int { bytes.count }

    func read(at offset: Int, _ count: Int) -> [UInt8] {
        guard offset >= 0, offset < bytes.count, count > 0 else { return [] }
        return Array(bytes[offset..<min(bytes.count, offset + count)])
    }
}

/// A file, open as long as this is there.
final class FileBytes: ByteSource {
    private let descriptor: Int32
    let count: Int

    /// Nil when there is no such file, or it is none that can be read.
    init?(path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            return nil
        }
        self.descriptor = descriptor
        count = Int(status.st_size)
    }

    deinit { close(descriptor) }

    func read(at offset: Int, _ count: Int) throws -> [UInt8] {
        guard offset >= 0, count > 0 else { return [] }
        return try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            let got = pread(descriptor, buffer.baseAddress, count, off_t(offset))
            guard got >= 0 else { throw DeliveryMistake(.unreadable) }
            filled = got
        }
    }
}
