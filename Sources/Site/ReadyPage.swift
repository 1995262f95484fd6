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
    var acceptsGzip: Bool { request.headers[.acceptEncoding]?.contains("gzip") ?? false }
}
