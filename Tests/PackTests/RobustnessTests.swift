import Foundation
import Pack
import Testing

/// Whatever is in the files, the reader answers with a pack or with mistakes.
struct RobustnessTests {
    @Test("survives every file with bytes changed, cut, doubled or swapped", arguments: 0..<2)
    func mutations(_ round: UInt64) throws {
        var chance = Chance(state: 0x5EED + round)
        let pack = try BrokenPack()
        let files = try #require(FileManager.default.subpaths(atPath: pack.folder.path)).sorted().filter {
            $0.contains(".") && !$0.hasPrefix(".")
        }
        #expect(files.count > 40)
        for file in files {
            let original = [UInt8](try Data(contentsOf: pack.folder.appendingPathComponent(file)))
            try pack.write(file, chance.mutate(original))
            for mistake in pack.mistakes {
                #expect(mistake.line >= 1 && !mistake.message.isEmpty)
            }
            try pack.write(file, original)
        }
        #expect(pack.mistakes.isEmpty)
    }

    static let hostile: [String: String] = [
        "open lists": String(repeating: "[", count: 100_000),
        "open maps": String(repeating: "{a: ", count: 100_000),
        "lists in lists": String(repeating: "- ", count: 100_000),
        "keys in keys": String(repeating: "? ", count: 100_000),
        "maps in maps": (0..<3000).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
        "brackets hidden in text": "\"" + String(repeating: "]", count: 5000) + "\": "
            + String(repeating: "[", count: 5000),
        "aliases of aliases": "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
        "a tag of bytes": "a: !!binary \"=\"\n", "another version of YAML": "%YAML 9.9\n---\na\n",
        "two documents": "--- a\n--- b\n", "half a character": "a: \"\\ud800\"\n", "a list as a key": "? [a]\n: b\n",
        "a key twice": "a: 1\na: 2\n", "a byte order mark": "\u{FEFF}", "nothing": "", "a zero byte": "\0",
        "null": "~", "empty lines of a list": "- \n- \n", "an open quote": "'", "an empty block": "|", "a tab": "\t- a",
    ]

    @Test("survives files that are made to hurt", arguments: hostile.keys.sorted())
    func survives(_ name: String) throws {
        let text = try #require(Self.hostile[name])
        let pack = try BrokenPack()
        for file in ["pack.yaml", "routes.yaml"] {
            let original = try pack.text(file)
            try pack.write(file, text)
            #expect(pack.mistakes.contains { $0.file == file })
            try pack.write(file, original)
        }
        try pack.write("guides/about.nl.md", "---\n" + text + "\n---\n")
        #expect(pack.mistakes.contains { $0.file == "guides/about.nl.md" })
    }

    @Test func `names the line of a byte that is not UTF-8`() throws {
        let pack = try BrokenPack()
        try pack.write("pack.yaml", Array("name: a\nlanguages: [nl]\ntimeZone: ".utf8) + [0xFF, 0xFE, 0x0A])
        #expect(pack.mistakes.contains { $0.file == "pack.yaml" && $0.line == 3 && $0.message.contains("UTF-8") })
    }

    @Test func `reads files that an editor on Windows saved`() throws {
        let pack = try BrokenPack()
        for file in try #require(FileManager.default.subpaths(atPath: pack.folder.path)) where file.contains(".") {
            let text = try pack.text(file).replacingOccurrences(of: "\n", with: "\r\n")
            try pack.write(file, [0xEF, 0xBB, 0xBF] + Array(text.utf8))
        }
        #expect(pack.mistakes.isEmpty)
    }

    @Test func `refuses a file of more than 5 MB`() throws {
        let pack = try BrokenPack()
        try pack.write("routes.yaml", [UInt8](repeating: UInt8(ascii: "#"), count: 5_000_001))
        #expect(pack.mistakes.contains { $0.file == "routes.yaml" && $0.message.contains("5 MB") })
    }

    @Test func `names every file that is missing, and a folder that is none`() throws {
        let pack = try BrokenPack()
        for file in ["entrances.yaml", "lines.yaml", "regions/postcodes.csv", "guides/traces.en.md"] {
            try pack.remove(file)
        }
        let files = Set(pack.mistakes.map(\.file))
        #expect(files.isSuperset(of: ["entrances.yaml", "lines.yaml", "regions/postcodes.csv", "guides/traces.en.md"]))
        let nowhere = FileManager.default.temporaryDirectory.appendingPathComponent("no-such-pack")
        #expect(PackCheck.check(nowhere).first?.file == "pack.yaml")
    }

    @Test func `names all mistakes at once, in order`() throws {
        let pack = try BrokenPack()
        try pack.replace("timeZone: Europe/Amsterdam", with: "timeZone: Mars", in: "pack.yaml")
        try pack.replace("show: true", with: "show: perhaps", in: "services/politie.yaml")
        try pack.replace("0800-2000", with: "0800-2002", in: "guides/about.en.md")
        let mistakes = pack.mistakes
        #expect(mistakes.map(\.file) == ["guides/about.en.md", "pack.yaml", "services/politie.yaml"])
        #expect(mistakes == mistakes.sorted())
        do {
            _ = try Pack.load(from: pack.folder)
            Issue.record("A pack with mistakes was loaded.")
        } catch {
            #expect(error.mistakes == mistakes)
            #expect(error.description.hasPrefix("guides/about.en.md:"))
        }
    }

    @Test func `does not make one broken file look like many`() throws {
        let pack = try BrokenPack()
        try pack.replace("audiences:", with: "audiences: [", in: "routes.yaml")
        #expect(Set(pack.mistakes.map(\.file)) == ["routes.yaml"])
        let other = try BrokenPack()
        try other.replace("id: luisterlijn", with: "id: [", in: "services/luisterlijn.yaml")
        #expect(Set(other.mistakes.map(\.file)) == ["services/luisterlijn.yaml"])
    }
}

/// Chance that is the same in every run (SplitMix64).
struct Chance {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func below(_ limit: Int) -> Int { limit <= 0 ? 0 : Int(next() % UInt64(limit)) }

    mutating func mutate(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        let signs = Array("[]{}:,-?*&!|>'\"%@`#\n\t \0~0".utf8) + [0x80, 0xC3, 0xFF]
        for _ in 0..<(1 + below(12)) where !bytes.isEmpty {
            let index = below(bytes.count)
            switch below(5) {
            case 0: bytes[index] = UInt8(truncatingIfNeeded: next())
            case 1: bytes.insert(signs[below(signs.count)], at: index)
            case 2: bytes.remove(at: index)
            case 3: bytes.removeSubrange(index..<min(bytes.count, index + below(80)))
            default:
                bytes.insert(contentsOf: bytes[index..<min(bytes.count, index + below(80))], at: below(bytes.count))
            }
        }
        return bytes
    }
}
