import Foundation
import Staffing

/// A plan as text, as a table of comma-separated values, and as JSON.
struct StaffingReport {
    let basis: Basis
    let plan: StaffPlan
    /// What the shifts of the file would give.
    let now: Measured?
    let seed: UInt64

    private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

    private static let doesNotSay = [
        "Who works, or how heavy a talk is.", "What a campaign, a holiday or news does.",
        "Pauses, meetings and illness: add them.", "That people come apart from each other: in reality it varies more.",
    ]

    private static func hour(_ hour: Int) -> String {
        let time = hour % 24
        return "\(days[hour / 24 % 7]) \(time < 10 ? "0" : "")\(time)"
    }

    private static func decimals(_ value: Double, _ count: Int) -> String { String(format: "%.\(count)f", value) }
    private static func percent(_ value: Double) -> String { "\(Int((value * 100).rounded())) %" }
    private static func percent(_ share: Proportion) -> String {
        "\(Int((share.value * 100).rounded())) ± \(Int((share.margin * 100).rounded(.up))) %"
    }
    private static func seconds(_ value: Double?) -> String { value.map { "\(Int($0.rounded())) s" } ?? "–" }

    /// What may not be shown by itself is `–`.
    private func arrivals(_ hour: Int) -> String {
        basis.pooled.contains(hour) ? "–" : Self.decimals(basis.scenario.arrivals[hour], 1)
    }

    var text: String {
        let whole = plan.measured.whole
        var columns = [["hour", "arrivals", "needed"] + (basis.shifts == nil ? [] : ["planned"])]
        columns[0] += ["in time", "left", "busy", "waiting"] + (plan.unmet.isEmpty ? [] : ["target"])
        for hour in plan.staff.indices where basis.scenario.arrivals[hour] > 0 || plan.staff[hour] > 0 {
            let result = plan.measured.hours[hour]
            columns.append(
                [Self.hour(hour), arrivals(hour), String(plan.staff[hour])]
                    + (basis.shifts.map { [String($0[hour])] } ?? [])
                    + [
                        Self.percent(result.within), Self.percent(result.abandons),
                        result.occupancy.map(Self.percent) ?? "–", Self.decimals(result.queue, 2),
                    ] + (plan.unmet.isEmpty ? [] : [plan.unmet.contains(hour) ? "not met" : ""]))
        }
        var lines = [
            "Target: \(Self.percent(plan.target.share)) answered within \(Int(plan.target.waitSeconds)) s, in every hour.",
            "", Self.table(columns), "",
            "Needed: \(plan.staff.reduce(0, +)) hours of counsellors a week, at most \(plan.staff.max() ?? 0) at once.",
            "Then in time \(Self.percent(whole.within)), left without an answer \(Self.percent(whole.abandons)); "
                + "half of those answered wait at most \(Self.seconds(whole.half)), nine in ten at most \(Self.seconds(whole.most)).",
        ]
        if !plan.unmet.isEmpty { lines.append("Not met in \(plan.unmet.count) hours, not even with 500 counsellors.") }
        if let shifts = basis.shifts, let now {
            let short = plan.staff.indices.filter { shifts[$0] < plan.staff[$0] }
            lines.append(
                "Planned: \(shifts.reduce(0, +)) hours; too few in \(short.count) hours of the week. "
                    + "Then in time \(Self.percent(now.whole.within)), left \(Self.percent(now.whole.abandons)).")
        }
        lines += ["", "It rests on"] + basis.rests.map { "  \($0)" }
        lines += ["It does not say"] + Self.doesNotSay.map { "  \($0)" }
        lines += [
            "How sure",
            "  ± is the 95 % interval of \(plan.measured.replications) simulated weeks (seed \(seed)): chance in the calculation, "
                + "not in the numbers that go into it.",
            "  Hours with as many people, in them and in the hours before, have one number and one share.",
        ]
        return lines.joined(separator: "\n")
    }

    private static func table(_ rows: [[String]]) -> String {
        let widths = (0..<(rows.first?.count ?? 0)).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            zip(row, widths).enumerated().map { index, cell in
                let space = String(repeating: " ", count: cell.1 - cell.0.count)
                return index == 0 ? cell.0 + space : space + cell.0
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }

    var csv: String {
        var lines = ["hour,arrivals,needed,planned,in_time,in_time_margin,left,left_margin,busy,queue"]
        for hour in plan.staff.indices {
            let result = plan.measured.hours[hour]
            let fields = [
                String(hour), basis.pooled.contains(hour) ? "" : Self.decimals(basis.scenario.arrivals[hour], 3),
                String(plan.staff[hour]), basis.shifts.map { String($0[hour]) } ?? "",
                Self.decimals(result.within.value, 4), Self.decimals(result.within.margin, 4),
                Self.decimals(result.abandons.value, 4), Self.decimals(result.abandons.margin, 4),
                result.occupancy.map { Self.decimals($0, 4) } ?? "", Self.decimals(result.queue, 4),
            ]
            lines.append(fields.joined(separator: ","))
        }
        return lines.joined(separator: "\n")
    }

    private struct Document: Encodable {
        struct Hour: Encodable {
            let hour: Int
            let arrivals: Double?
            let needed: Int
            let planned: Int?
            let inTime: Double
            let inTimeMargin: Double
            let left: Double
            let leftMargin: Double
            let busy: Double?
            let queue: Double
        }

        struct Whole: Encodable {
            let inTime: Double
            let inTimeMargin: Double
            let left: Double
            let leftMargin: Double
            let halfWaitSeconds: Double?
            let nineInTenWaitSeconds: Double?

            init(_ result: Measured.Result) {
                (inTime, inTimeMargin) = (result.within.value, result.within.margin)
                (left, leftMargin) = (result.abandons.value, result.abandons.margin)
                (halfWaitSeconds, nineInTenWaitSeconds) = (result.half, result.most)
            }
        }

        let targetWaitSeconds: Double
        let targetShare: Double
        let seed: UInt64
        let replications: Int
        let hours: [Hour]
        let week: Whole
        let planned: Whole?
        let unmetHours: [Int]
        let restsOn: [String]
        let doesNotSay: [String]
    }

    func json() throws -> String {
        let hours = plan.staff.indices.map { hour in
            let result = plan.measured.hours[hour]
            return Document.Hour(
                hour: hour, arrivals: basis.pooled.contains(hour) ? nil : basis.scenario.arrivals[hour],
                needed: plan.staff[hour], planned: basis.shifts?[hour], inTime: result.within.value,
                inTimeMargin: result.within.margin, left: result.abandons.value, leftMargin: result.abandons.margin,
                busy: result.occupancy, queue: result.queue)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(
            decoding: try encoder.encode(
                Document(
                    targetWaitSeconds: plan.target.waitSeconds, targetShare: plan.target.share, seed: seed,
                    replications: plan.measured.replications, hours: hours, week: .init(plan.measured.whole),
                    planned: now.map { .init($0.whole) }, unmetHours: plan.unmet, restsOn: basis.rests,
                    doesNotSay: Self.doesNotSay)), as: UTF8.self)
    }
}
