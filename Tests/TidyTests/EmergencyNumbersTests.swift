import Foundation
import Site
import Testing

/// Danger is 112, everything else is Veilig Thuis: on every page, whatever happened.
@Suite struct `The two numbers` {
    @Test("are links on every page, in every language", arguments: `Examples of pages`.views)
    func everywhere(view: `Examples of pages`.View) {
        if view.example.isBare {
            // It stands in a frame within a page that has them.
            #expect(
                ["news in a frame", "gone from the frame"].contains(view.example.page),
                "a page without a frame of its own needs the numbers itself")
            return
        }
        let links = Markup(view.html).all("header").flatMap { header in
            header.text.contains("112") && header.text.contains("0800-2000") ? [header] : []
        }
        #expect(links.count == 1, "the head of the page does not show both")
        #expect(view.html.contains("<a href=\"tel:112\"") && view.html.contains("<a href=\"tel:08002000\""))
    }

    /// What is said where the page itself cannot be asked for: no connection, not stored, a fault.
    @Test("are in what is said when nothing else works", arguments: Texts.languages)
    func whenNothingWorks(language: String) throws {
        let texts = try Texts.texts(language)
        for key in [
            "talk.connectionLost", "talk.notSent", "site.storeUnavailable", "site.fault", "site.lineClosed",
            "site.problemKept",
            "entrance.stoppedClosed", "entrance.stoppedBusy", "entrance.stoppedStore", "entrance.tonightPlain",
        ] {
            let text = try #require(texts[key]?[""], "\(key)")
            #expect(text.contains("112") && text.contains("0800-2000"), "\(language): \(key)")
        }
    }

    /// There is no page that a browser keeps for when it has no network: it would be left on the telephone. What a page says
    /// then stands in it already, and its head with both numbers stays.
    @Test func `need no page that is kept on the telephone`() throws {
        for file in Repository.sources where file.isOfHall || file.target == "Site" {
            #expect(!file.text.contains("serviceWorker") && !file.text.contains("rel=\"manifest\""))
        }
    }
}
