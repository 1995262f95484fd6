import Core
import Foundation

@testable import Site

/// What the tests of `Site` stand on: the real texts, the real stylesheet and scripts.
enum Standing {
    /// The folder of the project. Links are followed, so that the tests may be built from elsewhere.
    static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static let neutralExit = "https://weather.example/today?x=1"

    static func languages() throws -> Languages {
        try Languages(folder: root.appending(path: "Locales"), languages: [.dutch, .english])
    }

    /// Stands for SHA-256, which `Site` is handed from outside (FNV-1a): other bytes, other text.
    static func digest(_ bytes: [UInt8]) -> String {
        let hash = bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return Data(withUnsafeBytes(of: hash.bigEndian, Array.init)).base64EncodedString()
    }

    static func frame(_ languages: Languages? = nil, exit: String = neutralExit) throws -> Frame {
        guard let exit = URL(string: exit) else { throw Refusal.malformed(field: nil) }
        return Frame(
            languages: try languages ?? Self.languages(),
            assets: try Assets(folder: root.appending(path: "Public"), digest: digest),
            emergency: (.init(number: "112", tel: "112"), .init(number: "0800-2000", tel: "08002000")),
            neutralExit: exit)
    }

    /// A folder with these files, for as long as `use` takes.
    static func folder<Result>(_ files: [String: String], _ use: (URL) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "site-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
        return try use(folder)
    }
}

extension HTML {
    var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension Page {
    var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension String {
    /// What stands between each `<tag …>` and `</tag>`.
    func contents(of tag: String) -> [String] {
        components(separatedBy: "<\(tag)").dropFirst().compactMap { part in
            guard let start = part.firstIndex(of: ">"), let end = part.range(of: "</\(tag)>") else { return nil }
            return String(part[part.index(after: start)..<end.lowerBound])
        }
    }

    /// Every opening tag, from `<` to `>`, leaving out what scripts and styles hold.
    var tags: [String] {
        var bare = self
        for tag in ["script", "style"] {
            for content in contents(of: tag) where !content.isEmpty { bare = bare.replacing(content, with: "") }
        }
        return bare.components(separatedBy: "<").dropFirst().compactMap { part in
            part.first == "/" ? nil : part.components(separatedBy: ">").first
        }
    }
}
