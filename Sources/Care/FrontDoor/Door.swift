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

    enum Doubt: Sendable {
        case unknown
        case several
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
        /// What a supervisor says about the line that answers here, open or closed; nil when nothing.
        var notice: String?
        let situations: [Help]
        let turns: [Turn]
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
        /// The store could be asked.
        let isKnown: Bool
    }

    struct Help: Sendable {
        let label: String
        let isUrgent: Bool
        let sentence: String
        let answers: [Answered]
    }

    enum Answered: Sendable {
        case talk(String)
        /// Its name and how it stands, on the clock where it is.
        case service(String, ServiceStanding, TimeZone)
        case guide(GuideID, String)
    }
}

extension Pack {
    /// The line to talk with from an entrance: the first open one its routes lead to, those of the region first.
    func lineToTalk(
        audience: AudienceID, choices: [Entrance.Choice], region: RegionID?, now: Instant,
        _ switches: LineSwitches
    ) -> Line? {
        linesToTalk(audience: audience, choices: choices, region: region).first { switches.isOpen($0, at: now) }
    }

    /// The lines that an entrance leads to, open or closed, those of the region first.
    func linesToTalk(audience: AudienceID, choices: [Entrance.Choice], region: RegionID?) -> [Line] {
        choices.flatMap { lines(for: answers(who: audience, what: $0.situation), region: region) }
            .filter { $0.audiences.contains(audience) }
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
        func section(_ entrance: Entrance, _ audience: AudienceID, _ label: String?, _ title: String) -> Door.Section {
            let lines = linesToTalk(audience: audience, choices: entrance.choices, region: region)
            let line = lines.first { switches.isOpen($0, at: now) }
            return Door.Section(
                anchor: anchors[audience] ?? "k0", entrance: entrance.id, audience: audience, label: label,
                title: title,
                explanation: entrance.explanation[language],
                talk: line.map { line in
                    Door.Talk(
                        line: line, name: line.name[language],
                        organisation: organisation(line.organisation)?.name[language] ?? line.organisation.text,
                        opening: line.opening[language], waiting: 0, wait: nil, isKnown: false)
                },
                notice: (line ?? lines.first).flatMap { switches.notice(of: $0.id, language) },
                situations: entrance.choices.map { help($0, audience, language, region, now) },
                turns: label == nil
                    ? []
                    : entrance.turns.map {
                        Door.Turn(anchor: anchors[$0.audience] ?? "k0", label: $0.label[language])
                    })
        }
        var all = entrances.map { entrance in
            section(
                entrance, entrance.audience, entrance.label[language],
                audience(entrance.audience)?.name[language] ?? entrance.label[language])
        }
        var seen = Set(entrances.map(\.audience))
        for (entrance, turn) in turns where seen.insert(turn.audience).inserted {
            all.append(
                section(entrance, turn.audience, nil, audience(turn.audience)?.name[language] ?? turn.label[language]))
        }
        return all
    }

    private func help(
        _ choice: Entrance.Choice, _ audience: AudienceID, _ language: Language, _ region: RegionID?, _ now: Instant
    ) -> Door.Help {
        let route = answers(who: audience, what: choice.situation)
        let reachable = Set(services(for: route, region: region).map(\.id))
        let answers: [Door.Answered] = route.answers.compactMap { answer in
            switch answer {
            case .lines: lines(for: route, region: region).first.map { .talk($0.name[language]) }
            case .service(let id):
                service(id).flatMap {
                    reachable.contains(id) ? .service($0.name[language], $0.standing(at: now), $0.timeZone) : nil
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
