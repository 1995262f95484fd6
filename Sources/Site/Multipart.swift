import Core
import Foundation
import HTTPTypes

/// What a form with a file sent (RFC 7578): its texts, and the file.
public struct Upload: Sendable {
    public struct File: Sendable {
        /// As the browser tells it. Never shown, never kept in the clear.
        public let name: String
        public let bytes: [UInt8]
    }

    private let fields: [String: String]
    public let file: File?

    public subscript(name: String) -> String? { fields[name] }

    private static let mostParts = 100

    /// Reads a body of `multipart/form-data`. Throws `malformed` when it is none.
    public init(_ bytes: [UInt8], boundary: String) throws(Refusal) {
        let body = Data(bytes)
        let line = Data("--\(boundary)".utf8)
        let next = Data("\r\n--\(boundary)".utf8)
        guard (1...70).contains(boundary.utf8.count), let first = body.range(of: line) else { throw Self.unreadable }
        var fields: [String: String] = [:]
        var file: File?
        var position = first.upperBound
        for _ in 0..<Self.mostParts {
            // Behind the last one stand two dashes.
            if body[position...].starts(with: Data("--".utf8)) {
                (self.fields, self.file) = (fields, file)
                return
            }
            guard let head = body.range(of: Data("\r\n\r\n".utf8), in: position..<body.endIndex),
                let end = body.range(of: next, in: head.lowerBound + 2..<body.endIndex)
            else { throw Self.unreadable }
            let content = body[min(head.upperBound, end.lowerBound)..<end.lowerBound]
            let headers = String(decoding: body[position..<head.lowerBound], as: UTF8.self)
            guard
                let said = headers.split(separator: "\r\n").first(where: {
                    $0.lowercased().hasPrefix("content-disposition:")
                }), let name = Self.parameter("name", in: said)
            else { throw Self.unreadable }
            if let fileName = Self.parameter("filename", in: said) {
                if file == nil, !content.isEmpty { file = File(name: fileName, bytes: Array(content)) }
            } else if fields[name] == nil {
                fields[name] = String(decoding: content, as: UTF8.self)
            }
            position = end.upperBound
        }
        throw Self.unreadable
    }

    private static let unreadable = Refusal.malformed(field: nil)

    /// `name="…"` of a header.
    private static func parameter(_ name: String, in header: some StringProtocol) -> String? {
        for part in header.split(separator: ";").dropFirst() {
            let pair = part.trimmingCharacters(in: .whitespaces).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, pair[0].lowercased() == name else { continue }
            return pair[1].trimmingCharacters(in: CharacterSet(charactersIn: "\""))
        }
        return nil
    }
}

extension Exchange {
    /// The body of a form with a file.
    public func upload(limit: Int) async throws -> Upload {
        let bytes = try await bytes(limit: limit)
        guard let said = header(.contentType), said.lowercased().hasPrefix("multipart/form-data"),
            let at = said.range(of: "boundary=")
        else { throw Refusal.wrongContentType }
        let boundary = said[at.upperBound...].prefix { $0 != ";" }.trimmingCharacters(
            in: CharacterSet(charactersIn: "\" "))
        return try Upload(bytes, boundary: boundary)
    }
}
