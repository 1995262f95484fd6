import Core
import Foundation
import HTTPTypes
import NIOCore
import NIOCore
import Testing

@testable import Site

@Suite struct `A page in its frame` {
    struct Variant: CustomStringConvertible {
        let page: Page
        let language: Language
        let isBare: Bool
        let description: String
    }

    /// Pages of every zone, language and kind.
    static func variants() throws -> [Variant] {
        let frame = try Standing.frame()
        var all: [Variant] = []
        for language in [Language.dutch, .english] {
            for zone in [Zone.findable, .quiet, .desk] {
                for (isBare, isWide) in [(false, false), (false, true), (true, false)] {
                    for (scripts, refresh) in [([], 7), ([Script.talk], nil), (Script.allCases, nil)]
                        as [([Script], Int?)]
                    {
                        let page = frame.page(
                            language, title: "Hulp <&\"", zone: zone, path: "/g", wide: isWide, scripts: scripts,
                            refreshSeconds: refresh, bare: isBare, body: "<h1>Hulp</h1>")
                        all.append(
                            .init(
                                page: page, language: language, isBare: isBare,
                                description: "\(language) \(zone) bare:\(isBare) wide:\(isWide) \(scripts)"))
                    }
                }
            }
        }
        return all
    }

    @Test func `has an exit that is small enough to be on every page`() throws {
        let page = try Standing.frame().page(.dutch, title: "Hulp", zone: .quiet, body: "")
        let script = Array(try #require(page.text.contents(of: "script").first).utf8)
        #expect(script.count <= 2000)
        #expect(try #require(Gzip.compress(script, level: 9)).count <= 1200)
    }

    @Test func `says its language, its title and what it is, once`() throws {
        for variant in try Self.variants() {
            let text = variant.page.text
            #expect(
                text.hasPrefix("<!doctype html><html lang=\"\(variant.language)\"><head><meta charset=\"utf-8\">"),
                "\(variant)")
            #expect(text.contents(of: "title") == ["Hulp &lt;&amp;&quot;"], "\(variant)")
            #expect(text.contents(of: "body").count == 1, "\(variant)")
            #expect(text.contents(of: "main") == ["<h1>Hulp</h1>"], "\(variant)")
            #expect(text.components(separatedBy: "id=\"inhoud\"").count == 2, "\(variant)")
        }
    }

    @Test func `runs the script of the exit only where its button is`() throws {
        let frame = try Standing.frame()
        for zone in [Zone.findable, .quiet, .desk] {
            for isBare in [false, true] {
                let text = frame.page(.dutch, title: "x", zone: zone, bare: isBare, body: "<h1>x</h1>").text
                #expect(text.contains("<script>") == text.contains("action=\"/v\""), "\(zone), bare: \(isBare)")
            }
        }
    }

    @Test func `has the exit before everything else that can be reached, except at the desk`() throws {
        for variant in try Self.variants() where !variant.isBare {
            let body = try #require(variant.page.text.contents(of: "body").first)
            if variant.page.zone == .desk {
                #expect(!body.contains("action=\"/v\""), "\(variant)")
                continue
            }
            let first = body.tags.prefix(2).map { $0.replacing("\n", with: " ") }
            #expect(first[0].hasPrefix("form class=\"weg\" method=\"post\" action=\"/v\""), "\(variant)")
            #expect(first[1] == "button", "\(variant)")
            #expect(first[0].contains("data-to=\"\(Standing.neutralExit)\""), "\(variant)")
            #expect(body.tags.filter { $0.contains("action=\"/v\"") }.count == 1, "\(variant)")
        }
    }

