import Core
import Foundation
import Testing

@testable import Site

@Suite struct `A posted form` {
    static func form(_ text: String) throws -> Form { try Form(text.utf8) }

    /// As browsers write a form (WHATWG URL, application/x-www-form-urlencoded).
    static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: " "): return "+"
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "*"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"):
                return String(UnicodeScalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                return digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }.joined()
    }

    @Test func `gives back every text that a browser can send`() throws {
        var chance = Chance(seed: 8)
        for _ in 0..<3_000 {
            let text = chance.text(of: "a1 &=+%;\r\n\"é☎", upTo: 30)
            let other = chance.text(of: "xyz &=", upTo: 10)
            let form = try Self.form("a1=\(Self.encoded(text))&b=\(Self.encoded(other))")
            let found = try #require(form["a1"])
            #expect(found.unicodeScalars.elementsEqual(text.unicodeScalars))
            #expect(form["b"]?.unicodeScalars.elementsEqual(other.unicodeScalars) == true)
            #expect(form["c"] == nil)
        }
    }

    @Test func `of any bytes at all is read or refused as malformed`() {
        var chance = Chance(seed: 9)
        let alphabet = Array("a=&%+2fF;".utf8) + [0xC3, 0x28, 0xFF, 0x00]
        var refused = 0
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...24, using: &chance)).map { _ in
                alphabet[Int.random(in: alphabet.indices, using: &chance)]
            }
            do {
                let form = try Form(bytes)
                for name in form.names { #expect(form[name] != nil) }
            } catch Refusal.malformed {
                refused += 1
            } catch {
                Issue.record("\(error)")
            }
        }
        #expect(refused > 100)
    }

    @Test func `has the first of several fields with one name`() throws {
        let form = try Self.form("a1=een&a1=twee&b&=leeg&c=x=y")
        #expect(form["a1"] == "een")
        #expect(form["b"] == "")
        #expect(form[""] == "leeg")
        #expect(form["c"] == "x=y")
        #expect(form.names == ["", "a1", "b", "c"])
    }

    @Test(
        "gives trimmed text with one kind of line end, or nothing",
        arguments: [
            ("  een%0D%0Atwee%0D+%0D%0A", "een\ntwee"), ("een%0Dtwee", "een\ntwee"), ("+%0D%0A%09+", nil), ("", nil),
            ("%C2%A0x%E2%80%83", "x"), ("een%0A%0Atwee", "een\n\ntwee"),
        ] as [(String, String?)])
    func trims(encoded: String, text: String?) throws {
        #expect(try Self.form("a1=\(encoded)").trimmed("a1") == text)
        #expect(try Self.form("b=1").trimmed("a1") == nil)
    }

    @Test(
        "with broken escapes is refused",
        arguments: ["a=%", "a=%4", "a=%GG", "%zz=1", "a=%FF", "a=%C3%28", "a=%ED%A0%80"])
    func broken(text: String) {
        #expect(throws: Refusal.malformed(field: nil)) { try Self.form(text) }
    }

    @Test func `with more fields than any page has does not grow without end`() throws {
        let many = (0..<5_000).map { "f\($0)=1" }.joined(separator: "&")
        let form = try Self.form(many)
        #expect(form.names.count <= 201)
        #expect(form["f199"] == "1")
    }
}
