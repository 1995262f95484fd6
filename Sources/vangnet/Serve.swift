import ArgumentParser
import Core
import Foundation
import Site

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serves the installation that the settings describe.")

    @OptionGroup var options: SettingsOptions
    @Option(help: "Port to listen on, instead of VANGNET_PORT.") var port: Int?

    func validate() throws {
        guard (0...65_535).contains(port ?? 0) else { throw ValidationError("A port is a number from 0 to 65535.") }
    }

    func run() async throws {
        raiseFileLimit()
        let settings = try options.settings()
        let certificate = try settings.tls.map { try Certificate(chain: $0.certificate, key: $0.key) }
        let installation = try await Installation.open(settings)
        try await installation.run(
            host: settings.host, port: port ?? settings.port, adminPort: settings.adminPort, certificate: certificate,
            isFloodControlled: true
        ) { port in
            say("open \(certificate == nil ? "http" : "https")://\(settings.host):\(port)/")
            say("ready")
        }
    }
}

/// The settings of a command: a file when there is one, the environment above it.
struct SettingsOptions: ParsableArguments {
    @Option(name: .customLong("settings"), help: "A file of VANGNET_NAME=value lines; the environment wins over it.")
    var file: String?
    @Option(help: "The data folder, instead of VANGNET_DATA.") var data: String?
    @Option(help: "sqlite:PATH or postgres://…, instead of VANGNET_DATABASE.") var database: String?

    func settings() throws -> Settings {
        var variables = try file.map { try Settings.variables(inFile: URL(filePath: $0)) } ?? [:]
        for (name, value) in ProcessInfo.processInfo.environment where name.hasPrefix("VANGNET_") {
            variables[name] = value
        }
        if let data { variables["VANGNET_DATA"] = data }
        if let database { variables["VANGNET_DATABASE"] = database }
        return try Settings(environment: variables)
    }
}

/// As many open connections as the system lets this process have.
func raiseFileLimit() {
    var limit = rlimit()
    #if os(Linux)
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
        let resource = RLIMIT_NOFILE
    #endif
    guard getrlimit(resource, &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(resource, &limit)
}
