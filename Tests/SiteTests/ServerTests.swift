import Core
import Foundation
import HTTPTypes
import Synchronization
import Testing

@testable import Site

/// Over a real connection: what goes over the line is what counts.
@Suite struct `The site over HTTP` {
    static let secret = "hij-slaat-me"

    struct Broken: Error, CustomStringConvertible {
        let text: String
        var description: String { text }
    }

    struct Draft: Decodable {
        let text: String
        let clientId: String
    }

    /// Lets in who has the token `let-me-in`, by cookie or header.
    static let known = Access<String>("known") { exchange in
        guard let token = exchange.bearer ?? exchange.cookie(Cookie.sessionName) else { throw Refusal.notSignedIn }
        guard token == "let-me-in" else { throw Refusal.notAllowed }
        return token
    }

    @Sendable static func hang(_ routes: RouteTable, _ site: Website) {
        let ready = ReadyPage(site.frame.page(.dutch, title: "Hulp", zone: .findable, body: "<h1>Hulp</h1>"))
        routes.get("/door", .anyone) { exchange, _ in ready.reply(to: exchange) }
        routes.get("/page", .anyone) { exchange, _ in
            .page(site.frame.page(exchange.language, title: "x", zone: .quiet, body: "<h1>\(exchange.path)</h1>"))
        }
        routes.get("/redirect", .anyone) { _, _ in .redirect(to: "/page") }
        routes.get("/nothing", .anyone) { _, _ in .nothing }
        routes.get("/silent", .anyone) { _, _ in throw LeaveSilently() }
        routes.get("/fault", .anyone) { _, _ in throw Broken(text: secret) }
        routes.get("/busy", .anyone) { _, _ in throw Refusal.tooMany(retryAfterSeconds: 17) }
        routes.get("/mine", known) { _, token in .text(token.utf8, type: "text/plain") }
        routes.get("/desk/x", .anyone) { _, _ in .nothing }
        routes.post("/form", .anyone) { exchange, _ in
            let form = try await exchange.form(limit: 100)
            return .text((form.trimmed("a1") ?? "-").utf8, type: "text/plain; charset=utf-8")
        }
        routes.post("/mine", known) { _, token in .text(token.utf8, type: "text/plain") }
        routes.get("/api/v1/mine", known) { _, token in .text(token.utf8, type: "text/plain") }
        routes.get("/api/v1/fault", .anyone) { _, _ in throw Broken(text: secret) }
        routes.get("/api/v1/echo/:id", .anyone) { exchange, _ in
            let id: ConversationID = try exchange.parameter("id")
            return .text(
                "\(id) \(exchange.query("q") ?? "-") \(try exchange.lastSeenNumber())".utf8, type: "text/plain")
        }
        routes.post("/api/v1/draft", .anyone) { exchange, _ in
            let draft = try await exchange.json(Draft.self, limit: 200)
            return .text("\(draft.text)|\(draft.clientId)".utf8, type: "text/plain")
        }
        routes.delete("/api/v1/draft", .anyone) { _, _ in .nothing }
    }

    static func running(_ use: (RunningSite) async throws -> Void) async throws {
        try await RunningSite.during(hang: hang, use: use)
    }

    static let json = "Content-Type: application/json"
    static let form = "Content-Type: application/x-www-form-urlencoded"

    @Test func `no answer may be kept, whatever it is`() async throws {
        try await Self.running { site async throws in
            for path in [
                "/door", "/page", "/redirect", "/nothing", "/silent", "/fault", "/busy", "/mine", "/not-there", "/v",
                "/api/v1/mine", "/api/v1/fault", "/api/v1/not-there", "/api/v1/draft", "/api/v1/echo/a%20b", "/%00",
                "/..",
            ] {
                let answer = try await site.send("GET", path)
                #expect(answer["Cache-Control"] == "no-store", "\(path)")
                #expect(answer["Referrer-Policy"] == "no-referrer", "\(path)")
                #expect(answer["X-Content-Type-Options"] == "nosniff", "\(path)")
                #expect(answer["X-Robots-Tag"] == (path == "/door" ? nil : "noindex"), "\(path)")
                #expect(answer["Server"] == nil, "\(path)")
                #expect(answer["ETag"] == nil && answer["Last-Modified"] == nil, "\(path)")
            }
        }
    }

