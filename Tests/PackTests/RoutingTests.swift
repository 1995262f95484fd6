import Core
import Foundation
import Pack
import Testing

private let agreement = """
        overflow:
          - {to: veilig-thuis-friesland-chat, afterMinutes: 10, since: 2026-01-01, reviewBy: 2027-01-01}

    """

/// Rotterdam with an agreement, put before its queue limit.
private func agreed(_ text: String) -> String { "regions: [VT18]\n" + text + "    languages: [nl, en]" }

private let rotterdam = "regions: [VT18]\n    languages: [nl, en]"

private let mistakes: [Breakage] = [
    .init(
        "an agreement with a line that is not there", "lines.yaml", rotterdam,
        agreed(agreement.replacingOccurrences(of: "veilig-thuis-friesland-chat", with: "nergens")), below: 2,
        says: "no line “nergens”"),
    .init(
        "an agreement of a line with itself", "lines.yaml", rotterdam,
        agreed(
            agreement.replacingOccurrences(
                of: "veilig-thuis-friesland-chat", with: "veilig-thuis-rotterdam-rijnmond-chat")), below: 2,
        says: "cannot overflow to itself"),
    .init(
        "an agreement with a line for others", "lines.yaml", rotterdam,
        agreed(agreement.replacingOccurrences(of: "veilig-thuis-friesland-chat", with: "kindertelefoon-chat")),
        below: 2,
        says: "does not take victim, bystander"),
    .init(
        "an agreement with a line of another language", "lines.yaml", rotterdam,
        agreed(agreement).replacingOccurrences(of: "[nl, en]", with: "[nl, en, fr]"), below: 2,
        says: "does not answer in fr"),
    .init(
        "an agreement that ends before it begins", "lines.yaml", rotterdam,
        agreed(agreement.replacingOccurrences(of: "2027-01-01", with: "2025-01-01")), below: 2,
        says: "before it begins"),
    .init(
        "an agreement without a review date", "lines.yaml", rotterdam,
        agreed(agreement.replacingOccurrences(of: ", reviewBy: 2027-01-01", with: "")), below: 2,
        says: "“reviewBy” is missing"),
    .init(
        "an agreement after a time that is none", "lines.yaml", rotterdam,
        agreed(agreement.replacingOccurrences(of: "afterMinutes: 10", with: "afterMinutes: -1")), below: 2,
        says: "whole number from 0"),
    .init(
        "staff on an island that is not there", "lines.yaml", "staffedIn: [AW]", "staffedIn: [XX]",
        says: "no region “XX”"),
    .init("staff in no place at all", "lines.yaml", "staffedIn: [AW]", "staffedIn: []", says: "Here is nobody"),
    .init(
        "routing away without a reason", "regions/islands.yaml",
        "    awaySource: domain §1.5; bonaire.nu, 14 October 2022\n", "", below: -4, says: "needs a reason and a source"
    ),
    .init(
        "a reason to route away without doing so", "regions/islands.yaml", "    away: true\n    awayReason:",
        "    away: false\n    awayReason:", below: 2, says: "not “away: true”"),
    .init(
        "urgent words of nobody", "urgency.yaml", "owner: Editor of the pack\n", "", line: 5, says: "“owner” is missing"
    ),
    .init("urgent words without a day", "urgency.yaml", "date: 2026-11-20", "date: soon", says: "not a day"),
    .init("a level that is none", "urgency.yaml", "level: acute", "level: low", says: "not one of the choices"),
    .init("a rule that is there twice", "urgency.yaml", "id: killing", "id: weapon", says: "already"),
    .init("an urgent word of two letters", "urgency.yaml", "[mes +sen", "[me", says: "cannot be looked for"),
    .init(
        "an urgent phrase that is too long", "urgency.yaml", "[mes +sen", "[een twee drie vier vijf zes zeven",
        says: "cannot be looked for"),
    .init("an ending that is none", "urgency.yaml", "[mes +sen", "[mes +", says: "cannot be looked for"),
    .init(
        "urgent words of one language", "urgency.yaml",
        "      en: [knife, knives, gun +s, weapon +s, pistol +s, axe, hammer]\n", "", below: -1,
        says: "The words in “en” are missing"),
]

@Suite struct `Routing in a pack` {
    @Test("names a mistake with its file and line", arguments: mistakes)
    func named(_ breakage: Breakage) throws { try MistakeTests().named(breakage) }

    @Test func `an agreement that is right is read, and holds from its first day to its review`() throws {
        let folder = try BrokenPack()
        try folder.replace(rotterdam, with: agreed(agreement), in: "lines.yaml")
        let pack = try Pack.load(from: folder.folder)
        let line = try #require(pack.line(LineID(trusted: "veilig-thuis-rotterdam-rijnmond-chat")))
        func others(_ day: String) throws -> [String] {
            let noon = try #require(Day(day)).daysSince1970 * 86_400_000 + 43_200_000
            return pack.overflow(
                of: line, region: nil, language: .dutch, at: Instant(milliseconds: Int64(noon))
            ).map(\.line.id.text)
        }
        #expect(try others("2025-12-31") == [])
        #expect(try others("2026-01-01") == ["veilig-thuis-friesland-chat"])
        #expect(try others("2027-01-01") == ["veilig-thuis-friesland-chat"])
        #expect(try others("2027-01-02") == [])
        let later = Instant(
            milliseconds: Int64(try #require(Day("2027-01-02")).daysSince1970) * 86_400_000 + 43_200_000)
        #expect(pack.overdueAgreements(at: later).map(\.agreement.to.text) == ["veilig-thuis-friesland-chat"])
    }

    @Test func `Saba and Sint Eustatius are answered from elsewhere, with a reason and a source`() throws {
        let pack = try Pack.load(from: nederland)
        #expect(pack.islands.filter { $0.away != nil }.map(\.id.text) == ["BQ-SE", "BQ-SA"])
        for island in pack.islands {
            if let away = island.away { #expect(!away.reason[.dutch].isEmpty && !away.source.isEmpty) }
        }
        let guana = try #require(pack.line(LineID(trusted: "guana-chat")))
        #expect(guana.staffedIn?.map(\.text) == ["AW"])
        #expect(!pack.isNearHome(guana, RegionID(trusted: "BQ-SA")))
        #expect(pack.lines.filter { $0.id != guana.id }.allSatisfy { $0.staffedIn == nil && $0.overflow.isEmpty })
    }

    @Test func `since when a line is open is found across midnight and days off`() throws {
        let zone = try #require(TimeZone(identifier: "Europe/Amsterdam"))
        let hours = OpeningHours(
            .weekly([.init(weekdays: [1, 2, 3], hours: .init(from: 1200, to: 1560))], exceptions: []), timeZone: zone)
        // Monday 23 November 2026, 20:00 in Amsterdam.
        let opened = Instant(milliseconds: 1_795_460_400_000)
        #expect(hours.openSince(opened - .days(3), at: opened + .hours(5)) == opened)
        #expect(hours.openSince(opened + .hours(1), at: opened + .hours(5)) == opened + .hours(1))
        #expect(hours.openSince(opened, at: opened + .hours(6)) == nil)
        #expect(hours.openSince(opened, at: opened + .hours(25)) == opened + .hours(24))
        #expect(OpeningHours.always.openSince(opened, at: opened + .days(9)) == opened)
        #expect(OpeningHours.unknown.openSince(opened, at: opened) == nil)
    }
}
