import HTTPTypes
import Hummingbird
import NIOCore

/// A page that is the same for everybody, kept as the bytes that go out: plain and compressed.
public struct ReadyPage: Sendable {
    let plain: Reply
    let compressed: Reply?

    public init(_ page: Page) {
        var plain = page.reply(status: .ok)
        plain.headers[.vary] = "Accept-Encoding"
        var compressed = plain
        if let bytes = Gzip.compress(page.bytes, level: 9) {
            compressed.content = .bytes(ByteBuffer(bytes: bytes))
            compressed.headers[.contentEncoding] = "gzip"
            self.compressed = compressed
        } else {
            self.compressed = nil
        }
        self.plain = plain
    }

    public func reply(to exchange: Exchange) -> Reply {
        guard let compressed, exchange.acceptsGzip else { return plain }
        return compressed
    }
}

extension Exchange {
    /// Looks at bytes: the search of `String` takes as long as the rest of a request for the door.
    var acceptsGzip: Bool {
        guard var accepted = request.headers[.acceptEncoding] else { return false }
        return accepted.withUTF8 { bytes in
            guard bytes.count >= 4 else { return false }
            return (0...(bytes.count - 4)).contains { start in
                bytes[start] == UInt8(ascii: "g") && bytes[start + 1] == UInt8(ascii: "z")
                    && bytes[start + 2] == UInt8(ascii: "i") && bytes[start + 3] == UInt8(ascii: "p")
            }
        }
    }
}
