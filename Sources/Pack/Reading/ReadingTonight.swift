import Core

extension PackReader {
    /// `tonight.yaml`: a concrete step for whoever goes on without us, with an owner and a day to look at it again.
    func readTonight() -> Tonight {
        guard let record = folder.yaml("tonight.yaml")?.record("tonight.yaml") else { return .none }
        defer { record.finish() }
        let owner = record.needed("owner")?.text(200)
        let value = record.needed("steps")
        let steps = value?.list()?.compactMap(readTonightStep) ?? []
        // Nobody is left without: neither a parent, nor whoever we know nothing of.
        for audience in [AudienceID(trusted: "parent"), nil] {
            for moment in Farewell.allCases
            where !steps.contains(where: { step in
                step.at.contains(moment) && (audience.map { step.audiences.contains($0) } ?? step.audiences.isEmpty)
            }) {
                let whom = audience.map { "the audience \(shown($0.text))" } ?? "everybody"
                value?.wrong("There is no step for \(whom) at “\(moment.rawValue)”. Add one.")
            }
        }
        guard let owner else { return .none }
        return Tonight(owner: owner, steps: steps)
    }

    private func readTonightStep(_ value: Value) -> TonightStep? {
        guard let record = value.record("a step for tonight") else { return nil }
        defer { record.finish() }
        let id = record.needed("id")?.id(TonightStep.self)
        if let id { give("step for tonight", id.text, record.spot) }
        var audiences: [AudienceID] = []
        if let value = record.needed("audiences"), value.rawText != "all" {
            audiences = ids("audience", value, AudienceKind.self)
        }
        let moments = record.needed("at")?.list()?.compactMap { $0.choice(Farewell.self) } ?? []
        let reviewBy = record.needed("reviewBy")?.day()
        // What is for everybody is read by parents too.
        let readers = audiences.isEmpty ? [AudienceID(trusted: "parent")] : audiences
        let text = record.needed("text").flatMap { localized($0, .short(readers)) }
        guard let id, let reviewBy, let text else { return nil }
        return TonightStep(id: id.text, audiences: audiences, at: moments, reviewBy: reviewBy, text: text)
    }
}
