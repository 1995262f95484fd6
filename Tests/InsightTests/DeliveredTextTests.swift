import Core
import Foundation
import Pack
import Site
import Testing

@testable import Insight

@Suite struct `A cell of a delivery` {
    @Test(arguments: [
        ("1.234", NumberText.Evidence.ambiguous), ("1,234", .ambiguous), ("1.234,0", .comma), ("1,234.0", .point),
        ("1.234.567", .comma), ("1,234,567", .point), ("12,5", .comma), ("12.50", .point), ("1234", .none),
        ("0.123", .point),
        ("0,123", .comma), ("12345.678", .point), ("1 234", .none), ("", .none), ("abc", .none),
    ])
    func `tells how its column writes numbers, or that it may be both`(text: String, evidence: NumberText.Evidence) {
        #expect(NumberText(text.utf8).evidence == evidence, "\(text)")
    }

    @Test(
        arguments: [
            ("1234", nil, NumberText.Reading.whole(1234)), ("1.234", .comma, .whole(1234)),
            ("1,234", .point, .whole(1234)),
            ("1.234", .point, .notWhole), ("1,234", .comma, .notWhole), ("1.234", nil, .ambiguous),
            ("1.234,0", nil, .whole(1234)), ("1,234.00", nil, .whole(1234)), ("12,5", nil, .notWhole),
            ("-5", nil, .negative),
            ("-0", nil, .whole(0)), ("1 234 567", nil, .whole(1_234_567)), ("1\u{A0}234", nil, .whole(1234)),
            ("12 34", nil, .notWhole), ("1,2E+05", nil, .scientific), ("twaalf", nil, .notWhole),
            ("12a", nil, .notWhole),
            ("99999999999", nil, .tooHigh), ("007", nil, .whole(7)), ("1.23.456", .comma, .notWhole),
            ("--5", nil, .notWhole),
            ("5-", nil, .notWhole), (".", nil, .notWhole), ("1.000.000.001", .comma, .tooHigh), ("50%", nil, .notWhole),
        ] as [(String, NumberHabit?, NumberText.Reading)])
    func `is read as a whole number or not at all`(text: String, habit: NumberHabit?, reading: NumberText.Reading) {
        #expect(NumberText(text.utf8).read(habit) == reading, "\(text)")
    }

    @Test(
        arguments: [
            ("2020-W13", .week, "2020-W13"), ("2020W13", .week, "2020-W13"), ("2020-W3", .week, "2020-W03"),
            ("week 13 2020", .week, "2020-W13"), ("2020 week 13", .week, "2020-W13"), ("wk13 2020", .week, "2020-W13"),
            ("2020-03-16", .week, "2020-W12"), ("16-3-2020", .week, "2020-W12"), ("2020-03", .month, "2020-03"),
            ("202003", .month, "2020-03"), ("2020MM03", .month, "2020-03"), ("3-2020", .month, "2020-03"),
            ("maart 2020", .month, "2020-03"), ("mrt 2020", .month, "2020-03"), ("2020-03-01", .month, "2020-03"),
            ("2020S1", .halfYear, "2020-H1"), ("2020 H2", .halfYear, "2020-H2"), ("2020HJ02", .halfYear, "2020-H2"),
            ("1e halfjaar 2020", .halfYear, "2020-H1"), ("2020-07-01", .halfYear, "2020-H2"),
            ("20200315", .day, "2020-03-15"),
            ("15-3-2020", .day, "2020-03-15"), ("3/15/2020", .day, "2020-03-15"),
            ("2020-03-15T00:00:00", .day, "2020-03-15"),
            ("2020-03-15 00:00:00", .day, "2020-03-15"), ("15.03.2020", .day, "2020-03-15"),
            ("3-3-2020", .day, "2020-03-03"),
        ] as [(String, Indicator.PeriodKind, String)])
    func `is read as a period in the ways that people and programs write one`(
        text: String, kind: Indicator.PeriodKind, wanted: String
    ) throws {
        #expect(PeriodText.read(text, as: kind, habit: nil) == .period(try Figures.period(wanted)), "\(text)")
    }

    @Test(
        arguments: [
            ("2019-W53", .week, PeriodText.Reading.noSuchWeek(year: 2019)),
            ("2019 week 53", .week, .noSuchWeek(year: 2019)),
            ("2020-03-17", .week, .notMonday), ("3-4-2020", .day, .ambiguous), ("15-3-20", .day, .shortYear),
            ("2020-03", .week, .otherKind), ("2020-W13", .month, .otherKind), ("2020-03-02", .month, .otherKind),
            ("2020-13", .week, PeriodText.Reading.none), ("31-2-2020", .day, PeriodText.Reading.none),
            ("", .day, PeriodText.Reading.none),
            ("VT01", .week, PeriodText.Reading.none), ("2020", .week, PeriodText.Reading.none),
            ("2020-W00", .week, PeriodText.Reading.none),
            ("2020-W99", .week, PeriodText.Reading.none),
        ] as [(String, Indicator.PeriodKind, PeriodText.Reading)])
    func `is never guessed to be a period`(text: String, kind: Indicator.PeriodKind, reading: PeriodText.Reading) {
        #expect(PeriodText.read(text, as: kind, habit: nil) == reading, "\(text)")
    }

    @Test func `with a day that may be two is read by the habit that was chosen`() throws {
        #expect(PeriodText.read("3-4-2020", as: .day, habit: .dayFirst) == .period(try Figures.period("2020-04-03")))
        #expect(PeriodText.read("3-4-2020", as: .day, habit: .monthFirst) == .period(try Figures.period("2020-03-04")))
    }