    @Test func `has the numbers to call, danger first`() throws {
        for variant in try Self.variants() where !variant.isBare {
            let calls = variant.page.text.tags.filter { $0.contains("tel:") }
            #expect(calls.count == 2, "\(variant)")
            #expect(calls.first?.contains("tel:112\"") == true, "\(variant)")
            #expect(calls.last?.contains("tel:08002000\"") == true, "\(variant)")
            #expect(
                variant.page.text.contains(">112</a>") && variant.page.text.contains(">0800-2000</a>"), "\(variant)")
        }
    }

    @Test func `runs only what its policy names by digest`() throws {
        for variant in try Self.variants() {
            let text = variant.page.text
            let policy = try #require(variant.page.headers[.contentSecurityPolicy])
            let directives = Dictionary(
                uniqueKeysWithValues: policy.split(separator: ";").map { part in
                    let words = part.split(separator: " ").map(String.init)
                    return (words[0], Set(words.dropFirst()))
                })
            func digests(_ tag: String) -> Set<String> {
                Set(text.contents(of: tag).map { "'sha256-\(Standing.digest(Array($0.utf8)))'" })
            }
            let scripts = digests("script")
            #expect(directives["default-src"] == ["'none'"], "\(variant)")
            #expect(directives["style-src"] == digests("style"), "\(variant)")
            #expect(directives["script-src"] == (scripts.isEmpty ? ["'none'"] : scripts), "\(variant)")
            #expect(directives["base-uri"] == ["'none'"], "\(variant)")
            #expect(directives["frame-ancestors"] == ["'self'"], "\(variant)")
            #expect(directives["form-action"] == ["'self'", "https://weather.example"], "\(variant)")
            #expect(!policy.contains("unsafe"), "\(variant)")
        }
    }

    @Test func `has no style or script beside those, and fetches nothing from elsewhere`() throws {
        for variant in try Self.variants() {
            for tag in variant.page.text.tags {
                let attributes = tag.components(separatedBy: "\"").enumerated().filter { $0.offset % 2 == 0 }
                    .map(\.element).joined(separator: " ")
                #expect(!attributes.contains(" style="), "\(variant): <\(tag)>")
                #expect(attributes.range(of: " on[a-z]+=", options: .regularExpression) == nil, "\(variant): <\(tag)>")
                #expect(
                    attributes.range(of: " (src|srcset|poster)=", options: .regularExpression) == nil,
                    "\(variant): <\(tag)>")
                if tag.hasPrefix("link") { #expect(tag.contains("href=\"data:,\""), "\(variant)") }
            }
        }
    }

    @Test func `is kept out of search engines unless it may be found`() throws {
        for variant in try Self.variants() {
            let isHidden = variant.page.text.contains("<meta name=\"robots\" content=\"noindex\">")
            #expect(isHidden == (variant.page.zone != .findable), "\(variant)")
        }
    }

    @Test func `reloads by itself only when it was asked to`() throws {
        for variant in try Self.variants() {
            let reloads = variant.page.text.contains("<meta http-equiv=\"refresh\" content=\"7\">")
            #expect(reloads == variant.description.hasSuffix("[]"), "\(variant)")
            #expect(variant.page.text.components(separatedBy: "http-equiv").count <= 2)
        }
    }

    @Test func `offers the other languages under their own names, and none when the address must not be repeated`()
        throws
    {
        let frame = try Standing.frame()
        let page = frame.page(.english, title: "x", zone: .findable, path: "/g", body: "").text
        #expect(page.contains("<a href=\"/g\" lang=\"nl\" hreflang=\"nl\">Nederlands</a>"))
        #expect(!page.contains("hreflang=\"en\""))
        #expect(frame.page(.dutch, title: "x", zone: .quiet, path: "/", body: "").text.contains("<a href=\"/en/\""))
        #expect(!frame.page(.english, title: "x", zone: .quiet, body: "").text.contains("hreflang"))
    }

    @Test func `in a language from right to left says so`() throws {
        let arabic = try #require(Language("ar"))
        let texts = try String(contentsOf: Standing.root.appending(path: "Locales/en.json"), encoding: .utf8)
        let languages = try Standing.folder(["nl.json": texts, "ar.json": texts]) {
            try Languages(folder: $0, languages: [.dutch, arabic])
        }
        let frame = try Standing.frame(languages)
        #expect(frame.page(arabic, title: "x", zone: .quiet, body: "").text.contains("<html lang=\"ar\" dir=\"rtl\">"))
        #expect(!frame.page(.dutch, title: "x", zone: .quiet, body: "").text.contains("dir="))
    }

    @Test(
        "sends its exit to the neutral site's own origin",
        arguments: [
            ("https://weather.example/today?x=1", "https://weather.example"),
            ("http://localhost:8099/", "http://localhost:8099"),
        ])
    func origin(exit: String, origin: String) throws {
        let page = try Standing.frame(exit: exit).page(.dutch, title: "x", zone: .quiet, body: "")
        #expect(page.headers[.contentSecurityPolicy]?.contains("form-action 'self' \(origin);") == true)
    }

    @Test(
        "has its Dutch address plain and others under their tag",
        arguments: [("/", "/", "/en/"), ("/g", "/g", "/en/g")])
    func path(path: String, dutch: String, english: String) {
        #expect(Frame.path(path, in: .dutch) == dutch)
        #expect(Frame.path(path, in: .english) == english)
    }

    @Test func `that tells of a problem keeps the text that was not sent, and the numbers`() throws {
        let problem = Problem(.tooLong(field: "text", limit: 4000))
        let reply = try Standing.frame().problem(
            problem, language: .dutch, zone: .quiet, kept: "</textarea><script>", back: "/t")
        guard case .bytes(let bytes) = reply.content else {
            Issue.record("no page")
            return
        }
        let text = String(decoding: bytes.readableBytesView, as: UTF8.self)
        #expect(reply.status.code == 422)
        #expect(text.contents(of: "textarea") == ["&lt;/textarea&gt;&lt;script&gt;"])
        #expect(text.contains("4000") && text.contains("tel:112") && text.contains("href=\"/t\""))
    }
}

@Suite struct `Style and scripts` {
    static func squeezed(_ text: String) -> String { Assets.squeezed(text) }

    @Test func `lose their indents, blank lines and comments of one line`() {
        #expect(Self.squeezed("// why\n\n  a {\n\tb: c;\n  }\n/* note */\n") == "a {\nb: c;\n}")
        #expect(Self.squeezed("x = 'http://a'; // b\n") == "x = 'http://a'; // b")
        #expect(Self.squeezed("") == "")
    }

    @Test func `lose nothing between two comments on one line`() {
        #expect(Self.squeezed("/* a */ p { top: 0 } /* b */").contains("p { top: 0 }"))
    }

    @Test func `are the same with the line ends of Windows`() {
        let text = "// why\n'use strict';\n\n  run();\n"
        #expect(Self.squeezed(text.replacing("\n", with: "\r\n")) == Self.squeezed(text))
    }

    @Test func `of Vangnet lose no code and cannot end their element early`() throws {
        for name in ["style.css", "figures.css", "exit.js", "talk.js", "desk.js"] {
            let text = try String(contentsOf: Standing.root.appending(path: "Public/\(name)"), encoding: .utf8)
            let squeezed = Self.squeezed(text)
            #expect(!squeezed.isEmpty && squeezed.count <= text.count, "\(name)")
            #expect(!squeezed.lowercased().contains("</s"), "\(name) would end its element")
            #expect(!squeezed.contains("<!--"), "\(name)")
            #expect(Self.squeezed(squeezed) == squeezed, "\(name)")
        }
    }

    @Test func `that are not there stop the start`() throws {
        #expect(throws: (any Error).self) {
            try Standing.folder(["style.css": ""]) { try Assets(folder: $0, digest: Standing.digest) }
        }
    }
}