    @Test func `the exit ends the session, hides the site and leads away`() async throws {
        let left = Mutex<[String]>([])
        try await RunningSite.during(leaving: { token in left.withLock { $0.append(token) } }, hang: Self.hang) {
            site in
            let answer = try await site.send("POST", "/v", ["Cookie: s=my-token"])
            #expect(answer.status == 303)
            #expect(answer["Location"] == Standing.neutralExit)
            #expect(answer["Clear-Site-Data"] == "\"storage\"")
            let cookies = answer.all("Set-Cookie")
            #expect(cookies.count == 2)
            #expect(cookies.contains { $0.hasPrefix("s=;") && $0.contains("Max-Age=0") })
            #expect(cookies.contains { $0.hasPrefix("g=1;") && $0.contains("Max-Age=120") })
            #expect(
                cookies.allSatisfy { $0.contains("HttpOnly") && $0.contains("Secure") && $0.contains("SameSite=Lax") })
            #expect(left.withLock { $0 } == ["my-token"])
            // Without a session it works too, and with a beacon's body of any kind.
            let bare = try await site.send("POST", "/v", ["Content-Type: text/plain"], body: [1, 2, 3])
            #expect(bare.status == 303)
            #expect(left.withLock { $0.count } == 1)
        }
    }

    @Test func `after the exit the same browser sees the neutral site for a while`() async throws {
        try await Self.running { site async throws in
            for path in ["/door", "/page", "/en/page", "/mine", "/not-there"] {
                let answer = try await site.send("GET", path, ["Cookie: a=b; g=1"])
                #expect(answer.status == 303 && answer["Location"] == Standing.neutralExit, "\(path)")
                #expect(answer.body.isEmpty, "\(path)")
            }
            // Calls with a token, the desk, and what somebody does on purpose, are no Back button.
            #expect(try await site.send("GET", "/api/v1/echo/a", ["Cookie: g=1"]).status == 200)
            #expect(try await site.send("GET", "/desk/x", ["Cookie: g=1"]).status == 204)
            #expect(
                try await site.send("POST", "/form", ["Cookie: g=1", Self.form], body: Array("a1=x".utf8)).status == 200
            )
            for cookie in ["g=0", "g=", "xg=1", "g=11"] {
                #expect(try await site.send("GET", "/page", ["Cookie: \(cookie)"]).status == 200, "\(cookie)")
            }
        }
    }

    @Test func `somebody without a session learns nothing from a silent address`() async throws {
        try await Self.running { site async throws in
            let answer = try await site.send("GET", "/silent")
            #expect(answer.status == 303 && answer["Location"] == Standing.neutralExit)
            #expect(answer.all("Set-Cookie").isEmpty)
        }
    }

    @Test func `a page of another site cannot act for who is signed in`() async throws {
        try await Self.running { site async throws in
            let cookie = "Cookie: s=let-me-in"
            for bad in [
                "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site", "Origin: https://evil.example",
                "Origin: https://here.example.evil.example", "Origin: https://evil.example:80",
            ] {
                #expect(try await site.send("POST", "/mine", [cookie, bad]).status == 403, "\(bad)")
            }
            for good in ["Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: none", "Origin: https://here.example", "X: y"]
            {
                #expect(try await site.send("POST", "/mine", [cookie, good]).status == 200, "\(good)")
            }
            let app = ["Authorization: Bearer let-me-in", "Origin: https://app.example"]
            #expect(try await site.send("POST", "/mine", app).text == "let-me-in")
        }
    }

    @Test func `a route does not run without its proof`() async throws {
        try await Self.running { site async throws in
            let nobody = try await site.send("GET", "/api/v1/mine")
            #expect(nobody.status == 401 && nobody["WWW-Authenticate"] == "Bearer")
            #expect(nobody["Content-Type"] == "application/problem+json")
            #expect(try await site.send("GET", "/mine").status == 401)
            for header in ["Authorization: Bearer other", "Cookie: s=other", "Cookie: s=let-me-in2"] {
                let answer = try await site.send("GET", "/mine", [header])
                #expect(answer.status == 403 && !answer.text.contains("let-me-in"), "\(header)")
            }
            for header in [
                "Cookie: ss=let-me-in", "Authorization: Basic let-me-in", "Cookie: s", "Authorization: Bearer",
            ] {
                #expect(try await site.send("GET", "/mine", [header]).status == 401, "\(header)")
            }
            for header in [
                "Authorization: bearer let-me-in", "Cookie: a=b;s=let-me-in", "Cookie: a=b; s=let-me-in; c=d",
            ] {
                #expect(try await site.send("GET", "/mine", [header]).text == "let-me-in", "\(header)")
            }
        }
    }

    @Test func `a fault has a number, and what went wrong stays out of page and log`() async throws {
        try await Self.running { site async throws in
            let page = try await site.send("GET", "/fault")
            let document = try await site.send("GET", "/api/v1/fault")
            for answer in [page, document] {
                #expect(answer.status == 500)
                #expect(answer.text.contains("112") && answer.text.contains("0800-2000"))
                #expect(!answer.text.contains(Self.secret) && !answer.text.contains("Broken"))
            }
            let lines = site.log.lines
            #expect(lines.count == 2)
            for (line, answer) in zip(lines, [page, document]) {
                let reference = try #require(line.firstMatch(of: /fault ([0-9A-Z]{8}):/)).output.1
                #expect(answer.text.contains(reference))
                #expect(line.contains("Broken") && !line.contains(Self.secret))
                #expect(!line.contains("127.0.0.1") && !line.contains("/fault"))
            }
        }
    }

    @Test func `what is expected is not in the log, and neither is a visit`() async throws {
        try await Self.running { site async throws in
            for path in ["/door", "/not-there", "/busy", "/mine", "/silent", "/page?a=\(Self.secret)"] {
                _ = try await site.send("GET", path, ["User-Agent: Mozilla/5.0", "X-Forwarded-For: 203.0.113.9"])
            }
            #expect(site.log.lines.isEmpty)
        }
    }

    @Test func `an address that is not there is a page or a document with the numbers`() async throws {
        try await Self.running { site async throws in
            let page = try await site.send("GET", "/not-there")
            #expect(page.status == 404 && page["Content-Type"] == "text/html; charset=utf-8")
            #expect(page.text.contains("<html lang=\"nl\">") && page.text.contains("tel:112"))
            #expect(try await site.send("GET", "/en/not-there").text.contains("<html lang=\"en\">"))
            let document = try await site.send("GET", "/api/v1/not-there", ["Accept-Language: en"])
            #expect(document.status == 404 && document["Content-Type"] == "application/problem+json")
            let object = try #require(try JSONSerialization.jsonObject(with: Data(document.body)) as? [String: Any])
            #expect(object["type"] as? String == "/problems/not-found")
            #expect(object["emergency"] as? [String] == ["112", "0800-2000"])
        }
    }

    @Test func `a method that an address does not have is refused with those it has`() async throws {
        try await Self.running { site async throws in
            let answer = try await site.send("GET", "/api/v1/draft")
            #expect(answer.status == 405)
            #expect(answer["Allow"] == "DELETE, POST")
            #expect(try await site.send("POST", "/page").status == 405)
            #expect(try await site.send("GET", "/v").status == 405)
            #expect(try await site.send("DELETE", "/api/v1/draft").status == 204)
        }
    }

    @Test func `HEAD says what GET would, without the page`() async throws {
        try await Self.running { site async throws in
            let whole = try await site.send("GET", "/page")
            let head = try await site.send("HEAD", "/page")
            #expect(head.status == 200 && head.body.isEmpty)
            #expect(head["Content-Length"] == String(whole.body.count))
            #expect(head["Content-Security-Policy"] == whole["Content-Security-Policy"])
        }
    }

    @Test func `pages are there in every language, calls once`() async throws {
        try await RunningSite.during(
            hang: { routes, site in
                Self.hang(routes, site)
                let all = Set(routes.all.map { "\($0.method) \($0.path) \($0.access)" })
                #expect(
                    all.isSuperset(of: [
                        "GET /page anyone", "GET /en/page anyone", "POST /v anyone", "GET /api/v1/mine known",
                    ]))
                #expect(!all.contains("POST /en/v anyone") && !all.contains("GET /en/api/v1/mine known"))
            },
            use: { site async throws in
                let english = try await site.send("GET", "/en/page")
                #expect(english.text.contains("<html lang=\"en\">") && english.text.contains("<h1>/en/page</h1>"))
                #expect(try await site.send("GET", "/page").text.contains("<html lang=\"nl\">"))
            })
    }

    @Test func `a ready page is sent compressed to who takes that, and is the same`() async throws {
        try await Self.running { site async throws in
            let plain = try await site.send("GET", "/door")
            let compressed = try await site.send("GET", "/door", ["Accept-Encoding: br, gzip"])
            #expect(plain["Content-Encoding"] == nil)
            #expect(compressed["Content-Encoding"] == "gzip")
            #expect(plain["Vary"] == "Accept-Encoding" && compressed["Vary"] == "Accept-Encoding")
            #expect(try `A compressed page`.gunzip(compressed.body).bytes == plain.body)
            #expect(compressed.body.count < plain.body.count / 2)
            #expect(try await site.send("GET", "/page", ["Accept-Encoding: gzip"])["Content-Encoding"] == nil)
        }
    }

    @Test func `a form is read to its limit and no further`() async throws {
        try await Self.running { site async throws in
            func post(_ text: String, _ headers: [String] = [Self.form]) async throws -> RunningSite.Answer {
                try await site.send("POST", "/form", headers, body: Array(text.utf8))
            }
            #expect(try await post("a1=+caf%C3%A9%0D%0Ax+").text == "café\nx")
            #expect(try await post("a1=" + String(repeating: "x", count: 97)).status == 200)
            #expect(try await post("a1=" + String(repeating: "x", count: 98)).status == 413)
            // More than the connection holds at once: the answer comes all the same.
            #expect(try await post("a1=" + String(repeating: "x", count: 3_000_000)).status == 413)
            #expect(try await post("a1=%ZZ").status == 400)
            #expect(try await post("a1=x", ["Content-Type: multipart/form-data"]).status == 415)
            #expect(try await post("a1=x", []).status == 415)
            #expect(try await post("", []).text == "-")
        }
    }

    @Test func `JSON that cannot be read is refused with the field where it went wrong`() async throws {
        try await Self.running { site async throws in
            func post(_ text: String, _ header: String = Self.json) async throws -> RunningSite.Answer {
                try await site.send("POST", "/api/v1/draft", [header], body: Array(text.utf8))
            }
            #expect(try await post(#"{"text":"a","clientId":"b"}"#).text == "a|b")
            for (text, field) in [
                (#"{"text":"a"}"#, "clientId"), (#"{"text":1,"clientId":"b"}"#, "text"),
                (#"{"text":null,"clientId":"b"}"#, "text"),
            ] {
                let answer = try await post(text)
                #expect(answer.status == 400 && answer.text.contains(field), "\(text)")
            }
            for text in ["", "{", "[]", "7", "\"", "{\"text\":\"\u{0}\"}", String(repeating: "[", count: 190)] {
                #expect(try await post(text).status == 400, "\(text)")
            }
            #expect(try await post("{}", "Content-Type: text/plain").status == 415)
            #expect(try await post(String(repeating: " ", count: 201)).status == 413)
        }
    }

    @Test func `parts of an address and its question are read, and odd ones are not there`() async throws {
        try await Self.running { site async throws in
            #expect(
                try await site.send("GET", "/api/v1/echo/a-1?q=caf%C3%A9+x&after=7").text.hasPrefix("a-1 caf\u{e9}"))
            #expect(try await site.send("GET", "/api/v1/echo/a-1?after=7").text == "a-1 - 7")
            #expect(try await site.send("GET", "/api/v1/echo/a-1?after=7", ["Last-Event-ID: 9"]).text == "a-1 - 9")
            for after in ["-1", ""] {
                #expect(try await site.send("GET", "/api/v1/echo/a?after=\(after)").text == "a - 0", "\(after)")
            }
            for after in ["x", "99999999999999999999"] {
                #expect(try await site.send("GET", "/api/v1/echo/a?after=\(after)").status == 400, "\(after)")
                #expect(
                    try await site.send("GET", "/api/v1/echo/a", ["Last-Event-ID: \(after)"]).status == 400, "\(after)")
            }
            for id in ["a%20b", "%2e%2e%2fx", "a'b", String(repeating: "a", count: 65), "%FF"] {
                #expect(try await site.send("GET", "/api/v1/echo/\(id)").status == 404, "\(id)")
            }
        }
    }

    @Test func `who is too early is told when to come back, by page and by call`() async throws {
        try await Self.running { site async throws in
            for headers in [[], ["Accept: application/json"]] {
                let answer = try await site.send("GET", "/busy", headers)
                #expect(answer.status == 429 && answer["Retry-After"] == "17")
                #expect(answer.text.contains("17"))
            }
        }
    }

    @Test func `any bytes for a path get an answer, and the server lives on`() async throws {
        try await Self.running { site async throws in
            var chance = Chance(seed: 11)
            let alphabet = Array("/.%?#&=;:@[]2fF0aé".unicodeScalars)
            for _ in 0..<150 {
                var path = "/"
                for _ in 0..<Int.random(in: 0...20, using: &chance) {
                    path.unicodeScalars.append(alphabet[Int.random(in: alphabet.indices, using: &chance)])
                }
                let answer = try? await site.send("GET", path)
                #expect(answer.map { $0.status < 500 } ?? true, "\(path)")
            }
            #expect(try await site.send("GET", "/page").status == 200)
            #expect(site.log.lines.isEmpty)
        }
    }
}
