import Foundation

/// Everything an operator can set, read once at start from a file and from the environment; the environment wins.
///
/// | variable | meaning | default |
/// |---|---|---|
/// | `VANGNET_DATA` | folder of the database, the vault and the pepper | `data` |
/// | `VANGNET_DATABASE` | `sqlite:PATH` or `postgres://…` (secret: may hold a password) | `sqlite:DATA/vangnet.sqlite` |
/// | `VANGNET_VAULT` | where the shred secrets are, as above; never in long backups | `sqlite:DATA/vault.sqlite` |
/// | `VANGNET_PEPPER` | the pepper's file; keep it outside database and backups | `DATA/pepper` |
/// | `VANGNET_HOST` | address to listen on | `127.0.0.1` |
/// | `VANGNET_PORT` | port to listen on | `8080` |
/// | `VANGNET_ADMIN_PORT` | port of health and metrics, on 127.0.0.1 only; 0 for none | `9090` |
/// | `VANGNET_TLS_CERT` | file with the certificate and those that vouch for it, PEM; with the key, `serve` speaks TLS | none |
/// | `VANGNET_TLS_KEY` | file with the private key of that certificate, PEM, without a password | none |
/// | `VANGNET_PACK` | folder of the country pack | `HOME/Packs/nederland` |
/// | `VANGNET_NEUTRAL_EXIT` | where the exit leads | `https://www.knmi.nl/` |
/// | `VANGNET_HOME` | folder of `Locales`, `Migrations`, `Packs`, `Public` | the current folder |
public struct Settings: Sendable {
    public var home: URL
    public var data: URL
    /// As written; it may hold a password, so it is never printed.
    public var database: String
    public var vault: String
    public var pepper: URL
    public var host: String
    public var port: Int
    /// 0 for none.
    public var adminPort: Int
    public var pack: URL
    public var neutralExit: URL
    /// Nil when a proxy in front speaks TLS.
    public var tls: TLSFiles?

    /// Where certificate and key are. The key is read once, at start, and never copied.
    public struct TLSFiles: Sendable, Hashable {
        public let certificate: URL
        public let key: URL
    }

    public struct Mistake: Error, CustomStringConvertible {
        public let description: String

        public init(description: String) {
            self.description = description
        }
    }

    /// Reads the variables. Throws what is wrong with the first that cannot be used, with what to write instead.
    public init(environment: [String: String]) throws {
        func value(_ name: String) -> String? {
            environment["VANGNET_\(name)"].flatMap { $0.isEmpty ? nil : $0 }
        }
        func port(_ name: String, _ fallback: Int, least: Int) throws -> Int {
            guard let text = value(name) else { return fallback }
            guard let number = Int(text), (least...65_535).contains(number) else {
                throw Mistake(description: "VANGNET_\(name) must be a port from \(least) to 65535")
            }
            return number
        }
        home = URL(filePath: value("HOME") ?? FileManager.default.currentDirectoryPath)
        data = URL(filePath: value("DATA") ?? "data")
        database = value("DATABASE") ?? "sqlite:\(data.appending(path: "vangnet.sqlite").path)"
        vault = value("VAULT") ?? "sqlite:\(data.appending(path: "vault.sqlite").path)"
        pepper = value("PEPPER").map { URL(filePath: $0) } ?? data.appending(path: "pepper")
        host = value("HOST") ?? "127.0.0.1"
        self.port = try port("PORT", 8080, least: 1)
        adminPort = try port("ADMIN_PORT", 9090, least: 0)
        pack = value("PACK").map { URL(filePath: $0) } ?? home.appending(path: "Packs/nederland")
        let exit = value("NEUTRAL_EXIT") ?? "https://www.knmi.nl/"
        guard let url = URL(string: exit), let scheme = url.scheme, ["https", "http"].contains(scheme),
            url.host() != nil
        else { throw Mistake(description: "VANGNET_NEUTRAL_EXIT must be an address that begins with https://") }
        neutralExit = url
        switch (value("TLS_CERT"), value("TLS_KEY")) {
        case (nil, nil): tls = nil
        case (let certificate?, let key?):
            tls = TLSFiles(certificate: URL(filePath: certificate), key: URL(filePath: key))
        case (_?, nil):
            throw Mistake(
                description: "VANGNET_TLS_CERT needs VANGNET_TLS_KEY beside it: the file with the private key")
        case (nil, _?):
            throw Mistake(
                description: "VANGNET_TLS_KEY needs VANGNET_TLS_CERT beside it: the file with the certificate")
        }
    }

    /// The variables of a file with a `NAME=value` on each line and `#` before comments.
    public static func variables(inFile url: URL) throws -> [String: String] {
        guard let text = try? String(contentsOf: url, encoding: .utf8) else {
            throw Mistake(description: "the settings file \(url.path) cannot be read")
        }
        var variables: [String: String] = [:]
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = line.trimmingCharacters(in: .whitespaces)
            if line.isEmpty || line.hasPrefix("#") { continue }
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0].hasPrefix("VANGNET_") else {
                throw Mistake(description: "\(url.path):\(index + 1): write VANGNET_NAME=value")
            }
            variables[String(parts[0]).trimmingCharacters(in: .whitespaces)] =
                String(parts[1]).trimmingCharacters(in: .whitespaces)
        }
        return variables
    }
}
