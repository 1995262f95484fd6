import Foundation
import Testing

@Suite struct `The documents` {
    static let documents: [String] = (try? Repository.files(endingWith: ".md")) ?? []

    /// Lines outside of blocks of code.
    static func prose(_ text: String) -> [String] {
        var isCode = false
        return text.components(separatedBy: "\n").filter { line in
            if line.hasPrefix("```") { isCode.toggle() }
            return !isCode
        }
    }

    /// `./a/../b.md`, seen from a folder, as a path of the project.
    static func path(_ link: String, from document: String) -> String {
        var parts = document.split(separator: "/").dropLast().map(String.init)
        for part in link.split(separator: "/") {
            if part == ".." { _ = parts.popLast() } else if part != "." { parts.append(String(part)) }
        }
        return parts.joined(separator: "/")
    }

    @Test("link to what is there", arguments: documents)
    func links(document: String) throws {
        var found: [String] = []
        for line in Self.prose(try Repository.text(document)) {
            for match in line.matches(of: /\]\(([^)\s]+)\)/) {
                let link = String(match.output.1)
                if link.contains("://") || link.hasPrefix("mailto:") || link.hasPrefix("#") { continue }
                let target = Self.path(link.components(separatedBy: "#")[0], from: document)
                if !Repository.exists(target) { found.append("\(document): \(link)") }
            }
        }
        expectNone(found, mend: "Mend the address, or make the file that it promises.")
    }

    @Test("name files and folders that are there", arguments: documents)
    func names(document: String) throws {
        var found: [String] = []
        for line in Self.prose(try Repository.text(document)) {
            for match in line.matches(
                of: /`((?:docs|bin|Sources|Tests|Packs|Locales|Migrations|Public|browser)\/[A-Za-z0-9\/._-]*)[^`]*`/)
            {
                let path = String(match.output.1)
                let exists = Repository.exists(path) || Repository.exists(Self.path(path, from: document))
                if !exists { found.append("\(document): \(path)") }
            }
        }
        expectNone(found, mend: "Mend the name: the file or folder is not there.")
    }

    @Test("have one title", arguments: documents)
    func title(document: String) throws {
        // The guides of a pack have theirs in the lines above the text.
        guard !document.contains("/guides/") else { return }
        let titles = Self.prose(try Repository.text(document)).filter { $0.hasPrefix("# ") }
        #expect(titles.count == 1, "\(document): one line that begins with #, and ## for the parts")
    }

    @Test func `on what is where name every target and every room, and none that is gone`() throws {
        let text = try Repository.text("ARCHITECTURE.md")
        let map = try #require(
            text.components(separatedBy: "## The map").dropFirst().first?.components(separatedBy: "```").dropFirst()
                .first)
        // The words at the start of a line that end in a stroke are folders; what follows is what they hold.
        var named: Set<String> = []
        var gone: [String] = []
        var (top, target) = ("", "")
        for line in map.split(separator: "\n") {
            let folders = line.split(separator: " ").prefix { $0.hasSuffix("/") }.map { String($0.dropLast()) }
            let indent = line.prefix { $0 == " " }.count
            if indent == 0 { top = folders.first ?? top }
            if indent == 2 { target = folders.first ?? target }
            for folder in folders {
                let places = [folder, "\(top)/\(folder)", "\(top)/\(target)/\(folder)"].filter(Repository.exists)
                if places.isEmpty { gone.append(folder) }
                named.formUnion(places)
            }
        }
        expectNone(gone, mend: "Take these out of the map in ARCHITECTURE.md: they are not there.")
        var missing: [String] = []
        for target in try Repository.folders("Sources") {
            if !named.contains("Sources/\(target)") { missing.append("Sources/\(target)") }
            guard ["Care", "Guidance", "Insight"].contains(target) else { continue }
            for room in try Repository.folders("Sources/\(target)") where !named.contains("Sources/\(target)/\(room)") {
                missing.append("Sources/\(target)/\(room)")
            }
        }
        expectNone(missing, mend: "Say in the map in ARCHITECTURE.md what these hold.")
    }

    @Test func `on decisions are numbered without a gap`() throws {
        let numbers = try Repository.files("docs/decisions").map { Int($0.split(separator: "/")[2].prefix(4)) }
        #expect(!numbers.isEmpty && numbers == (1...numbers.count).map { $0 }, "number them 0001-…, 0002-… and so on")
    }

    @Test func `on settings name every setting there is, and none that is not`() throws {
        let variable = /VANGNET_[A-Z_]+/
        let code = try Repository.text("Sources/Core/Settings.swift")
        let read = Set(code.matches(of: /(?:value|port)\("([A-Z_]+)"/).map { "VANGNET_\($0.output.1)" })
        let table = Set(
            code.split(separator: "\n").filter { $0.hasPrefix("/// | `") }
                .flatMap { $0.matches(of: /^\/\/\/ \| `(VANGNET_[A-Z_]+)`/).map { String($0.output.1) } })
        let document = Set(
            try Repository.text("docs/operating/settings.md").split(separator: "\n").filter { $0.hasPrefix("| `") }
                .compactMap { $0.firstMatch(of: variable).map { String($0.output) } })
        #expect(read.count >= 10)
        #expect(read == table, "write the setting in the table above Settings")
        #expect(read == document, "write the setting in the table of docs/operating/settings.md")
    }

    @Test func `say nothing of how or with what they were written`() throws {
        let endings = [".md", ".swift", ".json", ".yml", ".yaml", ".sql", ".css", ".js", ".py", ".toml"]
        let pattern =
            /(?i)\b(?:language model|copilot|chat ?gpt|openai|anthropic|co-authored-by|generated (?:by|with) (?:an? )?(?:ai|model)|as an ai)\b/
            .wordBoundaryKind(.simple)
        let own = "Tests/TidyTests/DocumentTests.swift"
        var found: [String] = []
        for path in try Repository.files() where path != own && endings.contains(where: path.hasSuffix) {
            guard let text = try? Repository.text(path), let match = text.firstMatch(of: pattern) else { continue }
            found.append("\(path): \(match.output)")
        }
        expectNone(found, mend: "Leave it out: what is here speaks of Vangnet only.")
    }
}

