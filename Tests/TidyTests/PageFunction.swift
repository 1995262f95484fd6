/// A function of a `…Pages.swift` that returns markup.
struct PageFunction {
    /// `DeskPages.signIn`
    let name: String
    let path: String
    let isPrivate: Bool
    /// Its body without quotes and comments; what is interpolated is in it.
    let body: String

    /// Every function with markup as its result, in the files whose names end in Pages.
    static func all(in files: [SourceFile]) -> [PageFunction] {
        files.filter { $0.name.hasSuffix("Pages") }.flatMap(all(in:))
    }

    private static func all(in file: SourceFile) -> [PageFunction] {
        let code = file.lines.map(\.code).joined(separator: "\n")
        var found: [PageFunction] = []
        var type = ""
        let pattern = /\b(?:enum|struct|extension)\s+(\w+)|((?:private\s+|fileprivate\s+)?)static\s+func\s+(\w+)/
        for match in code.matches(of: pattern.wordBoundaryKind(.simple)) {
            if let name = match.output.1 {
                // What a page is made of stands within it: `View` in `DeskPages`.
                if name.hasSuffix("Pages") || isOutermost(match.range.lowerBound, code) { type = String(name) }
                continue
            }
            let rest = code[match.range.upperBound...]
            guard let opening = bodyStart(rest), rest[..<opening].contains("-> HTML") else { continue }
            found.append(
                PageFunction(
                    name: "\(type).\(match.output.3 ?? "")", path: file.path,
                    isPrivate: match.output.2?.isEmpty == false, body: body(rest[opening...])))
        }
        return found
    }

    private static func isOutermost(_ place: String.Index, _ code: String) -> Bool {
        code[..<place].reduce(0) { $1 == "{" ? $0 + 1 : ($1 == "}" ? $0 - 1 : $0) } == 0
    }

    /// The bracket after the result, not one of a closure that is the value of a parameter.
    private static func bodyStart(_ code: Substring) -> String.Index? {
        var depth = 0
        for index in code.indices {
            switch code[index] {
            case "(": depth += 1
            case ")": depth -= 1
            case "{" where depth == 0: return index
            default: break
            }
        }
        return nil
    }

    private static func body(_ code: Substring) -> String {
        var depth = 0
        for index in code.indices {
            if code[index] == "{" { depth += 1 }
            if code[index] == "}" {
                depth -= 1
                if depth == 0 { return String(code[...index]) }
            }
        }
        return String(code)
    }

    private var type: String { String(name.prefix { $0 != "." }) }
    private var short: String { String(name.drop { $0 != "." }.dropFirst()) }

    /// Called with the name of its type, or from within it without.
    private func isCalled(in code: String, of other: String) -> Bool {
        func calls(_ text: String) -> Bool {
            code.ranges(of: text).contains { range in
                // What stands before it says nothing: between two interpolations there is nothing left.
                guard range.upperBound < code.endIndex else { return false }
                return "(),".contains(code[range.upperBound])
            }
        }
        return calls(name) || (type == other && calls(short))
    }

    /// Those that can be seen outside their file and that no example shows: neither in `…Examples.swift`, nor as a part of a
    /// page that stands there.
    static func unseen(in files: [SourceFile]) -> [PageFunction] {
        let all = all(in: files)
        let examples = files.filter { $0.name.hasSuffix("Examples") }
            .map { $0.lines.map(\.code).joined(separator: "\n") }.joined(separator: "\n")
        var seen = all.map { $0.isCalled(in: examples, of: "") }
        var grows = true
        while grows {
            grows = false
            for (index, function) in all.enumerated() where !seen[index] {
                let isPart = all.indices.contains { seen[$0] && function.isCalled(in: all[$0].body, of: all[$0].type) }
                if isPart {
                    seen[index] = true
                    grows = true
                }
            }
        }
        return all.indices.filter { !seen[$0] && !all[$0].isPrivate }.map { all[$0] }
    }
}
