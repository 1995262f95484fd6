import Core
import Foundation
import Testing

@testable import Insight
@testable import Pack

@Suite struct `What stands under a line in time` {
    func weeks(_ from: String, _ to: String) throws -> [Period] {
        var week = try Figures.week(from)
        let last = try Figures.week(to)
        var periods: [Period] = []
        while week <= last {
            periods.append(.week(week))
            week = week.next
        }
        return periods
    }

    func axis(_ periods: [Period], width: Double) -> (axis: TimeAxis, step: Double) {
        let step = (width - 100) / Double(periods.count)
        return (TimeAxis(periods, left: 50, step: step, width: width, measure: Chart.width(of:)), step)
    }

    @Test(arguments: [300.0, 600.0])
    func `a year stands where its first week is, also after a week 53`(width: Double) throws {
        for (from, to) in [
            ("2024-W48", "2026-W47"), ("2019-W40", "2021-W20"), ("2016-W47", "2026-W47"), ("2020-W01", "2020-W53"),
        ] {
            let periods = try weeks(from, to)
            let (axis, step) = axis(periods, width: width)
            #expect(!axis.years.isEmpty)
            for year in axis.years {
                #expect(String(periods[year.index].year) == year.text)
                guard let begins = year.begins else { continue }
                #expect(periods[year.index].numberInYear == 1)
                #expect(abs(begins - (50 + Double(year.index) * step)) < 0.01 && abs(year.x - begins) < 4)
            }
            for tick in axis.ticks {
                #expect(String(periods[tick.index].numberInYear) == tick.text)
                #expect(abs(tick.x - (50 + (Double(tick.index) + 0.5) * step)) < 0.01)
            }
        }
    }

    @Test
    func `two years have the first week of each quarter, and the year that was nearly over stands before the next`()
        throws
    {
        let (axis, _) = axis(try weeks("2024-W48", "2026-W47"), width: 600)
        #expect(axis.ticks.map(\.text) == ["1", "14", "27", "40", "1", "14", "27", "40"])
        #expect(axis.years.map(\.text) == ["2024", "2025", "2026"])
        #expect(axis.years.map { $0.begins == nil } == [true, false, false])
        #expect(axis.years[0].x + Chart.width(of: "2024") < axis.years[1].x)
    }

    @Test func `of ten years each is named where there is room, and otherwise every fifth`() throws {
        let periods = try weeks("2016-W47", "2026-W47")
        #expect(axis(periods, width: 600).axis.years.map(\.text) == (2016...2026).map(String.init))
        #expect(axis(periods, width: 300).axis.years.map(\.text) == ["2020", "2025"])
    }

    @Test func `weeks stand at the same places of every year, and none runs into another`() throws {
        for (from, to) in [("2026-W24", "2026-W47"), ("2020-W30", "2021-W10"), ("2014-W03", "2022-W09")] {
            for width in [300.0, 600] {
                let (axis, _) = axis(try weeks(from, to), width: width)
                for (one, other) in zip(axis.ticks, axis.ticks.dropFirst()) {
                    #expect(
                        one.x + Chart.width(of: one.text) / 2 + 6 <= other.x - Chart.width(of: other.text) / 2 + 0.01)
                }
                for (one, other) in zip(axis.years, axis.years.dropFirst()) {
                    #expect(one.x + Chart.width(of: one.text) + 5.9 <= other.x)
                }
                let numbers = Set(axis.ticks.compactMap { Int($0.text) })
                #expect(
                    [1, 2, 4, 13, 26].contains { every in numbers.allSatisfy { ($0 - 1) % every == 0 } })
                if numbers.count < 20 { #expect(!numbers.contains(53)) }
            }
        }
    }

    @Test func `months and halves have their own`() throws {
        let months = (0..<30).map { Period.month(year: 2024 + $0 / 12, month: $0 % 12 + 1) }
        #expect(Set(axis(months, width: 300).axis.ticks.map(\.text)) == ["1", "7"])
        #expect(Set(axis(months, width: 600).axis.ticks.map(\.text)) == ["1", "4", "7", "10"])
        let halves = (0..<20).map { Period.half(year: 2010 + $0 / 2, half: $0 % 2 + 1) }
        #expect(axis(halves, width: 600).axis.ticks.count == 20)
    }

    // MARK: What covers nothing

    struct Box {
        let left, right, top, bottom: Double
    }

    /// The bold numbers of a chart, as boxes that are a little smaller than the letters.
    func labels(_ svg: String) -> [Box] {
        svg.matches(of: #/<text x="([0-9.]+)" y="([0-9.]+)"( text-anchor="middle")? font-weight="bold">([^<]+)</#).map {
            let (x, y) = (Double($0.1) ?? 0, Double($0.2) ?? 0)
            let width = Double($0.4.count) * 7.5
            let left = $0.3 == nil ? x : x - width / 2
            return Box(left: left, right: left + width, top: y - 11, bottom: y)
        }
    }

    func covers(_ box: Box, _ svg: String) -> Bool {
        let pieces = svg.matches(of: #/class="s1" d="([^"]*)"/#).flatMap { $0.1.split(separator: "M") }
        for piece in pieces {
            let numbers = piece.split { $0 == " " || $0 == "L" }.compactMap { Double($0) }
            guard numbers.count == 4 else { continue }
            for part in 0...200 {
                let share = Double(part) / 200
                let x = numbers[0] + (numbers[2] - numbers[0]) * share
                let y = numbers[1] + (numbers[3] - numbers[1]) * share
                if box.left < x, x < box.right, box.top < y, y < box.bottom { return true }
            }
        }
        return false
    }

    @Test func `no number covers the line, whatever the line does`() throws {
        var state: UInt64 = 7
        func chance(_ below: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(below))
        }
        let indicator = try Figures.indicator("weekly", period: .week)
        var seen = 0
        for round in 0..<60 {
            let periods = try weeks("2024-W01", "2026-W47").suffix([24, 70, 152][round % 3])
            let spread = [40, 400, 4_000][round % 3]
            let values = periods.map { ($0.description, 1_000 + chance(spread), ObservationStatus.final) }
            // The highest stands just before the last.
            let peaked = values.enumerated().map { index, value in
                (value.0, index == values.count - 2 ? 6_000 : value.1, value.2)
            }
            for series in [values, peaked] {
                let shown = try Figures.series(indicator, series.map { ($0.0, $0.1, $0.2) })
                let svg = Chart(shown, try Figures.wording(), place: "x", number: 0).svg?.text ?? ""
                for drawing in svg.components(separatedBy: "<svg ").dropFirst() {
                    let boxes = labels(drawing)
                    seen += boxes.count
                    #expect(!boxes.isEmpty && boxes.allSatisfy { !covers($0, drawing) })
                }
            }
        }
        #expect(seen > 260, "and the number of a year before is there where there is room")
    }
}
