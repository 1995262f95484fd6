import Core
import Foundation
import Pack

/// The door at one moment, for one language and region: plain values for the page and the API.
struct Door: Sendable {
    let language: Language
    let region: Region?
    /// What was typed and could not be placed, or that lies in several; nil when nothing was typed or it was found.
    let doubt: Doubt?
    let sections: [Section]
    /// What was found for somebody's own words; nil when nobody looked.
    var suggestion: Suggestion? = nil

    /// Where the link of a section leads: into the page, or to the page of the entrance.
    func address(of section: Section) -> String {
        guard section.before != nil else { return "#\(section.anchor)" }
        return "/\(section.anchor)"
    }

    struct Suggestion: Sendable {
        let entrances: [EntranceID]
        /// The alarm number, when danger is spoken of.
        let alarm: Open?
        /// The place whose alarm number nobody checked, when danger is spoken of there.
        var unchecked: String?
    }

    enum Doubt: Sendable {
        case unknown
        case several([Region])
    }

    /// The help for one entrance, or for somebody an entrance points on.
    struct Section: Sendable {
        /// Neutral, for the address in the page: `k1`.
        let anchor: String
        let entrance: EntranceID
        let audience: AudienceID
        /// The words of the link on the door; nil for a section that is reached from another section.
        let label: String?
        let title: String
        let explanation: String
        let talk: Talk?
        /// The line that would answer, when it is closed; nil when one is open, or when there is none.
        let closed: Closed?
        /// What is open now besides the chat, with its number.
        let openNow: [Open]
        /// What a supervisor says about the line that answers here, open or closed; nil when nothing.
        var notice: String?
        /// Something for tonight, when the line is closed.
        var tonight: [String] = []
        let situations: [Help]
        let turns: [Turn]
        /// What is said before a talk; the section then has a page of its own.
        var before: Explanation?
    }

    struct Turn: Sendable {
        let anchor: String
        let label: String
    }

    /// The line that somebody can talk with now.
    struct Talk: Sendable {
        let line: Line
        let name: String
        let organisation: String
        let opening: String
        let waiting: Int
        let wait: Wait?
        /// Organisations that may answer too when it takes long, by agreement.
        let others: [String]
        /// The store could be asked, and somebody is there: what is said of waiting rests on something.
        let isKnown: Bool
        let isStaffed: Bool
    }

    struct Closed: Sendable {
        let organisation: String
        /// Nil when it is not known, or closed by hand.
        let opensAt: Instant?
        let timeZone: TimeZone
    }

    struct Open: Sendable, Hashable {
        let name: String
        let number: String
        let tel: String
    }

    struct Help: Sendable {
        let label: String
        let isUrgent: Bool
        let sentence: String
        let answers: [Answered]
        /// What somebody can do in it; nil when the pack has none.
        var tips: Tips?
    }

    struct Tips: Sendable {
        let guide: GuideID
        let title: String
    }

    enum Answered: Sendable {
        case talk(String)
        /// Its name and how it stands, on the clock where it is.
        case service(String, ServiceStanding, TimeZone)
        case guide(GuideID, String)
    }
}

/// The limits of the door. Each has a test on both sides.
enum DoorLimit {
    /// Characters of somebody's own words that are looked at; what is beyond is left out.
    static let ownWords = 200
}

extension Pack {
    /// The neutral name of an entrance, for addresses: `k4`.
    func anchor(of entrance: EntranceID) -> String? {
        entrances.firstIndex { $0.id == entrance }.map { "k\($0 + 1)" }
    }

    private func isAway(_ region: RegionID) -> Bool { self.region(region)?.away != nil }

    /// The lines that an entrance leads to, those of the region first.
    func lines(audience: AudienceID, choices: [Entrance.Choice], region: RegionID?) -> [Line] {
        var seen: Set<LineID> = []
        return choices.flatMap {
            lines(for: answers(who: audience, what: $0.situation, region: region), region: region)
        }
        .filter { $0.audiences.contains(audience) && seen.insert($0.id).inserted }
        // A line for an island only is not for somebody of whom nobody knows that they are there.
        .filter { line in region != nil || line.regions.isEmpty || !line.regions.allSatisfy { isAway($0) } }
    }

    /// The lines to talk with from an entrance: without those on which a neighbour may answer, when there is another, be it
    /// closed now.
    func linesToTalk(
        audience: AudienceID, choices: [Entrance.Choice], region: RegionID?, _ switches: LineSwitches
    ) -> [Line] {
        let lines = lines(audience: audience, choices: choices, region: region)
        let far = lines.filter { !isNearHome($0, region) && switches.isWorked($0) }
        return far.isEmpty ? lines : lines.filter { !isNearHome($0, region) }
    }

    /// The line to talk with from an entrance: the first open one; when all are closed, one that answers for them by agreement.
    func lineToTalk(
        audience: AudienceID, choices: [Entrance.Choice], region: RegionID?, language: Language = .dutch, now: Instant,
        _ switches: LineSwitches = .none
    ) -> Line? {
        let lines = linesToTalk(audience: audience, choices: choices, region: region, switches)
        if let line = lines.first(where: { switches.isOpen($0, at: now) }) { return line }
        let others = lines.flatMap { overflow(of: $0, region: region, language: language, at: now) }
        return others.first { switches.isOpen($0.line, at: now) }?.line
    }