    @Test func `is repeated in a message only when it cannot be about somebody`() {
        #expect(DeliveryMistake.harmless("2019-W53") == "2019-W53")
        #expect(DeliveryMistake.harmless("-12") == "-12")
        for text in ["Jansen", "123456782", "12345678", "a@b.nl", "1234 AB", ""] {
            #expect(DeliveryMistake.harmless(text) == nil, "\(text)")
        }
    }
}

@Suite struct `Data about a person` {
    private static func found(_ cells: [String], column: String = "opmerking") throws -> PersonalDataFound? {
        let lines = ["regio,week,aantal,\(column)"] + cells.map { "VT01,2020-W13,12,\"\($0)\"" }
        do {
            _ = try Delivered.inspect(
                try DeliveryFile(MemoryBytes(bytes: lines.joined(separator: "\n").bytes)), Delivered.weeks)
            return nil
        } catch let found as PersonalDataFound {
            return found
        }
    }

    @Test(arguments: [
        ("111222333", PersonalKind.citizenNumber), ("123456782", .citizenNumber), ("1234.56.782", .citizenNumber),
        ("bsn 123456782 bekend", .citizenNumber), ("000000000", .citizenNumber), ("iemand@voorbeeld.nl", .email),
        ("mail naar a.b@c-d.org graag", .email), ("0612345678", .phone), ("06-12345678", .phone),
        ("+31 6 12345678", .phone),
        ("020 123 4567", .phone), ("0031612345678", .phone), ("1234 AB", .postcode), ("1234ab", .postcode),
        ("woont in 1234AB te X", .postcode), ("NL91ABNA0417164300", .account), ("12-05-1987", .birthDate),
        ("1987-05-12", .birthDate), ("19870512", .birthDate),
    ])
    func `is found by what it looks like, in a column that nobody uses`(text: String, kind: PersonalKind) throws {
        let found = try Self.found(["niets", text])
        #expect(found?.kind == kind, "\(text)")
        #expect(found?.line == 3 && found?.column == 4)
    }

    @Test(arguments: [
        "Jan de Vries", "Fatima El Amrani", "mevrouw Jansen", "dhr. van Dam", "de heer Bakker", "Vries, Jan de",
    ])
    func `is found when one cell is surely a name`(text: String) throws {
        #expect(try Self.found(["niets", text])?.kind == .name, "\(text)")
        #expect(
            try Self.found(["niets", text], column: "gemeente") == nil, "as a place it may be there: Anna Paulowna")
    }

    @Test func `is found when one cell is an address, and when blanks stand beside the sign of an address`() throws {
        #expect(try Self.found(["niets", "Kerkstraat 12"])?.kind == .address)
        #expect(try Self.found(["niets", "iemand @ voorbeeld.nl"])?.kind == .email)
        #expect(try Self.found(["jansen, p.", "bakker, c.", "vries, a. de"])?.kind == .name)
    }

    @Test func `is found when several cells look like names, addresses or dates of birth`() throws {
        #expect(try Self.found(["Jan Jansen", "Fatima el Amrani", "Sanne de Vries"])?.kind == .name)
        #expect(try Self.found(["J. Jansen", "A.B. de Vries", "Bakker, C."])?.kind == .name)
        #expect(try Self.found(["Fatima", "Sanne", "Daan"])?.kind == .name)
        #expect(try Self.found(["Dorpsstraat 12", "Lange Kerkweg 3b"], column: "locatie")?.kind == .address)
        let births = [
            "3-5-2003", "12-8-2015", "1-1-2009", "30-11-2018", "4-4-2004", "9-9-2012", "2-2-2005", "3-3-2019",
        ]
        #expect(try Self.found(births)?.kind == .birthDate)
        #expect(try Self.found(["12345678", "11122233", "10000008"])?.kind == nil)
    }

    @Test(arguments: [
        "Amsterdam-Amstelland", "Drenthe", "geen bijzonderheden", "0800-2000", "2020-W13", "2020-03-16", "17475415",
        "1.234.567", "VT01", "definitief", "2019 en 2020", "2020HJ01", "1012", "123456789", "20200316", "Week 13",
    ])
    func `is not seen in what is about nobody`(text: String) throws {
        #expect(try Self.found([text, text + " ", text]) == nil, "\(text)")
    }

    @Test(arguments: [
        "BSN", "Burgerservicenummer", "naam", "Voornaam", "achternaam cliënt", "E-mail", "e-mailadres", "Telefoon",
        "telefoonnummer", "Adres", "huisnummer", "Geboortedatum", "Cliëntnummer", "dossier_nr", "first name", "Phone",
        "date of birth", "IBAN", "zaaknummer",
    ])
    func `is told by the name of a column`(name: String) throws {
        let found = try Self.found(["niets"], column: name)
        #expect(found?.column == 4 && found?.line == 0, "\(name)")
    }

    @Test(arguments: [
        "regionaam", "gemeentenaam", "organisatie", "postcode4", "datum", "leeftijdsgroep", "geslacht", "naam regio",
    ])
    func `is not told by names of columns that are about places and groups`(name: String) {
        #expect(PersonalDataWords.kind(ofColumn: name) == nil, "\(name)")
    }

    @Test func `is never repeated`() throws {
        let say = try Figures.wording(.english).say
        for text in ["123456782", "iemand@voorbeeld.nl", "0612345678", "1234 AB"] {
            let found = try #require(try Self.found([text]))
            #expect(!found.sentence(say).contains(text))
            #expect(!String(reflecting: found).contains(text))
        }
    }
}
