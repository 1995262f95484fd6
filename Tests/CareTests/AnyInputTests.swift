import Core
import Foundation
import Pack
import Sealing
import Testing

@testable import Care

/// What somebody may send by mistake or on purpose. The same in every run, so that what failed once fails again.
@Suite struct `Any input at all` {
    /// Chance that is the same in every run (xorshift, 64 bits).
    struct Dice: RandomNumberGenerator {
        var state: UInt64 = 0x2545_F491_4F6C_DD1D

        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }

        private static let pieces = [
            "a", "Z", "0", " ", "\n", "\r\n", "\t", "\u{0}", "\u{7F}", "\u{85}", "\u{A0}", "\u{301}", "\u{200B}",
            "\u{200D}", "\u{202E}", "\u{2028}", "\u{FEFF}", "\u{FFFD}", "\u{10FFFF}", "🇳🇱", "👨‍👩‍👧‍👦", "é", "ß", "ﷺ",
            "<script>",
            "&amp;", "\"", "\\", "\\u0000", "{", "}", "[", "]", ":", "%00", "../", "';--", "$1", "unknown", "asker",
            "child", "region", "not-asked", "vt18",
        ]

        mutating func text(upTo most: Int) -> String {
            // Mostly short, sometimes around a limit, sometimes far over it.
            let count =
                Int.random(in: 0...9, using: &self) == 0 ? Int.random(in: 0...most, using: &self) : Int(next() % 12)
            return (0..<count).map { _ in Self.pieces.randomElement(using: &self) ?? "" }.joined()
        }
    }

    @Test func `a text is taken within its limits, or refused with the name of what is wrong`() throws {
        var dice = Dice()
        var taken = 0
        for _ in 0..<1_000 {
            let (clientId, text) = (dice.text(upTo: 200), dice.text(upTo: 5_000))
            do {
                let draft = try Draft(clientId: clientId, text: text)
                taken += 1
                #expect((1...128).contains(draft.clientId.count) && (1...4000).contains(draft.words.reveal().count))
                #expect(draft.words.reveal() == text && draft.words.reveal().utf8.count < ConversationKey.longestText)
                #expect(!draft.clientId.unicodeScalars.contains { $0.properties.generalCategory == .control })
            } catch let refusal as Refusal {
                let known: [Refusal] = [
                    .malformed(field: "clientId"), .empty(field: "text"),
                    .tooLong(field: "text", limit: 4000, over: max(1, text.count - 4000)),
                ]
                #expect(known.contains(refusal))
            }
        }
        #expect(taken > 50)
    }

    @Test func `a text that is taken is sealed and opened as it was`() throws {
        var dice = Dice()
        let id = ConversationID.random()
        let key = ConversationKey(epoch: .random(), shred: .random(), conversation: id, epochNumber: 0)
        let address = MessageAddress(conversation: id, epoch: 0, number: 1, author: "seeker", organisation: nil)
        for _ in 0..<200 {
            guard let draft = try? Draft(clientId: "a", text: dice.text(upTo: 4_000)) else { continue }
            #expect(try key.open(try key.seal(draft.words, at: address), at: address) == draft.words)
        }
    }

    @Test func `a contact record is whole, or refused with the name of a field that was given`() throws {
        let fields = try Helpline.packOfTheNetherlands().recordForms[0].fields
        var dice = Dice()
        var taken = 0
        for _ in 0..<1_000 {
            var given: [String: [String]] = [:]
            for _ in 0..<Int.random(in: 0...3, using: &dice) {
                let field = fields.randomElement(using: &dice)
                let name = Bool.random(using: &dice) ? field?.id ?? "" : dice.text(upTo: 40)
                given[name] = (0..<Int.random(in: 0...4, using: &dice)).map { _ in
                    Bool.random(using: &dice)
                        ? field?.allCodes.randomElement(using: &dice)?.id ?? "" : dice.text(upTo: 40)
                }
            }
            do {
                let record = try ContactRecord(given, fields: fields)
                taken += 1
                #expect(Set(record.fields.keys) == Set(fields.map(\.id)))
                #expect(ContactRecord.fields(json: record.json) == record.fields)
                for field in fields {
                    let codes = record.fields[field.id] ?? []
                    #expect((1...field.most).contains(codes.count) && codes.allSatisfy { field.code($0) != nil })
                }
            } catch let refusal as Refusal {
                guard case .malformed(let field?) = refusal else {
                    Issue.record("refused as \(refusal)")
                    continue
                }
                #expect(given.keys.contains(field))
            }
        }
        #expect(taken > 50)
    }

    @Test func `stored fields that are no record read as none`() throws {
        var dice = Dice()
        for _ in 0..<1_000 {
            let json = dice.text(upTo: 60)
            for (name, codes) in ContactRecord.fields(json: json) {
                #expect(json.contains(name) || json.contains("\\u0000"))
                #expect(codes.allSatisfy { !$0.isEmpty || json.contains("\"\"") })
            }
        }
    }

    @Test func `whatever is typed as a code or sent as a token is read or not, never more`() throws {
        var dice = Dice()
        for _ in 0..<1_000 {
            let typed = dice.text(upTo: 200)
            if let code = ReturnCode(typed: typed) { #expect(code.words.count == ReturnCode.length) }
            if let token = Token(text: typed) { #expect(token.text == typed) }
            if let token = StaffActions.token(typed) { #expect(StaffActions.text(of: token) == typed) }
        }
    }
}
