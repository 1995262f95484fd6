import Core
import Foundation
import HTTPTypes
import Logging
import NIOCore
import NIOCore
import Testing

@testable import Site

@Suite struct `What is refused` {
    /// Every refusal once. The `switch` does not compile when one is new: add it here too.
    static let all: [Refusal] = {
        let line = LineID(trusted: "night")
        let all: [Refusal] = [
            .malformed(field: "a1"), .tooLong(field: "a1", limit: 4000), .talkErased, .openElsewhere,
            .empty(field: "a1"), .tooLarge(limit: 65_536),
            .notSignedIn, .notAllowed, .notFound, .wrongMethod, .wrongContentType, .conversationClosed,
            .lineClosed(line: line), .lineNearHome(line: line), .queueFull(line: line), .atCapacity,
            .keptForUrgent, .askedIn, .lastCounsellor, .notLookingIn, .nobodyHears, .seekerAway, .wrongCredentials,
            .wrongCode, .resting, .paused, .unfilled("[naam]"), .outOfDate,
            .tooMany(retryAfterSeconds: 17), .storeUnavailable, .listFull(limit: 5), .conflict("name"),
            .aboutPerson(field: "text"), .claimsViolence(field: "text"),
        ]
        for refusal in all {
            switch refusal {
            case .malformed, .tooLong, .talkErased, .openElsewhere, .empty, .tooLarge, .notSignedIn, .notAllowed,
                .notFound, .wrongMethod,
                .wrongContentType, .conversationClosed, .lineClosed, .lineNearHome, .queueFull, .atCapacity,
                .keptForUrgent, .askedIn, .lastCounsellor, .notLookingIn, .nobodyHears, .seekerAway, .wrongCredentials,
                .wrongCode, .resting, .paused, .unfilled,
                .outOfDate, .tooMany, .storeUnavailable, .listFull, .conflict, .aboutPerson,
                .claimsViolence:
                break
            }
        }
        return all
    }()

    @Test("has a status that says whose turn it is", arguments: all)
    func status(refusal: Refusal) {
        let code = Problem(refusal).status.code
        switch refusal {
        case .queueFull, .storeUnavailable: #expect(code == 503)
        default: #expect((400...499).contains(code))
        }
    }

    @Test("has a sentence in Dutch and in English, with every name filled in", arguments: all)
    func sentence(refusal: Refusal) throws {
        let problem = Problem(refusal)
        let texts = try [Language.dutch, .english].map { language in
            try Standing.languages().speech(language)(problem.phrase, problem.values)
        }
        for text in texts {
            #expect(text.count > 10)
            #expect(!text.contains("{") && !text.contains("}"))
        }
        #expect(texts[0] != texts[1])
    }

    @Test func `says how much too long a text is, when that was counted`() throws {
        for language in [Language.dutch, .english] {
            let say = try Standing.languages().speech(language)
            let (problem, plain) = (
                Problem(.tooLong(field: "text", limit: 4000, over: 17)), Problem(.tooLong(field: "text", limit: 4000))
            )
            #expect(say(problem.phrase, problem.values).contains("17") && problem.slug == plain.slug)
            #expect(say(problem.phrase, problem.values).contains("4000"))
            #expect(!say(plain.phrase, plain.values).contains("17"))
        }
    }

    @Test func `names a field as the page calls it`() throws {
        let site = Website(frame: try Standing.frame(), clock: .system, logger: .init(label: "test"))
        let say = site.say(.dutch)
        let (named, status) = site.trouble(.empty(field: "a1"), say, labels: ["a1": "Je bericht", "a2": "Naam"])
        #expect(named.contains("Je bericht") && !named.contains("a1") && status.code == 422)
        let (other, _) = site.trouble(.lastCounsellor, say, labels: ["a1": "Je bericht"])
        #expect(other == site.trouble(.lastCounsellor, say).0 && !other.contains("Je bericht"))
    }

