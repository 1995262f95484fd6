import Core
import Foundation
import Pack

/// What a supervisor or the operator set for a line, above what the pack says.
public struct LineSwitch: Sendable, Hashable {
    public enum Opening: Sendable, Hashable {
        /// As the pack says.
        case hours
        /// Closed, whatever the hours are; nil until somebody opens it again.
        case closed(until: Instant?)
        /// Open outside the hours too, until this moment.
        case open(until: Instant)
    }

    public let line: LineID
    public var opening: Opening = .hours
    /// What the door says about the line, for each language of the pack; public.
    public var notice: [Language: String] = [:]
    /// In calm mode every start asks for a small sum or some time, and the queue takes less.
    public var isCalm = false
    public var calmUntil: Instant?
    /// A person of the staff, or `operator`.
    public var changedBy = ""
    public var changedAt: Instant?

    /// Characters of a notice in one language.
    public static let longestNotice = 300
    /// Minutes for which a line can be opened outside its hours.
    public static let longestOpening = 24 * 60

    public init(line: LineID) {
        self.line = line
    }

    /// Open or closed at this moment, with the hours of the pack below it.
    func state(_ hours: OpeningHours, at now: Instant) -> OpeningHours.State {
        switch opening {
        case .closed(let until) where until.map({ now < $0 }) ?? true:
            guard let until else { return .closed(opensAt: nil) }
            if case .closed(let opensAt) = hours.state(at: until) { return .closed(opensAt: opensAt) }
            return .closed(opensAt: until)
        case .open(let until) where now < until:
            if case .open(let end) = hours.state(at: now) { return .open(until: end.map { max($0, until) }) }
            if case .open(let end) = hours.state(at: until) { return .open(until: end) }
            return .open(until: until)
        default: return hours.state(at: now)
        }
    }

    /// The notice as it stands in its column.
    var noticeText: String {
        let byTag = Dictionary(uniqueKeysWithValues: notice.map { ($0.key.tag, $0.value) })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return (try? encoder.encode(byTag)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    static func notice(_ text: String) -> [Language: String] {
        let byTag = (try? JSONDecoder().decode([String: String].self, from: Data(text.utf8))) ?? [:]
        var texts: [Language: String] = [:]
        for (tag, text) in byTag { if let language = Language(tag) { texts[language] = text } }
        return texts
    }

    func isCalm(at now: Instant) -> Bool { isCalm && (calmUntil.map { now < $0 } ?? true) }
}

/// The switches of all lines at one moment.
public struct LineSwitches: Sendable {
    let byLine: [LineID: LineSwitch]
    /// Another number when anything changed, for pages that are kept for some seconds.
    let version: Int
    /// Lines on which nobody works: what is sealed to them could never be opened, so they take no talk.
    var unworked: Set<LineID> = []

    static let none = LineSwitches(byLine: [:], version: 0)

    public subscript(line: LineID) -> LineSwitch { byLine[line] ?? LineSwitch(line: line) }

    /// Open or closed now: closed when nobody works on it; otherwise the switch, then the hours of the pack.
    public func state(of line: Line, at now: Instant) -> OpeningHours.State {
        unworked.contains(line.id) ? .closed(opensAt: nil) : said(of: line, at: now)
    }

    /// What it should be by the switch and the hours, whether or not anybody works on it.
    func said(of line: Line, at now: Instant) -> OpeningHours.State {
        byLine[line.id]?.state(line.hours, at: now) ?? line.hours.state(at: now)
    }

    /// Somebody works on it, here: a line of the pack that nobody works on is no other way for anybody.
    func isWorked(_ line: Line) -> Bool { !unworked.contains(line.id) }

    public func isOpen(_ line: Line, at now: Instant) -> Bool { state(of: line, at: now).isOpen }

    /// What the door says about a line; nil when nothing.
    public func notice(of line: LineID, _ language: Language) -> String? { byLine[line]?.notice[language] }

    public func isCalm(_ line: LineID, at now: Instant) -> Bool { byLine[line]?.isCalm(at: now) ?? false }
}
