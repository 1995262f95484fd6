/// Text brought to one of ten lengths, so that the length of what is stored says little about what was written.
enum Padding {
    /// In bytes, the four of the length included.
    static let buckets = [64, 128, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768]
    static let prefix = 4

    static func pad(_ text: [UInt8]) throws(SealingError) -> [UInt8] {
        guard let bucket = bucket(for: text.count) else { throw .tooLong }
        var padded = UInt32(text.count).bigEndianBytes
        padded.reserveCapacity(bucket)
        padded += text
        padded += repeatElement(0, count: bucket - padded.count)
        return padded
    }

    static func unpad(_ padded: [UInt8]) throws(SealingError) -> ArraySlice<UInt8> {
        guard padded.count >= prefix else { throw .malformed }
        let count = padded.prefix(prefix).reduce(0) { $0 << 8 | Int($1) }
        guard bucket(for: count) == padded.count, padded.dropFirst(prefix + count).allSatisfy({ $0 == 0 }) else {
            throw .malformed
        }
        return padded.dropFirst(prefix).prefix(count)
    }

    private static func bucket(for count: Int) -> Int? {
        buckets.first { count <= $0 - prefix }
    }
}
