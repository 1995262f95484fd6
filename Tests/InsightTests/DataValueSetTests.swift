import Core
import Foundation
import Pack
import Testing

@testable import Insight

@Suite struct `Figures in the form of DHIS2` {
    @Test func `hold what is published, and nothing that is missing, suppressed or small`() throws {
        let series = try Figures.series(
            try Figures.indicator("advice"),
            [
                ("2019-H1", 100, .final), ("2019-H2", 7, .final), ("2020-H1", nil, .missing),
                ("2020-H2", nil, .suppressed),
                ("2021-H1", 0, .final), ("2021-H2", 120, .provisional),
            ])
        let values = DataValueSet.values(series)
        #expect(values.map(\.period) == ["2019S1", "2021S1", "2021S2"])
        #expect(values.map(\.value) == ["100", "0", "120"])
        #expect(values.map(\.comment) == [nil, nil, "provisional"])
        #expect(values.allSatisfy { $0.orgUnit == "NATIONAL" && $0.dataElement == "advice" })
    }

    @Test(arguments: [
        ("2020-W03", "2020W3"), ("2020-W53", "2020W53"), ("2020-03", "202003"), ("2020-H2", "2020S2"),
        ("2020-03-15", "20200315"),
    ])
    func `name periods so that they are read back`(period: String, name: String) throws {
        let period = try Figures.period(period)
        #expect(DataValueSet.name(period) == name)
        #expect(PeriodText.read(name, as: period.kind, habit: nil) == .period(period))
    }

    @Test func `that went out come in again as they were`() throws {
        let series = try Figures.series(
            try Figures.indicator("advice"), [("2019-H1", 100, .final), ("2019-H2", 200, .final)])
        let bytes = Array(
            try JSONEncoder().encode(DataValueSet(dataSet: "advice", dataValues: DataValueSet.values(series))))
        let read = try Delivered.read(bytes, .dataValueSets)
        #expect(read.mistakes.isEmpty)
        #expect(read.values.map(\.observation.value) == [100, 200])
    }
}
