/// A Swift file, taken apart: what is code, what stands in quotes, what is a comment. Lines keep their numbers.
struct SourceFile: Sendable {
    struct Line: Sendable {
        /// Without comments and without what stands in quotes; what is interpolated is code.
        var code = ""
        var quoted = ""
        var comment = ""
    }

    /// Relative to the project: `Sources/Core/ID.swift`.
    let path: String
    let text: String
    let lines: [Line]
    /// The modules it imports.
    let imports: [(module: String, line: Int)]

    init(_ path: String, _ text: String) {
        self.path = path
        self.text = text
        lines = Self.takenApart(text)
        imports = Self.imports(in: lines)
    }

    /// `Core` of `Sources/Core/ID.swift`.
    var target: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
    /// `ID` of `Sources/Core/ID.swift`.
    var name: String { path.split(separator: "/").last.map { String($0.dropLast(".swift".count)) } ?? "" }
    /// A file of a hall: one of a room, or the one that puts the rooms together.
    var isOfHall: Bool { ["Care", "Guidance", "Insight"].contains(target) }

    private static func imports(in lines: [Line]) -> [(module: String, line: Int)] {
        lines.enumerated().compactMap { index, line in
            let words = line.code.split(whereSeparator: { $0 == " " || $0 == "\t" })
            guard let at = words.firstIndex(of: "import"), at + 1 < words.count,
                words[..<at].allSatisfy({
                    $0.hasPrefix("@") || ["public", "internal", "package", "private"].contains($0)
                })
            else { return nil }
            // `import struct Foundation.Date` names a kind first.
            let kinds: Set<Substring> = ["struct", "class", "enum", "func", "protocol", "typealias", "let", "var"]
            let module = kinds.contains(words[at + 1]) && at + 2 < words.count ? words[at + 2] : words[at + 1]
            return (module.split(separator: ".").first.map(String.init) ?? "", index + 1)
        }
    }

    /// The lines on which a part matches, as `path:line: what stands there`.
    func lines(_ part: KeyPath<Line, String>, matching pattern: Regex<Substring>) -> [String] {
        // Without this, `a.b` has no boundary at its point.
        let pattern = pattern.wordBoundaryKind(.simple)
        return lines.enumerated().compactMap { index, line in
            guard !line[keyPath: part].isEmpty, let match = line[keyPath: part].firstMatch(of: pattern) else {
                return nil
            }
            return "\(path):\(index + 1): \(match.output)"
        }
    }

    private enum Place {
        case code
        case lineComment
        case blockComment
        /// How many `"` (1 or 3) and how many `#` end it.
        case quoted(quotes: Int, hashes: Int)
    }

    private static func takenApart(_ text: String) -> [Line] {
        let bytes = Array(text.utf8)
        var lines = [Line()]
        var places: [Place] = [.code]
        /// How many brackets are open within each interpolation.
        var depths: [Int] = []
        var pending: [UInt8] = []
        var i = 0

        func has(_ word: String, at start: Int) -> Bool { bytes[start...].starts(with: word.utf8) }
        func flush() {
            guard !pending.isEmpty else { return }
            let piece = String(decoding: pending, as: UTF8.self)
            switch places[places.count - 1] {
            case .code: lines[lines.count - 1].code += piece
            case .lineComment, .blockComment: lines[lines.count - 1].comment += piece
            case .quoted: lines[lines.count - 1].quoted += piece
            }
            pending = []
        }
        func enter(_ place: Place) {
            flush()
            places.append(place)
        }
        func leave() {
            flush()
            if places.count > 1 { places.removeLast() }
        }

        while i < bytes.count {
            let byte = bytes[i]
            if byte == UInt8(ascii: "\n") {
                flush()
                if case .lineComment = places[places.count - 1] { leave() }
                lines.append(Line())
                i += 1
                continue
            }
            switch places[places.count - 1] {
            case .lineComment:
                pending.append(byte)
                i += 1
            case .blockComment:
                if has("*/", at: i) {
                    leave()
                    i += 2
                } else {
                    pending.append(byte)
                    i += 1
                }
            case .quoted(let quotes, let hashes):
                let marks = String(repeating: "#", count: hashes)
                if has("\\\(marks)(", at: i) {
                    enter(.code)
                    depths.append(1)
                    i += 2 + hashes
                } else if has("\\\(marks)", at: i), hashes == 0, i + 1 < bytes.count {
                    pending.append(contentsOf: bytes[i...(i + 1)])
                    i += bytes[i + 1] == UInt8(ascii: "\n") ? 1 : 2
                } else if has(String(repeating: "\"", count: quotes) + marks, at: i) {
                    leave()
                    i += quotes + hashes
                } else {
                    pending.append(byte)
                    i += 1
                }
            case .code:
                var hashes = 0
                while i + hashes < bytes.count, bytes[i + hashes] == UInt8(ascii: "#") { hashes += 1 }
                if has("//", at: i) {
                    enter(.lineComment)
                    i += 2
                } else if has("/*", at: i) {
                    enter(.blockComment)
                    i += 2
                } else if has("\"", at: i + hashes) {
                    let quotes = has("\"\"\"", at: i + hashes) ? 3 : 1
                    pending.append(UInt8(ascii: "\""))
                    enter(.quoted(quotes: quotes, hashes: hashes))
                    i += hashes + quotes
                } else {
                    if let depth = depths.last {
                        if byte == UInt8(ascii: "(") { depths[depths.count - 1] = depth + 1 }
                        if byte == UInt8(ascii: ")") {
                            if depth == 1 {
                                depths.removeLast()
                                leave()
                                i += 1
                                continue
                            }
                            depths[depths.count - 1] = depth - 1
                        }
                    }
                    pending.append(byte)
                    i += 1
                }
            }
        }
        flush()
        return lines
    }
}
