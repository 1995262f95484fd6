import Foundation
import Testing

@testable import Site

@Suite struct `An object of JSON` {
    struct Read: Decodable, Equatable {
        let number: Int64
        let text: String
        let name: String?
    }

    static func read(_ number: Int64, _ text: String, _ name: String?) throws -> Read {
        var object = JSONObject()
        object.add("number", number)
        object.add("text", text)
        object.add("name", name)
        return try JSONDecoder().decode(Read.self, from: Data(object.finished))
    }

    @Test func `is read back as what was put in, whatever characters there are`() throws {
        let every = (0..<0x3000).compactMap { Unicode.Scalar($0).map(String.init) }.joined()
        for text in ["", "Hoi \"jij\" \\ daar", "a\nb\r\tc", "\u{0}\u{1f}\u{7f}\u{2028}", "👩‍👩‍👧 é مرحبا", every] {
            #expect(try Self.read(7, text, nil) == Read(number: 7, text: text, name: nil))
        }
        #expect(try Self.read(.min, "a", "b") == Read(number: .min, text: "a", name: "b"))
    }

    @Test func `of chance is read back too`() throws {
        var chance = Chance(seed: 5)
        for _ in 0..<500 {
            let scalars = (0..<Int.random(in: 0...40, using: &chance)).compactMap { _ in
                Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &chance))
            }
            let text = String(String.UnicodeScalarView(scalars))
            #expect(try Self.read(1, text, text) == Read(number: 1, text: text, name: text))
        }
    }

    @Test func `leaves out what is not there`() {
        var object = JSONObject()
        object.add("a", nil as String?)
        object.add("b", 1)
        #expect(String(decoding: object.finished, as: UTF8.self) == #"{"b":1}"#)
        #expect(String(decoding: JSONObject().finished, as: UTF8.self) == "{}")
    }
}
