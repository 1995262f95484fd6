import Core
import Foundation
import Site
import Testing

@testable import Insight
@testable import Pack

@Suite struct `The sentence of a figure` {
    typealias Value = (String, Int?, ObservationStatus)

    func sentence(
        _ values: [Value], _ language: Language = .dutch, origin: Indicator.Origin = .imported,
        period: Indicator.PeriodKind = .halfYear, breaks: [(String, String)] = [], today: Day = Figures.today
    ) throws -> String {
        let indicator = try Figures.indicator("advice", period: period, origin: origin, breaks: breaks)
        let series = try Figures.series(indicator, values, today: today)
        return Sentence(series, try Figures.wording(language)).all.joined(separator: " ")
    }

    static let meaning = " Zegt niet hoeveel geweld er is."

    @Test(
        "the latest half is put beside the same half of the year before",
        arguments: [
            (67_545, 66_155, ". Dat is 2 procent minder dan de 67.545 in de eerste helft van 2021."),
            (53_145, 58_575, ". Dat is 10 procent meer dan de 53.145 in de eerste helft van 2021."),
            (65_075, 64_900, ". Dat is vrijwel evenveel als de 65.075 in de eerste helft van 2021."),
            (200, 400, ". Dat is 100 procent meer dan de 200 in de eerste helft van 2021."),
            (100, 0, ". Dat is minder dan de 100 in de eerste helft van 2021."),
            (50, 90, ". Dat is meer dan de 50 in de eerste helft van 2021."),
            (50, 50, ". Dat is vrijwel evenveel als de 50 in de eerste helft van 2021."),
        ])
    func compares(before: Int, now: Int, end: String) throws {
        let text = try sentence([("2021-H1", before, .final), ("2021-H2", 999_999, .final), ("2022-H1", now, .final)])
        let number = try Figures.wording().number(now)
        #expect(text == "In de eerste helft van 2022 waren er \(number) adviezen" + end + Self.meaning)
    }

    @Test func `provisional figures are called so, on both sides`() throws {
        let text = try sentence([("2021-H1", 1_000, .provisional), ("2022-H1", 1_100, .provisional)])
        #expect(
            text
                == "In de eerste helft van 2022 waren er 1.100 adviezen (voorlopig). Dat is 10 procent meer dan de 1.000 in de "
                + "eerste helft van 2021 (voorlopig)." + Self.meaning)
    }

    @Test func `English says the same`() throws {
        let text = try sentence([("2021-H1", 1_000, .final), ("2022-H1", 900, .provisional)], .english)
        #expect(
            text
                == "In the first half of 2022 there were 900 adviezen (provisional). That is 10 per cent fewer than the 1,000 in "
                + "the first half of 2021. Does not say how much violence there is.")
    }

    @Test func `without the year before there is no comparison`() throws {
        #expect(
            try sentence([("2021-H2", 500, .final), ("2022-H1", 900, .final)])
                == "In de eerste helft van 2022 waren er 900 adviezen. Er is geen cijfer van de eerste helft van 2021 om mee "
                + "te vergelijken." + Self.meaning)
        for hidden: Value in [("2021-H1", nil, .missing), ("2021-H1", nil, .suppressed), ("2021-H1", 3, .final)] {
            let text = try sentence([hidden, ("2022-H1", 900, .final)])
            #expect(text.contains("Er is geen cijfer van de eerste helft van 2021"))
        }
        #expect(
            try sentence([("2020-W53", 500, .final)], period: .week).hasPrefix(
                "In week 53 van 2020 waren er 500 adviezen. Zegt"))
    }

    @Test func `nothing is compared across a break`() throws {
        let text = try sentence(
            [("2021-H1", 500, .final), ("2022-H1", 900, .final)], breaks: [("2021-10-01", "Andere telling.")])
        #expect(
            text
                == "In de eerste helft van 2022 waren er 900 adviezen, en in de eerste helft van 2021 500. Die twee zijn "
                + "niet goed te vergelijken: Andere telling." + Self.meaning)
        let before = try sentence(
            [("2021-H1", 500, .final), ("2022-H1", 900, .final)], breaks: [("2021-01-01", "Andere telling.")])
        #expect(before.contains("80 procent meer"))
    }

    @Test func `a figure that is missing or too small gets no statement`() throws {
        #expect(
            try sentence([("2021-H1", 500, .final), ("2022-H1", nil, .missing)])
                == "Het cijfer over de eerste helft van 2022 ontbreekt; geen uitspraak." + Self.meaning)
        #expect(
            try sentence([("2021-H1", 500, .final), ("2022-H1", 4, .final)])
                == "In de eerste helft van 2022: te weinig om te tonen." + Self.meaning)
    }

    @Test func `the week that is running is told apart and compared with nothing`() throws {
        let text = try sentence(
            [("2025-W47", 50, .final), ("2026-W47", 100, .final), ("2026-W48", 30, .final)], origin: .counted,
            period: .week)
        #expect(
            text
                == "In week 47 van 2026 waren er 100 adviezen. Dat is meer dan de 50 in week 47 van 2025. In week 48 van 2026, die "
                + "nog loopt, waren er tot nu toe 30 adviezen (voorlopig, niet volledig)." + Self.meaning)
        let small = try sentence([("2026-W48", 3, .final)], origin: .counted, period: .week)
        #expect(small == "In week 48 van 2026, die nog loopt: tot nu toe te weinig om te tonen." + Self.meaning)
    }

    @Test func `rounded counts one step apart are not called different`() throws {
        let text = try sentence([("2025-W47", 52, .final), ("2026-W47", 53, .final)], origin: .counted, period: .week)
        #expect(text.contains("waren er 55 adviezen. Dat is vrijwel evenveel als de 50"))
    }

    @Test func `an empty series says so`() throws {
        #expect(try sentence([], origin: .counted) == "Er is nog niets geteld.")
        #expect(try sentence([]) == "Er zijn nog geen cijfers ontvangen.")
    }

    @Test func `no text of the room says that violence rose or fell, or judges a difference`() throws {
        let file = try Data(contentsOf: Figures.root.appending(path: "Locales/nl.json"))
        let rooms = try #require(try JSONSerialization.jsonObject(with: file) as? [String: [String: Any]])
        let texts = try #require(rooms["signals"]).values.compactMap { $0 as? String }
        #expect(texts.count > 50)
        for text in texts {
            let lower = text.lowercased().replacing("niet hetzelfde als meer geweld", with: "")
                .replacing("betekent niet dat er minder geweld is", with: "")
            for word in [
                "significant", "echt ", "trend", "meer geweld", "minder geweld", "geweld stijgt",
                "geweld is toegenomen",
                "geweld neemt",
            ] {
                #expect(!lower.contains(word), "\(word): \(text)")
            }
        }
    }

    @Test func `every language has every text of the room`() throws {
        let folder = Figures.root.appending(path: "Locales")
        #expect(try Languages(folder: folder, languages: [.dutch, .english]).mistakes(SignalsPhrase.self) == [])
    }
}
