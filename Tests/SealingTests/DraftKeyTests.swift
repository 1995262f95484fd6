import Testing

@testable import Sealing

@Suite struct `A draft in the store` {
    @Test func `opens under the same pepper at its own place, and nowhere else`() throws {
        let pepper = Pepper.random()
        let key = DraftKey(pepper)
        let text = Array("regio;week;aantal".utf8)
        let sealed = try key.seal(text, place: "a 0")
        #expect(!sealed.contains(text))
        #expect(try DraftKey(pepper).open(sealed, place: "a 0") == text)
        #expect(throws: SealingError.cannotOpen) { try key.open(sealed, place: "a 1") }
        #expect(throws: SealingError.cannotOpen) { try DraftKey(.random()).open(sealed, place: "a 0") }
        #expect("\(key)" == "‹secret›")
    }
}
