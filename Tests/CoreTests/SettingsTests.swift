import Core
import Foundation
import Testing

@Suite struct `The settings` {
    @Test func `without anything set are those that the document promises`() throws {
        let settings = try Settings(environment: [:])
        let here = FileManager.default.currentDirectoryPath
        #expect(settings.home.path == here)
        #expect(settings.data.path == "\(here)/data")
        #expect(settings.database == "sqlite:\(here)/data/vangnet.sqlite")
        #expect(settings.vault == "sqlite:\(here)/data/vault.sqlite")
        #expect(settings.pepper.path == "\(here)/data/pepper")
        #expect(settings.host == "127.0.0.1")
        #expect(settings.port == 8080)
        #expect(settings.adminPort == 9090)
        #expect(settings.pack.path == "\(here)/Packs/nederland")
        #expect(settings.neutralExit.absoluteString == "https://www.knmi.nl/")
        #expect(settings.tls == nil)
    }

    @Test func `are all taken from the variables that are set`() throws {
        let settings = try Settings(environment: [
            "VANGNET_HOME": "/opt/vangnet", "VANGNET_DATA": "/srv/a", "VANGNET_DATABASE": "postgres://db/main",
            "VANGNET_VAULT": "sqlite:/mnt/vault", "VANGNET_PEPPER": "/etc/pepper", "VANGNET_HOST": "::1",
            "VANGNET_PORT": "65535", "VANGNET_ADMIN_PORT": "0", "VANGNET_PACK": "/opt/aruba",
            "VANGNET_NEUTRAL_EXIT": "https://example.org/weather?x=1", "VANGNET_TLS_CERT": "/etc/v/chain.pem",
            "VANGNET_TLS_KEY": "/etc/v/key.pem", "PATH": "/bin",
        ])
        #expect(settings.home.path == "/opt/vangnet")
        #expect(settings.data.path == "/srv/a")
        #expect(settings.database == "postgres://db/main")
        #expect(settings.vault == "sqlite:/mnt/vault")
        #expect(settings.pepper.path == "/etc/pepper")
        #expect(settings.host == "::1")
        #expect(settings.port == 65_535)
        #expect(settings.adminPort == 0)
        #expect(settings.pack.path == "/opt/aruba")
        #expect(settings.neutralExit.absoluteString == "https://example.org/weather?x=1")
        #expect(settings.tls?.certificate.path == "/etc/v/chain.pem")
        #expect(settings.tls?.key.path == "/etc/v/key.pem")
    }

    @Test func `that follow from others move with them`() throws {
        let settings = try Settings(environment: ["VANGNET_HOME": "/opt/v", "VANGNET_DATA": "/srv/a"])
        #expect(settings.database == "sqlite:/srv/a/vangnet.sqlite")
        #expect(settings.vault == "sqlite:/srv/a/vault.sqlite")
        #expect(settings.pepper.path == "/srv/a/pepper")
        #expect(settings.pack.path == "/opt/v/Packs/nederland")
    }

    @Test func `that are set to nothing are as if they were not set`() throws {
        let names = [
            "HOME", "DATA", "DATABASE", "VAULT", "PEPPER", "HOST", "PORT", "ADMIN_PORT", "PACK", "NEUTRAL_EXIT",
            "TLS_CERT", "TLS_KEY",
        ]
        let empty = Dictionary(uniqueKeysWithValues: names.map { ("VANGNET_\($0)", "") })
        let settings = try Settings(environment: empty)
        #expect(settings.port == 8080)
        #expect(settings.host == "127.0.0.1")
        #expect(settings.database.hasSuffix("/data/vangnet.sqlite"))
        #expect(settings.tls == nil)
    }

