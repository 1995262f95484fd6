import Core
import Foundation
import HTTPTypes
import Pack
import Site

/// Hangs the call by which figures come in.
///
/// - Parameter analysts: who may bring figures in. Insight does not know who works here, so the executable hands the rule over.
public func figuresRoutes<Analyst: Sendable>(
    _ routes: RouteTable, site: Website, actions: FiguresActions, pack: Pack, analysts: Access<Analyst>
) {
    let figures = FiguresRoutes(site: site, actions: actions, pack: pack)
    routes.post("/api/v1/observations", analysts) { exchange, _ in
        guard exchange.comes(as: ["text/csv", "text/plain", "application/json", "application/octet-stream"]) else {
            throw Refusal.wrongContentType
        }
        return try await figures.bringIn(exchange, await exchange.bytes(limit: ImportLimits.postedBytes))
    }
}

struct FiguresRoutes: Sendable {
    let site: Website
    let actions: FiguresActions
    let pack: Pack

    /// CSV or JSON, told apart by how it begins.
    func bringIn(_ exchange: Exchange, _ bytes: [UInt8]) async throws -> Reply {
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        let first = text.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        let isJSON = first == UInt8(ascii: "[") || first == UInt8(ascii: "{")
        do {
            let now = exchange.clock.now()
            let summary =
                isJSON
                ? try await actions.importJSON(Array(text), at: now) : try await actions.importCSV(bytes, at: now)
            return try .json(summary, status: .created)
        } catch let refusal as ImportRefusal {
            return try problem(refusal, site.say(language(exchange)))
        }
    }

    private func problem(_ refusal: ImportRefusal, _ say: Speech) throws -> Reply {
        let document = ImportProblem(refusal, say)
        return .text(try document.bytes, type: "application/problem+json", status: .unprocessableContent)
    }

    /// The API has no language in its path: `language=en` asks for one, or the header does.
    private func language(_ exchange: Exchange) -> Language {
        let asked = exchange.query("language") ?? exchange.header(.acceptLanguage).map { String($0.prefix(2)) }
        return asked.flatMap { Language($0) }.flatMap { pack.languages.contains($0) ? $0 : nil } ?? exchange.language
    }
}

/// The answer to an import that was not taken (RFC 9457), with every mistake.
struct ImportProblem: Encodable {
    struct Mistake: Encodable {
        let line: Int
        let column: String?
        let detail: String
    }

    let type = "/problems/observations"
    let title: String
    let status = 422
    let detail: String
    let total: Int
    let mistakes: [Mistake]
}

extension ImportProblem {
    init(_ refusal: ImportRefusal, _ say: Speech) {
        let detail = say(FiguresPhrase.importRefused, count: refusal.total)
        self.init(
            title: detail, detail: detail, total: refusal.total,
            mistakes: refusal.mistakes.map { Mistake(line: $0.line, column: $0.columnName, detail: $0.message(say)) })
    }

    var bytes: Data {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
            return try encoder.encode(self)
        }
    }
}