    @Test func `has a name of its own, as the contract writes it`() throws {
        let slugs = Self.all.map { Problem($0).slug } + [Problem(fault: "A1").slug]
        #expect(Set(slugs).count == slugs.count)
        let contract = try String(contentsOf: Standing.root.appending(path: "docs/contract.md"), encoding: .utf8)
        let document = try String(contentsOf: Standing.root.appending(path: "docs/openapi.json"), encoding: .utf8)
        for slug in slugs {
            #expect(slug.allSatisfy { $0.isASCII && ($0.isLetter || $0 == "-") })
            #expect(
                contract.contains(slug) || document.contains(slug),
                "name /problems/\(slug) in docs/contract.md or docs/openapi.json")
        }
    }

    @Test func `says when to try again, where that is known`() {
        for refusal in Self.all {
            let seconds = Problem(refusal).retryAfterSeconds
            switch refusal {
            case .tooMany: #expect(seconds == 17)
            case .storeUnavailable: #expect((seconds ?? 0) > 0)
            default: #expect(seconds == nil)
            }
        }
    }

    @Test func `because something is full or down names a number to call`() throws {
        let line = LineID(trusted: "night")
        for refusal in [Refusal.storeUnavailable, .lineClosed(line: line), .queueFull(line: line)] {
            let problem = Problem(refusal)
            for language in [Language.dutch, .english] {
                let text = try Standing.languages().speech(language)(problem.phrase, problem.values)
                #expect(text.contains("0800-2000"), "\(refusal)")
            }
        }
    }

    @Test func `travels as a problem document with the numbers to call`() throws {
        let say = try Standing.languages().speech(.dutch)
        for refusal in Self.all {
            let problem = Problem(refusal)
            let data = try JSONEncoder().encode(problem.document(say, emergency: ["112", "0800-2000"]))
            let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            #expect(object["type"] as? String == "/problems/\(problem.slug)")
            #expect(object["status"] as? Int == problem.status.code)
            #expect(object["emergency"] as? [String] == ["112", "0800-2000"])
            let title = try #require(object["title"] as? String)
            let detail = try #require(object["detail"] as? String)
            #expect(!title.isEmpty && detail.hasPrefix(title))
            #expect(object["open"] == nil)
        }
    }

    @Test func `by no rule of ours is a fault with a reference, and never says more`() throws {
        let problem = Problem(fault: "ABCD1234")
        #expect(problem.status.code == 500)
        let text = try Standing.languages().speech(.dutch)(problem.phrase, problem.values)
        #expect(text.contains("ABCD1234") && text.contains("112") && text.contains("0800-2000"))
    }
}

@Suite struct `An answer` {
    @Test("sets cookies that no script and no other site can use", arguments: [true, false])
    func cookies(isSecure: Bool) throws {
        let cookies = [
            Cookie.session("abc", isSecure: isSecure), .endSession(isSecure: isSecure),
            .gone(seconds: 120, isSecure: isSecure), .forgetGone(isSecure: isSecure),
        ].map { $0.header.split(separator: "; ").map(String.init) }
        for cookie in cookies {
            #expect(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"))
            #expect(cookie.contains("Secure") == isSecure)
            #expect(!cookie.contains { $0.hasPrefix("Domain") || $0.hasPrefix("Expires") })
        }
        #expect(cookies.map { $0[0] } == ["s=abc", "s=", "g=1", "g="])
        let ages = cookies.map { cookie in cookie.first { $0.hasPrefix("Max-Age") } }
        // The session goes when the browser closes.
        #expect(ages == [nil, "Max-Age=0", "Max-Age=120", "Max-Age=0"])
    }

    @Test func `may set more than one cookie`() {
        let reply = Reply.redirect(to: "/").setting(.endSession(isSecure: true)).setting(
            .gone(seconds: 1, isSecure: true))
        #expect(reply.headers[values: .setCookie].count == 2)
    }

    @Test func `to a form is a redirect that the browser follows with GET`() {
        let reply = Reply.redirect(to: "/t")
        #expect(reply.status.code == 303)
        #expect(reply.headers[.location] == "/t")
    }

    @Test func `in JSON is the same in every run`() throws {
        let reply = try Reply.json(["b": "a/b", "a": "é"])
        guard case .bytes(let bytes) = reply.content else {
            Issue.record("no bytes")
            return
        }
        #expect(String(decoding: bytes.readableBytesView, as: UTF8.self) == #"{"a":"é","b":"a/b"}"#)
        #expect(reply.headers[.contentType] == "application/json")
    }

    @Test func `to save has a name of ours`() {
        let reply = Reply.text("a;b".utf8, type: "text/csv").asDownload(named: "advice.csv")
        #expect(reply.headers[.contentDisposition] == "attachment; filename=\"advice.csv\"")
        #expect(reply.headers[.contentType] == "text/csv")
    }

    @Test func `of no special place is quiet, so that forgetting to say it hides it`() {
        #expect(Reply.nothing.zone == .quiet)
        #expect(Reply.nothing.inZone(.findable).zone == .findable)
    }
}

@Suite struct `What a stream writes` {
    @Test func `is an event with its number, its name and one line of data`() {
        var writer = EventWriter()
        writer.event("message", id: 7, data: Data(#"{"text":"a"}"#.utf8))
        writer.event("state", data: "{}".utf8)
        let text = String(decoding: writer.buffer.readableBytesView, as: UTF8.self)
        #expect(text == "id: 7\nevent: message\ndata: {\"text\":\"a\"}\n\nevent: state\ndata: {}\n\n")
    }
}
