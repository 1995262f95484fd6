import Core
import Pack

/// What was found, as a call gives it: the same words and numbers as the page of who asks.
struct FindingsDocument: Encodable {
    struct One: Encodable {
        let id: String
        let title: String
        let indicator: String
        let region: String?
        let week: String
        /// Nil where the number may not be told, and then nothing else of it is.
        let kind: String?
        let since: String?
        let value: Int?
        let certainty: String
        let sentence: String
        let howSure: [String]
        let doesNotMean: String
        let explanations: [Explanation]
        let decisions: [String]

        enum Key: String, CodingKey {
            case id, title, indicator, region, week, kind, since, value, certainty, sentence, howSure, doesNotMean
            case explanations, decisions
        }

        /// What is not told is there as null.
        func encode(to encoder: any Encoder) throws {
            var all = encoder.container(keyedBy: Key.self)
            try all.encode(id, forKey: .id)
            try all.encode(title, forKey: .title)
            try all.encode(indicator, forKey: .indicator)
            try all.encode(region, forKey: .region)
            try all.encode(week, forKey: .week)
            try all.encode(kind, forKey: .kind)
            try all.encode(since, forKey: .since)
            try all.encode(value, forKey: .value)
            try all.encode(certainty, forKey: .certainty)
            try all.encode(sentence, forKey: .sentence)
            try all.encode(howSure, forKey: .howSure)
            try all.encode(doesNotMean, forKey: .doesNotMean)
            try all.encode(explanations, forKey: .explanations)
            try all.encode(decisions, forKey: .decisions)
        }
    }

    /// Something else that it could be; without answers nobody looked.
    struct Explanation: Encodable {
        let id: String
        let name: String
        let answers: [String]
    }

    let findings: [One]

    /// - Parameter isAnalyst: with the names and notes that stand at the desk.
    init(_ seen: [SeenFinding], _ views: FindingView, isAnalyst: Bool) {
        findings = seen.map { one in
            let view = views.view(one, back: ("", ""), desk: isAnalyst ? "/desk/findings/\(one.finding.id)" : nil)
            let isTold = one.shown != nil || isAnalyst
            return One(
                id: one.finding.id.text, title: view.title, indicator: one.indicator.id.text,
                region: one.finding.region?.text, week: one.finding.week.description,
                kind: isTold ? one.finding.kind.rawValue : nil, since: isTold ? one.finding.since.description : nil,
                value: isAnalyst ? one.finding.observedNow : one.shown,
                certainty: one.finding.certaintyNow.rawValue, sentence: view.sentence,
                howSure: views.sure(one, isDesk: isAnalyst),
                doesNotMean: one.indicator.doesNotSay[views.words.language],
                explanations: view.explanations.map { .init(id: $0.id, name: $0.name, answers: $0.answers) },
                decisions: view.decisions)
        }
    }
}
