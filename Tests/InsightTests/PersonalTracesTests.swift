import Core
import Database
import Foundation
import Testing

@testable import Insight
@testable import Pack

@Suite struct `Words about one person` {
    @Test(arguments: [
        "bsn 111222333", "nr 111.222.333 dus", "111 222 333", "1112.22.333", "BSN:111222333.", "１１１２２２３３３",
        "bel 06-12345678", "06 12 34 56 78", "(010) 123 45 67", "+31 6 12345678", "0031612345678", "+31 (0)6 12345678",
        "06\u{2011}12345678", "+49 30 1234567", "mail a.b@voorbeeld.nl", "a@b.co.uk!", "woont op 1234 AB", "1234ab",
        "(1234AB)",
    ])
    func `are found`(text: String) throws {
        #expect(PersonalTraces.isFound(in: text), "\(text)")
        let catalogue = try Figures.catalogue()
        for field in ["text", "source"] {
            let draft = RemarkDraft(text: field == "text" ? text : "a", source: field == "source" ? text : "a")
            #expect(throws: Refusal.aboutPerson(field: field)) {
                try draft.content(.concern, in: catalogue, today: Figures.today)
            }
        }
        #expect(throws: Refusal.aboutPerson(field: "message")) {
            try AddedEventDraft(
                kind: "media", medium: "radio", message: text, from: "2026-11-02", text: "a", source: "a"
            ).content(in: catalogue)
        }
    }

    @Test(arguments: [
        "In 2020 en 2021 waren er 1.234 adviezen.", "Bel 0800-2000 of 112.", "0800-0432", "week 12 van 2026",
        "2026-03-15",
        "111222334", "van 12.345 naar 23.456", "1234 A", "VT18 en VT01", "€ 1.250.000", "kinderen @ school", "5,2%",
        "tussen 01-03-2026 en 31-03-2026",
    ])
    func `are not seen where there are none`(text: String) {
        #expect(!PersonalTraces.isFound(in: text), "\(text)")
    }
}
