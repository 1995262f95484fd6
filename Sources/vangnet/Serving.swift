import Care
import Core
import Foundation
import Guidance
import Insight
import Logging
import Pack
import Sealing
import ServiceLifecycle
import Site
import UnixSignals

extension Day {
    /// The latest day that it is anywhere on earth now.
    static var today: Day {
        Day(daysSince1970: Int((Clock.system.now().milliseconds + 14 * 3_600_000) / 86_400_000))
    }
}

extension Settings {
    func loadPack() throws -> Pack {
        guard FileManager.default.fileExists(atPath: pack.path) else {
            throw Settings.Mistake(description: "VANGNET_PACK: there is no pack in \(pack.path).")
        }
        return try Pack.load(from: pack, today: .today)
    }
}

extension Frame {
    /// The frame of every page, from the folders that the settings name. Throws what is missing in the language files.
    init(_ settings: Settings, _ pack: Pack) throws {
        let languages = try Languages(folder: settings.home.appending(path: "Locales"), languages: pack.languages)
        let missing =
            languages.mistakes(SitePhrase.self) + Care.missingPhrases(languages) + languages.mistakes(GuidesPhrase.self)
            + languages.mistakes(FiguresPhrase.self) + languages.mistakes(DetectionPhrase.self)
            + languages.mistakes(SignalsPhrase.self) + languages.mistakes(PicturePhrase.self)
            + languages.mistakes(ConsultationsPhrase.self) + languages.mistakes(DeliveriesPhrase.self)
            + languages.mistakes(InterpretationsPhrase.self)
        guard missing.isEmpty else { throw Settings.Mistake(description: missing.joined(separator: "\n")) }
        guard let alarm = pack.emergency.first else {
            throw Settings.Mistake(description: "the pack names no emergency number")
        }
        self.init(
            languages: languages,
            assets: try Assets(folder: settings.home.appending(path: "Public"), digest: Digest.sha256Base64),
            emergency: (
                .init(number: alarm.number, tel: alarm.tel),
                .init(number: pack.nationalLine.number, tel: pack.nationalLine.tel)
            ), neutralExit: settings.neutralExit)
    }
}

/// A logger that writes errors to standard error, and nothing else.
func quietLogger() -> Logger {
    var logger = Logger(label: "vangnet") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = .error
    return logger
}

/// Runs services until a signal stops them, the last one first.
func serve(_ services: [any ServiceLifecycle.Service], host: String, port: Int, logger: Logger) async throws {
    let group = ServiceGroup(
        configuration: .init(
            services: services.map { .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup) },
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    do {
        try await group.run()
    } catch {
        throw Outcome(
            .environment, "Port \(port) on \(host) cannot be used: choose another with --port or VANGNET_PORT.")
    }
}
