/// The numbers for somebody in a place of which other numbers hold than at the top of every page.
public struct LocalNumbers: Sendable {
    /// The place, as it is called there.
    public let place: String
    /// Where danger is called in there; nil when nobody checked which number that is. Another place's number is never shown
    /// instead: it may lead nowhere.
    public let alarm: Frame.Number?
    /// What else is known there, by name.
    public let others: [(name: String, number: Frame.Number)]

    public init(place: String, alarm: Frame.Number?, others: [(name: String, number: Frame.Number)]) {
        (self.place, self.alarm, self.others) = (place, alarm, others)
    }

    /// Stands where the numbers of the country stand on other pages.
    func html(_ say: Speech) -> HTML {
        let danger: HTML =
            alarm.map { "\(say(SitePhrase.emergencyBefore)) \(Self.link($0))." }
            ?? "\(Self.unchecked(place, say))"
        let all: [HTML] = others.map { " \($0.name) \(Self.link($0.number))." }
        let rest: HTML? = all.isEmpty ? nil : " \(say(SitePhrase.emergencyKnown))\(all)"
        return "<p class=\"nood\">\(danger)\(rest)</p>"
    }

    /// That nobody checked the alarm number of a place.
    public static func unchecked(_ place: String, _ say: Speech) -> String {
        say(SitePhrase.emergencyUnchecked, ["place": place])
    }

    private static func link(_ number: Frame.Number) -> HTML {
        "<a href=\"tel:\(number.tel)\" translate=\"no\">\(number.number)</a>"
    }
}
