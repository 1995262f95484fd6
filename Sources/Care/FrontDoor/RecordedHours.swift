import Core
import Pack

/// What the pack recorded about the hours of a service on one day, past or to come. For history: the door of today says only
/// what was checked lately.
struct RecordedHours: Encodable {
    struct Range: Encodable {
        /// `09:00`; past midnight it goes on counting: `26:00` is two in the night.
        let from: String
        let to: String

        init(_ range: OpeningHours.HourRange) {
            (from, to) = (Self.clock(range.from), Self.clock(range.to))
        }

        private static func clock(_ minutes: Int) -> String {
            func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
            return "\(two(minutes / 60)):\(two(minutes % 60))"
        }
    }

    let date: String
    /// Empty when closed all day; null when nothing is recorded.
    @AlwaysEncoded var ranges: [Range]?
    /// The first and the last day on which these hours held; null without one.
    @AlwaysEncoded var validFrom: String?
    @AlwaysEncoded var validTo: String?
    let source: [String]

    init(_ service: Service, on day: Day) {
        let version = service.version(on: day)
        date = day.description
        ranges = version?.hours.hours(on: day)?.map(Range.init)
        validFrom = version?.validFrom?.description
        validTo = version?.validTo?.description
        source = version?.source ?? []
    }
}