@Suite struct `The package` {
    @Test func `names every dependency by its exact version`() throws {
        let text = try Repository.text("Package.swift")
        let packages = text.split(separator: "\n").filter { $0.contains(".package(") }.map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        #expect(packages.count >= 5)
        expectNone(
            packages.filter { $0.firstMatch(of: /exact: "[0-9]+\.[0-9]+\.[0-9]+"/) == nil },
            mend: "Write .package(url: …, exact: \"1.2.3\"), so that a build is the same tomorrow.")
    }

    @Test func `builds every target strictly`() throws {
        let text = try Repository.text("Package.swift")
        let targets = text.matches(
            of: /\.(?:target|executableTarget|testTarget)\(\s*name: "(\w+)"[^\n]*(?:\n(?! {8}\.)[^\n]*)*/
        )
        .filter { !$0.output.0.contains("condition:") || $0.output.0.contains("swiftSettings") }
        #expect(targets.count >= 15)
        expectNone(
            targets.filter { !$0.output.0.contains("swiftSettings: strict") }.map { String($0.output.1) },
            mend: "Add swiftSettings: strict to the target.")
        #expect(text.contains("swiftLanguageModes: [.v6]"), "the language mode is Swift 6")
    }

    @Test func `has a target for every folder of sources and tests`() throws {
        let text = try Repository.text("Package.swift")
        let folders = try Repository.folders("Sources") + Repository.folders("Tests").filter { $0.hasSuffix("Tests") }
        expectNone(
            folders.filter { !text.contains("name: \"\($0)\"") },
            mend: "Name the target in Package.swift, or take the folder away.")
        // A target without a file does not build.
        for folder in try Repository.folders("Tests") where folder.hasSuffix("Tests") {
            #expect(try !Repository.files("Tests/\(folder)", endingWith: ".swift").isEmpty, "\(folder) has no test")
        }
    }

    @Test func `keeps what is built and resolved out of the repository`() throws {
        let lines = try Repository.text(".gitignore").split(separator: "\n").map {
            $0.trimmingCharacters(in: .whitespaces)
        }
        for name in ["Package.resolved", ".build"] {
            #expect(lines.contains(name) || lines.contains("\(name)/"), "add \(name) to .gitignore")
        }
    }

    @Test("has migrations that are numbered without a gap", arguments: ["main", "vault"])
    func migrations(store: String) throws {
        let names = try Repository.files("Migrations/\(store)", endingWith: ".sql").compactMap {
            $0.split(separator: "/").last
        }
        let numbers = Set(names.compactMap { Int($0.prefix(4)) }).sorted()
        #expect(!numbers.isEmpty && numbers == (1...numbers.count).map { $0 }, "number them 0001-…, 0002-… and so on")
        for name in names where name.hasSuffix(".sqlite.sql") || name.hasSuffix(".postgres.sql") {
            let stem = name.components(separatedBy: ".")[0]
            #expect(
                names.contains("\(stem).sqlite.sql") && names.contains("\(stem).postgres.sql"),
                "\(name): where the engines differ, both have a file")
        }
    }
}
