import Foundation
import HummingbirdCore
import HummingbirdHTTP2
import Logging
import NIOCore
import NIOSSL
import NIOTLS

/// The certificate and the key with which the server speaks TLS itself, read once.
public struct Certificate: Sendable {
    let configuration: TLSConfiguration

    /// A file that cannot be used, in a sentence that says which and why. It never holds what is in the file.
    public struct Mistake: Error, CustomStringConvertible {
        public let description: String
    }

    /// - Parameters:
    ///   - chain: a PEM file with the certificate of this host first and those that vouch for it after it.
    ///   - key: a PEM file with the private key of the first certificate, without a password.
    ///
    /// Throws `Mistake`.
    public init(chain: URL, key: URL) throws {
        let chainBytes = try Self.bytes(of: chain, "VANGNET_TLS_CERT")
        let keyBytes = try Self.bytes(of: key, "VANGNET_TLS_KEY")
        guard let certificates = try? NIOSSLCertificate.fromPEMBytes(chainBytes), !certificates.isEmpty else {
            throw Mistake(description: "VANGNET_TLS_CERT: there is no certificate in PEM form in \(chain.path).")
        }
        guard let secret = try? NIOSSLPrivateKey(bytes: keyBytes, format: .pem) else {
            throw Mistake(
                description: "VANGNET_TLS_KEY: there is no private key in PEM form, without a password, in \(key.path)."
            )
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: certificates.map { .certificate($0) }, privateKey: .privateKey(secret))
        configuration.minimumTLSVersion = .tlsv12
        do {
            // Only putting the two together shows whether they belong together.
            _ = try NIOSSLContext(configuration: configuration)
        } catch {
            throw Mistake(
                description: """
                    VANGNET_TLS_KEY: the key in \(key.path) does not belong to the first certificate in \(chain.path).
                    """)
        }
        self.configuration = configuration
    }

    private static func bytes(of file: URL, _ setting: String) throws -> [UInt8] {
        guard let data = try? Data(contentsOf: file) else {
            throw Mistake(
                description: "\(setting): \(file.path) cannot be read: is it there, and may this user read it?")
        }
        return Array(data)
    }
}

/// A connection over TLS: HTTP/2 for who can, HTTP/1.1 for who cannot. A browser opens only six connections to a host over
/// HTTP/1.1, and every event stream holds one.
struct SecureChannel: HTTPChannelHandler {
    /// A connection on which nothing is asked and no stream is open is closed after this long.
    static let idle = TimeAmount.seconds(60)

    private let base: HTTP2UpgradeChannel
    var responder: Responder { base.responder }

    init(_ certificate: Certificate, responder: @escaping Responder) throws {
        base = try HTTP2UpgradeChannel(
            tlsConfiguration: certificate.configuration,
            configuration: .init(
                idleTimeout: .nanoseconds(Self.idle.nanoseconds), streamConfiguration: .init(idleTimeout: Self.idle)),
            responder: responder)
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP2UpgradeChannel.Value> {
        base.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let tls = try pipeline.handler(type: NIOSSLServerHandler.self)
            try pipeline.addHandler(Deadlines(), position: .after(tls))
            return value
        }
    }

    func handle(value: HTTP2UpgradeChannel.Value, logger: Logger) async {
        await base.handle(value: value, logger: logger)
    }
}

/// Closes a connection that opens and then says nothing, and one that was told to go and does not: HTTP/2 waits for the
/// answer of a browser that may have gone out of reach.
private final class Deadlines: ChannelInboundHandler {
    typealias InboundIn = NIOAny
    static let handshake = TimeAmount.seconds(10)
    static let farewell = TimeAmount.seconds(5)

    private var deadline: Scheduled<Void>?

    private func close(in time: TimeAmount, _ context: ChannelHandlerContext) {
        deadline?.cancel()
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    }

    func handlerAdded(context: ChannelHandlerContext) {
        close(in: Self.handshake, context)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? TLSUserEvent, case .handshakeCompleted = event {
            deadline?.cancel()
        } else if event is ChannelShouldQuiesceEvent {
            close(in: Self.farewell, context)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadline?.cancel()
    }
}
