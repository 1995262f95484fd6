import Core
import Pack
import Site

/// Numbers, days and periods as people of a language write them.
struct Wording: Sendable {
    let say: Speech
    var language: Language { say.language }

    /// `66.155` in Dutch, `66,155` in English.
    func number(_ number: Int) -> String {
        let digits = String(number.magnitude)
        let mark = language == .english ? "," : (language == .dutch ? "." : "\u{202F}")
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += mark }
            text.append(digit)
        }
        return number < 0 ? "−" + text : text
    }

    /// With one decimal when it is small: `5,2` in Dutch, `5.2` in English.
    func decimal(_ number: Double) -> String {
        let tenths = Int((abs(number) * 10).rounded())
        guard tenths < 1000, tenths % 10 != 0 else { return self.number(Int(number.rounded())) }
        let mark = language == .english ? "." : ","
        return "\(number < 0 ? "−" : "")\(tenths / 10)\(mark)\(tenths % 10)"
    }

    /// A number that is given in hundredths, with two decimals: `0,57` in Dutch, `0.57` in English.
    func hundredths(_ number: Int) -> String {
        let rest = abs(number) % 100
        let mark = language == .english ? "." : ","
        return "\(self.number(number / 100))\(mark)\(rest < 10 ? "0" : "")\(rest)"
    }

    func day(_ day: Day) -> String {
        let (year, month, number) = day.civil
        return say(
            FiguresPhrase.day, ["day": String(number), "month": self.month(month), "year": String(year)])
    }

    /// To stand in a sentence: `de eerste helft van 2022`.
    func period(_ period: Period) -> String {
        switch period {
        case .half(let year, 1): say(FiguresPhrase.half1, ["year": String(year)])
        case .half(let year, _): say(FiguresPhrase.half2, ["year": String(year)])
        case .week(let week): say(FiguresPhrase.week, ["week": String(week.number), "year": String(week.year)])
        case .month(let year, let month): say(FiguresPhrase.month, ["month": self.month(month), "year": String(year)])
        case .day(let day): self.day(day)
        }
    }

    /// When: `in de eerste helft van 2022`, `op 1 april 2020`.
    func when(_ period: Period) -> String {
        let values = ["period": self.period(period)]
        if case .day = period { return say(FiguresPhrase.onDay, values) }
        return say(FiguresPhrase.inPeriod, values)
    }

    /// To stand in a table or beside a bar: `1e helft 2022`.
    func short(_ period: Period) -> String {
        switch period {
        case .half(let year, 1): say(FiguresPhrase.half1Short, ["year": String(year)])
        case .half(let year, _): say(FiguresPhrase.half2Short, ["year": String(year)])
        case .week(let week): say(FiguresPhrase.weekShort, ["week": String(week.number), "year": String(week.year)])
        case .month, .day: self.period(period)
        }
    }

    func per(_ kind: Indicator.PeriodKind) -> String {
        switch kind {
        case .day: say(FiguresPhrase.perDay)
        case .week: say(FiguresPhrase.perWeek)
        case .month: say(FiguresPhrase.perMonth)
        case .halfYear: say(FiguresPhrase.perHalf)
        }
    }

    func status(_ point: PublishedPoint) -> String {
        if point.isRunning, point.figure != .missing { return say(FiguresPhrase.running) }
        return switch point.status {
        case .final: say(FiguresPhrase.final)
        case .provisional: say(FiguresPhrase.provisional)
        case .missing: say(FiguresPhrase.missing)
        case .suppressed: say(FiguresPhrase.suppressed)
        }
    }

    /// The number, or the words that stand in its place.
    func figure(_ point: PublishedPoint) -> String {
        switch point.figure {
        case .number(let number): self.number(number)
        case .missing: say(FiguresPhrase.missing)
        case .suppressed: say(FiguresPhrase.suppressed)
        }
    }

    /// `{from} tot en met {to}`; nil without points.
    func span(_ series: PublishedSeries, short isShort: Bool = false) -> String? {
        guard let first = series.points.first?.period, let last = series.points.last?.period else { return nil }
        let text = isShort ? short : period
        return first == last ? text(first) : say(FiguresPhrase.fromTo, ["from": text(first), "to": text(last)])
    }

    /// A text of the pack with a capital in front.
    static func capital(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }

    private static let months: [FiguresPhrase] = [
        .month1, .month2, .month3, .month4, .month5, .month6, .month7, .month8, .month9, .month10, .month11, .month12,
    ]

    private func month(_ month: Int) -> String {
        Self.months.indices.contains(month - 1) ? say(Self.months[month - 1]) : String(month)
    }
}
