import CZlib

/// Unpacks raw deflate (RFC 1951), piece by piece, so that what is packed to grow without end is noticed on the way.
public final class Inflater {
    /// What is packed is damaged, or zlib has no memory.
    public struct Damaged: Error {}

    // zlib looks whether it is still where it was: it may not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private static let piece = 64 << 10

    public init() throws {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        guard vangnet_inflate_start(stream) == Z_OK else {
            stream.deinitialize(count: 1)
            stream.deallocate()
            throw Damaged()
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deinitialize(count: 1)
        stream.deallocate()
    }

    /// Unpacks a piece and hands over what comes of it, at most 64 kB at a time. True when the end was in it.
    public func unpack(_ packed: [UInt8], _ take: (ArraySlice<UInt8>) throws -> Void) throws -> Bool {
        var input = packed
        var output = [UInt8](repeating: 0, count: Self.piece)
        return try input.withUnsafeMutableBufferPointer { source in
            stream.pointee.next_in = source.baseAddress
            stream.pointee.avail_in = UInt32(source.count)
            defer { stream.pointee.next_in = nil }
            while true {
                var result = Z_OK
                let made = output.withUnsafeMutableBufferPointer { target in
                    stream.pointee.next_out = target.baseAddress
                    stream.pointee.avail_out = UInt32(target.count)
                    result = inflate(stream, Z_NO_FLUSH)
                    stream.pointee.next_out = nil
                    return target.count - Int(stream.pointee.avail_out)
                }
                if made > 0 { try take(output[..<made]) }
                switch result {
                case Z_STREAM_END: return true
                case Z_OK:
                    if stream.pointee.avail_in == 0, made < Self.piece { return false }
                case Z_BUF_ERROR: return false
                default: throw Damaged()
                }
            }
        }
    }
}
