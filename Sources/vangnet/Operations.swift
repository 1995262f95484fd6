import Care
import Core
import Hummingbird
import HTTPTypes
import Logging
import NIOCore
import Pack
import Sealing
import ServiceLifecycle
import Site

/// Health and figures for the operator, on 127.0.0.1 only. Nothing here says anything of a person.
struct Operations: Sendable {
    let installation: Installation
    let live: Live

    func server(port: Int) -> any ServiceLifecycle.Service {
        let router = Router()
        router.get("/healthz") { _, _ in "ok\n" }
        router.get("/readyz") { _, _ -> Response in
            let isReady = (try? await installation.conversations.isReachable()) ?? false
            return Response(
                status: isReady ? .ok : .serviceUnavailable,
                body: .init(byteBuffer: ByteBuffer(string: isReady ? "ready\n" : "the store does not answer\n")))
        }
        router.get("/metrics") { _, _ in await metrics() }
        return Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)),
            logger: Logger(label: "operations") { _ in SwiftLogNoOpLogHandler() })
    }

    /// In the text form that Prometheus reads.
    private func metrics() async -> String {
        var text = """
            # TYPE vangnet_event_streams gauge
            vangnet_event_streams \(live.count)
            # TYPE vangnet_scrypt_load gauge
            vangnet_scrypt_load \(installation.gate.load)
            # TYPE vangnet_waiting gauge

            """
        for line in installation.pack.lines {
            if let waiting = try? await installation.conversations.waiting(on: line.id) {
                text += "vangnet_waiting{line=\"\(line.id)\"} \(waiting)\n"
            }
        }
        return text + (await unstaffed()) + (await purged())
    }

    private func purged() async -> String {
        guard let state = try? await installation.conversations.purgeState() else { return "" }
        return """
            # TYPE vangnet_purge_proved_seconds gauge
            vangnet_purge_proved_seconds \((state.last?.at.milliseconds ?? 0) / 1000)
            # TYPE vangnet_purge_left_over gauge
            vangnet_purge_left_over \(state.last?.leftOver ?? 0)
            # TYPE vangnet_purge_overdue gauge
            vangnet_purge_overdue \(state.overdue)

            """
    }

    /// Lines that are open by their hours while nobody is signed in, for five minutes or more.
    private func unstaffed() async -> String {
        let now = installation.clock.now()
        guard let incidents = try? await installation.conversations.incidents(since: now - .days(1)) else { return "" }
        var text = """
            # TYPE vangnet_unstaffed_seconds gauge

            """
        for line in installation.pack.lines {
            let since = incidents.first { $0.line == line.id && $0.until == nil }?.since
            text += "vangnet_unstaffed_seconds{line=\"\(line.id)\"} \(since.map { now.since($0).wholeSeconds } ?? 0)\n"
        }
        return text + """
            # TYPE vangnet_unstaffed_incidents_day gauge
            vangnet_unstaffed_incidents_day \(incidents.count)

            """
    }
}
