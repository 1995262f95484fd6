import Core
import Foundation
import HTTPTypes
import NIOCore

/// The fields of a posted form. Field names are neutral on purpose (`a1`), because browsers remember them.
public struct Form: Sendable {
    private let fields: [String: String]

    /// Reads `application/x-www-form-urlencoded`. The first of several fields with one name counts.
    public init(_ bytes: some Sequence<UInt8>) throws {
        var fields: [String: String] = [:]
        for pair in String(decoding: Array(bytes), as: UTF8.self).split(separator: "&", maxSplits: 200) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(parts[0]), let value = Self.decoded(parts.count > 1 ? parts[1] : "") else {
                throw Refusal.malformed(field: nil)
            }
            if fields[name] == nil { fields[name] = value }
        }
        self.fields = fields
    }

    public subscript(name: String) -> String? { fields[name] }

    /// The text of a field with line ends as `\n` and no blanks around it; nil when there is nothing left.
    public func trimmed(_ name: String) -> String? {
        guard let text = fields[name]?.tidied, !text.isEmpty else { return nil }
        return text
    }

    public var names: [String] { fields.keys.sorted() }

    private static func decoded(_ text: some StringProtocol) -> String? {
        String(text.map { $0 == "+" ? " " : $0 }).removingPercentEncoding
    }
}

extension Exchange {
    /// The body says that it is JSON.
    public var isJSON: Bool { header(.contentType)?.hasPrefix("application/json") ?? false }

    /// The body says that it is one of these, or says nothing.
    public func comes(as types: Set<String>) -> Bool {
        guard let said = header(.contentType) else { return true }
        let type = said.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
        return types.contains(type)
    }

    public func form(limit: Int = 64 << 10) async throws -> Form {
        let body = try await body(limit: limit)
        guard header(.contentType)?.hasPrefix("application/x-www-form-urlencoded") ?? (body.readableBytes == 0) else {
            throw Refusal.wrongContentType
        }
        return try Form(body.readableBytesView)
    }

    /// The JSON body as `Value`. What cannot be read names the field where it went wrong.
    public func json<Value: Decodable>(_ type: Value.Type, limit: Int = 64 << 10) async throws -> Value {
        let body = try await body(limit: limit)
        if let type = header(.contentType), !type.hasPrefix("application/json") { throw Refusal.wrongContentType }
        return try decoded(type, from: body)
    }

    /// As `json`; nil when the body is empty.
    public func jsonIfAny<Value: Decodable>(_ type: Value.Type, limit: Int = 64 << 10) async throws -> Value? {
        let body = try await body(limit: limit)
        return body.readableBytes == 0 ? nil : try decoded(type, from: body)
    }

    private func decoded<Value: Decodable>(_ type: Value.Type, from body: ByteBuffer) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(body.readableBytesView))
        } catch DecodingError.keyNotFound(let key, _) {
            throw Refusal.malformed(field: key.stringValue)
        } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
            DecodingError.dataCorrupted(let context)
        {
            throw Refusal.malformed(field: context.codingPath.last?.stringValue)
        }
    }
}
