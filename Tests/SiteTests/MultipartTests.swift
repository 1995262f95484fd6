import Core
import Foundation
import Testing

@testable import Site

@Suite struct `A form with a file` {
    private static func body(_ parts: String...) -> [UInt8] {
        Array((parts.map { "--grens\r\n\($0)\r\n" }.joined() + "--grens--\r\n").utf8)
    }

    private static let source = "Content-Disposition: form-data; name=\"bron\"\r\n\r\nHaven & co"
    private static let file =
        "content-disposition: form-data; name=\"bestand\"; filename=\"a b.csv\"\r\nContent-Type: text/csv\r\n\r\nx;y\r\n--gren\r\n1;2"

    @Test func `gives its texts and its file as they were sent`() throws {
        let upload = try Upload(Self.body(Self.source, Self.file), boundary: "grens")
        #expect(upload["bron"] == "Haven & co")
        #expect(upload.file?.name == "a b.csv")
        #expect(upload.file.map { String(decoding: $0.bytes, as: UTF8.self) } == "x;y\r\n--gren\r\n1;2")
        #expect(upload["bestand"] == nil && upload["weg"] == nil)
    }

    @Test func `without a chosen file has none`() throws {
        let empty = "Content-Disposition: form-data; name=\"bestand\"; filename=\"\"\r\n\r\n"
        #expect(try Upload(Self.body(Self.source, empty), boundary: "grens").file == nil)
    }

    @Test func `that is cut off anywhere is refused`() {
        let whole = Self.body(Self.source, Self.file)
        for count in 0..<whole.count - 4 {
            #expect(throws: Refusal.malformed(field: nil)) {
                try Upload(Array(whole.prefix(count)), boundary: "grens")
            }
        }
        #expect(throws: Refusal.malformed(field: nil)) { try Upload(whole, boundary: "anders") }
        #expect(throws: Refusal.malformed(field: nil)) { try Upload(whole, boundary: "") }
    }

    @Test func `with more parts than a form has is refused`() {
        let many = Array(repeating: "--grens\r\n\(Self.source)\r\n", count: 200).joined() + "--grens--\r\n"
        #expect(throws: Refusal.malformed(field: nil)) { try Upload(Array(many.utf8), boundary: "grens") }
    }
}
