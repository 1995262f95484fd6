import Core
import Foundation

/// What somebody plans counsellors with, as a file: `docs/operating/staffing.md` shows one. YAML, of which JSON is a part.
public struct StaffingFile: Sendable {
    /// 168 numbers, Monday 00:00 first.
    public let arrivals: [Double]
    public let talkMinutes: Double
    /// The standard deviation; nil when it is not known.
    public let spreadMinutes: Double?
    /// Nil when it is not given; with `quantiles` there is no mean.
    public let patienceMinutes: Double?
    /// Shares of people and the seconds after which they have left.
    public let quantiles: [(share: Double, seconds: Double)]
    public let points: Int?
    public let acuteShare: Double?
    public let slowdown: Double?
    /// Lines such as `ma-vr 9-17 3`.
    public let shifts: [String]

    /// Throws every mistake, with its line.
    public static func read(_ file: URL) throws(PackMistakes) -> StaffingFile {
        let findings = Findings()
        let folder = PackFolder(root: file.deletingLastPathComponent(), findings: findings)
        let made = folder.yaml(file.lastPathComponent).flatMap { StaffingFile($0) }
        guard let made, findings.isEmpty else { throw PackMistakes(mistakes: findings.sorted) }
        return made
    }

    private init?(_ value: Value) {
        guard let file = value.record("a staffing file") else { return nil }
        let arrivals = file.needed("arrivals").flatMap(Self.week)
        let talk = file.needed("talk")?.record("the length of talks")
        let minutes = talk?.needed("minutes")?.number(in: 0.1...1_440)
        spreadMinutes = talk?.optional("spread")?.number(in: 0...14_400)
        talk?.finish()
        let patience = file.optional("patience")?.record("patience")
        patienceMinutes = patience?.optional("minutes")?.number(in: 0.1...43_200)
        quantiles = patience?.optional("quantiles")?.list()?.compactMap(Self.quantile) ?? []
        patience?.finish()
        let atOnce = file.optional("at-once")?.record("talks at once")
        points = atOnce?.optional("points")?.int(in: 1...20)
        acuteShare = atOnce?.optional("acute-share")?.number(in: 0...1)
        slowdown = atOnce?.optional("slowdown")?.number(in: 1...10)
        atOnce?.finish()
        shifts = file.optional("shifts")?.texts() ?? []
        file.finish()
        guard let arrivals, let minutes else { return nil }
        (self.arrivals, talkMinutes) = (arrivals, minutes)
    }

    /// 168 numbers, 24 for every day alike, or 7 lists of 24.
    private static func week(_ value: Value) -> [Double]? {
        guard let list = value.list() else { return nil }
        let numbers: [Double]
        if list.count == 7 {
            let days = list.map { day -> [Double] in
                let hours = day.list()?.compactMap { $0.number(in: 0...200_000) } ?? []
                if hours.count != 24 { day.wrong("Here must be 24 numbers, one for each hour of the day.") }
                return hours
            }
            numbers = days.flatMap(\.self)
        } else {
            numbers = list.compactMap { $0.number(in: 0...200_000) }
            guard [24, 168].contains(list.count) else {
                value.wrong("Write 168 numbers from Monday 00:00, 24 for every day alike, or 7 lists of 24.")
                return nil
            }
        }
        switch numbers.count {
        case 24: return Array(repeating: numbers, count: 7).flatMap(\.self)
        case 168: return numbers
        default: return nil
        }
    }

    private static func quantile(_ value: Value) -> (share: Double, seconds: Double)? {
        guard let pair = value.list() else { return nil }
        guard pair.count == 2 else {
            value.wrong("Write a share and seconds: [0.5, 300].")
            return nil
        }
        guard let share = pair[0].number(in: 0...1), let seconds = pair[1].number(in: 0...2_592_000) else { return nil }
        return (share, seconds)
    }
}

extension Value {
    /// A number with a point for its decimals.
    fileprivate func number(in range: ClosedRange<Double>) -> Double? {
        guard let text = text() else { return nil }
        guard let number = Double(text), range.contains(number) else {
            func end(_ value: Double) -> String { value == value.rounded() ? String(Int(value)) : String(value) }
            wrong(
                "\(shown(text)) does not fit. Write a number from \(end(range.lowerBound)) to \(end(range.upperBound))."
            )
            return nil
        }
        return number
    }
}