    @Test(
        "that cannot be used are named, with what to write instead",
        arguments: [
            ("VANGNET_PORT", "http", "a port from 1 to 65535"), ("VANGNET_PORT", "0", "a port from 1 to 65535"),
            ("VANGNET_PORT", "-1", "a port from 1 to 65535"), ("VANGNET_PORT", "65536", "a port from 1 to 65535"),
            ("VANGNET_PORT", "80 80", "a port from 1 to 65535"),
            ("VANGNET_PORT", "99999999999999999999", "a port from 1"),
            ("VANGNET_ADMIN_PORT", "no", "a port from 0 to 65535"),
            ("VANGNET_ADMIN_PORT", "-1", "a port from 0 to 65535"),
            ("VANGNET_NEUTRAL_EXIT", "weather", "https://"),
            ("VANGNET_NEUTRAL_EXIT", "javascript:alert(1)", "https://"),
            ("VANGNET_NEUTRAL_EXIT", "file:///etc/passwd", "https://"),
            ("VANGNET_NEUTRAL_EXIT", "https://", "https://"),
            ("VANGNET_NEUTRAL_EXIT", "//knmi.nl/", "https://"),
            ("VANGNET_TLS_CERT", "/etc/cert.pem", "VANGNET_TLS_KEY"),
            ("VANGNET_TLS_KEY", "/etc/key.pem", "VANGNET_TLS_CERT"),
        ])
    func names(variable: String, value: String, instead: String) throws {
        let mistake = try #require(throws: Settings.Mistake.self) { try Settings(environment: [variable: value]) }
        #expect(mistake.description.contains(variable))
        #expect(mistake.description.contains(instead))
    }

    @Test func `a mistake never repeats the password of a database`() throws {
        let mistake = try #require(throws: Settings.Mistake.self) {
            try Settings(environment: ["VANGNET_DATABASE": "postgres://u:geheim@db/x", "VANGNET_PORT": "x"])
        }
        #expect(!mistake.description.contains("geheim"))
    }
}

@Suite struct `The settings file` {
    static func variables(_ text: String) throws -> [String: String] {
        try inFile(Data(text.utf8)) { try Settings.variables(inFile: $0) }
    }

    static func inFile<Result>(_ bytes: Data, _ use: (URL) throws -> Result) throws -> Result {
        let file = FileManager.default.temporaryDirectory.appending(path: "settings-\(UUID().uuidString)")
        try bytes.write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try use(file)
    }

    @Test func `has a name and a value on each line, blank lines and comments`() throws {
        let text = """
            # Vangnet
            VANGNET_PORT=8081

              VANGNET_HOST = 0.0.0.0  \t
            VANGNET_DATABASE=postgres://u:p=#w@db/x?a=b
            VANGNET_PACK=
            #VANGNET_DATA=/elsewhere
            """
        #expect(
            try Self.variables(text) == [
                "VANGNET_PORT": "8081", "VANGNET_HOST": "0.0.0.0", "VANGNET_DATABASE": "postgres://u:p=#w@db/x?a=b",
                "VANGNET_PACK": "",
            ])
        #expect(try Self.variables("").isEmpty)
    }

    @Test func `may be written with the line ends of Windows`() throws {
        let text = "# Vangnet\r\nVANGNET_PORT=8081\r\n\r\nVANGNET_HOST=0.0.0.0\r\n"
        #expect(try Self.variables(text) == ["VANGNET_PORT": "8081", "VANGNET_HOST": "0.0.0.0"])
    }

    @Test(
        "says which line cannot be read",
        arguments: [("PORT=1", 1), ("VANGNET_PORT=1\nport", 2), ("#\n\nVANGNET_PORT", 3), ("export VANGNET_PORT=1", 1)])
    func says(text: String, line: Int) throws {
        let mistake = try #require(throws: Settings.Mistake.self) { try Self.variables(text) }
        #expect(mistake.description.contains(":\(line): write VANGNET_NAME=value"))
    }

    @Test func `that is not there or is no text is named`() throws {
        let missing = URL(filePath: "/nowhere/vangnet.conf")
        let first = try #require(throws: Settings.Mistake.self) { try Settings.variables(inFile: missing) }
        #expect(first.description.contains("/nowhere/vangnet.conf"))
        let second = try #require(throws: Settings.Mistake.self) {
            try Self.inFile(Data([0x56, 0xFF, 0xFE, 0x00])) { try Settings.variables(inFile: $0) }
        }
        #expect(second.description.contains("cannot be read"))
    }

    @Test func `gives settings or a mistake for any text, and nothing else`() throws {
        var chance = Chance(seed: 6)
        for _ in 0..<300 {
            let text = chance.text(of: "VANGNET_PORT=HOST=#\n\n\r \t01:/", upTo: 60)
            do {
                _ = try Settings(environment: try Self.variables(text))
            } catch is Settings.Mistake {
                // Said what is wrong.
            }
        }
    }
}
