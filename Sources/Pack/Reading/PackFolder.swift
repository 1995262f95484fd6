import Foundation
import Yams

/// Reads the files of a pack, with bounds, so that no file can bring the reader down.
struct PackFolder {
    let root: URL
    let findings: Findings

    /// Larger files are refused unread.
    static let mostBytes = 5_000_000
    /// Files beyond this number in a folder are refused.
    static let mostFiles = 500
    /// What the names of files in a pack end in.
    private static let endings = [".yaml", ".md", ".csv"]
    /// How deep lists and maps may stand inside one another.
    static let mostDepth = 24

    /// The text of a file; nil, with the mistake noted, when it is missing, too large or not UTF-8.
    func text(_ path: String) -> String? {
        guard let bytes = bytes(path) else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let line = Self.line(ofFirstInvalidByteIn: bytes)
            findings.add(Spot(file: path, line: line), "This is not UTF-8. Save the file as UTF-8.")
            return nil
        }
        return text
    }

    func bytes(_ path: String) -> [UInt8]? {
        let url = root.appendingPathComponent(path)
        let spot = Spot(file: path, line: 1)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder), !isFolder.boolValue else {
            findings.add(spot, "This file is missing. Add it; Packs/nederland shows what it looks like.")
            return nil
        }
        guard let handle = try? FileHandle(forReadingFrom: url),
            let data = try? handle.read(upToCount: Self.mostBytes + 1)
        else {
            // An empty file gives no data at all, and that is not an error of reading.
            if let size = try? FileManager.default.attributesOfItem(atPath: url.path)[.size] as? Int, size == 0 {
                return []
            }
            findings.add(spot, "This file cannot be read. Check its permissions.")
            return nil
        }
        guard data.count <= Self.mostBytes else {
            findings.add(spot, "This file is larger than 5 MB. Split it.")
            return nil
        }
        return Self.withOneLineEnding([UInt8](data))
    }

    /// Without a byte order mark and with a single line feed at the end of each line, as some editors write neither.
    private static func withOneLineEnding(_ bytes: [UInt8]) -> [UInt8] {
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        guard text.contains(13) else { return Array(text) }
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        for (index, byte) in zip(text.indices, text) {
            if byte == 13, index + 1 < text.endIndex, text[index + 1] == 10 { continue }
            result.append(byte)
        }
        return result
    }

    /// Whether a file is there that may be left out.
    func hasFile(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
    }

    /// Whether a folder is there that may be left out.
    func hasFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        let isThere = FileManager.default.fileExists(
            atPath: root.appendingPathComponent(path).path, isDirectory: &isFolder)
        return isThere && isFolder.boolValue
    }

    /// The files in a folder that end like this, sorted; without hidden ones.
    func files(in folder: String, ending: String) -> [String] {
        let url = root.appendingPathComponent(folder)
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: url.path) else {
            findings.add(
                Spot(file: folder, line: 1), "This folder is missing. Add it; Packs/nederland shows what is in it.")
            return []
        }
        // Somebody who writes a file that is never read thinks that it counts.
        for name in names.sorted() where !name.hasPrefix(".") && !Self.endings.contains(where: { name.hasSuffix($0) }) {
            findings.add(
                Spot(file: "\(folder)/\(name)", line: 1),
                "This file is not read. Let its name end in \(ending), or remove it.")
        }
        let found = names.filter { !$0.hasPrefix(".") && $0.hasSuffix(ending) }.sorted()
        if found.count > Self.mostFiles {
            findings.add(Spot(file: folder, line: 1), "There are more than \(Self.mostFiles) files here. Remove some.")
        }
        return found.prefix(Self.mostFiles).map { "\(folder)/\($0)" }
    }

    /// The YAML document of a file; nil, with the mistake noted, when it has none.
    func yaml(_ path: String) -> Value? {
        guard let text = text(path) else { return nil }
        return yaml(text, file: path, firstLine: 1)
    }

    /// `firstLine` is the line of the file on which this text begins.
    func yaml(_ text: String, file: String, firstLine: Int) -> Value? {
        let shift = firstLine - 1
        if let (line, message) = Self.refusal(of: text) {
            findings.add(Spot(file: file, line: line + shift), message)
            return nil
        }
        do {
            guard let node = try compose(yaml: text, .basic, .default, .utf8) else {
                findings.add(
                    Spot(file: file, line: firstLine), "There is nothing here. Write the text, or remove the file.")
                return nil
            }
            return Value(node: node, file: file, shift: shift, findings: findings)
        } catch {
            let (line, problem) = Self.explain(error, in: text)
            findings.add(Spot(file: file, line: line + shift), "This is not YAML: \(problem).")
            return nil
        }
    }

    /// Things that valid YAML may hold and a pack may not: they make a small file into a large or a deep one.
    private static func refusal(of text: String) -> (line: Int, message: String)? {
        var (line, flowDepth, indent, dashes) = (1, 0, 0, 0)
        var atStart = true
        var previous: UInt8 = 10
        let bytes = Array(text.utf8)
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "\n"):
                (line, indent, dashes, atStart) = (line + 1, 0, 0, true)
            case UInt8(ascii: " ") where atStart:
                indent += 1
            case UInt8(ascii: "-"), UInt8(ascii: "?"):
                if atStart { dashes += 1 }
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                (flowDepth, atStart) = (flowDepth + 1, false)
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                (flowDepth, atStart) = (max(0, flowDepth - 1), false)
            case UInt8(ascii: "&"), UInt8(ascii: "*"):
                atStart = false
                let next = index + 1 < bytes.count ? bytes[index + 1] : 10
                if !isWordByte(previous), next > 32 {
                    return (line, "Signs like &name and *name are not used in a pack. Write the text out in full.")
                }
            default:
                if byte > 32 { atStart = false }
            }
            if flowDepth > mostDepth || indent > mostDepth * 4 || dashes > mostDepth {
                return (line, "Lists and maps stand too deep inside one another. Write it flatter.")
            }
            previous = byte
        }
        return nil
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == UInt8(ascii: "=")
    }

    private static func explain(_ error: any Error, in text: String) -> (line: Int, problem: String) {
        guard let error = error as? YamlError else { return (1, "it cannot be read") }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return (mark.line, problem)
        case .reader(let problem, let offset, _, _):
            let before = text.utf8.prefix(max(0, offset ?? 0))
            return (before.count { $0 == 10 } + 1, problem)
        case .duplicatedKeysInMapping(let duplicates, let context):
            return (context.mark.line, "\(duplicates.map(shown).joined(separator: ", ")) is written twice in one place")
        default:
            return (1, "it cannot be read")
        }
    }

    private static func line(ofFirstInvalidByteIn bytes: [UInt8]) -> Int {
        // Line by line: a line feed is never part of a longer UTF-8 sequence.
        var line = 1
        for part in bytes.split(separator: 10, omittingEmptySubsequences: false) {
            if String(validating: part, as: UTF8.self) == nil { return line }
            line += 1
        }
        return 1
    }
}