    /// Everything but how long people wait, which only the store knows.
    func sections(
        _ language: Language, region: RegionID?, now: Instant, _ switches: LineSwitches
    ) -> [Door.Section] {
        var anchors: [AudienceID: String] = [:]
        for (index, entrance) in entrances.enumerated() { anchors[entrance.audience] = "k\(index + 1)" }
        let turns = entrances.flatMap { entrance in entrance.turns.map { (entrance, $0) } }
        for (_, turn) in turns where anchors[turn.audience] == nil {
            anchors[turn.audience] = "k\(anchors.count + 1)"
        }
        func section(
            _ entrance: Entrance, _ audience: AudienceID, _ label: String?, _ title: String,
            tips: [SituationID: SituationID]
        ) -> Door.Section {
            let all = linesToTalk(audience: audience, choices: entrance.choices, region: region, switches)
            let line = lineToTalk(
                audience: audience, choices: entrance.choices, region: region, language: language, now: now, switches)
            let situations = entrance.choices.map { choice in
                var help = help(choice, audience, language, region, now, line)
                let guide = self.tips(for: tips[choice.situation] ?? choice.situation, language)
                help.tips = guide.map { Door.Tips(guide: $0.id, title: $0.title) }
                return help
            }
            return Door.Section(
                anchor: anchors[audience] ?? "k0", entrance: entrance.id, audience: audience, label: label,
                title: title,
                explanation: entrance.explanation[language],
                talk: line.map { line in
                    Door.Talk(
                        line: line, name: line.name[language],
                        organisation: organisation(line.organisation)?.name[language] ?? line.organisation.text,
                        opening: line.opening[language], waiting: 0, wait: nil,
                        others: overflow(of: line, region: region, language: language, at: now)
                            .filter { switches.isOpen($0.line, at: now) }
                            .compactMap { organisation($0.line.organisation)?.name[language] },
                        isKnown: false, isStaffed: false)
                },
                closed: line == nil ? closed(all, language, now, switches) : nil,
                openNow: openNow(situations, region),
                notice: (line ?? all.first).flatMap { switches.notice(of: $0.id, language) },
                tonight: line == nil && !all.isEmpty
                    ? tonight(.closed, for: [audience], on: day(at: now)).map { $0.text[language] } : [],
                situations: situations,
                turns: label == nil
                    ? []
                    : entrance.turns.map {
                        Door.Turn(anchor: anchors[$0.audience] ?? "k0", label: $0.label[language])
                    },
                before: label == nil ? nil : entrance.before)
        }
        var all = entrances.map { entrance in
            section(
                entrance, entrance.audience, entrance.label[language],
                audience(entrance.audience)?.name[language] ?? entrance.label[language], tips: entrance.tips)
        }
        var seen = Set(entrances.map(\.audience))
        for (entrance, turn) in turns where seen.insert(turn.audience).inserted {
            all.append(
                section(
                    entrance, turn.audience, nil, audience(turn.audience)?.name[language] ?? turn.label[language],
                    tips: turn.tips))
        }
        return all
    }

    /// The one of these lines that opens first.
    private func closed(
        _ lines: [Line], _ language: Language, _ now: Instant, _ switches: LineSwitches
    ) -> Door.Closed? {
        let opening = lines.map { line -> (line: Line, opensAt: Instant?) in
            guard case .closed(let opensAt) = switches.state(of: line, at: now) else { return (line, nil) }
            return (line, opensAt)
        }
        let soonest = opening.filter { $0.opensAt != nil }.min { ($0.opensAt ?? now) < ($1.opensAt ?? now) }
        return (soonest ?? opening.first).map {
            Door.Closed(
                organisation: organisation($0.line.organisation)?.name[language] ?? $0.line.name[language],
                opensAt: $0.opensAt, timeZone: $0.line.hours.timeZone)
        }
    }

    /// Services of a section that are open now as far as was checked; the emergency number stands on every page anyway.
    private func openNow(_ situations: [Door.Help], _ region: RegionID?) -> [Door.Open] {
        let alarms = Set((emergency + emergency(in: region)).map(\.tel))
        var seen: Set<String> = []
        let open = situations.flatMap(\.answers).compactMap { answer -> Door.Open? in
            guard case .service(let name, let standing, _) = answer, standing.state.isOpen,
                let phone = standing.numbers.first, !alarms.contains(phone.tel), seen.insert(phone.tel).inserted
            else { return nil }
            return Door.Open(name: name, number: phone.number, tel: phone.tel)
        }
        return Array(open.prefix(3))
    }

    private func help(
        _ choice: Entrance.Choice, _ audience: AudienceID, _ language: Language, _ region: RegionID?, _ now: Instant,
        _ line: Line?
    ) -> Door.Help {
        let route = answers(who: audience, what: choice.situation, region: region)
        let reachable = Set(services(for: route, region: region).map(\.id))
        let answers: [Door.Answered] = route.answers.compactMap { answer in
            switch answer {
            // Only what the button of the section leads to: a line that is closed is no answer now.
            case .lines: line.map { .talk($0.name[language]) }
            case .service(let id):
                service(id).flatMap {
                    reachable.contains(id)
                        ? .service(name(of: $0, in: region, language), $0.standing(at: now), $0.timeZone) : nil
                }
            case .guide(let id): guide(id, language).map { .guide(id, $0.title) }
            // The assistant is not in this installation yet; its answer is left out instead of leading nowhere.
            case .reportingCode: nil
            }
        }
        return Door.Help(
            label: choice.label[language], isUrgent: situation(choice.situation)?.urgent ?? false,
            sentence: route.sentence[language], answers: answers)
    }
}
